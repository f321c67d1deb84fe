#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The two ends of the table.
lab-guest -- true
kvm-exitstat --top 3
