# SPDX-License-Identifier: GPL-2.0-only
# What a vCPU's statistics cost in memory, who pays for it, and what happens if
# there is none.
. ./tap.sh

trace=/sys/kernel/tracing
mount -t tracefs none $trace 2> /dev/null # perhaps it is

# Each large allocation with the functions that asked for it.
echo 'stacktrace if bytes_req > 8192' > $trace/events/kmem/kmalloc/trigger
echo 'bytes_req > 8192' > $trace/events/kmem/kmalloc/filter
echo 1 > $trace/events/kmem/kmalloc/enable
exitgen --vcpus 3 cpuid=1 > /dev/null
echo 0 > $trace/events/kmem/kmalloc/enable
echo '!stacktrace' > $trace/events/kmem/kmalloc/trigger
awk '
	/ kmalloc: /	{ line = /call_site=__kvmalloc/ ? $0 : "" }
	/=> kvm_exit_vcpu_alloc/ { if (line != "") print line; line = "" }' $trace/trace > "$tmp/allocations"
is "$(grep -c . "$tmp/allocations")" 3 "one allocation for each of 3 vCPUs"
bytes=$(sed -n 's/.* bytes_req=\([0-9]*\).*/\1/p' "$tmp/allocations" | sort -n | tail -n 1)
within "$bytes" 1 32768 "$bytes bytes: at most 32 KiB"
within "$(sed -n 's/.* bytes_alloc=\([0-9]*\).*/\1/p' "$tmp/allocations" | sort -n | tail -n 1)" \
	"$bytes" 32768 "at most 32 KiB with what the allocator adds"
is "$(grep -c GFP_KERNEL_ACCOUNT "$tmp/allocations")" 3 "charged to the memory cgroup"
is "$(grep -c 'node=-1' "$tmp/allocations")" 0 "of a node, not of any"
sed 's/^/# /' "$tmp/allocations"

# The second, the third, each vCPU's allocation fails: KVM_CREATE_VCPU says so, the
# VM goes, the next one comes.
cat $d/exits > "$tmp/before"
for after in 0 1 3; do
	modprobe fail_alloc function=kvm_exit_vcpu_alloc after=$after
	exitgen --vcpus 4 cpuid=1 > "$tmp/out" 2>&1
	verdict $(($? == 0)) "no memory for vCPU $after: the VMM fails"
	is "$(cat "$tmp/out")" "exitgen: KVM_CREATE_VCPU $after: Cannot allocate memory" "and why"
	is "$(cat /sys/module/fail_alloc/parameters/failed)" 1 "one allocation has failed"
	is "$(ls $d/vm)" "" "nothing is left of the VM"
	modprobe -r fail_alloc
done
is "$(cat $d/exits)" "$(cat "$tmp/before")" "no number has changed"
exitgen --vcpus 4 cpuid=1 > "$tmp/out" 2>&1
is $? 0 "with memory it runs as before"
finish
