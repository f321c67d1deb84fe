# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# Whether the guests of this machine's KVM can be hosts themselves. POSIX sh, as the lab
# asks it of its own KVM, too.

# why_not_nested svm|vmx QEMU: prints why the guest of /dev/kvm would not have it, or
# nothing if it would. A QEMU with a guest that is never started tells what its CPU "host"
# is, which is what KVM says that it supports: it may be switched off where the processor
# has it.
why_not_nested() {
	[ -e /dev/kvm ] || {
		echo "there is no /dev/kvm"
		return
	}
	(: <>/dev/kvm) 2>/dev/null || {
		echo "/dev/kvm cannot be opened: be root or in the group kvm"
		return
	}
	nested_answer=$(printf '%s\n' '{"execute":"qmp_capabilities"}' \
		'{"execute":"query-cpu-model-expansion","arguments":{"type":"full","model":{"name":"host"}}}' \
		'{"execute":"quit"}' |
		timeout 10 "$2" -accel kvm -cpu host -S -nodefaults -no-user-config -display none -qmp stdio 2>&1)
	case $nested_answer in
	*"\"$1\": true"*) ;;
	*"\"$1\": false"*) echo "this machine's KVM does not offer $1 to its guests (its module's parameter nested)" ;;
	*)
		nested_answer=$(printf '%s\n' "$nested_answer" | grep -v '^{' | tail -n 1)
		echo "QEMU cannot use /dev/kvm: ${nested_answer:-it says nothing}"
		;;
	esac
}
