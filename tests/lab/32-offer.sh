# SPDX-License-Identifier: GPL-2.0-only
# needs: linux-guest
# Where the lab would use /dev/kvm in place of an emulator: what it sees of a KVM that
# lets guests be hosts, does not, or cannot be asked. Here it asks L1's.
. ./tap.sh
. /lab/nested.sh

qemu=$tmp/qemu
printf '#!/bin/sh\nexec /lab/guest/qemu -L /lab/guest "$@"\n' > "$qemu"
chmod -R 755 "$tmp"
case $isa in
vmx)	other=svm ;;
svm)	other=vmx ;;
esac
refuses="this machine's KVM does not offer"

is "$(why_not_nested "$isa" "$qemu")" "" "$isa: offered"
is "$(why_not_nested $other "$qemu")" "$refuses $other to its guests (its module's parameter nested)" "$other: not offered"

chmod 600 /dev/kvm
is "$(su nobody -c ". /lab/nested.sh; why_not_nested $isa $qemu")" \
	"/dev/kvm cannot be opened: be root or in the group kvm" "another user: not permitted"

is "$(why_not_nested "$isa" /bin/false)" "QEMU cannot use /dev/kvm: it says nothing" "a QEMU that fails"
printf '#!/bin/sh\nexec sleep 100\n' > "$tmp/hangs"
printf '#!/bin/sh\nexec %s "$@" -cpu nosuch\n' "$qemu" > "$tmp/refuses"
chmod 755 "$tmp/hangs" "$tmp/refuses"
is "$(why_not_nested "$isa" "$tmp/hangs")" "QEMU cannot use /dev/kvm: it says nothing" "a QEMU that hangs"
is "$(why_not_nested "$isa" "$tmp/refuses" | grep -c "^QEMU cannot use /dev/kvm: .*nosuch")" 1 "a QEMU that refuses"

modprobe -r $vendor_module
modprobe $vendor_module nested=0
is "$(why_not_nested "$isa" "$qemu")" "$refuses $isa to its guests (its module's parameter nested)" "nested=0: not offered"

modprobe -r $vendor_module kvm
is "$(why_not_nested "$isa" "$qemu")" "there is no /dev/kvm" "no KVM: nothing to ask"
modprobe $vendor_module
is "$(why_not_nested "$isa" "$qemu")" "" "and back: offered"
finish
