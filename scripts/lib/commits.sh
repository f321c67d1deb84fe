# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/lab
#
# Kernels for L1 with the commits of the series for Linux (series.sh), as git am puts them
# into the distribution's source. All are built in one tree, so that what a commit does not
# change is compiled once.

# commit_source: sets source_dir, the source as the distribution has it, as git's tag `base`,
# and commits, a branch there that git am has made of the series
commit_source() {
	patches=$(patches_of "$series") || die "no patches for Linux $series in kernel/patches"
	source_dir=$cache/pristine/$kernel_name
	commits=series-$(commits_key)
	cached "$source_dir" "Unpacking the source of Linux $kernel_version" downloaded_bytes unpack_pristine
	cache_prune "$cache/pristine" 2
	git_in "$source_dir" rev-parse -q --verify "$commits" >/dev/null ||
		explain=explain_build step "Making the series' commits" - am_series "$commits" "$run_dir/am"
}

# commits_key: of what the commits are made of
commits_key() {
	(cd "$repo/kernel" && find series "patches/${patches##*/}" src -type f -print0 | sort -z | xargs -0 sha256sum) |
		hash_of "$lab_dir"/lib/{commits,steps,states,series}.sh "$lab_dir/lib/drop.awk"
}

# check_out N: the commit N of the series in source_dir; 0: none of them
check_out() {
	git_in "$source_dir" checkout -q --detach "$commits~$((5 - $1))"
}

# commit_kernel N: sets l1_dir (vmlinux, modules), l1_release and tree_dir, a tree in which
# modules for it can be built.
commit_kernel() {
	local configs=("$lab_dir"/lib/debug/{common,preempt,commits}.config) key
	choose_compiler
	tree_dir=$cache/commit-build/$kernel_name
	commit_source
	key=$({
		build_origin
		echo "$commits"
		grep -h '^CONFIG' "${configs[@]}"
	} | hash_of "$lab_dir/lib/debug/some-series" "$lab_dir"/lab-init/modules/*)
	l1_dir=$cache/commits/$kernel_name-$1-$key
	l1_release=$(make -s -C "$source_dir" kernelversion)-commits
	explain=explain_build cached "$l1_dir" "Building a kernel with the series up to its commit $1" \
		debug_objects build_commit "$1" "${configs[@]}"
	cache_prune "$cache/commits" 10
	cache_prune "$cache/commit-build" 2
}

# unpack_pristine DIR: the source as the distribution has it, as git's tag `base`
unpack_pristine() {
	download "$1" "linux-source-$series" || return
	unpack_source "$(deb "$1" "linux-source-$series")" "$series" "$1" '*' && rm "$1"/*.deb || return
	git_in "$1" init -q && git_in "$1" config gc.auto 0 && git_in "$1" add -A -f &&
		git_in "$1" commit -qm "Linux $kernel_version" && git_in "$1" tag base
}

# build_commit N CONFIG... DIR
build_commit() {
	local nr=$1 configs=("${@:2:$#-2}") dir=${!#}
	check_out "$nr" && mkdir -p "$tree_dir" "$dir/modules" || return
	known_options "$source_dir" "${configs[@]}" >"$dir/wanted" || return
	[ "$nr" != 0 ] || sed -i '/^CONFIG_KVM_EXIT_STATS/d' "$dir/wanted"
	kernel_make "$source_dir" O="$tree_dir" KCONFIG_ALLCONFIG="$dir/wanted" allnoconfig &&
		has_config "$tree_dir/.config" "$dir/wanted" &&
		kernel_make "$source_dir" O="$tree_dir" vmlinux modules 2>&1 | tee "$dir/build.log" &&
		cp "$tree_dir/vmlinux" "$dir/" &&
		cp "$tree_dir"/arch/x86/kvm/*.ko "$tree_dir/virt/lib/irqbypass.ko" "$tree_dir/arch/x86/kernel/msr.ko" "$dir/modules/" &&
		build_own_modules "$tree_dir" "$dir/modules" && { [ "$nr" = 0 ] || build_selftest "$dir"; }
}

# known_options SOURCE CONFIG...: what they ask for, but those of debug/some-series that it does
# not have: any other that is missing in the end is a mistake
known_options() {
	git_in "$1" grep -hoE '^[[:space:]]*(menu)?config [A-Z0-9_]+' -- '*Kconfig*' | sed 's/.* /CONFIG_/' |
		awk -F = 'FILENAME == "-" { known[$1] = 1; next }
			FILENAME ~ /\/some-series$/ { some[$1] = !/^#/; next }
			/^CONFIG/ && !(some[$1] && !($1 in known))' - "$lab_dir/lib/debug/some-series" "${@:2}"
}

# selftest_name: the commits' own among KVM's selftests
selftest_name() {
	sed -n 's,^exit_stats_test\.c tools/testing/selftests/kvm/\(.*\)\.c$,\1,p' "$steps/where-${patches##*/}"
}

# build_selftest DIR: as DIR/modules/exit_stats_test
build_selftest() {
	local name
	name=$(selftest_name)
	kernel_make "$source_dir" O="$tree_dir" headers &&
		make -C "$source_dir/tools/testing/selftests/kvm" OUTPUT="$1/selftest" \
			KHDR_INCLUDES="-isystem $tree_dir/usr/include" "$1/selftest/$name" &&
		strip -o "$1/modules/exit_stats_test" "$1/selftest/$name" && rm -r "$1/selftest"
}

# am_series BRANCH DIR: in a work tree of its own that has only the files which change, so
# that in the one that is built only those are touched that differ between two commits
am_series() {
	local files
	mkdir -p "$2/base" && mapfile -t files < <(series_files) &&
		git_in "$source_dir" archive base "${files[@]}" | tar -x -C "$2/base" &&
		make_series "$2/work" "$2/base" "$2/series" || return
	git_in "$source_dir" worktree prune && git_in "$source_dir" worktree add -q --no-checkout --detach "$2/tree" base &&
		git_in "$2/tree" sparse-checkout set --no-cone "${files[@]/#//}" && git_in "$2/tree" checkout -q &&
		git_in "$2/tree" am -q "$2"/series/000[1-9]*.patch &&
		git_in "$2/tree" branch -f "$1" && git_in "$source_dir" worktree remove --force "$2/tree" && rm -r "$2"
}
