#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The exits of a boot: from the VM's creation until the guest is at rest.
kvm-exitstat run --until-halted -- lab-guest -- sleep 1000 2>&1 | grep -v '^qemu:'
