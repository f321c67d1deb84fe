# SPDX-License-Identifier: GPL-2.0-only
# Without memory for statistics when the vendor's module is loaded, KVM works without them
# and says so: once for each allocation that can fail. Loaded again, they are back.
. ./tap.sh

vendor=$isa

# Not by "modprobe -r", which takes kvm along.
# reload: the vendor's module anew
reload() {
	rmmod $vendor_module
	modprobe $vendor_module > "$tmp/modprobe" 2>&1
}

# without NAME FUNCTION=... [ARG]...: the module is loaded while that fails
without() {
	name=$1
	shift
	rmmod $vendor_module
	modprobe fail_alloc "$@"
	dmesg -c > /dev/null
	modprobe $vendor_module > "$tmp/modprobe" 2>&1
	is $? 0 "$name: the module is loaded"
	within "$(cat /sys/module/fail_alloc/parameters/failed)" 1 1 "$name: one allocation has failed"
	modprobe -r fail_alloc
	is "$(dmesg | grep -c "kvm: no memory for exit statistics, there are none until $vendor_module is loaded again")" \
		1 "$name: the log says so, once"
	is "$(ls -d $d 2>&1)" "ls: $d: No such file or directory" "$name: no file"
	works "$name"
}

# works NAME: VMs live, exit, wait and end; nobody asks for what is not there
works() {
	exitgen --vcpus 4 cpuid=2000 io=200 hlt=1 > "$tmp/out" 2>&1
	is $? 0 "$1: a VM of 4 vCPUs"
	exitgen cpuid=50 --ask 0x4fffff00 --ask 0x4ffffffa --ask 0x4ffffffb --ask 0x4fffffff > "$tmp/out" 2>&1
	is "$(grep -c '^ask' "$tmp/out") $(sed -n 's/^ask\t//p' "$tmp/out" | cut -f 3- | sort -u | wc -l)" "4 1" \
		"$1: a guest has no leaves: they are as one that nobody has"
	exitgen --statistics cpuid=50 > "$tmp/out" 2>&1
	is "$(grep -c '^stat.*	exits	' "$tmp/out") $(grep -c '^stat.*_by_reason' "$tmp/out")" "1 0" \
		"$1: KVM's binary statistics are its own"
	is "$(ls -d /sys/module/kvm/exit_stats 2>&1)" \
		"ls: /sys/module/kvm/exit_stats: No such file or directory" "$1: nor names"
	kvm-exitstat > "$tmp/out" 2>&1
	is "$? $(cat "$tmp/out")" \
		"1 kvm-exitstat: no $d: KVM had no memory for it when its module was loaded, see dmesg" \
		"$1: the reader says why"
}

# back NAME: loaded with memory, all is counted, the switches as they were
back() {
	reload
	is "$? $(cat "$tmp/modprobe")" "0 " "$1: loaded again"
	exitgen cpuid=300 > /dev/null
	within "$(sum $d/exits exits "$(reason_name cpuid)")" 300 310 "$1: all is counted"
	is "$(cat $d/enabled) $(cat $d/detail)" "$2" "$1: and as it was switched"
}

without "no cells of the CPUs" function=kvm_vmexit_cpus_alloc error=-12
back "with memory" "1 full"
without "no baselines of the CPUs" function=kvm_vmexit_cpus_alloc error=-12 after=1
without "no descriptors of binary statistics" function=kvm_vmexit_binary_init error=-12
without "again, no sum of departed VMs" function=kvm_vmexit_copy_alloc
back "after three times without" "1 full"

# What was switched stays so.
echo time > $d/detail
without "less in detail" function=kvm_vmexit_copy_alloc
back "less in detail" "1 time"
echo 0 > $d/enabled
without "switched off" function=kvm_vmexit_copy_alloc
reload
is "$(cat $d/enabled) $(cat $d/detail)" "0 time" "switched off: it still is"
echo 1 > $d/enabled
echo full > $d/detail

# Neither loaded
rmmod $vendor_module
kvm-exitstat > "$tmp/out" 2>&1
is "$(cat "$tmp/out")" "kvm-exitstat: no $d: load the module kvm_intel or kvm_amd" "without the vendor's module"
reload
is "$(cat $d/isa)" "$vendor" "as in the beginning"
finish
