# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Sourced after lib.sh by tests that press keys and look at a screen: a terminal that tmux
# plays. Each is of a new server, as the old one takes its time to go.

terminals=0
terminal_name="kvm-exitstat-test-$$-0"
# shellcheck disable=SC2154 # tap.sh
trap 'terminal kill-server 2>/dev/null; rm -rf "$scratch"' EXIT

# terminal COMMAND...: one of tmux's
terminal() {
	tmux -u -L "$terminal_name" -f /dev/null "$@"
}

# open COLUMNS ROWS COMMAND: runs it in a new terminal
open() {
	terminal kill-server 2>/dev/null
	terminals=$((terminals + 1))
	terminal_name="kvm-exitstat-test-$$-$terminals"
	LC_ALL=C.UTF-8 terminal new-session -d -x "$1" -y "$2" "$3"
}

# begin COLUMNS ROWS ARG...: kvm-exitstat top, in a new terminal that shows how it ended
begin() {
	local columns=$1 rows=$2

	shift 2
	# shellcheck disable=SC2154 # lib.sh and who sources this
	open "$columns" "$rows" \
		"trap : INT; '$reader' --debugfs '$tree' top $*; echo ended \$?; exec sleep 1000"
}

resize() {
	terminal resize-window -x "$1" -y "$2"
}

screen() {
	terminal capture-pane -p 2>/dev/null
}

key() {
	terminal send-keys "$@"
}

screen_has() {
	screen | grep -qE -- "$1"
}

# shows PATTERN NAME: the screen does, soon
shows() {
	wait_for screen_has "$1"
	local status=$?

	ok $status "$2"
	[ $status -eq 0 ] || screen | sed 's/^/# /'
}

screen_lacks() {
	! screen_has "$1"
}

# hides PATTERN NAME: the screen has none of it, soon
hides() {
	wait_for screen_lacks "$1"
	ok $? "$2"
}

# row NR CHARACTERS: how it begins
row() {
	screen | sed -n "$1p" | xargs | cut -c "1-$2"
}

last_row() {
	screen | tail -n 1 | cut -c "1-$1"
}

rows() {
	screen | wc -l
}

# beginnings CHARACTERS: of all rows
beginnings() {
	screen | cut -c "1-$1" | sed 's/ *$//' | xargs
}

first_words() {
	screen | cut -c 1-9 | awk '{ print $1 }' | xargs
}

# nr_of PATTERN: of rows that have it
nr_of() {
	screen | grep -c -- "$1"
}

gives() {
	[ "$("${@:2}")" = "$1" ]
}

# becomes TEXT NAME COMMAND...: what the command prints about the screen, soon
becomes() {
	wait_for gives "$1" "${@:3}"
	is "$("${@:3}")" "$1" "$2"
}
