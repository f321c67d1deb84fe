#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What BPF counts on stock modules, on SVM.
repo=$(cd "${0%/*}/../.." && pwd) || exit
make -s -C "$repo" build/bpf-peer || exit
exec "$repo/scripts/lab" --isa svm --accel tcg --stock --file "$repo/build/bpf-peer:/bin/bpf-peer" \
	--file "$repo/tests/bpf/tap.sh:/tap.sh" --file "$repo/tests/bpf/exact.sh:/exact.sh" -- sh /exact.sh hlt cpuid msr io
