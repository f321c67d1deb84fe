# SPDX-License-Identifier: GPL-2.0-only
# scale.sh NAME WHAT...: in the lab, what grows with the number of vCPUs or of readers.
# Prints NAME-WHAT, a number that it depends on, and ticks (of memory: KiB), tab-separated.
name=$1
shift
d=/sys/kernel/debug/kvm_exits
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
verdict() { cat "$tmp/out" >&2; exit 1; } # held.sh's, of a VM that cannot be held
. /bench/held.sh
look() { :; } # held.sh's: nothing is looked at, and stock KVM has nothing to show

# least COMMAND...: ticks of COMMAND, the least of five runs
least() {
	for _ in 1 2 3 4 5; do
		ticks "$@" 2>&1 > /dev/null | sed -n 's/ ticks$//p'
	done | sort -n | head -n 1
}

# exit_cost ARG...: ticks per CPUID exit, the least of three runs
exit_cost() {
	for _ in 1 2 3; do
		exitgen --bench cpuid=10000 "$@" | awk '{ print $2 }'
	done | sort -n | head -n 1
}

# Two CPUs; each vCPU makes as many exits. With a reader on the second one the guest
# has the first for itself.
vcpus() {
	for n in 1 2 4 8; do
		printf '%s-vcpus\t%s\t%s\n' $name $n "$(exit_cost --vcpus $n --cpus 0,1)"
	done
}

reader() {
	printf '%s-reader\t0\t%s\n' $name "$(exit_cost --cpus 0)"
	taskset 2 reread $d/all "$tmp/stop" > /dev/null &
	printf '%s-reader\t1\t%s\n' $name "$(exit_cost --cpus 0)"
	: > "$tmp/stop"
	wait
}

# hold_vcpus N: a VM of N vCPUs that have all run once, until release.
hold_vcpus() { hold --vcpus "$1" cpuid=1; }

# 0: no VM, and a file of one line.
all() {
	printf '%s-all\t0\t%s\n' $name "$(least cat $d/format)"
	for n in 1 100 1000; do
		hold_vcpus $n
		printf '%s-all\t%s\t%s\n' $name $n "$(least cat $d/all)"
		release
	done
}

# memory: KiB that are not free any more.
memory() {
	free=$(free_kib)
	for n in 1 1000; do
		hold_vcpus $n
		printf '%s-memory\t%s\t%s\n' $name $n $((free - $(free_kib)))
		release
	done
}

free_kib() {
	sync
	echo 3 > /proc/sys/vm/drop_caches
	sleep 1
	awk '$1 == "MemFree:" { print $2 }' /proc/meminfo
}

# create: a VM with N vCPUs made, run and destroyed; less the same with one, divided.
create() {
	printf '%s-create\t1\t%s\n' $name "$(least exitgen io=1)"
	printf '%s-create\t201\t%s\n' $name "$(least exitgen --vcpus 201 io=1)"
}

printf 'kernel\t\t%s\n' "$(uname -rv)"
for what; do
	$what
done
