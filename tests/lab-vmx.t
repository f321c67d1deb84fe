#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# All tests of tests/lab on VMX, in one boot.
exec "${0%/*}/lab-isa" vmx lab
