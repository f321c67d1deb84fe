# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/lab
#
# KVM's modules for the lab: the distribution's own, or built from its source
# with kernel/patches and kernel/src in it.

# stock_modules: sets modules_dir, with kvm.ko, kvm-amd.ko, kvm-intel.ko.
stock_modules() {
	modules_dir=$l1_dir/modules
}

# patched_modules SERIES: sets modules_dir, which also has the modules before
# stripping (unstripped/), for tools that look at the object code.
patched_modules() {
	local series=$1 key
	patches=$(patches_of "$series") ||
		die "no patches for Linux $series in kernel/patches" "there are: $(ls -m "$repo/kernel/patches" 2>/dev/null)"
	[ -n "$debug" ] || source_tree "$series"
	work=$cache/work/$kernel_name${debug:+-$debug}
	key=$(modules_key)
	modules_dir=$cache/modules/$kernel_name-$key
	if [ ! -d "$modules_dir" ]; then
		other_compiler
		explain=explain_build cached "$modules_dir" "Building the KVM modules" built_objects build_modules
		compiler_says 'warning:' <"$modules_dir/build.log" >&2
	fi
	touch "$modules_dir"
	cache_prune "$cache/modules" 16
}

modules_key() {
	(
		cd "$repo/kernel" &&
			find "patches/${patches##*/}" src -type f -print0 | sort -z | xargs -0 sha256sum
		build_origin
		cat "$lab_dir"/lib/{build,modules,patches}.sh "$lab_dir"/lab-init/modules/*
	) | hash_of
}

# build_modules DIR: builds in a work tree that is kept, so that make
# compiles only what changed since the last time.
build_modules() {
	local dir=$1 status=0 name
	make_work_tree "$dir" &&
		stage_changes "$dir/staged" || return
	touch "$work/.unfinished"
	find "$work/arch/x86/kvm" -name '*.o' | grep -q . || touch "$dir/all"
	sync_changes "$dir/staged" "$work" || return
	kernel_make "$work" "${exit_stats_on[@]}" M="$work/arch/x86/kvm" modules 2>&1 | tee "$dir/build.log" || status=$?
	rm "$work/.unfinished"
	[ "$status" = 0 ] || return "$status"
	build_own_modules "$work" "$dir" >>"$dir/build.log" 2>&1 || return
	rm -rf "$dir/staged"
	mkdir "$dir/unstripped"
	for name in kvm kvm-amd kvm-intel; do
		cp "$work/arch/x86/kvm/$name.ko" "$dir/unstripped/" &&
			strip_module "$dir/unstripped/$name.ko" "$dir/$name.ko" || return
	done
}

# build_own_modules WORK DIR: those of lab-init/modules.
build_own_modules() {
	local source
	cp -r "$lab_dir/lab-init/modules" "$2/own" && kernel_make "$1" M="$2/own" modules || return
	for source in "$2"/own/*.ko; do
		strip_module "$source" "$2/${source##*/}" || return
	done
	rm -r "$2/own"
}

# strip_module FROM TO: without debug information, and without symbols but for functions'
# names and what relocations need: when a module is loaded, ftrace looks through all of
# them once for each function (kvm's 8,255 took Bochs 8 s).
strip_module() {
	nm "$1" | awk '$2 ~ /^[Tt]$/ && $3 !~ /^__pfx_/ { print $3 }' >"$2.functions" &&
		objcopy --strip-debug --strip-unneeded --keep-symbols="$2.functions" \
			--wildcard --strip-symbol='__pfx_*' "$1" "$2" &&
		rm "$2.functions"
}

# make_work_tree DIR: in $work, the parts of the prepared tree that a build of KVM
# reads, as hard links: files in it must be replaced, never edited in place.
# A tree in which a build was interrupted, or that came from another compiler or
# another tree, is not used again.
make_work_tree() {
	local tmp=$1/work skip=() name
	[ ! -e "$work/.unfinished" ] && build_origin | cmp -s - "$work/.origin" && return
	rm -rf "$work"
	mkdir -p "$tmp" "$(dirname "$work")"
	for name in Documentation drivers fs net rust samples sound; do
		skip+=(! -name "$name")
	done
	find "$tree_dir" -mindepth 1 -maxdepth 1 "${skip[@]}" -exec cp -al -t "$tmp" {} + &&
		build_origin >"$tmp/.origin" &&
		mv -T "$tmp" "$work"
}
