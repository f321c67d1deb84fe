#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Built without KVM_EXIT_STATS, as is the default, patched KVM is stock KVM to the
# instruction: both are built here, of each series or of those given, and what objdump shows
# is compared.
. "${0%/*}/../scripts/lib.sh"

# tree DIR: Linux as the lab has made it ready, not patched. Both have a path of the same
# length, as KVM's warnings have it in them.
tree() {
	mkdir "$1" && cp -al "$cache/tree/$name/." "$1"
}

# patch_tree DIR: what the lab has put into the tree that it builds
patch_tree() {
	(cd "$cache/work/$name" && xargs -d '\n' -a .staged cp --parents --remove-destination -t "$1")
}

# build DIR: prints what went wrong
build() {
	make -C "$1" -j"$(nproc)" CC="$cc" KERNELRELEASE="$release" M="$1/arch/x86/kvm" modules >"$1.log" 2>&1 && return
	tail "$1.log" | sed 's/^/# /'
	return 1
}

# code DIR: of each object, the instructions and what they refer to. Which name objdump has
# for a place that has several is chance.
code() {
	(cd "$1" && find arch/x86/kvm virt -name '*.o' ! -name '*.mod.o' | sort |
		xargs objdump -d -r --no-show-raw-insn | sed 's/ <[^<>]*>//')
}

[ $# -gt 0 ] || set -- 6.1 6.12 newest
for series; do
	modules=$("$repo/scripts/lab" --kernel "$series" --show-modules) || exit 1
	cache=${modules%/modules/*}
	name=$(basename "${modules%-*}")
	release=$(modinfo -F vermagic "$modules/kvm.ko" | cut -d' ' -f1)
	cc=gcc
	tree "$scratch/stock" && tree "$scratch/unset" && patch_tree "$scratch/unset" &&
		build "$scratch/stock" && build "$scratch/unset"
	ok $? "$name: both are built"
	code "$scratch/stock" >"$scratch/stock.code"
	code "$scratch/unset" >"$scratch/unset.code"
	[ "$(grep -c '^[0-9a-f]*:$' "$scratch/stock.code")" -gt 5000 ]
	ok $? "$name: objdump shows KVM's functions"
	is "$(diff "$scratch/stock.code" "$scratch/unset.code" | head -n 20)" "" "$name: without KVM_EXIT_STATS KVM's code is stock KVM's"
	rm -rf "$scratch"/{stock,unset}*
done
done_testing
