#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Other modules without a reboot, while somebody is watching. /lab/stock has Debian's own,
# which a host has where they are put here.
stock=/lib/modules/$(uname -r)/kernel/arch/x86/kvm
mkdir -p "$stock" /run
cp /lab/stock/kvm*.ko "$stock/"

exitgen cpuid=1000 > /dev/null
kvm-exitstat --reason cpuid 5 > /tmp/watched 2>&1 &
sleep 6
swap-modules --to stock
sleep 6
swap-modules
exitgen cpuid=500 > /dev/null
sleep 6
killall -INT kvm-exitstat
wait
cat /tmp/watched
