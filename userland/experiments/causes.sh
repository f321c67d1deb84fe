#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What was behind the exits of a boot: which MSR, which port, which leaf.
kvm-exitstat detail causes
lab-guest -- true 2>/dev/null
COLUMNS=100 kvm-exitstat causes --top 24
COLUMNS=100 kvm-exitstat causes more
