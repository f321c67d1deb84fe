#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# TDX's entry and exit are hooked. Debian builds without TDX, so they are compiled in a tree
# of the newest kernel that is configured with it, and what the compiler has made is read.
. "${0%/*}/../scripts/lib.sh"

modules=$("$repo/scripts/lab" --kernel newest --show-modules) || exit 1
cache=${modules%/modules/*}
name=$(basename "${modules%-*}")
tree=$scratch/tree
object=arch/x86/kvm/vmx/tdx.o

# shellcheck disable=SC2317 # called by logged()
tree_with_tdx() {
	cp -a "$cache/tree/$name" "$tree" &&
		(cd "$cache/work/$name" && xargs -d '\n' -a .staged cp --parents --remove-destination -t "$tree") &&
		cd "$tree" && scripts/config -e INTEL_TDX_HOST -e KVM_INTEL_TDX -e KVM_EXIT_STATS &&
		make CC=gcc olddefconfig && grep -q '^CONFIG_KVM_INTEL_TDX=y' .config &&
		grep -q '^CONFIG_KVM_EXIT_STATS=y' .config &&
		make -j"$(nproc)" CC=gcc modules_prepare
}

# jumps KEY: is it asked in tdx.c?
jumps() {
	objdump -r -j __jump_table "$tree/$object" | grep -q " $1"
}

# logged COMMAND...: its output is in the log, and its end is shown where it fails
logged() {
	"$@" >"$scratch/log" 2>&1 && return
	tail "$scratch/log" | sed 's/^/# /'
	return 1
}

logged tree_with_tdx
ok $? "$name: a tree with TDX"
logged make -C "$tree" CC=gcc M=arch/x86/kvm vmx/tdx.o
ok $? "tdx.c compiles"
! grep -E 'warning|error' "$scratch/log"
ok $? "without a warning"
jumps kvm_vmexit_enabled
ok $? "an exit is recorded"
jumps kvm_vmexit_closing
ok $? "an entry is recorded"
done_testing
