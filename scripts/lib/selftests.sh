# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/lab
#
# The kernel's own tests of KVM, tools/testing/selftests/kvm of the distribution's
# source.

# selftests_entry SERIES: sets selftests_dir, the programs.
selftests_entry() {
	source_tree "$1" full
	selftests_dir=$cache/selftests/$kernel_name-$(build_origin | hash_of "$lab_dir/lib/selftests.sh")
	cached "$selftests_dir" "Building KVM's selftests" - build_selftests
	cache_prune "$cache/selftests" 2
}

# build_selftests DIR: in a copy of the source, of hard links, as the headers that they
# include are made in it.
build_selftests() {
	local dir=$1 program
	cp -al "$tree_dir" "$dir/tree" &&
		make -s -C "$dir/tree" headers &&
		make -s -C "$dir/tree/tools/testing/selftests/kvm" -j"$(nproc)" OUTPUT="$dir/built" || return
	cd "$dir/built" || return
	find . -type f -executable | while IFS= read -r program; do
		mkdir -p "$dir/$(dirname "$program")" && strip -o "$dir/$program" "$program" || return
	done || return
	rm -rf "$dir/tree" "$dir/built"
}
