#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Input as it comes: from pipes and standard input, with other line ends; and output
# that can be added up and told apart in time.
. "$(dirname "$0")/lib.sh"

recording=$here/data/recording
tree=$scratch/tree
"$here/simulate-tree" "$tree" 2 2 1

# Standard input and pipes are as good as a file.
is "$("$reader" report --samples - <"$recording")" "$("$reader" report --samples "$recording")" "report -"
# shellcheck disable=SC2002 # a pipe is what is meant
is "$(cat "$recording" | "$reader" report --samples -)" "$("$reader" report --samples "$recording")" "report - of a pipe"
is "$("$reader" report --samples <(cat "$recording"))" "$("$reader" report --samples "$recording")" "report of a pipe"
is "$("$reader" plot - -o - <"$recording" | grep -c '</svg>')" 1 "plot - -o -"
# shellcheck disable=SC2094 # it is only read
is "$("$reader" diff "$recording" - --csv <"$recording")" "$("$reader" diff "$recording" "$recording" --csv)" \
	"diff with standard input"
is "$("$reader" diff <(cat "$recording") <(cat "$recording") --csv)" \
	"$("$reader" diff "$recording" "$recording" --csv)" "diff of two pipes"
is "$("$reader" diff <(cat "$tree/exits") "$tree/exits" --csv 2>/dev/null | cut -d, -f1-4)" \
	"$("$reader" diff "$tree/exits" "$tree/exits" --csv | cut -d, -f1-4)" "a list out of a pipe"
"$reader" --debugfs "$tree" record -o - 0.02 2 2>/dev/null | "$reader" report --samples - --csv >"$scratch/out"
is "$?" 0 "record into report"
is "$(grep -c TOTAL "$scratch/out")" 2 "all of it"
out=$("$reader" report --samples - 2>&1 <"$tree/exits")
is "$?" 1 "standard input that is no recording: status 1"
is "$out" "kvm-exitstat: standard input: not a recording of kvm-exitstat" "it says so"
out=$("$reader" report --samples - 2>&1 <&-)
is "$out" "kvm-exitstat: standard input: Bad file descriptor" "no standard input"
out=$("$reader" report --samples - 2>&1 </dev/null)
is "$?" 1 "nothing on standard input: status 1"
fails 2 "only one of A and B can be standard input" "diff - -" diff - -

# Line ends of other systems.
sed 's/$/\r/' "$recording" >"$scratch/crlf"
is "$("$reader" report --samples "$scratch/crlf")" "$("$reader" report --samples "$recording")" "a recording with CRLF"
cp -r "$tree" "$scratch/crlf-tree"
find "$scratch/crlf-tree" -type f -exec sed -i 's/$/\r/' {} +
cp "$here/data/small/capabilities" "$tree"
sed 's/$/\r/' "$here/data/small/capabilities" >"$scratch/crlf-tree/capabilities"
for arguments in "" --per-vm --per-vcpu --per-cpu hist caps "--vm 1002-10 --csv"; do
	# shellcheck disable=SC2086 # words
	is "$("$reader" --debugfs "$scratch/crlf-tree" $arguments 2>&1)" \
		"$("$reader" --debugfs "$tree" $arguments 2>&1)" "a copy with CRLF: '$arguments'"
done

# One reason: nothing that is not of it is in the lines to be added up.
exits() {
	awk -F, -v "column=$1" 'NR > 1 { n += $column } END { print n }'
}
is "$("$reader" --debugfs "$tree" --reason HLT --csv | exits 12)" 20000 "--reason --csv"
is "$("$reader" --debugfs "$tree" --per-vm --reason HLT --csv | exits 12)" 20000 "of VMs"
is "$("$reader" report --samples "$recording" --reason HLT --csv | exits 12)" \
	"$("$reader" report --samples "$recording" --reason HLT --json | jq -s 'map(.scopes[0].reasons[].exits) | add')" \
	"of a recording"
is "$("$reader" diff "$tree" "$tree" --reason HLT --csv | exits 3)" 20000 "of a comparison"

# Clocks: tenths below a second, dates over midnight.
is "$("$reader" --debugfs "$tree" --reason HLT 0.1 3 | awk 'NR > 1 { print $1 }' |
	grep -cE '^[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]$')" 3 "a series below a second has tenths"
is "$("$reader" --debugfs "$tree" 0.1 3 | grep -cE '^[0-9-]{10} [0-9:]{8}\.[0-9]  ')" 3 "tables, too"
is "$("$reader" report --samples "$recording" --reason HLT | awk 'NR > 1 { print $1 }' | grep -c '\.')" 0 \
	"of seconds: no tenths"
# Eleven samples, 3 s apart, from 2023-11-14 23:59:45 on.
awk -F'\t' -v OFS='\t' '$1 == "sample" { $3 = 1700006385000000000 + 3000000000 * n++; $3 = sprintf("%.0f", $3) } { print }' \
	"$recording" >"$scratch/midnight"
is "$("$reader" report --samples "$scratch/midnight" --reason HLT | awk '{ print $1 }' | sed -n '5,9p' | xargs)" \
	"23:59:54 23:59:57 2023-11-15 00:00:00 00:00:03" "a series tells the date of the day that begins"
is "$("$reader" report --samples "$scratch/midnight" --reason HLT | grep -c '^2023')" 1 "once"

done_testing
