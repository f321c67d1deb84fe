#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Terminals as they are: small ones, dumb ones, wide characters, job control.
. "$(dirname "$0")/lib.sh"

tree=$scratch/tree
"$here/simulate-tree" "$tree" 3 2 1
export reader tree
sessions=0
session="kvm-exitstat-terminals-$$-0"
trap 'tmux -L "$session" kill-server 2>/dev/null; rm -rf "$scratch"' EXIT

terminal() {
	tmux -u -L "$session" -f /dev/null "$@"
}

# open COLUMNS ROWS COMMAND
open() {
	terminal kill-server 2>/dev/null
	sessions=$((sessions + 1))
	session="kvm-exitstat-terminals-$$-$sessions"
	LC_ALL=C.UTF-8 terminal new-session -d -x "$1" -y "$2" "$3"
}

# begin COLUMNS ROWS ARG...
begin() {
	local columns=$1 rows=$2

	shift 2
	open "$columns" "$rows" \
		"trap : INT; '$reader' --debugfs '$tree' top $*; echo ended \$?; exec sleep 1000"
}

screen() {
	terminal capture-pane -p
}

key() {
	terminal send-keys "$@"
}

# shows PATTERN NAME: within ten seconds
shows() {
	wait_for sh -c "tmux -u -L '$session' capture-pane -p 2>/dev/null | grep -qE -- '$1'"
	local status=$?

	ok $status "$2"
	[ $status -eq 0 ] || screen | sed 's/^/# /'
}

# widths: how many lines have which width, in columns of a terminal
widths() {
	local line

	while IFS= read -r line; do
		printf '%s' "$line" | LC_ALL=C.UTF-8 wc -L
	done | sort | uniq -c | awk '{ print $1, "lines of one width" }'
}

# pid of the reader in the terminal
pid_of_reader() {
	pgrep -P "$(terminal display-message -p '#{pane_pid}')" -f top
}

# Every size: the keys or a line are in the last row and nothing has scrolled away.
begin 80 24 5
shows '^>' "80x24"
for size in 20x5 20x6 20x7 40x8 10x3 7x2 3x1 1x1 20x4 200x5 80x24; do
	terminal resize-window -x "${size%x*}" -y "${size#*x}"
	sleep 0.5
	lines=$(screen)
	case $size in
	20x5 | 200x5)
		is "$(echo "$lines" | cut -c1-4 | sed 's/ *$//' | xargs)" "host V > 1 T q qu" \
			"$size: place, heading, a line, TOTAL, keys"
		;;
	20x4) is "$(echo "$lines" | head -2 | tail -1 | xargs | cut -c1-2)" "VM" "$size: place, heading" ;;
	20x7 | 40x8 | 80x24)
		is "$(echo "$lines" | head -1 | cut -c1-12)" "kvm-exitstat" "$size: begins with the first line"
		is "$(echo "$lines" | tail -1 | cut -c1-6)" "q quit" "$size: ends with the keys"
		is "$(echo "$lines" | grep -c '^   TOTAL')" 1 "$size: has a TOTAL"
		;;
	10x3) is "$(echo "$lines" | head -2 | tail -1 | cut -c1)" ">" "$size: a line" ;;
	*) is "$(echo "$lines" | wc -l)" "${size#*x}" "$size: it still runs" ;;
	esac
done
key t Tab
shows 'CR_ACCESS' "reasons"
# What is in progress is a row more, if there is room for it beside the TOTAL.
cp "$tree/all" "$scratch/all"
sed 's/^\(host.*RUNNING	0	\)0/\17000000000/' "$scratch/all" >"$tree/all.new"
mv "$tree/all.new" "$tree/all"
begin 200 6 0.25
shows '^>' "six rows"
key t Tab
shows '^   RUNNING .* 3.50s' "RUNNING"
shows '^   TOTAL' "and TOTAL"
terminal resize-window -x 200 -y 5
shows '^q quit' "five rows"
sleep 0.4
is "$(screen | cut -c1-9 | awk '{ print $1 }' | xargs)" "host REASON > TOTAL q" "TOTAL in place of RUNNING"
key q
shows '^ended 0' "it ends well"
mv "$scratch/all" "$tree/all"
begin 80 24 5
shows '^>' "24 rows"
key t Tab
shows 'CR_ACCESS' "reasons"
key Enter
shows 'CR_ACCESS \(28\)' "a distribution"
terminal resize-window -x 80 -y 9
shows '^min >=.* p99 .* max' "on a small screen: its percentiles are there"
is "$(screen | wc -l)" 9 "and nothing has scrolled"
terminal resize-window -x 30 -y 12
sleep 0.5
is "$(screen | grep -c '^CR_ACCESS (28)')" 1 "nor on a narrow one"
key q
shows '^ended 0' "it ends well"

# Wide characters take two columns, and one long name takes nobody's.
sed 's/1002-10/中文虚拟机中文虚拟机中文虚拟机中文虚拟机中文虚拟机中文-10/; s/1003-10/é-10/' "$tree/all" >"$scratch/wide"
cp "$tree/all" "$scratch/all"
cp "$scratch/wide" "$tree/all"
begin 80 12 0.25 --sort name
shows '中文虚拟机~?' "wide names"
sleep 0.4
is "$(screen | grep -c '^.  ')" 5 "a line each, none is wrapped"
is "$(screen | head -4 | tail -1 | xargs | cut -d' ' -f1-6)" "VM EXITS EXITS/S EXITS% KERNEL AVG" \
	"the columns are there"
