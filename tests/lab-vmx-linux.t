#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# All tests of tests/lab-linux on VMX, in one boot, with one CPU, as the lab has
# for this guest on SVM: Bochs takes a third less time for one than for two.
LAB_OPTIONS="--smp 1" exec "${0%/*}/lab-isa" vmx lab-linux
