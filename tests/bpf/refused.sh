# SPDX-License-Identifier: GPL-2.0-only
# refused.sh OURS: in the lab, on stock modules: where the reader cannot count by BPF it says in
# one line what to do, and its status is 1. In the directory OURS are the modules of kvm-exits;
# in /other is the plugin of another version.
. /tap.sh
ours=$1
plugin=/lab/bin/kvm-exitstat-bpf.so
none="this KVM has no statistics of its own"
modules="or load the kvm modules of kvm-exits"

# says NAME TEXT COMMAND...
says() {
	name=$1
	wanted=$2
	shift 2
	"$@" > "$tmp/out" 2> "$tmp/said"
	is "$? $(cat "$tmp/said")" "1 kvm-exitstat: $wanted" "$name"
	is "$(cat "$tmp/out")" "" "$name: nothing else"
}

# both NAME WHY: whether BPF is asked for or would be taken
both() {
	says "$1" "$2" kvm-exitstat --source bpf
	says "$1, auto" "$none, and $2; $modules" kvm-exitstat
}

user() { su nobody -s /bin/sh -c "$*"; }

says "no root" "BPF: only root may load programs: run it with sudo" user kvm-exitstat --source bpf
says "no root, auto" "only root may count a host's exits: run it with sudo" user kvm-exitstat

mv $plugin /away.so
both "no plugin" "what counts by BPF is not here: install the package kvm-exitstat-bpf, or build it by 'make install-plugin'"
cp /other $plugin
both "a plugin of another version" \
	"$plugin: of another version than this program (999, not 2): install kvm-exitstat and kvm-exitstat-bpf of the same version"
mv /away.so $plugin

mount -t tmpfs tmpfs /sys/kernel/btf
both "no BTF" "BPF: this kernel has no BTF: boot one with CONFIG_DEBUG_INFO_BTF, as Debian's are"
umount /sys/kernel/btf

rmmod kvm_amd
says "KVM is not loaded" "BPF: KVM is not loaded: modprobe kvm_intel, or kvm_amd" kvm-exitstat --source bpf
says "KVM is not loaded, auto" "no /sys/kernel/debug/kvm_exits: load the module kvm_intel or kvm_amd" kvm-exitstat

# Built where the kernel's vmlinux is not
rmmod kvm
insmod "$ours/kvm.ko" && insmod "$ours/kvm-amd.ko"
says "a KVM without BTF" "BPF: this kernel's module kvm has no BTF, which the kernel's own has: load that one" kvm-exitstat --source bpf
rmmod kvm_amd
rmmod kvm
modprobe kvm_amd

# Root without what loading programs takes, as in a container
says "no CAP_BPF" "BPF: the kernel refuses the programs: CAP_BPF and CAP_PERFMON are missing, as in a container: run it on the host" \
	/lab/bin/setpriv --bounding-set -all kvm-exitstat --source bpf

kvm-exitstat --source bpf > "$tmp/out" 2>&1
is $? 0 "before it is locked down it counts"
mount -t securityfs securityfs /sys/kernel/security
echo integrity > /sys/kernel/security/lockdown
kvm-exitstat --source bpf > "$tmp/out" 2>&1
is $? 0 "locked down for integrity it counts"
echo confidentiality > /sys/kernel/security/lockdown
both "locked down for confidentiality" \
	"BPF: the kernel is locked down for confidentiality, and lets no program read it: boot without 'lockdown=confidentiality'"
umount /sys/kernel/security
both "locked down, which cannot be seen" \
	"BPF: the kernel refuses the programs (Invalid argument), as one that is locked down for confidentiality: BPF_EXITS_DEBUG=1 shows why"
echo "1..$nr"
exit $failed
