#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# tests/lab-snapshots on VMX, beside vCPUs on another CPU, with a tenth of the reads, as
# Bochs is slow.
LAB_OPTIONS="--smp 2" LAB_ENV=FEWER=10 exec "${0%/*}/lab-isa" vmx lab-snapshots
