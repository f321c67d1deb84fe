#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What BPF counts on stock modules, on VMX.
repo=$(cd "${0%/*}/../.." && pwd) || exit
make -s -C "$repo" build/bpf-peer || exit
exec "$repo/scripts/lab" --isa vmx --accel tcg --stock --file "$repo/build/bpf-peer:/bin/bpf-peer" \
	--file "$repo/tests/bpf/tap.sh:/tap.sh" --file "$repo/tests/bpf/exact.sh:/exact.sh" -- sh /exact.sh HLT CPUID MSR_WRITE IO_INSTRUCTION
