#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A recording summed up, and cut; and intervals without the totals before them.
. "$(dirname "$0")/lib.sh"

recording=$here/data/recording
tree=$scratch/tree
"$here/simulate-tree" "$tree" 2 2 1

# sum: REASON=EXITS,KERNEL of all intervals of the samples, as they are added up here
sum() {
	"$reader" report --samples "$recording" --csv | awk -F, '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["interval_ns"] > 0 { exits[$at["name"]] += $at["exits"]; kernel[$at["name"]] += $at["kernel"] }
		END { for (name in exits) print name "=" exits[name] "," kernel[name] }' | sort | xargs
}

# summed: the same as report says it
summed() {
	"$reader" report "$recording" --csv | awk -F, '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ print $at["name"] "=" $at["exits"] "," $at["kernel"] }' | sort | xargs
}

is "$(summed)" "$(sum)" "the sum is that of all intervals, also over a restart"
is "$("$reader" report "$recording" | head -1)" "2023-11-14 22:13:20 to 2023-11-14 22:13:50  30.000 s" \
	"from when to when"
is "$("$reader" report "$recording" --json | wc -l)" 1 "one object"
is "$("$reader" report "$recording" --json | jq -c '[.interval_ns, .scopes[0].restarted]')" \
	"[30000000000,true]" "of all the time"
is "$("$reader" report "$recording" | tail -1)" \
	"the counters began anew in this time, of which 28.5s are counted (reset or module reload)" \
	"what is said of a restart"
is "$("$reader" report "$recording" --reason HLT | awk '$1 == "HLT" { print $3 }')" \
	"$(summed | tr ' ' '\n' | sed -n 's/^HLT=\(.*\),.*/\1/p')" "one reason is a table, too"
is "$("$reader" report "$recording" --reason HLT | awk '$1 == "HLT" { print $4 }')" 3053 \
	"by the second that was counted"
fails 2 "--sort max is of totals: no interval's longest exit is known (try 'kvm-exitstat --help')" \
	"its longest exit" report "$recording" --sort max
head -c 1500 "$recording" >"$scratch/short"
is "$("$reader" report "$scratch/short" 2>/dev/null | head -1 | cut -c22-)" "totals" "one sample has its totals"

# Percentiles: 1,000 short exits of CPUID, then 100 long ones, then 300 short ones; on a TSC of 1 GHz.
{
	echo "kvm-exitstat recording 2"
	while read -r at short long; do
		printf 'sample\t%d000000000\t17000000%d000000000\tvmx\t1000000\t2\tfull\n' "$at" "$at"
		printf 'scope\tvm\tvcpu\tcpu\tnr\tname\texits\tkernel\ttimed\tsince\tclosed,256,512,1024,2048,4096,8192,16384,32768\n'
		for of in 'vm	7-1	-	-' 'host	-	-	-'; do
			printf '%s\t10\tCPUID\t%d\t1000\t%d\t5\t%d,0,0,%d,0,0,0,%d\n' "$of" $((short + long)) \
				$((short + long)) $((short + long)) "$short" "$long"
			printf '%s\t12\tHLT\t3\t60000\t3\t5\t3,0,0,0,0,0,0,3\n' "$of"
			printf '%s\t-\tTOTAL\t%d\t1000\t%d\t5\t-\n' "$of" $((short + long + 3)) $((short + long + 3))
		done
		printf 'end\t6\n'
	done <<-END
		10 1000 0
		20 1000 100
		30 1300 100
	END
} >"$scratch/long"
# percentiles SCOPE ARG...: of a report's CPUID and TOTAL
percentiles() {
	"$reader" report "$scratch/long" --json "$@" | jq -c '.scopes[0] | [(.reasons[] | select(.name == "CPUID")), .total] |
		map([.p50, .p90, .p99, .p999])'
}
is "$(percentiles --samples)" "$(printf '%s\n' '[[1500,1900,2000,2000],[1500,1900,2000,27000]]' \
	'[[25000,31000,33000,33000],[25000,31000,33000,33000]]' '[[1500,1900,2000,2000],[1500,1900,2000,2000]]')" \
	"percentiles of the totals, then of each interval, and none of those before"
