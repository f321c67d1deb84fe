#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The reader counts by BPF on stock modules, in one boot.
repo=$(cd "${0%/*}/.." && pwd) || exit
make -s -C "$repo" build && make -s -C "$repo/userland/bpf" plugin || exit
exec "$repo/scripts/lab" --isa svm --accel tcg --stock --timeout 300 \
	--file "$repo/build/kvm-exitstat-bpf.so:/lab/bin/kvm-exitstat-bpf.so" \
	--file "$repo/build/tools/bpf-left:/lab/bin/bpf-left" --file "$repo/build/tools/lives:/lab/bin/lives" \
	--file "$repo/tests/bpf/tap.sh:/tap.sh" --file "$repo/tests/bpf/short.sh:/short.sh" -- sh /short.sh
