# SPDX-License-Identifier: GPL-2.0-only
# In the lab: everything at once for $STRESS_SECONDS, in rounds of some 15 s. VMs of 1 to
# 8 vCPUs come and go as fast as they can, their threads are moved from CPU to CPU, a CPU
# goes and comes back, four readers read every file. In every other round the switches
# and the guests' parameters are turned at random, and in the third of four allocations
# fail, if the kernel can do that. After each round everything must add up, and the
# modules go and come back.
. ./tap.sh
. ./conserved.sh

seconds=$STRESS_SECONDS
round_seconds=15
parameters=/sys/module/kvm/parameters
faults=/sys/kernel/debug/failslab

# can_fail: whether the kernel can let allocations fail
can_fail() { [ -e $faults/probability ]; }

# pick WORD...: one of them, in $picked
pick() { shift $((RANDOM % $#)); picked=$1; }
running() { [ ! -e "$tmp/stop" ]; }

# as_faulty COMMAND...: if the kernel can, its allocations fail now and then.
as_faulty() {
	[ ! -e "$tmp/faulty" ] || echo 1 > /proc/self/make-it-fail
	exec "$@"
}

# What each VM says, and its status.
vms() {
	while running; do
		(as_faulty exitgen --vcpus $((1 + RANDOM % 8)) cpuid=$((1 + RANDOM % 400)) \
			io=$((1 + RANDOM % 40)) vmcall=$((1 + RANDOM % 40)) wbinvd=2 hlt=2)
		printf 'status\t%s\n' $?
	done > "$tmp/vms.$1" 2>&1
}

move() {
	while running; do
		for task in $(pidof exitgen); do
			for thread in /proc/"$task"/task/*; do
				pick 1 2 3
				taskset -p "$picked" "${thread##*/}"
			done
		done
		echo
	done > "$tmp/moved" 2>&1
}

hotplug() {
	while running; do
		echo 0 > /sys/devices/system/cpu/cpu1/online && echo off
		usleep 300000
		echo 1 > /sys/devices/system/cpu/cpu1/online && echo on
		usleep 300000
	done > "$tmp/hotplug" 2>&1
}

turn_switches() {
	while running; do
		case $((RANDOM % 7)) in
		0)	pick 0 1 && file=$d/enabled ;;
		1)	pick counts time full && file=$d/detail ;;
		2)	pick 1 && file=$d/reset ;;
		3)	pick 0 100 100000 && file=$d/log_interval ;;
		4)	pick 0 1 2 && file=$parameters/exit_stats_cpuid ;;
		5)	pick 2021 2022 && file=$parameters/exit_stats_leaves ;;
		6)	pick x 2 '' && file=$d/enabled ;;
		esac
		echo "$picked" 2>/dev/null > $file
		echo
		usleep 10000
	done > "$tmp/turns"
}

as_before() {
	echo 1 > $d/enabled
	echo full > $d/detail
	echo 0 > $d/log_interval
	echo 1 > $parameters/exit_stats_cpuid
	echo 2021 > $parameters/exit_stats_leaves
	echo 1 > /sys/devices/system/cpu/cpu1/online
}

# set_faults PERCENT: of each 150th allocation, by whom make-it-fail is set
set_faults() {
	echo "$1" > $faults/probability
	echo 150 > $faults/interval
	echo -1 > $faults/times
	echo 0 > $faults/verbose
	echo Y > $faults/task-filter
	echo N > $faults/ignore-gfp-wait
	[ "$1" != 0 ] && : > "$tmp/faulty"
	[ "$1" = 0 ] && rm -f "$tmp/faulty"
}

