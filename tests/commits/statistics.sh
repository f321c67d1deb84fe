# SPDX-License-Identifier: GPL-2.0-only
# In a kernel with the first COMMIT commits of the series: each has what it brings, what the
# next ones bring is not there yet, and the binary statistics have every exit that was made.
. ./tap.sh 2>/dev/null

sysfs=/sys/module/kvm/exit_stats
parameters=/sys/module/kvm/parameters

# statistic NAME [REASON]: of vCPU 0, what exitgen has printed: for that reason, or all values
statistic() {
	awk -F '\t' -v name="$1" -v reason="${2-}" '
		NR == FNR { if ($3 == reason) slot = $1; next }
		$1 == "stat" && $2 == 0 && $3 == name {
			if (reason != "")
				print $(slot + 4)
			for (i = 4; reason == "" && i <= NF; i++)
				sum += $i
			if (reason == "")
				printf "%.0f\n", sum
		}' $sysfs/slots "$tmp/out"
}

# Every kind of exit, a number of its own for each.
n=20
exitgen --list | cut -f 1 > "$tmp/kinds"
while read -r kind; do
	n=$((n + 1)) made=$n
	case $kind in
	done)			continue ;;
	shutdown | fail-entry)	made=1 ;;
	halt-wake)		made=5 ;;
	esac
	exitgen --statistics "$kind=$made" > "$tmp/out" 2>&1
	is $? 0 "$kind: exitgen"
	awk -F '\t' '$1 == "made" { made[$2] += $3 } END { for (name in made) print name "\t" made[name] }' "$tmp/out" > "$tmp/made"
	while IFS='	' read -r reason wanted; do
		is "$(statistic exits_by_reason "$reason")" "$wanted" "$kind: the vCPU has $wanted $reason"
	done < "$tmp/made"
done < "$tmp/kinds"

exitgen --statistics cpuid=1000 hlt=10 > "$tmp/out"
cpuid=$(reason_name cpuid)
has() { grep -qw "$1" "$tmp/out"; }
if [ "$COMMIT" -ge 2 ]; then
	within "$(statistic kernel_cycles_by_reason "$cpuid")" 1000 1e15 "2: KVM's cycles by reason"
	is "$(statistic kernel_cycles_hist)" "$(($(statistic exits_by_reason) - 1))" "2: the histogram has all but the last exit"
	for phase in guest user halted blocked steal; do
		ok "2: the phase $phase" has "${phase}_cycles"
	done
else
	has kernel_cycles_by_reason
	verdict $(($? == 0)) "1: no phases yet"
fi

[ -d $d ]
is $? $((COMMIT < 3)) "$COMMIT: kvm_exits in debugfs is there from 3 on"
[ -e $d/causes ]
is $? $((COMMIT < 4)) "$COMMIT: the file causes from 4 on"
[ -e $parameters/exit_stats_cpuid ]
is $? $((COMMIT < 5)) "$COMMIT: parameters of the leaves in 5"
if [ "$COMMIT" = 3 ] || [ "$COMMIT" = 4 ]; then
	echo causes 2>/dev/null > $d/detail
	is $(($? == 0)) $((COMMIT == 4)) "$COMMIT: detail takes causes from 4 on"
	[ "$COMMIT" = 3 ] || echo full > $d/detail
fi

# The selftest that comes with the series: all that this kernel has, and no more. It opens
# itself by the name that it is called by. Status 4: skipped.
selftest() {
	/lab/bin/exit_stats_test > "$tmp/selftest" 2>&1
	is $? "$1" "exit_stats_test: $2"
	sed 's/^/# /' "$tmp/selftest"
}
if [ "$COMMIT" -ge 3 ]; then
	echo 0 > $d/enabled
	selftest 4 "skipped, switched off"
	echo 1 > $d/enabled
	echo counts > $d/detail
	selftest 4 "skipped, without times"
	echo time > $d/detail
	selftest 0 "passes without distributions"
	echo full > $d/detail
fi
selftest 0 passes
grep -q 'does not account for times' "$tmp/selftest"
is $? $((COMMIT > 1)) "exit_stats_test has seen times from 2 on"
grep -q "There is no $d" "$tmp/selftest"
is $? $((COMMIT > 2)) "exit_stats_test has seen debugfs from 3 on"
finish
