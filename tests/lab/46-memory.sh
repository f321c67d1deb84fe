# SPDX-License-Identifier: GPL-2.0-only
# What a vCPU's statistics cost in memory, who pays for it, and what happens if
# there is none.
. ./tap.sh

trace=/sys/kernel/tracing
mount -t tracefs none $trace 2> /dev/null # perhaps it is
case $isa in
svm)	most=20480 ;;
vmx)	most=16384 ;;
esac

# Each call of what allocates exact pages, with its bytes, and each allocation of the
# page allocator that comes from it, with the functions that asked for it.
exact=$(sed -n 's/^[0-9a-f]* T \(alloc_pages_exact\(_noprof\)\{0,1\}\)$/\1/p' /proc/kallsyms)
echo "p:lab/exact $exact bytes=%di:u64" > $trace/kprobe_events
echo 'order > 1' > $trace/events/kmem/mm_page_alloc/filter
for event in lab/exact kmem/mm_page_alloc; do
	echo stacktrace > $trace/events/$event/trigger
	echo 1 > $trace/events/$event/enable
done
exitgen --vcpus 3 cpuid=1 > /dev/null
for event in lab/exact kmem/mm_page_alloc; do
	echo 0 > $trace/events/$event/enable
	echo '!stacktrace' > $trace/events/$event/trigger
done
cat $trace/trace > "$tmp/trace"	# a kprobe takes the trace along when it goes
echo > $trace/kprobe_events

# of EVENT: its lines for the allocation of a vCPU's slots
of() {
	awk -v event=" $1: " '
		/: [a-z_]+: /			{ line = index($0, event) ? $0 : "" }
		/=> kvm_vmexit_vcpu_alloc/	{ if (line != "") print line; line = "" }' "$tmp/trace"
}
of exact > "$tmp/exact"
of mm_page_alloc > "$tmp/pages"
is "$(grep -c . "$tmp/exact")" 3 "one allocation for each of 3 vCPUs"
bytes=$(sed -n 's/.* bytes=\([0-9]*\).*/\1/p' "$tmp/exact" | sort -un)
within "$bytes" 1 $most "$bytes bytes each: at most $most, and no page more than they need"
is "$(grep -c 'gfp_flags=[^ ]*GFP_KERNEL_ACCOUNT' "$tmp/pages")" 3 "charged to the memory cgroup"
sed 's/^/# /' "$tmp/exact" "$tmp/pages"

# The first, the second, the last vCPU's allocation fails, the one or the other of them:
# KVM_CREATE_VCPU says so, the VM goes, the next one comes.
cat $d/exits > "$tmp/before"
for which in "slots 0" "slots 1" "to_user 1" "slots 3"; do
	after=${which#* }
	modprobe fail_alloc "function=kvm_vmexit_${which% *}_alloc" after="$after"
	exitgen --vcpus 4 cpuid=1 > "$tmp/out" 2>&1
	verdict $(($? == 0)) "no memory for vCPU $after, $which: the VMM fails"
	is "$(cat "$tmp/out")" "exitgen: KVM_CREATE_VCPU $after: Cannot allocate memory" "and why"
	is "$(cat /sys/module/fail_alloc/parameters/failed)" 1 "one allocation has failed"
	is "$(ls $d/vm)" "" "nothing is left of the VM"
	modprobe -r fail_alloc
done
is "$(cat $d/exits)" "$(cat "$tmp/before")" "no number has changed"

# A VM that ends without memory for a record of its own is one of the older ones.
older=$(sum $d/departed exits "$(reason_name cpuid)" vm=older)
modprobe fail_alloc function=kvm_vmexit_copy_alloc
exitgen cpuid=300 > "$tmp/out" 2>&1
is $? 0 "no memory for what a VM had: it ends"
modprobe -r fail_alloc
is "$(sum $d/departed exits "$(reason_name cpuid)" vm=older)" $((older + 300)) \
	"its exits are not forgotten"

exitgen --vcpus 4 cpuid=1 > "$tmp/out" 2>&1
is $? 0 "with memory it runs as before"
finish
