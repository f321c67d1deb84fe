#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The exits of a reboot: from one rest to the next, seen from outside. A is the
# boot, B the reboot. As lab-guest starts it, but without -no-reboot.
dir=$(mktemp -d)
mkdir -p "$dir/root/lab/run"
echo 'echo at rest >/dev/console; sleep 15; reboot -f' > "$dir/root/lab/run/command"
{
	cat /lab/guest/initrd
	cd "$dir/root" && find . | cpio -o -H newc 2> /dev/null
} > "$dir/initrd"
/lab/guest/qemu -name guest=reboot -enable-kvm -cpu host -smp 1 -m 256 -L /lab/guest -nodefaults \
	-no-user-config -display none -vga none -net none -kernel /lab/guest/vmlinux \
	-initrd "$dir/initrd" -append 'console=ttyS0 loglevel=4 panic=-1' -serial "file:$dir/console" \
	-device virtio-serial-pci,ioeventfd=off -chardev "file,id=out,path=$dir/out" \
	-device virtserialport,chardev=out,nr=1 &

# at_rest N: the Nth time, and three seconds for what is left to do
at_rest() {
	tries=0
	until [ "$(grep -cs 'at rest' "$dir/console")" = "$1" ]; do
		sleep 0.2
		tries=$((tries + 1))
		[ $tries -lt 300 ] && continue
		echo "the guest has not come up in a minute"
		killall qemu
		exit 1
	done
	sleep 3
}

cd "$dir" || exit
at_rest 1
kvm-exitstat record --vm reboot -o boot 0.1 1 2> /dev/null
# The first sample of this one is the rest before, the last one the rest after.
kvm-exitstat record --vm reboot -o reboot 0.2 2> /dev/null &
at_rest 2
kill %2 2> /dev/null || kill $!
wait $!
kvm-exitstat diff boot reboot
killall qemu
wait
