#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A line in the kernel log every 5,000 exits.
echo 5000 > /sys/kernel/debug/kvm_exits/log_interval
lab-guest -- true
echo 0 > /sys/kernel/debug/kvm_exits/log_interval
dmesg | grep -i 'exit_stats\|kvm.*in all\|kvm: .* (' | tail -20
