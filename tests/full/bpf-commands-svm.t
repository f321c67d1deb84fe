#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The reader with its plugin on stock modules: each command that counts by BPF.
repo=$(cd "${0%/*}/../.." && pwd) || exit
make -s -C "$repo" build && make -s -C "$repo/userland/bpf" || exit
exec "$repo/scripts/lab" --isa svm --accel tcg --stock --timeout 900 \
	--file "$repo/build/kvm-exitstat-bpf.so:/lab/bin/kvm-exitstat-bpf.so" \
	--file "$repo/tests/bpf/tap.sh:/tap.sh" --file "$repo/tests/bpf/commands.sh:/commands.sh" -- sh /commands.sh
