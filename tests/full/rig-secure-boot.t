#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A host that secure boot starts: Microsoft's and Debian's keys, DKMS's own, the steps of
# scripts/README.md's "Signatures", and what MokManager asks between two boots. By chroot there
# is no lockdown, so DKMS is told to leave what it has built where it is.
. "$(dirname "$0")/../scripts/lib.sh"
. "$(dirname "$0")/../host/on-rig.sh"
mapfile -t lines < <(readme_lines)
table=${lines[1]} back=${lines[4]%% && *}
password='three words 4 a key'
version=$(sed -n 's/^#define KVM_VMEXIT_VERSION[ \t]*"\(.*\)"/\1/p' "$repo/kernel/src/version.h")

# secure STEP VALUE: a step on the host, with the same firmware each time
secure() {
	host+=(--timeout 900 --secure-boot "$scratch/firmware" --file "$scratch/guest.img:/var/lib/libvirt/images/guest.img" "$@")
}

guest_image -DSTORM=0
host=(--in "apt-get -qy install mokutil openssl shim-signed grub-efi-amd64-signed >/dev/null 2>&1"
	--in "${lines[3]% && *}"
	--in "bash tests/host/packages.sh installed dkms"
	--in "dkms uninstall -m kvm-exits -v $version -k \$(uname -r) && scripts/dkms-stock \$(uname -r)")
secure --boot "bash tests/host/secure-boot.sh asks '$password'"
secure --enroll "$password"
secure --boot "bash tests/host/secure-boot.sh enrolled '$table' '$back'"
on_rig "secure boot" 12 "${host[@]}"
done_testing
