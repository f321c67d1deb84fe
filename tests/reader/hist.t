#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Distributions of an interval: what is new in it, and nothing else.
. "$(dirname "$0")/lib.sh"

tree=$scratch/tree
out=$scratch/out

# files SECONDS SHORT LONG [SINCE]: CPUID exits of 1024 to 2047 cycles and of 16384 to
# 32767, on a TSC of 1 GHz; all files but "now", which is left in $now
files() {
	mkdir -p "$tree"
	since=${4:-5}
	all=$(($2 + $3))
	echo 2 >"$tree/format"
	echo vmx >"$tree/isa"
	echo 1000000 >"$tree/tsc_khz"
	now=$(printf '%d000000000\t17000%05d000000000' "$1" "$1")
	printf 'nr\tname\texits\tkernel\tmax\tsince\n10\tCPUID\t%d\t%d\t30000\t%s\n-\tTOTAL\t%d\t%d\t30000\t%s\n' \
		$all $((all * 1500)) "$since" $all $((all * 1500)) "$since" >"$tree/exits"
	printf 'nr\tname\t256\t512\t1024\t2048\t4096\t8192\t16384\t32768\tclosed\tsince\n10\tCPUID\t0\t0\t%d\t0\t0\t0\t%d\t0\t%d\t%s\n' \
		"$2" "$3" $all "$since" >"$tree/hist"
}

# to_end_of_sample: until the reader is there. What it reads last, "now", is a pipe, for
# each sample another one: it waits for what is written to descriptor 3, and has read all
# else.
to_end_of_sample() {
	exec 3>"$tree/now"
	mkfifo "$tree/now.new"
	mv "$tree/now.new" "$tree/now"
}

# change BEFORE AFTER READER...: what files takes, of a tree that the reader sees
# twice before, and from then on after; each sample is of one moment.
change() {
	# shellcheck disable=SC2086 # arguments of files
	files $1
	rm -f "$tree/now"
	mkfifo "$tree/now"
	before=$now after=$2
	shift 2
	: >"$out"
	"$reader" --debugfs "$tree" hist "$@" 0.05 >"$out" 2>"$scratch/err" &
	pid=$!
	to_end_of_sample
	echo "$before" >&3
	exec 3>&-
	to_end_of_sample
	# shellcheck disable=SC2086
	files $after
	echo "$before" >&3
	exec 3>&-
	to_end_of_sample
	echo "$now" >"$tree/now.new"
	mv "$tree/now.new" "$tree/now"
	echo "$now" >&3
	exec 3>&-
}

# ended: by Ctrl-C
ended() {
	kill -INT $pid
	wait $pid
}

# watch ARG...: of a tree of 1,000 short exits, with 100 long ones after two samples
watch() {
	change "100 1000 0" "200 1000 100" "$@"
	wait_for grep -qE "$grown" "$out"
	ended
	is "$?" 0 "hist $* 0.05: Ctrl-C ends it with status 0"
	is "$(cat "$scratch/err")" "" "and in silence"
}

# interval FILTER: of the one object whose interval has exits
interval() {
	jq -s -c "[.[1:][] | select(.reasons | length > 0)] | .[0].reasons[0] | $1" "$out"
}
grown='"exits":100,' watch --json
is "$(head -1 "$out" | jq -c '.reasons[0] | [.exits, .count, .p50, .p99, .max]')" "[1000,1000,1500,2000,30000]" \
	"the totals come first"
is "$(interval '[.exits, .closed, .count]')" "[100,100,100]" "then the interval's exits"
is "$(interval '[.min, .p50, .p99]')" "[16384,25000,33000]" "and its percentiles, none of the totals'"
is "$(interval '.buckets')" "[0,0,0,0,0,0,100,0]" "its buckets"
is "$(interval 'has("max")')" false "an interval has no maximum"
is "$(jq -s -c '.[1:] | map(.reasons | length) | add' "$out")" 1 "a reason without exits is left out"
is "$(jq -s -c 'map(select(.interval_ns > 0) | [.interval_ns, .reasons[0].exits])' "$out")" "[[100000000000,100]]" \
	"how long it is"

grown='^CPUID .* 100 ' watch
is "$(head -1 "$out" | sed "s/.*  //")" "totals" "a table of the totals"
is "$(awk '$1 == "CPUID" { print $3, $4, $5, $6, $7, $8 }' "$out" | head -1)" "1000 1.02us 1.5us 1.9us 2.0us 2.0us" \
	"what they are"
is "$(grep -c ' MAX ' "$out")" 1 "its maximum"
is "$(awk '$1 == "CPUID" { print $3, $4, $5, $6, $7, $8 }' "$out" | tail -n +2)" "100 16.4us 25us 31us 33us 33us" \
	"and one of the interval"

