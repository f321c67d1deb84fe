#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Tables on a terminal of 60, 80 and 200 columns, with and without colour.
. "$(dirname "$0")/lib.sh"

tree=$scratch/tree
"$here/simulate-tree" "$tree" 2 2 1
export reader tree

# on_terminal COLUMNS COMMAND: what it writes to a terminal so wide
on_terminal() {
	TERM=xterm script -qec "stty cols $1 rows 50; $2" /dev/null </dev/null | tr -d '\r'
}

plain() {
	sed 's/\x1b\[[0-9;]*m//g'
}

longest() {
	plain | awk 'length > max { max = length } END { print max }'
}

for columns in 60 80 200; do
	for arguments in "" --per-vcpu hist "hist HLT" "diff $tree $tree"; do
		out=$(on_terminal "$columns" "$reader --debugfs $tree $arguments" | grep -v '^[AB]: ')
		if [ "${arguments%% *}" = diff ]; then
			out=$(on_terminal "$columns" "$reader $arguments" | grep -v '^[AB]: ')
		fi
		width=$(echo "$out" | longest)
		[ "$width" -le "$columns" ]
		ok $? "'$arguments' in $columns columns: $width"
	done
done
is "$(on_terminal 200 "$reader --debugfs $tree" | plain | head -1 | wc -w)" \
	$((2 + $("$reader" --help | sed -n '/^Columns:/,/^More/p' | grep '^  ' | grep -vcE '^  (EXITS/S|P[0-9])'))) \
	"200 columns: all that totals have without being asked"
is "$(on_terminal 80 "$reader --debugfs $tree" | plain | head -1 | xargs)" \
	"REASON NR EXITS EXITS% KERNEL AVG MAX TIME% USER" "80 columns: the first nine"
is "$(on_terminal 60 "$reader --debugfs $tree" | plain | head -1 | xargs)" \
	"REASON EXITS EXITS% KERNEL AVG TIME%" "60 columns: six"
is "$(on_terminal 60 "$reader --debugfs $tree 0.01 3" | plain | longest)" 60 \
	"differences in 60 columns"

escape=$(printf '\033')
is "$(on_terminal 80 "$reader --debugfs $tree" | grep -c "$escape")" 2 \
	"bold headings and TOTAL on a terminal"
is "$(on_terminal 80 "NO_COLOR=1 $reader --debugfs $tree" | grep -c "$escape")" 0 "not with NO_COLOR"
is "$(on_terminal 80 "TERM=dumb $reader --debugfs $tree" | grep -c "$escape")" 0 \
	"not on a dumb terminal"
is "$(on_terminal 80 "$reader --debugfs $tree | cat" | grep -c "$escape")" 0 "not in a pipe"
is "$(on_terminal 80 "$reader --debugfs $tree --csv" | grep -c "$escape")" 0 "not in CSV"

done_testing
