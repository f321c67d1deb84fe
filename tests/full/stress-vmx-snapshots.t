#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# All tests of tests/lab-snapshots on VMX.
exec "${0%/*}/../lab-isa" vmx lab-snapshots
