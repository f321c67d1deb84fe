#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Patches are put where they belong or not at all: on the kernel's own source, as it is and
# with faults planted in it or in a patch.
. "$(dirname "$0")/lib.sh"
lab_dir=$repo/scripts
# shellcheck source=../../scripts/lib/cache.sh
. "$lab_dir/lib/cache.sh"
# shellcheck source=../../scripts/lib/patches.sh
. "$lab_dir/lib/patches.sh"

modules=$("$repo/scripts/lab" --show-modules 2>"$scratch/log") || exit 1
version=$(basename "$modules")
tree=$cache/tree/${version%-*}
given=$repo/kernel/patches/6.12
svm=arch/x86/kvm/svm/svm.c

# fresh: the files before, and a copy of the patches
fresh() {
	local file
	rm -rf "$scratch/tree" "$scratch/patches"
	cp -r "$given" "$scratch/patches"
	for file in $(patched_files "$given"); do
		install -D -m 644 "$tree/$file" "$scratch/tree/$file"
	done
}

# refused PATTERN NAME: with a line that says so
refused() {
	apply_patches "$scratch/patches" "$scratch/tree" >"$scratch/says" 2>&1
	is "$?" 1 "$2: refused"
	has "$scratch/says" "$1" "$2: file, hunk and function"
}

fresh
apply_patches "$scratch/patches" "$scratch/tree" >"$scratch/says"
is "$?" 0 "as they are"
is "$(patches_of 6.1) $(patches_of 7.3)" "$repo/kernel/patches/6.1 $repo/kernel/patches/7.x" "a series' directory"
refused "svm.c, hunk 1, in no function: does not apply" "a second time"

fresh
sed -i '1i /* one */\n/* two */' "$scratch/tree/$svm"
apply_patches "$scratch/patches" "$scratch/tree" >"$scratch/says"
is "$?" 0 "two lines lower in the file, in the same functions"

fresh
sed -i '/^	trace_kvm_entry(vcpu, force_immediate_exit);$/s/^/	;/' "$scratch/tree/$svm"
refused "svm.c, hunk 1, in svm_vcpu_run: does not apply" "another line beside"

# What the first hunk of 0002 looks for, in another function, and not where it should be
fresh
sed -i 's/^static __no_kcsan fastpath_t svm_vcpu_run(/static __no_kcsan fastpath_t another_run(/' "$scratch/tree/$svm"
refused "svm.c, hunk 1, in svm_vcpu_run: was put into another_run, line [0-9]+" "in another function"

fresh
sed -i 's/^\(@@ .* @@\) int kvm_arch_vcpu_create(.*/\1 out:/' "$scratch"/patches/0001*
refused "x86.c, hunk 2, in out:: was put into kvm_arch_vcpu_create" "a hunk that names a label"

fresh
rm "$scratch/tree/$svm"
refused "svm.c, hunk 1, in no function: does not apply" "a file that is not there"

done_testing