is "$(percentiles)" "[[1700,26000,32000,33000],[1700,26000,32000,33000]]" "of all intervals together"
is "$(percentiles --vm 7-1)" "$(percentiles)" "of a VM"
is "$("$reader" report "$scratch/long" | awk '$1 == "REASON" || $1 == "CPUID" { print $6, $7, $8, $9 }')" \
	"$(printf 'KERNEL AVG P50 P90\n0 0 1.7us 26us')" "in the table"
is "$("$reader" report "$scratch/long" --per-vm --columns exits,p50,p99 | xargs)" \
	"$("$reader" report "$scratch/long" --per-vm | head -1 | xargs) VM EXITS P50 P99 7-1 400 1.7us 32us TOTAL 400 1.7us 32us" \
	"of each VM"
is "$("$reader" report "$scratch/long" --csv | csv_fields name,p50,p90,p99,p999 | xargs)" \
	"name,p50,p90,p99,p999 CPUID,1700,26000,32000,33000 TOTAL,1700,26000,32000,33000" "CSV"
is "$("$reader" report "$scratch/long" --samples --reason CPUID --columns p50,p99 | awk '{ print $2, $3 }' | xargs)" \
	"P50 P99 1.5us 2.0us 25us 33us 1.5us 2.0us" "a series"
is "$("$reader" report "$recording" --json | grep -c '"p50"')" 0 "none of a recording without distributions"
is "$("$reader" report "$recording" --csv | csv_fields p50,p90,p99,p999 | sort -u | xargs)" ",,, p50,p90,p99,p999" \
	"but the columns of the CSV are always the same"

# A guest's, that has moved to another host after the second sample.
{
	echo "kvm-exitstat recording 2"
	while read -r at epoch exits; do
		printf 'sample\t%d000000000\t17000000%d000000000\tsvm\t1000000\t1\tunknown\t%s\n' "$at" "$at" "$epoch"
		printf 'scope\tvm\tvcpu\tcpu\tnr\tname\texits\tkernel\tsince\tended\n'
		printf 'guest\t-\t-\t-\t0x72\tcpuid\t%d\t%d\t-\t-\n' "$exits" $((exits * 1000))
		printf 'guest\t-\t-\t-\t-\tTOTAL\t%d\t%d\t-\t-\nend\t2\n' "$exits" $((exits * 1000))
	done <<-END
		10 7001 500
		20 7001 600
		30 7002 700
		40 7002 730
	END
} >"$scratch/guest"
is "$("$reader" report "$scratch/guest" --samples --json | jq -c '[.scopes[0] | .scope, .total.exits, .restarted]' | xargs)" \
	"[guest,500,false] [guest,100,false] [guest,700,true] [guest,30,false]" "a guest that has moved: its counters began anew"
is "$("$reader" report "$scratch/guest" --json | jq -c '.scopes[0].total.exits')" 830 "and their sum"
is "$("$reader" report "$scratch/guest" | tail -1)" \
	"the counters began anew in this time (this guest has moved or was restored)" "what is said of it"
# When in the third interval is not known: all of it may have been.
is "$("$reader" report "$scratch/guest" --columns exits,exits/s | awk '$1 == "TOTAL" { print $NF }')" 27.7 \
	"its rate is of all the time"
is "$("$reader" report "$scratch/guest" --json | jq -c '[.interval_ns, .scopes[0].duration_ns]')" \
	"[30000000000,30000000000]" "for a program, too"
is "$("$reader" report --samples "$scratch/guest" --columns exits,exits/s | awk '$1 == "TOTAL" { print $NF }' | xargs)" \
	"- 10.0 - 3.00" "of the interval itself it is not known"
is "$("$reader" diff "$scratch/guest" "$scratch/guest" | sed -n 's/.*guest, svm/svm/p' | sort -u)" "svm, this guest, 30.0s" \
	"a guest beside itself"
