#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Minute by minute after boot, while the guest does something every 20 s.
kvm-exitstat record -o /tmp/minutes 60 6 2> /dev/null &
recorder=$!
lab-guest -- sh -c 'while :; do sleep 20; cpuid -1 > /dev/null; dd if=/dev/zero of=/tmp/x bs=1M count=20; done' > /dev/null 2>&1 &
wait $recorder
kvm-exitstat report /tmp/minutes --csv | awk -F, '
	NR > 1 && $2 > 0 {
		if ($11 == "TOTAL")
			printf "minute %d: %6d exits, most: %s\n", ++minute, $12, most
		most = $11 == "TOTAL" ? "" : most
		if (most == "" && $11 != "TOTAL")
			most = $11 " (" $12 ")"
	}'
echo FILE minutes
cat /tmp/minutes
echo END FILE
killall qemu
wait
