# SPDX-License-Identifier: GPL-2.0-only
# enabled and detail at run time, while guests run: nothing is counted twice, no
# phase gets the time that it was off, and all views still agree.
. ./tap.sh
. ./held.sh
. ./conserved.sh

cpuid=$(reason_name cpuid)
busy=cpuid=$(lasting 6)
# Longer than a switch may take, in ms.
case $isa in
svm)	wait=4000 several="cpuid=$((20000 / fewer)) io=2000 hlt=2000" ;;
vmx)	wait=8000 several="cpuid=$((10000 / fewer)) io=500 hlt=500" ;;
esac

# closed_buckets NAME: of each vCPU and reason, the buckets add up to what is closed.
closed_buckets() {
	awk -F '\t' '
		NR == 1 {
			for (i = 1; i <= NF; i++)
				nr_of[$i] = i
			next
		}
		$1 == "vcpu" {
			sum = 0
			for (i = nr_of["name"] + 1; i < nr_of["closed"]; i++)
				sum += $i
			rows++
			if (sum != $nr_of["closed"])
				print $3, $5, sum, $nr_of["closed"]
		}
		END { if (!rows) print "no rows" }' $d/all_hist > "$tmp/differ"
	is "$(cat "$tmp/differ")" "" "$1: buckets add up to closed exits"
}

# Off: nothing at all, whatever runs.  On again: all of it.
echo 0 > $d/enabled
cat $d/exits > "$tmp/before"
exitgen cpuid=1000 io=100 > /dev/null
is "$(cat $d/exits)" "$(cat "$tmp/before")" "off: nothing changes"
echo 1 > $d/enabled
hold cpuid=1000
is "$(sum $d/vm/"$vm"/exits exits "$cpuid")" 1000 "on again: every exit"
release
conserved "off and on"

# counts: exact numbers, no time.  time: phases and maximum, no buckets.
echo counts > $d/detail
hold cpuid=1000
is "$(sum $d/vm/"$vm"/exits exits "$cpuid")" 1000 "counts: every exit"
for column in guest kernel user halted blocked steal max; do
	is "$(sum $d/vm/"$vm"/exits $column TOTAL)" 0 "counts: no $column"
done
release
echo time > $d/detail
hold cpuid=1000
is "$(sum $d/vm/"$vm"/exits exits "$cpuid")" 1000 "time: every exit"
within "$(phase 0 max)" 1 "$(longest_life 0)" "time: a maximum"
adds_up 0 "time"
is "$(buckets $d/vm/"$vm"/hist "$cpuid")" "" "time: no buckets"
release
echo full > $d/detail

# uptime in cycles, rounded down: its unit is 10 ms.
uptime() { awk -v khz="$khz" '{ printf "%.0f", $1 * 1000 * khz }' /proc/uptime; }

# gap NAME LOST SWITCH OFF ON ARG...: a guest that lives for 3 s or more loses one
# second of them, and no more than the time from before the switch to after it and
# LOST ms.
gap() {
	gap_name=$1 gap_lost=$2 gap_file=$d/$3 gap_off=$4 gap_on=$5
	shift 5
	hold_start "$@"
	sleep 0.5
	gap_begin=$(uptime)
	echo "$gap_off" > "$gap_file"
	sleep 1
	echo "$gap_on" > "$gap_file"
	gap_end=$(uptime)
	hold_done
	verdict $(($? == 0)) "$gap_name: the guest still runs"
	hold_wait
	# An uptime is up to 10 ms too early.
	within "$(phases 0)" $(($(shortest_life 0) - (gap_end - gap_begin) - (gap_lost + 10) * khz)) \
		$(($(longest_life 0) - 1000 * khz)) "$gap_name: no phase gets the gap"
	[ "$gap_off" = counts ] || closed_buckets "$gap_name"
	release
	conserved "$gap_name"
}
gap "off while a guest runs" 20 enabled 0 1 $busy
gap "counts while a guest runs" 20 detail counts full $busy
# What a vCPU that waits was doing is known again at its next entry: the rest of its
# wait is lost as well.
gap "off while a guest halts" $wait enabled 0 1 --halt-ms $wait halt-wake=1
gap "off while the VMM works" $wait enabled 0 1 --user-sleep-ms $wait io=2

# flip NAME WORD...: off, WORD to detail and on again, as fast as it goes, while 4
# vCPUs run; then they are kept. Those that are done are in userspace from then on, so that
# userspace may have more than what a vCPU's guest took.
flip() {
	flip_name=$1
	shift
	flip_begin=$(uptime)
	hold_start --vcpus 4 $several
	flips=0
	until hold_done; do
		for word; do
			echo 0 > $d/enabled
			echo "$word" > $d/detail
			echo 1 > $d/enabled
			flips=$((flips + 1))
		done
	done
	hold_wait
	flip_end=$(uptime)
	within $flips 4 1000000 "$flip_name: $flips times while 4 vCPUs ran"
	within "$(sum $d/vm/"$vm"/exits exits "$cpuid")" 1 "$(($(made "$tmp/out" "$cpuid") - 1))" \
		"$flip_name: some exits were counted, not all"
	for v in 0 1 2 3; do
		all=$(phases $v)
		within $((all - $(phase $v user))) 1 "$(longest_run $v)" "$flip_name: vCPU $v: no more time than it has lived"
		# An uptime is up to 10 ms too early.
		within "$all" 1 $((flip_end - flip_begin + 10 * khz)) \
			"$flip_name: vCPU $v: nor has userspace"
	done
	is "$(cat $d/enabled) $(cat $d/detail)" "1 full" "$flip_name: on and full in the end"
}
flip "off and on" full
closed_buckets "off and on"
release
conserved "off and on"
flip "more and less" counts causes time full
release
conserved "more and less"
finish
