#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# One reason, every three seconds for half a minute: is it steady?
lab-guest -- sh -c 'echo started; while sleep 0.2; do cpuid -1 -l 0 > /dev/null; done' \
	> /tmp/guest 2>&1 &
tries=0
until grep -q started /tmp/guest; do
	sleep 0.5
	tries=$((tries + 1))
	[ $tries -lt 120 ] || exit 1
done
sleep 3
kvm-exitstat record -o /tmp/rate 3 11 2> /dev/null
kvm-exitstat report --samples /tmp/rate --reason cpuid
echo FILE rate
cat /tmp/rate
echo END FILE
killall qemu
wait
