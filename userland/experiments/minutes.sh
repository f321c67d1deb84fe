#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Minute by minute from the boot on, while the guest does something every 20 s.
kvm-exitstat record -o /tmp/minutes 60 6 2> /dev/null &
recorder=$!
lab-guest -- sh -c 'echo started; while sleep 20; do
		cpuid -1 > /dev/null
		dd if=/dev/zero of=/tmp/x bs=1M count=20 2> /dev/null
	done' > /tmp/guest 2>&1 &
sleep 60
grep -q started /tmp/guest || exit 1
wait $recorder
kvm-exitstat report --samples /tmp/minutes --csv | awk -F, '
	$2 == 0 || NR == 1 { next }
	$11 == "TOTAL" { printf "minute %d: %6d exits, most: %s\n", ++minute, $12, most; most = "" }
	most == "" && $11 != "TOTAL" { most = $11 " (" $12 ")" }'
echo FILE minutes
cat /tmp/minutes
echo END FILE
killall qemu
wait
