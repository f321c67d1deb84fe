#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Terminals as they are: small ones, dumb ones, wide characters, job control.
. "$(dirname "$0")/lib.sh"
. "$here/terminal.sh"

tree=$scratch/tree
"$here/simulate-tree" "$tree" 3 2 1

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
	resize "${size%x*}" "${size#*x}"
	case $size in
	20x5 | 200x5)
		becomes "host V > 1 T q qu" "$size: place, heading, a line, TOTAL, keys" beginnings 4
		;;
	20x4) becomes "VM" "$size: place, heading" row 2 2 ;;
	20x7 | 40x8 | 80x24)
		becomes "kvm-exitstat" "$size: begins with the first line" row 1 12
		becomes "q quit" "$size: ends with the keys" last_row 6
		is "$(screen | grep -c '^   TOTAL')" 1 "$size: has a TOTAL"
		;;
	10x3) becomes ">" "$size: a line" row 2 1 ;;
	*) becomes "${size#*x}" "$size: it still runs" rows ;;
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
resize 200 5
shows '^q quit' "five rows"
becomes "host REASON > TOTAL q" "TOTAL in place of RUNNING" first_words
key q
shows '^ended 0' "it ends well"
mv "$scratch/all" "$tree/all"
begin 80 24 5
shows '^>' "24 rows"
key t Tab
shows 'CR_ACCESS' "reasons"
key Enter
shows 'CR_ACCESS \(28\)' "a distribution"
resize 80 9
shows '^min >=.* p99 .* max' "on a small screen: its percentiles are there"
is "$(rows)" 9 "and nothing has scrolled"
resize 30 12
shows '^CR_ACCESS \(28\)' "nor on a narrow one"
key q
shows '^ended 0' "it ends well"

# Wide characters take two columns, and one long name takes nobody's.
sed 's/1002-10/中文虚拟机中文虚拟机中文虚拟机中文虚拟机中文虚拟机中文-10/; s/1003-10/é-10/' "$tree/all" >"$scratch/wide"
cp "$tree/all" "$scratch/all"
cp "$scratch/wide" "$tree/all"
begin 80 12 0.25 --sort name
shows '中文虚拟机~?' "wide names"
becomes 5 "a line each, none is wrapped" nr_of '^.  '
becomes "VM EXITS EXITS/S EXITS% KERNEL AVG" "the columns are there" row 4 34
becomes "5 lines of one width" "and aligned with their lines" eval 'screen | sed -n 4,8p | widths'
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
hides garbage "as a whole"
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
hides '^> ' "and the screen is gone"
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
resize 79 24
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
hides 'No such file' "and no longer when it is back"
resize 20 5
mv "$tree/all" "$tree/old"
shows '^/tmp/' "on a small screen, too"
mv "$tree/old" "$tree/all"
shows '^host' "and there"
key q
shows '^ended 0' "it ends well"

done_testing
