#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# tests/lab-snapshots on VMX with a tenth of the reads, as Bochs is slow. All of them take
# it a quarter of an hour: tests/lab-isa vmx lab-snapshots.
LAB_ENV=FEWER=10 exec "${0%/*}/lab-isa" vmx lab-snapshots
