#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The reader with its plugin on stock modules: nothing of it is left, whatever way it ends. The
# clock counts instructions, so that a second is as long whatever else this machine does.
repo=$(cd "${0%/*}/../.." && pwd) || exit
make -s -C "$repo" build && make -s -C "$repo/userland/bpf" plugin || exit
exec "$repo/scripts/lab" --isa svm --icount --stock --timeout 900 \
	--file "$repo/build/kvm-exitstat-bpf.so:/lab/bin/kvm-exitstat-bpf.so" --file "$(command -v script):/lab/bin/script" \
	--file "$repo/build/tools/bpf-left:/lab/bin/bpf-left" \
	--file "$repo/tests/bpf/tap.sh:/tap.sh" --file "$repo/tests/bpf/ends.sh:/ends.sh" -- sh /ends.sh