is "$(screen | sed -n 4,8p | widths)" "5 lines of one width" "and aligned with their lines"
key q
shows '^ended 0' "it ends well"
cp "$scratch/all" "$tree/all"
out=$(sed "s/1002-10/$(printf 'n%.0s' {1..56})-10/" "$tree/all" >"$tree/all.new" && mv "$tree/all.new" "$tree/all" &&
	COLUMNS=80 "$reader" --debugfs "$tree" --per-vm)
is "$(echo "$out" | head -1 | xargs)" "VM EXITS EXITS% KERNEL AVG MAX TIME% USER" \
	"a name of 56 characters: the columns stay"
is "$(echo "$out" | grep -c '^nnnnnnnnnnnn~nnnn-10 ')" 1 "and it is shortened"
is "$(echo "$out" | awk 'length > 80')" "" "to 80 columns"
out=$(COLUMNS=80 "$reader" --debugfs "$tree" --per-vcpu)
is "$(echo "$out" | grep -cE '^nnnnnnnnnnnn~.*vcpu [01] ')" 2 "of its vCPUs, too, which can be told apart"
sed 's/1001-10/中中中中中-10/' "$tree/all" >"$tree/all.new"
mv "$tree/all.new" "$tree/all"
is "$("$reader" --debugfs "$tree" --per-vm | sed -n 's/^中中中中中-10  *\([0-9]*\) .*/\1/p')" 192000 \
	"wide characters in a table"
is "$("$reader" --debugfs "$tree" --per-vm | head -5 | widths)" "5 lines of one width" "are aligned"
cp "$scratch/all" "$tree/all"

# Stopped and continued, by whomever.
begin 80 24 0.25
shows '^>' "it runs"
reader_pid=$(pid_of_reader)
tty=$(terminal display-message -p '#{pane_tty}')
kill -STOP "$reader_pid"
wait_for sh -c "grep -q 'State:.*stopped' /proc/$reader_pid/status"
stty -F "$tty" sane
printf '\033[?1049l\033[H\033[2Jgarbage' >"$tty"
shows garbage "stopped: somebody else has the terminal"
kill -CONT "$reader_pid"
shows '^>' "continued: it is drawn anew"
is "$(screen | grep -c garbage)" 0 "as a whole"
key p
shows PAUSED "and keys need no Enter"
key p q
shows 'ended 0' "it ends well"
open 80 24 "PS1='% ' bash --norc --noprofile -i"
terminal send-keys -l "$reader --debugfs $tree top 0.25"
key Enter
shows '^>' "in a shell"
key C-z
shows 'Stopped' "Ctrl-Z: the shell is back"
is "$(screen | grep -c '^> ')" 0 "and the screen is gone"
terminal send-keys -l "fg"
key Enter
shows '^>' "fg: it goes on"
key p
shows PAUSED "with its keys"
key q
shows '^% *$' "and ends in the shell"
# Nobody is there to continue it.
open 80 24 "exec '$reader' --debugfs '$tree' top 0.25"
shows '^>' "without a shell"
key C-z
sleep 0.4
key p
shows PAUSED "Ctrl-Z does not stop it for good"

# Terminals that cannot.
for term in dumb '' unknown; do
	out=$(script -qec "TERM=$term '$reader' --debugfs '$tree' top" /dev/null </dev/null | tr -d '\r')
	is "$out" "kvm-exitstat: top needs a terminal with a cursor, and \$TERM says '$term': \
'kvm-exitstat 2' prints without one" "TERM=$term"
done
out=$(script -qec "env -u TERM '$reader' --debugfs '$tree' top; echo status \$?" /dev/null </dev/null | tr -d '\r')
is "$(echo "$out" | tail -1)" "status 1" "without TERM: status 1"
is "$(echo "$out" | head -1 | cut -d, -f1)" "kvm-exitstat: top needs a terminal with a cursor" "it says so"

# Help is left by any key; an error goes when it is over.
begin 80 24 0.25
shows '^>' "it runs"
key '?'
shows 'any key: back' "help"
terminal resize-window -x 79 -y 24
sleep 0.4
shows 'any key: back' "a new size is no key"
key q
shows '^>' "q is any key"
mv "$tree/all" "$tree/old"
shows 'all: No such file or directory' "a file that is gone"
key j
sleep 0.1
shows 'all: No such file or directory' "is said, also after a key"
mv "$tree/old" "$tree/all"
wait_for sh -c "! tmux -u -L '$session' capture-pane -p | grep -q 'No such file'"
ok $? "and no longer when it is back"
terminal resize-window -x 20 -y 5
mv "$tree/all" "$tree/old"
shows '^/tmp/' "on a small screen, too"
mv "$tree/old" "$tree/all"
shows '^host' "and there"
key q
shows '^ended 0' "it ends well"

done_testing
