# SPDX-License-Identifier: GPL-2.0-only
# needs: linux-guest
# A guest that runs a guest: an L2 Linux with KVM and exitgen makes exits of an L3,
# and each that comes to us straight from there is in the column "nested".
. ./tap.sh

cpuid=$(reason_name cpuid)
vmcall=$(reason_name vmcall)
case $isa in
vmx)	run=VMRESUME ;;
svm)	run=vmrun ;;
esac

exitgen cpuid=1000 vmcall=500 > /dev/null
is "$(sum $d/departed nested TOTAL)" 0 "a guest without guests: nothing is nested"

lab-guest sh -c "modprobe $vendor_module && exitgen cpuid=1000 vmcall=500" > "$tmp/guest" 2>&1
is "$?" 0 "exitgen runs in the guest"
grep -v '^tsc' "$tmp/guest" | sed 's/^/# /'
last_departed
is "$(sum "$tmp/departed" nested "$cpuid" "vm=$vm")" "$(made "$tmp/guest" "$cpuid")" \
	"nested $cpuid: each that L3 made"
is "$(sum "$tmp/departed" nested "$vmcall" "vm=$vm")" "$(made "$tmp/guest" "$vmcall")" \
	"nested $vmcall: each that L3 made"
is "$(sum "$tmp/departed" nested "$run" "vm=$vm")" 0 "$run is L2's own, never nested"
within "$(sum "$tmp/departed" exits "$run" "vm=$vm")" 1500 1000000 "and there is one for each nested exit"
within "$(($(sum "$tmp/departed" exits "$cpuid" "vm=$vm") -
	$(sum "$tmp/departed" nested "$cpuid" "vm=$vm")))" 500 1000000 "L2's own $cpuid is not nested"
within "$(sum "$tmp/departed" nested TOTAL "vm=$vm")" 1501 \
	"$(sum "$tmp/departed" exits TOTAL "vm=$vm")" "TOTAL has them"
finish
