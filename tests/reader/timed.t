#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# AVG where not all exits were timed: with detail=counts or enabled=0 they are not, and
# with detail=time they are in no distribution.
. "$(dirname "$0")/lib.sh"

tree=$scratch/tree
header=$(printf 'nr\tname\texits\tkernel\tsince')

# make_tree SECONDS DETAIL EXITS KERNEL BUCKETED...: an exit reason, CPUID, all of whose
# exits that are in a bucket took 1024 to 2047 cycles; the host's, of one VM.
make_tree() {
	mkdir -p "$tree/vm/1-2"
	echo 2 >"$tree/format"
	echo vmx >"$tree/isa"
	echo 1000000 >"$tree/tsc_khz"
	echo "${enabled:-1}" >"$tree/enabled"
	echo "$2" >"$tree/detail"
	printf '%d000000000\t17000%05d000000000\n' "$1" "$1" >"$tree/now"
	rows=$(printf '10\tCPUID\t%d\t%d\t5\n-\tTOTAL\t%d\t%d\t5' "$3" "$4" "$3" "$4")
	printf '%s\n%s\n' "$header" "$rows" | tee "$tree/exits" >"$tree/vm/1-2/exits"
	{
		printf 'scope\tvm\tvcpu\t%s\n' "$header"
		printf '%s\n' "$rows" | sed 's/^/vm	1-2	-	/'
		printf '%s\n' "$rows" | sed 's/^/host	-	-	/'
	} >"$tree/all"
	buckets=$(printf 'nr\tname\t512\t1024\t2048\tclosed\tsince')
	row=$(printf '10\tCPUID\t0\t%d\t0\t%d\t5' "$5" "$3")
	printf '%s\n%s\n' "$buckets" "$row" | tee "$tree/hist" >"$tree/vm/1-2/hist"
	{
		printf 'scope\tvm\tvcpu\t%s\n' "$buckets"
		printf 'vm\t1-2\t-\t%s\nhost\t-\t-\t%s\n' "$row" "$row"
	} >"$tree/all_hist"
}

# average ARG...: of CPUID, or of the only VM
average() {
	"$reader" --debugfs "$tree" "$@" | awk '
		{ for (i = 1; i <= NF && !at; i++) if ($i == "AVG") at = i }
		$1 == "CPUID" || $1 == "1-2" { print $at }'
}

# notes: what stands below the table
notes() {
	"$reader" --debugfs "$tree" "$@" | sed -n '/^\(least\|TOTAL\)/,$p' | sed '/^\(least\|TOTAL\|most\)/d'
}

make_tree 100 full 200 300000 200
is "$(average) $(average --vm 1) $(average --per-vm)" "1.50us 1.50us 1.50us" "all were timed"
is "$(notes)" "" "nothing to say"
is "$("$reader" --debugfs "$tree" --json | jq -c .scopes[0].total.timed)" 200 "timed, for a program"

make_tree 100 full 200 150000 100
is "$(average) $(average --vm 1)" "1.50us 1.50us" "half were: of them"
is "$(notes)" "100 of 200 exits were not timed: AVG is of the others" "it is said"
is "$(average --per-vm)" "1.50us" "in a list of VMs, too"
is "$(notes --per-vm)" "100 of 200 exits were not timed: AVG is of the others" "that is said"
mv "$tree/all_hist" "$scratch/all_hist"
is "$(average --per-vm)" "-" "where the list has no distributions it is not known"
is "$(notes --per-vm)" "not all exits were timed: AVG is shown where it is known" "that is said"
is "$("$reader" --debugfs "$tree" --per-vm --json | jq -c '.scopes[0] | [.total.timed, .reasons[0].timed]')" \
	"[null,null]" "to a program, too"
is "$("$reader" --debugfs "$tree" --per-vm --csv | awk -F, '{ for (i = 1; i <= NF; i++) if ($i == "timed") at = i }
	$11 == "TOTAL" { print "<" $at ">" }')" "<>" "in CSV"
"$reader" --debugfs "$tree" record --per-vm -o "$scratch/unknown" 0.01 1 2>/dev/null
is "$("$reader" report --samples --per-vm --json "$scratch/unknown" | jq -c .scopes[0].total.timed)" null "in a recording"
mv "$scratch/all_hist" "$tree/all_hist"
is "$("$reader" --debugfs "$tree" --json | jq -c .scopes[0].reasons[0].timed)" 100 "timed, for a program"
"$reader" --debugfs "$tree" record -o "$scratch/recording" 0.01 1 2>/dev/null

