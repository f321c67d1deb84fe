#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every exit reason in turn, from the guest: what is undefined, what is not handled,
# what there is.
# shellcheck disable=SC2016 # the guest's shell expands it
lab-guest -- sh -c '
	for reason in 0x72 0x78 0x7b 0x88 0xa7 0x400 0xffffffff; do
		echo "reason $reason"
		cpuid -1 -r -l 0x4ffffffd -s $reason | tail -1
		cpuid -1 -r -l 0x4ffffffc -s $reason | tail -1
	done
	kvm-exitstat guest --all-reasons --sort nr'
