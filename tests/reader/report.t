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