make_tree 100 counts 200 150000 100
is "$(average)" "1.50us" "counts now: of those before"
is "$(notes | tail -1)" "exits are counted and not timed now (detail is counts)" "it is said"
make_tree 100 counts 200 0 0
is "$(average)" "-" "none was timed"
enabled=0 make_tree 100 full 200 300000 200
is "$(average)" "1.50us" "enabled=0: what was timed before"
is "$(notes)" "nothing is recorded now (enabled is 0)" "it is said"

# Times without buckets: 100 exits of at most 2047 cycles cannot take 300000.
make_tree 100 time 200 300000 100
is "$(average)" "-" "with detail=time for a while it is not known how many were timed"

# Two VMs, of which one had run with detail=counts; a third of one name with the second
# that began later; older ones, and one that ends, of which nothing is known.
make_tree 100 full 900 1200000 800
cat >"$tree/all" <<-END
	scope	vm	vcpu	$header
	vm	1-2	-	10	CPUID	500	750000	5
	vm	1-2	-	-	TOTAL	500	750000	5
	vm	3-4	-	10	CPUID	200	150000	6
	vm	3-4	-	-	TOTAL	200	150000	6
	vm	3-4	-	10	CPUID	100	150000	7
	vm	3-4	-	-	TOTAL	100	150000	7
	host	-	-	10	CPUID	900	1200000	5
	host	-	-	-	TOTAL	900	1200000	5
END
cat >"$tree/all_hist" <<-END
	scope	vm	vcpu	nr	name	512	1024	2048	closed	since
	vm	1-2	-	10	CPUID	0	500	0	500	5
	vm	3-4	-	10	CPUID	0	100	0	200	6
	vm	3-4	-	10	CPUID	0	100	0	100	7
	host	-	-	10	CPUID	0	800	0	900	5
END
cat >"$tree/departed" <<-END
	vm	$header	ended
	older	10	CPUID	100	150000	5	-
	older	-	TOTAL	100	150000	5	-
END
is "$("$reader" --debugfs "$tree" --per-vm --sort exits | awk '$1 ~ /-/ { print $1, $2, $5 }' | xargs)" \
	"1-2 500 1.50us 3-4 200 1.50us 3-4 100 1.50us" "each VM by its own exits that were timed"
is "$("$reader" --debugfs "$tree" --per-vm --json | jq -c '[.scopes[] | [.total.exits, .total.timed]]')" \
	"[[500,500],[200,100],[100,100]]" "for a program"
list() {
	"$reader" --debugfs "$tree" record --per-vm --force -o "$scratch/$1" 0.01 1 2>/dev/null
}
list first
sed -i "1a\\
5-6	10	CPUID	50	75000	8	102\\
5-6	-	TOTAL	50	75000	8	102" "$tree/departed"
sed -i 's/^host\(.*\)900	1200000/host\1950	1275000/' "$tree/all"
echo '102000000000	1700000102000000000' >"$tree/now"
sed -i 's/800	0	900/830	0	950/' "$tree/hist" "$tree/all_hist"
list second
sed -n '2,$p' "$scratch/second" | cat "$scratch/first" - >"$scratch/both"
is "$("$reader" report --samples --per-vm "$scratch/both" | awk '$1 == "5-6" && $2 == "(ended)" { print $3, $7 }')" \
	"50 -" "of one that has ended it is not known"
is "$("$reader" report --samples --per-vm "$scratch/both" | awk '$1 == "TOTAL" { total = $2 " " $6 } END { print total }')" \
	"50 -" "nor of all together"
rm "$tree/departed"

# interval FROM TO: the average of the interval between two recorded samples
interval() {
	sed -n '2,$p' "$2" | cat "$1" - >"$scratch/both"
	"$reader" report --samples "$scratch/both" | awk '
		$1 == "REASON" { for (i = 1; i <= NF; i++) if ($i == "AVG") at = i }
		$1 == "CPUID" { average = $at }
		END { print average }'
}

# snapshot NAME, of the tree
snapshot() {
	"$reader" --debugfs "$tree" record -o "$scratch/$1" 0.01 1 2>/dev/null
}

make_tree 102 full 300 300000 200
snapshot later
is "$(interval "$scratch/recording" "$scratch/later")" "1.50us" \
	"an interval in which all were timed, after one in which they were not"
make_tree 102 counts 300 180000 120
snapshot counts
is "$(interval "$scratch/recording" "$scratch/counts")" "1.50us" \
	"an interval in which 20 of 100 were"
make_tree 104 counts 400 180000 120
snapshot none
is "$(interval "$scratch/counts" "$scratch/none")" "-" "and one in which none was"
make_tree 100 time 200 150000 100
snapshot time
make_tree 102 time 300 300000 100
snapshot later
is "$(interval "$scratch/time" "$scratch/later")" "1.50us" "an interval with detail=time: all were"

done_testing