grown=': 100 exits' watch CPUID
is "$(grep -A1 ': 100 exits' "$out" | tail -1 | awk '{ print $1, $2, $3, $(NF - 1), $NF }')" \
	"16.4us .. 32.8us 100 100.00%" "bars of one reason"
is "$(grep -A2 ': 100 exits' "$out" | tail -1)" "min >= 16.4us  p50 25us  p90 31us  p99 33us  p99.9 33us" \
	"its percentiles, without a maximum"

grown=',100,100,100,' watch --csv
is "$(csv_fields name,exits,count,p50,max <"$out" | tail -n +2 | grep -v ',0,0,0,$')" \
	"$(printf 'CPUID,1000,1000,1500,30000\nCPUID,100,100,25000,')" "CSV"
is "$(grep -c '^time,interval_ns,' "$out")" 1 "one header"

# A reset: all that is there has happened since then.
change "100 1000 0" "300 7 3 250" --json
wait_for grep -q '"exits":10,' "$out"
ended
is "$(interval '[.exits, .count, .buckets[2], .buckets[6]]')" "[10,10,7,3]" "after a reset: what is there"

# Of a copy that does not change.
is "$("$reader" --debugfs "$tree" hist 0.01 2 | tail -1)" "no exits" "an interval without exits says so"
is "$("$reader" --debugfs "$tree" hist -y --json 0.01 2 | jq -c .reasons)" "$(printf '[]\n[]')" "-y: no totals"
is "$("$reader" --debugfs "$tree" hist CPUID 0.01 2 --json | jq -c '.reasons[0].exits')" "$(printf '10\n0')" \
	"a reason, an interval and a count"
is "$("$reader" --debugfs "$tree" hist 0xa --json | jq -c '.reasons[0].name')" '"CPUID"' "a number with 0x is a reason"
is "$("$reader" --debugfs "$tree" hist 0.01 1 --reason 10 --json | jq -c '.reasons[0].name')" '"CPUID"' \
	"--reason beside an interval"
fails 2 "an interval is seconds from 0.01 to 86400, not '0.001' (try 'kvm-exitstat --help')" "too short" hist 0.001
fails 2 "a count is a number above 0, not 'CPUID' (try 'kvm-exitstat --help')" "a reason behind the interval" hist 1 CPUID
fails 2 "one argument too many: '3' (try 'kvm-exitstat --help')" "one argument too many" hist CPUID 1 2 3
fails 2 "--sort max is of totals: no interval's longest exit is known (try 'kvm-exitstat --help')" \
	"no maximum to sort by" hist 1 --sort max

# Exits that were counted and not timed have no time, in any format; 0 would be one.
printf 'nr\tname\t256\t512\tclosed\tsince\n10\tCPUID\t0\t0\t10\t5\n12\tHLT\t2\t0\t2\t5\n' >"$tree/hist"
printf 'nr\tname\texits\tkernel\tmax\tsince\n10\tCPUID\t10\t0\t0\t5\n12\tHLT\t2\t80\t44\t5\n-\tTOTAL\t12\t80\t44\t5\n' \
	>"$tree/exits"
is "$("$reader" --debugfs "$tree" hist --json | jq -c '.reasons[] | [.closed, .count, .min, .p50, .p90, .p99, .p999, .max]')" \
	"$(printf '[10,0,null,null,null,null,null,null]\n[2,2,0,44,44,44,44,44]')" "not timed: null in JSON"
is "$("$reader" --debugfs "$tree" hist --csv | csv_fields name,closed,count,min,p50,p90,p99,p999,max | tail -n +2)" \
	"$(printf 'CPUID,10,0,,,,,,\nHLT,2,2,0,44,44,44,44,44')" "empty in CSV"
is "$("$reader" --debugfs "$tree" hist | awk '$1 == "CPUID" { print $3, $4, $5, $6, $7, $8 }')" "0 - - - - -" "and - in a table"
# With detail=time the longest is known, too.
sed -i 's/\t10\t0\t0\t5$/\t10\t700\t99\t5/' "$tree/exits"
is "$("$reader" --debugfs "$tree" hist CPUID --json | jq -c '.reasons[0] | [.count, .p50, .max]')" "[0,null,99]" \
	"the longest is known without a distribution"
is "$("$reader" --debugfs "$tree" hist | awk '$1 == "CPUID" { print $3, $4, $NF, NF }')" "0 - 99ns 9" "in a table, too"
rm "$tree/hist"
fails 1 "there are no distributions here" "a copy without the file" --debugfs "$tree" hist

done_testing
