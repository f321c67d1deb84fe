#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Two of them side by side: recordings, copied directories, single files.
. "$(dirname "$0")/lib.sh"

cd "$scratch" || exit 1
"$here/simulate-tree" one 2 2 1
"$here/simulate-tree" three 2 2 3
cp "$here/data/recording" recording

golden diff-trees "$reader" diff one three
golden diff-wide with COLUMNS=200 "$reader" diff one three --top 3 --sort name
golden diff-recording "$reader" diff recording three/exits --sort kernel --cycles
columns="exits guest kernel user halted blocked steal max nested to_user timed"
fields=nr,name$(for c in $columns; do printf ',a_%s,b_%s' "$c" "$c"; done),a_duration_ns,b_duration_ns
golden diff-csv filtered "csv_fields $fields" "$reader" diff one three --csv --reason HLT
golden diff-json filtered "jq 'walk(if type == \"object\" and has(\"exits\") then {$(echo "$columns" | tr " " ,)} else . end)'" \
	"$reader" diff one three --json --top 1
golden diff-vm "$reader" diff one three --vm 1002-10 --reason CPUID

is "$("$reader" diff one one --csv | awk -F, 'NR > 1 && $3 != $4')" "" "nothing against itself"
is "$("$reader" diff three one --csv | awk -F, '$2 == "TOTAL" { print $3, $4 }')" \
	"1224000 408000" "the other way round"
# Different times: the rates beside the sums, and what they are of.
"$here/simulate-tree" half 1 1 1 999
"$reader" --debugfs half record -o short 0.01 1 2>err
sed -i '/^sample/s/	1001000000000	/	999000000000	/; /^host/{s/	[0-9]*	-$/	999000000000	-/
	s/CPUID	[0-9]*/CPUID	0/}' short
sed -n '2,$p' short >first
cp short twice
sed '/^sample/s/	999000000000	/	999500000000	/; s/CPUID	[0-9]*/CPUID	1000/' first >>twice
cp short longer
sed '/^sample/s/	999000000000	/	1001500000000	/; s/CPUID	[0-9]*/CPUID	5000/' first >>longer
is "$("$reader" diff twice longer | sed -n 's/.*host, //p' | xargs)" "500ms 2.50s" "the durations are said"
is "$(COLUMNS=200 "$reader" diff twice longer | awk '$1 == "CPUID" { print $3, $4, $6, $7, $8, $9 }')" \
	"1000 5000 5.00x 2000 2000 1.00x" "five times in five times the time: the same rate"
is "$("$reader" diff twice one | sed -n 's/.*host, //p' | xargs)" "500ms totals of 1m41s" \
	"a recording and a snapshot"
is "$("$reader" diff twice one --csv | awk -F, '$2 == "TOTAL" { print $17, $(NF - 1), $NF }')" \
	" 500000000 101000000000" "a recording has no maximum"
mkdir alone
cp one/exits alone/
is "$("$reader" diff alone/exits one 2>/dev/null | sed -n 's/.*host, //p' | xargs)" \
	"totals of an unknown time totals of 1m41s" "a file alone"
is "$(COLUMNS=200 "$reader" diff alone/exits one 2>/dev/null | awk '$1 == "HLT" { print $7, $9 }')" "- -" "and no rates"

# Percentiles, of the side that has distributions: half of the exits take less than 2,048
# cycles at 2 GHz, and of the other half each time a half less than twice as long.
recorded slow -- 1 3
percentiles() {
	"$reader" diff "$@" --reason HLT --json | jq -c '.reasons[0] | [.a, .b] | map([.p50, .p90, .p99, .p999])'
}
is "$(percentiles recording slow)" "[[null,null,null,null],[2000,11000,110000,1000000]]" "percentiles"
is "$("$reader" diff recording slow --json | jq -c '[.a, .b] | map(.total | has("p50"))')" "[false,true]" "of the total"
is "$(COLUMNS=200 "$reader" diff recording slow --reason HLT | awk '$1 == "HLT" { print $17, $18, $19, $20 }')" \
	"- 1.0us - 56us" "P50 and P99 in the table"
is "$(COLUMNS=200 "$reader" diff recording recording | grep -c P50)" 0 "where there are any"
is "$("$reader" diff slow recording --reason HLT --csv | csv_fields a_p50,a_p90,a_p99,a_p999,b_p50,b_p90,b_p99,b_p999 | tail -1)" \
	"2000,11000,110000,1000000,,,," "CSV"
is "$("$reader" diff slow slow --reason HLT --csv | csv_fields a_p99,b_p99 | tail -1)" "110000,110000" "both"

sed -i '/HLT/d' one/exits
is "$(COLUMNS=200 "$reader" diff one/exits three/exits | awk '$1 == "HLT" { print $3, $4, $5, $6, $9, $12 }')" \
	"0 60000 +60000 new new new" "a reason that is in one of them only"
echo svm >one/isa
is "$("$reader" diff one three 2>&1 >/dev/null)" \
	"kvm-exitstat: A is of svm and B of vmx, whose reasons have different names" "SVM and VMX"
echo 1000000 >one/tsc_khz
is "$(COLUMNS=200 "$reader" diff one three --reason CPUID 2>/dev/null | awk '$1 == "CPUID" { print $10, $11, $12 }')" \
	"48.0ms 72.0ms 1.50x" "half the frequency: twice the time for the same cycles"
fails 1 "none: No such file or directory" "nothing there" diff none three
echo "kvm-exitstat recording 2" >two
fails 1 "two: no samples in it" "an empty recording" diff two three

done_testing