# kernel_memory: KiB that the kernel will not give back, and of its per-CPU areas
kernel_memory() {
	echo 3 > /proc/sys/vm/drop_caches
	for cache in /sys/kernel/slab/*/shrink; do
		echo 1 > "$cache"
	done 2>/dev/null
	awk '/^(SUnreclaim|Percpu):/ { print $2 }' /proc/meminfo | tr '\n' ' '
}

# round N: everything at once
round() {
	kind=plain
	[ $(($1 % 2)) = 0 ] && kind=switches
	[ $(($1 % 4)) = 3 ] && can_fail && kind=faults
	rm -f "$tmp"/vms.* "$tmp"/reads.* "$tmp/stop" "$tmp/turns"
	[ $kind != faults ] || set_faults 100
	for i in 1 2 3; do
		vms $i &
	done
	for i in 1 2 3 4; do
		reread $d "$tmp/stop" > "$tmp/reads.$i" &
	done
	move &
	hotplug &
	[ $kind != switches ] || turn_switches &
	sleep $round_seconds
	: > "$tmp/stop"
	wait
	[ $kind != faults ] || set_faults 0
	as_before
	# The last turn of a switch may have been a reset.
	exitgen cpuid=100 > "$tmp/vms.4"
	printf 'status\t%s\n' $? >> "$tmp/vms.4"
}

after_round() {
	name="round $1 ($kind)"
	cat "$tmp"/vms.* > "$tmp/vms"
	ended=$(grep -c '^status' "$tmp/vms")
	good=$(grep -c '^status	0$' "$tmp/vms")
	echo "# $name: $ended VMs, $good of them to their end;" \
		"$(awk '{ n += $1 } END { print n }' "$tmp"/reads.*) files read;" \
		"$(grep -c "new affinity" "$tmp/moved") threads moved;" \
		"CPU 1 off $(grep -c off "$tmp/hotplug") times;" \
		"$(cat "$tmp/turns" 2>/dev/null | wc -l) turns of switches"
	within "$good" 1 1000000 "$name: VMs ran"
	within "$(grep -c off "$tmp/hotplug")" 3 1000 "$name: CPU 1 went"
	said=$(grep -Ev '^(made|tsc|status)	' "$tmp/vms" | sort | uniq -c)
	if [ $kind = faults ]; then
		# An allocation may fail as a process begins, too, and then many things are said.
		echo "$said" | sed 's/^/# /'
		within "$(echo "$said" | grep -c ' exitgen: KVM_.*: Cannot allocate memory')" 1 1000000 \
			"$name: VMs and vCPUs got no memory"
	else
		is "$said" "" "$name: no VM failed"
		is "$good" "$ended" "$name: all VMs ran to their end"
	fi
	is "$(ls $d/vm)" "" "$name: no VM is left"
	conserved "$name"
	if [ $kind = plain ]; then
		is "$(sum $d/exits exits "$cpuid")" "$(made "$tmp/vms" "$cpuid")" \
			"$name: each CPUID exit of each VM was counted"
	fi
}

reload() {
	modprobe -r $vendor_module
	is "$(ls -d /sys/module/kvm* $d 2>/dev/null)" "" "round $1: the modules go"
	kernel_memory > "$tmp/memory.$1"
	echo "# kernel memory: $(cat "$tmp/memory.$1") KiB"
	modprobe $vendor_module
}

cpuid=$(reason_name cpuid)
end=$(($(date +%s) + seconds))
n=0
vms_of_all=0
# Each kind of round at least once.
kinds=2
! can_fail || kinds=3
while [ $n -lt $kinds ] || [ "$(date +%s)" -lt $end ]; do
	n=$((n + 1))
	round $n
	after_round $n
	vms_of_all=$((vms_of_all + ended))
	reload $n
done

# The first round has filled what the kernel keeps. A vCPU that is not freed is 18 KB or
# more; each round makes some hundred.
first=$(cat "$tmp/memory.1") last=$(cat "$tmp/memory.$n")
within $((${last%% *} - ${first%% *})) -100000 1000 \
	"$vms_of_all VMs in $n rounds: the kernel's unreclaimable slabs are as after the first, in KiB"
first=${first#* } last=${last#* }
within $((${last%% *} - ${first%% *})) -100000 0 "and its per-CPU memory"
. ./leaks.sh
finish
