#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The exits of a boot: from the VM's creation until the guest is at rest.
kvm-exitstat run --until-halted -- sh -c 'lab-guest -- sleep 1000 2>/dev/null' 2>&1
