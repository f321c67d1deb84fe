#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The same guest workload with nested paging or with shadow paging, as the module's
# parameter says; refresh runs it with both and compares.
kvm-exitstat run -o /tmp/paging -- lab-guest -- sh -c '
	for i in 1 2 3 4 5 6 7 8 9 10; do
		cpuid -1 > /dev/null
	done' 2>&1
echo FILE paging
cat /tmp/paging
echo END FILE
