#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What was behind the exits of a boot, from the VM's creation until the guest is at rest: below
# each reason its causes, which add up to it.
kvm-exitstat detail causes
COLUMNS=100 kvm-exitstat run --until-halted --causes --columns exits,exits%,kernel,avg -- \
	sh -c 'lab-guest -- sleep 1000 2>/dev/null' 2>&1
