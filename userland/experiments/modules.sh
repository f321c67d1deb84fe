#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# New modules without a reboot, while somebody is watching.
exitgen cpuid=1000 > /dev/null
kvm-exitstat --reason cpuid 1 > /tmp/watched 2>&1 &
sleep 1.5
modprobe -r kvm_amd kvm
sleep 1
modprobe kvm_amd
exitgen cpuid=500 > /dev/null
sleep 1.5
killall -INT kvm-exitstat
wait
cat /tmp/watched
