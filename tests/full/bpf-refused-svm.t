#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The reader with its plugin on stock modules, where there is something that keeps it from
# counting.
repo=$(cd "${0%/*}/../.." && pwd) || exit
make -s -C "$repo" build && make -s -C "$repo/userland/bpf" plugin || exit
ours=$("$repo/scripts/lab" --isa svm --accel tcg --show-modules) || exit
scratch=$(mktemp -d) || exit
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/modules" && cp "$ours"/kvm.ko "$ours"/kvm-amd.ko "$scratch/modules/" || exit

# The same plugin, but for its version
cp -r "$repo/userland/bpf" "$scratch/bpf" && sed -i 's/^\(#define KVM_EXITSTAT_PLUGIN_ABI\)\t.*/\1 999/' "$scratch/bpf/plugin.h" &&
	make -s -C "$scratch/bpf" O="$scratch/build" plugin || exit

"$repo/scripts/lab" --isa svm --accel tcg --stock --timeout 900 \
	--file "$repo/build/kvm-exitstat-bpf.so:/lab/bin/kvm-exitstat-bpf.so" --file "$scratch/build/kvm-exitstat-bpf.so:/other" \
	--file "$scratch/modules:/ours" --file "$(command -v setpriv):/lab/bin/setpriv" \
	--file "$repo/tests/bpf/tap.sh:/tap.sh" --file "$repo/tests/bpf/refused.sh:/refused.sh" -- sh /refused.sh /ours
