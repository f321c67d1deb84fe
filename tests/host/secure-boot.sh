#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# On a host of scripts/rig that secure boot has started, in the checkout's top: the steps of
# scripts/README.md's "Signatures". For tests/full/rig-secure-boot.t:
#   secure-boot.sh asks PASSWORD          DKMS's key is not known; it is imported
#   secure-boot.sh enrolled TABLE BACK    it is known since this boot
. tests/host/libvirt.sh
# shellcheck disable=SC2034 # libvirt.sh's
guest=web
key=/var/lib/dkms/mok.pub

# step N M: what is typed at step N on the page, the Mth
# shellcheck disable=SC2016 # the page's
step() {
	sed -n "/^$1\\. /,/^\$/p" scripts/README.md | sed '2,${/^[1-9]\. /,$d}' | tr '\n' ' ' | grep -o '`[^`]*`' | tr -d '`' | sed -n "$2p"
}

# loads: of KVM, which modules modprobe would take
loads() {
	modinfo -n kvm kvm-amd kvm-intel | sed "s,/lib/modules/$(uname -r)/,,; s,/[^/]*\$,," | sort -u
}

locked_down() {
	is "$(mokutil --sb-state)" "SecureBoot enabled" "secure boot is on"
	has /sys/kernel/security/lockdown '\[integrity\]' "the kernel is locked down"
}

# asks PASSWORD
asks() {
	locked_down
	is "$(loads)" kernel/arch/x86/kvm "modprobe loads the kernel's own KVM"
	is "$(cat /sys/module/kvm/version 2>/dev/null)" "" "it is what is loaded"
	try 0 "$(step 4 1)" "$(step 4 1)"
	has "$scratch/says" "DKMS's key is not known to it" "not known: it is said why"
	has "$scratch/says" "$(step 1 2)" "not known: what to do is said, as the page has it"
	is "$(loads)" kernel/arch/x86/kvm "not known: the kernel's own stays"
	try 0 "$(step 3 1)" "$(step 3 1)"
	has "$scratch/says" 'is not enrolled' "$(step 3 1): it is said"
	try 0 "$(step 1 2)" "printf '%s\n%s\n' '$1' '$1' | $(step 1 2)"
	try 0 "mokutil --list-new" "mokutil --list-new"
	has "$scratch/says" "$(fingerprint)" "it waits for the next boot"
	start_guest "meanwhile"
	stop_guest
}

fingerprint() {
	openssl x509 -inform DER -in "$key" -noout -fingerprint -sha1 | sed 's/.*=//' | tr '[:upper:]' '[:lower:]'
}

# enrolled TABLE BACK
enrolled() {
	locked_down
	try 1 "$(step 3 1)" "$(step 3 1)" # mokutil's, where there is nothing to do
	has "$scratch/says" 'is already enrolled' "$(step 3 1): it is said"
	try 0 "$(step 4 1)" "$(step 4 1)"
	is "$(loads)" updates/dkms "modprobe loads ours from now on"
	try 0 "$(step 4 2)" "$(step 4 2)"
	has "$scratch/says" 'loaded: kvm-exits' "$(step 4 2): it is said"
	is "$(cat /sys/module/kvm/taint)" "O" "they are from outside of the kernel, and signed by a known key"
	start_guest "on ours"
	in_table "$1"
	stop_guest
	try 0 "$2" "$2"
	is "$(cat /sys/module/kvm/version 2>/dev/null)" "" "$2: stock is loaded"
	is "$(systemctl --failed --no-legend)" "" "no unit has failed"
}

case $1 in
asks) asks "$2" ;;
enrolled) enrolled "$2" "$3" ;;
esac
done_testing