is "$("$reader" report "$scratch/guest" --per-vm 2>&1)" \
	"kvm-exitstat: $scratch/guest: no VM in it: none had exits, or it was recorded without --per-vm" "no VMs in it"
"$reader" plot "$scratch/guest" -o "$scratch/guest.svg"
is "$? $(grep -c 'this guest' "$scratch/guest.svg")" "0 1" "drawn"
fails 2 "record needs -o FILE (try 'kvm-exitstat --help')" "guest record without a file" guest record 1
fails 2 "--vm does not go with 'guest record' (try 'kvm-exitstat --help')" "guest record --vm" guest record --vm 1

# cut ARG...: the samples that are left, by the seconds of their clock
cut_to() {
	"$reader" report --samples --reason HLT "$recording" "$@" | awk '$1 != "CLOCK" { print substr($1, 7) }' | xargs
}
is "$(cut_to)" "20 23 26 29 32 35 38 41 44 47 50" "all samples"
is "$(cut_to --since 22:13:30 --until 22:13:40)" "32 35 38" "by the clock"
is "$(cut_to --since "2023-11-14 22:13:44")" "44 47 50" "since a moment that is a sample's"
is "$(cut_to --until "2023-11-14 22:13:26")" "20 23 26" "until one"
is "$(cut_to --since 2023-11-14 --until 2023-11-15)" "$(cut_to)" "a whole day"
is "$(cut_to --since 22:13 --until 22:14)" "$(cut_to)" "minutes"
is "$(with TZ=JST-9 cut_to --since "2023-11-15 07:13:47")" "47 50" "local time"
is "$("$reader" report "$recording" --since 22:13:30 --until 22:13:40 --json | jq .interval_ns)" 6000000000 \
	"the sum is of what is left"
fails 1 "nothing in that time: the samples are from 2023-11-14 22:13:20 to 2023-11-14 22:13:50" \
	"nothing is left" report "$recording" --since 2023-11-15
for time in x 25:00 2023-13-01 "22:13 " 1700000000; do
	fails 2 "a time is '2026-11-21 03:29:37', or the date or the clock alone, not '$time' \
(try 'kvm-exitstat --help')" "the time '$time'" report "$recording" --since "$time"
done
"$reader" plot "$recording" -o "$scratch/all.svg"
"$reader" plot "$recording" -o "$scratch/cut.svg" --since 22:13:30 --until 22:13:40
cmp -s "$scratch/all.svg" "$scratch/cut.svg"
is "$?" 1 "a picture of a part is another one"
out=$("$reader" plot "$recording" -o "$scratch/none.svg" --since 22:13:49 2>&1)
is "$?" 1 "one sample is no picture"

# Over midnight: the clock of the next day.
sed 's/^\(sample	[0-9]*	\)1700000/\11700006/' "$recording" >"$scratch/night"
is "$("$reader" report --samples --reason HLT "$scratch/night" | awk '$1 != "CLOCK"' | wc -l)" 11 \
	"a recording of before midnight"
is "$("$reader" report "$scratch/night" --since 23:50 --until 00:10 --json | jq .interval_ns)" 30000000000 \
	"until a time after midnight"

# Without the totals.
is "$("$reader" --debugfs "$tree" -y --json 0.01 2 | jq -s -c 'map(.interval_ns > 0)')" "[false,false]" \
	"-y: two intervals, of a copy that does not change"
is "$("$reader" --debugfs "$tree" -y --json 0.01 2 | jq -s -c 'map(.scopes[0].total.exits)')" "[0,0]" \
	"and not the totals"
is "$("$reader" --debugfs "$tree" -y --csv 0.01 2 | grep -c '^time')" 1 "with the header"
is "$("$reader" report --samples -y --reason HLT "$recording" | awk '$1 != "CLOCK"' | wc -l)" 10 "of a recording"
fails 2 "--changes does not go with 'caps' (try 'kvm-exitstat --help')" "-y elsewhere" caps -y

done_testing
