# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/lab
#
# Kernels for L1 with the commits of the series for Linux (series.sh), as git am puts them
# into the distribution's source. All are built in one tree, so that what a commit does not
# change is compiled once.

# commit_kernel N: sets l1_dir (vmlinux, modules), l1_release and tree_dir, a tree in which
# modules for it can be built.
commit_kernel() {
	local configs=("$lab_dir"/lib/debug/{common,preempt,commits}.config) key
	patches=$(patches_of "$series") || die "no patches for Linux $series in kernel/patches"
	choose_compiler
	source_dir=$cache/pristine/$kernel_name
	tree_dir=$cache/commit-build/$kernel_name
	cached "$source_dir" "Unpacking the source of Linux $kernel_version" downloaded_bytes unpack_pristine
	key=$({
		build_origin
		grep -h '^CONFIG' "${configs[@]}"
		cd "$repo/kernel" && find series "patches/${patches##*/}" src -type f -print0 | sort -z | xargs -0 sha256sum
	} | hash_of "$lab_dir"/lib/{commits,series}.sh "$lab_dir/lib/drop.awk" "$lab_dir"/lab-init/modules/*)
	l1_dir=$cache/commits/$kernel_name-$1-$key
	l1_release=$(make -s -C "$source_dir" kernelversion)-commits
	explain=explain_build cached "$l1_dir" "Building a kernel with the series up to its commit $1" \
		debug_objects build_commit "$1" "$key" "${configs[@]}"
	cache_prune "$cache/commits" 10
	cache_prune "$cache/pristine" 2
	cache_prune "$cache/commit-build" 2
}

# unpack_pristine DIR: the source as the distribution has it, as git's tag `base`
unpack_pristine() {
	download "$1" "linux-source-$series" || return
	unpack_source "$(deb "$1" "linux-source-$series")" "$series" "$1" '*' && rm "$1"/*.deb || return
	git_in "$1" init -q && git_in "$1" add -A -f && git_in "$1" commit -qm "Linux $kernel_version" && git_in "$1" tag base
}

# build_commit N KEY CONFIG... DIR
build_commit() {
	local nr=$1 branch=series-$2 configs=("${@:3:$#-3}") dir=${!#}
	git_in "$source_dir" rev-parse -q --verify "$branch" || am_series "$branch" "$dir/am" || return
	git_in "$source_dir" checkout -q --detach "$branch~$((5 - nr))" && mkdir -p "$tree_dir" "$dir/modules" || return
	known_options "$source_dir" "${configs[@]}" >"$dir/wanted" || return
	kernel_make "$source_dir" O="$tree_dir" KCONFIG_ALLCONFIG="$dir/wanted" allnoconfig &&
		has_config "$tree_dir/.config" "$dir/wanted" &&
		kernel_make "$source_dir" O="$tree_dir" vmlinux modules 2>&1 | tee "$dir/build.log" &&
		cp "$tree_dir/vmlinux" "$dir/" &&
		cp "$tree_dir"/arch/x86/kvm/*.ko "$tree_dir/virt/lib/irqbypass.ko" "$tree_dir/arch/x86/kernel/msr.ko" "$dir/modules/" &&
		build_own_modules "$tree_dir" "$dir/modules" && build_selftest "$dir"
}

# known_options SOURCE CONFIG...: those that it has: from series to series options come and go
known_options() {
	git_in "$1" grep -hoE '^[[:space:]]*(menu)?config [A-Z0-9_]+' -- '*Kconfig*' |
		awk -F '[[:space:]]+|=' 'NR == FNR { known["CONFIG_" $NF] = 1; next } $1 in known' - <(cat "${@:2}")
}

# build_selftest DIR: the commits' own, as DIR/modules/exit_stats_test
build_selftest() {
	local to=tools/testing/selftests/kvm program
	program=$(sed -n "s,^exit_stats_test\.c $to/\(.*\)\.c\$,\1,p" "$steps/where-${patches##*/}")
	kernel_make "$source_dir" O="$tree_dir" headers &&
		make -C "$source_dir/$to" OUTPUT="$1/selftest" KHDR_INCLUDES="-isystem $tree_dir/usr/include" \
			"$1/selftest/$program" &&
		strip -o "$1/modules/exit_stats_test" "$1/selftest/$program" && rm -r "$1/selftest"
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
