# SPDX-License-Identifier: GPL-2.0-only
# In the lab: everything at once for $STRESS_SECONDS, in rounds of some 15 s. VMs of 1 to
# 8 vCPUs come and go as fast as they can, their threads are moved from CPU to CPU, a CPU
# goes and comes back, four readers read every file. By turns the rounds are
#
#	plain		no more than that
#	switches	the switches and the guests' parameters are turned at random
#	faults		allocations fail, if the kernel can do that
#	ends		VMs of 16 vCPUs end all the time, beside one who turns `enabled`
#			and `detail` without a pause, and so walks over all VMs
#	late-ends	the same, and each end takes long: a vCPU that is freed stays in
#			its VM's array for a while
#
# After each round everything must add up, and the modules go and come back.
. ./tap.sh
. ./conserved.sh

seconds=$STRESS_SECONDS
round_seconds=15
parameters=/sys/module/kvm/parameters
faults=/sys/kernel/debug/failslab

# can_fail: whether the kernel can let allocations fail
can_fail() { [ -e $faults/probability ]; }

# nth N WORD...: the Nth of them, which begin again after the last
nth() {
	nth=$1
	shift
	shift $(((nth - 1) % $#))
	echo $1
}

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
		1)	pick counts time full causes && file=$d/detail ;;
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

# Whole VMs of 16 vCPUs that never run: nearly all of such a life is birth and end.
end_vms() { lives --vcpus 16 --exits 0 --until "$tmp/stop" > "$tmp/ends" 2>&1; }

turn_without_pause() {
	while running; do
		for word in counts time full causes; do
			echo 0 > $d/enabled
			echo 1 > $d/enabled
			echo $word > $d/detail
		done
		echo
	done > "$tmp/turns" 2>&1
}

# begin_late_ends: KVM frees the vCPUs of a VM one by one and takes each out of the VM's
# array after that; from now on 30 ms after that.
begin_late_ends() { modprobe hold function=xa_erase caller=kvm_destroy_vcpus ms=30; }
stop_late_ends() {
	late=$(cat /sys/module/hold/parameters/seen)
	modprobe -r hold
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
	# shellcheck disable=SC2086 # words
	kind=$(nth $1 $kinds)
	rm -f "$tmp"/vms.* "$tmp"/reads.* "$tmp/stop" "$tmp/turns" "$tmp/ends"
	[ $kind != faults ] || set_faults 100
	[ $kind != late-ends ] || begin_late_ends
	for i in 1 2 3; do
		vms $i &
	done
	for i in 1 2 3 4; do
		reread $d "$tmp/stop" > "$tmp/reads.$i" &
	done
	move &
	hotplug &
	case $kind in
	switches) turn_switches & ;;
	*ends)
		end_vms &
		turn_without_pause &
		;;
	esac
	sleep $round_seconds
	: > "$tmp/stop"
	wait
	[ $kind != faults ] || set_faults 0
	[ $kind != late-ends ] || stop_late_ends
	as_before
	# The last turn of a switch may have been a reset.
	exitgen cpuid=100 > "$tmp/vms.4"
	printf 'status\t%s\n' $? >> "$tmp/vms.4"
}

after_round() {
	name="round $1 ($kind)"
	cat "$tmp"/vms.* > "$tmp/vms_said"
	ended=$(grep -c '^status' "$tmp/vms_said")
	good=$(grep -c '^status	0$' "$tmp/vms_said")
	echo "# $name: $ended VMs, $good of them to their end;" \
		"$(awk '{ n += $1 } END { print n }' "$tmp"/reads.*) files read;" \
		"$(grep -c "new affinity" "$tmp/moved") threads moved;" \
		"CPU 1 off $(grep -c off "$tmp/hotplug") times;" \
		"$(cat "$tmp/turns" 2>/dev/null | wc -l) turns of switches"
	within "$good" 1 1000000 "$name: VMs ran"
	within "$(grep -c off "$tmp/hotplug")" 3 1000 "$name: CPU 1 went"
	said=$(grep -Ev '^(made|tsc|status)	' "$tmp/vms_said" | sort | uniq -c)
	if [ $kind = faults ]; then
		# An allocation may fail as a process begins, too, and then many things are said.
		echo "$said" | sed 's/^/# /'
		within "$(echo "$said" | grep -c ' exitgen: KVM_.*: Cannot allocate memory')" 1 1000000 \
			"$name: VMs and vCPUs got no memory"
	else
		is "$said" "" "$name: no VM failed"
		is "$good" "$ended" "$name: all VMs ran to their end"
	fi
	case $kind in
	*ends)
		is "$(cut -f 1 "$tmp/ends")" lives "$name: VMs of 16 vCPUs"
		within "$(cut -f 2 "$tmp/ends")" 1 1000000 "$name: $(cut -f 2 "$tmp/ends") of them ended"
		within "$(wc -l < "$tmp/turns")" 1 1000000 "$name: beside $(wc -l < "$tmp/turns") times nine turns of a switch"
		is "$(sort -u "$tmp/turns")" "" "$name: each was taken"
		;;
	esac
	if [ $kind = late-ends ]; then
		within "$late" "$(cut -f 3 "$tmp/ends")" 1000000 "$name: each vCPU went late"
	fi
	is "$(ls $d/vm)" "" "$name: no VM is left"
	conserved "$name"
	if [ $kind = plain ]; then
		is "$(sum $d/exits exits "$cpuid")" "$(made "$tmp/vms_said" "$cpuid")" \
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

# As many VMs and vCPUs at once as any round has, before memory is looked at: the kernel
# keeps pages of its per-CPU area that have been in use together.
lives --vms 8 --vcpus 16 --exits 0 > /dev/null &
for _ in 1 2 3 4 5; do
	exitgen --vcpus 8 cpuid=100 > /dev/null &
done
wait
modprobe -r $vendor_module
modprobe $vendor_module

cpuid=$(reason_name cpuid)
end=$(($(date +%s) + seconds))
n=0
vms_of_all=0
# Each kind of round at least once.
kinds="plain switches ends late-ends"
! can_fail || kinds="plain switches faults ends late-ends"
kinds=${STRESS_KINDS:-$kinds}
nr_kinds=$(echo $kinds | wc -w)
while [ $n -lt $nr_kinds ] || [ "$(date +%s)" -lt $end ]; do
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
