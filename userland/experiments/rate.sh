#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# One reason, every three seconds for half a minute: is it steady?
lab-guest -- sh -c 'while sleep 0.2; do cpuid -1 -l 0 >/dev/null; done' > /dev/null &
until kvm-exitstat --per-vm --csv 2> /dev/null | grep -q TOTAL; do
	sleep 0.5
done
sleep 8
kvm-exitstat record -o /tmp/rate 3 11 2> /dev/null
kvm-exitstat report /tmp/rate --reason cpuid
echo FILE rate
cat /tmp/rate
echo END FILE
killall qemu
wait
