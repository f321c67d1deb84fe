#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Which columns the tables have: --columns.
. "$(dirname "$0")/lib.sh"

tree=$here/data/vmx
recording=$here/data/recording
# headings ARG...: the first line of the table, with one space between two
headings() {
	"$reader" "$@" | awk '/^(REASON|VM|VCPU|CPU|CLOCK) / { $1 = $1; print; exit }'
}
all=$("$reader" --columns help | xargs | tr ' ' ,)

is "$all" "EXITS,EXITS/S,EXITS%,KERNEL,AVG,P50,P90,P99,P99.9,MAX,TIME%,USER,HALTED,GUEST,STEAL,BLOCKED,NESTED,TO_USER%" "--columns help"
is "$("$reader" --columns help)" "$("$reader" --help | sed -n '/^Columns:/,/^More/s/^  \([A-Z].*\)/\1/p' | cut -d' ' -f1)" \
	"they are those of --help"
is "$(headings --debugfs "$tree" --columns avg,Exits)" "REASON NR AVG EXITS" "these, in this order, in any case"
is "$(headings --debugfs "$tree" --per-vm --columns exits)" "VM EXITS" "of VMs"
is "$(headings --debugfs "$tree" --per-vcpu --columns time%,user)" "VCPU TIME% USER" "of vCPUs"
is "$(headings --debugfs "$tree" --per-cpu --columns kernel)" "CPU KERNEL" "of CPUs"
is "$(headings --debugfs "$tree" departed --columns exits)" "VM ENDED EXITS" "of VMs that have ended"
is "$(headings report "$recording" --columns exits/s,avg)" "REASON NR EXITS/S AVG" "of a report"
# values HEADING ARG...: this column of each reason and of the TOTAL
values() {
	values_of=$1
	shift
	COLUMNS=500 "$reader" --debugfs "$tree" "$@" | awk -v heading="$values_of" '
		NR == 1 { for (i = 1; i <= NF; i++) if ($i == heading) from_end = NF - i }
		$1 != "RUNNING" { print $1, $(NF - from_end) }
		$1 == "TOTAL" { exit }'
}
fails 1 "nothing is known of TO_USER% here: leave it out of --columns" "a host that does not know it" --debugfs "$tree" --columns to_user%
"$here/simulate-tree" "$scratch/tree" 1 1
recorded=$tree tree=$scratch/tree
is "$(values TO_USER% --columns to_user% --reason IO_INSTRUCTION)" "REASON TO_USER%
IO_INSTRUCTION 50.00%
TOTAL 4.44%" \
	"of a line's own exits"
for column in $(echo "$all" | tr , ' '); do
	case $column in
	EXITS/S | P[0-9]*) continue ;;
	esac
	is "$(values "$column" --columns "$column")" "$(values "$column")" "$column has the values that it has among all"
done
is "$(COLUMNS=500 headings --debugfs "$tree" | grep -c ' P[0-9]')" 0 "percentiles only where they are asked for"
# The table of percentiles has a column MIN>= behind COUNT, and of the TOTAL no line.
is "$("$reader" --debugfs "$tree" --columns p50,p90,p99,p99.9,max | awk 'NF == 7 && $1 != "REASON" { print $1, $3, $4, $5, $6, $7 }')" \
	"$("$reader" --debugfs "$tree" hist | awk 'NF >= 9 && $1 != "REASON" && $1 != "DISTRIBUTION" { print $1, $5, $6, $7, $8, $9 }')" "they are those of hist"
is "$("$reader" --debugfs "$tree" --columns exits,p99 0.01 2 | grep -c '^TOTAL *[0-9]* *[0-9.-]')" 2 "with an interval"
is "$(COLUMNS=20 headings --debugfs "$tree" --columns "$all" | sed 's/^REASON \(NR \)*//')" "$(echo "$all" | tr , ' ')" \
	"what was asked for is not left out where it does not fit"
tree=$recorded
is "$("$reader" --debugfs "$tree" --columns exits/s,exits | awk '$1 == "TOTAL" { print $2 }')" - "totals have no rate"
is "$("$reader" report --samples "$recording" --columns exits,max | awk '$1 == "TOTAL" { print $3 == "-" }' | xargs)" \
	"$("$reader" report --samples "$recording" | awk '$1 == "TOTAL" { print n++ ? 1 : 0 }' | xargs)" \
	"an interval has no maximum, its column stays"
is "$("$reader" report --samples "$recording" --reason HLT --columns max,exits/s,exits | awk '
	$1 == "CLOCK" { print $2, $3, $4; getline; totals = $3; getline; print totals, $2, NF }')" "MAX EXITS/S EXITS
- - 4" "a series has them in every line"

try="(try 'kvm-exitstat --help')"
fails 2 "there is no column 'exit': 'kvm-exitstat --columns help' lists them" "no such column" --columns avg,exit
fails 2 "there is no column '': 'kvm-exitstat --columns help' lists them" "nothing behind a comma" --columns avg,
fails 2 "there is no column '': 'kvm-exitstat --columns help' lists them" "no column at all" --columns ""
fails 2 "the column AVG is in 'AVG,exits,avg' twice" "one twice" --columns AVG,exits,avg
fails 1 "nothing is known of P99 here: leave it out of --columns" "of CPUs" --debugfs "$tree" --per-cpu --columns p99
fails 1 "nothing is known of P50 here: leave it out of --columns" "of VMs that have ended" \
	--debugfs "$tree" departed --columns exits,p50
fails 1 "nothing is known of P99.9 here: leave it out of --columns" "of a recording without distributions" \
	report "$recording" --columns p99.9
fails 2 "--columns does not go with 'hist' $try" "another table" hist --columns exits
fails 2 "--columns is of the tables: --json and --csv have all $try" "JSON" --json --columns exits
fails 2 "--columns is of the tables: --json and --csv have all $try" "CSV" --csv --columns exits

done_testing
