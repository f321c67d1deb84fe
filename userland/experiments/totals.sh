#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# All exits and all cycles of a guest, asked from the guest with Debian's cpuid.
lab-guest -- sh -c 'cpuid -1 -l 0x4fffffff -r; cpuid -1 -l 0x4ffffffe -r; kvm-exitstat guest'
