#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# All tests of tests/lab on VMX, in one boot, with one CPU: Bochs takes little more than
# half the time.
LAB_OPTIONS="--smp 1" exec "${0%/*}/lab-isa" vmx lab
