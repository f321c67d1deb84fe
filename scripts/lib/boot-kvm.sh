# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/lab
#
# L1 under this machine's own KVM, of either ISA, where its guests can be hosts.

# choose_machine: sets machine, which of the three L1 runs on: svm and vmx are emulators.
# The instruction clock is one's.
choose_machine() {
	local why
	machine=$isa
	[ "$accel" != tcg ] && [ -z "$icount" ] || return 0
	need qemu-system-x86_64
	why=$(why_not_nested "$isa" "$program")
	if [ -z "$why" ]; then
		machine=kvm
		say "with this machine's own virtualization; --accel tcg emulates it"
	elif [ "$accel" = kvm ]; then
		die "--accel kvm: $why" "--accel tcg, or no --accel, emulates it"
	fi
}

kvm_cpus() { echo 2; }

kvm_module_args() { :; }

check_kvm() {
	check_svm
}

# boot_kvm INITRD: starts L1
boot_kvm() {
	start_qemu "$1" -accel kvm -cpu host
}

went_off_kvm() {
	went_off_svm
}
