#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Clocks that differ between CPUs, on VMX. The kernel is kept from looking at the TSC.
export LAB_OPTIONS="--smp 2 --kernel-args clearcpuid=tsc_adjust --kernel-args tsc=unstable"
exec "${0%/*}/lab-isa" vmx lab-clocks
