# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/series
#
# What each commit of the series for Linux has: from the whole, that the lab builds, one
# commit after the other is taken away, the last first. kernel/series/README.md says what is
# in its directories.

steps=$repo/kernel/series
in_kernel=arch/x86/kvm/exit_stats

# steps_down: the directories of the commits, the last first
steps_down() {
	find "$steps" -mindepth 1 -maxdepth 1 -type d -name '[1-9]-*' | sort -r
}

# number_of STEP
number_of() {
	local name=${1##*/}
	echo "${name%%-*}"
}

# series_files: those of Linux that the commits change
series_files() {
	{
		patched_files "$patches"
		sed -n 's,^+++ b/,,p' "$steps/linux-${patches##*/}.patch"
	} | sort -u
}

# whole DIR: in DIR, files of Linux become what the last commit has
whole() {
	apply_patches "$patches" "$1" || return
	mkdir -p "$1/$in_kernel" && cp "$repo"/kernel/src/*.[ch] "$repo/kernel/src/Makefile.exit_stats" "$1/$in_kernel/" &&
		cp "$repo/kernel/src/asm/"* "$1/arch/x86/include/asm/" || return
	take_away "$steps/upstream" "$1" &&
		one_patch "" "$1" "$steps/linux-${patches##*/}.patch" && put_files "$1"
}

# put_files DIR: those of kernel/series, where this series of Linux has such files
put_files() {
	local from to
	while read -r from to; do
		mkdir -p "$1/$(dirname "$to")" && cp "$steps/$from" "$1/$to" || return
	done <"$steps/where-${patches##*/}"
}

# take_away STEP TREE
take_away() {
	local step=$1 tree=$2 status=0
	[ ! -e "$step/files" ] || (cd "$tree" && xargs rm <"$step/files") || return
	[ ! -e "$step/drop" ] || drop_names "$step/drop" "$tree" || status=1
	take_patches_away "$step" "$tree" || status=1
	return "$status"
}

# drop_names LIST TREE: each line of it is a file and what of it goes
drop_names() {
	local tree=$2 file names status=0
	while read -r file names; do
		awk -v names="$names" -f "$lab_dir/lib/drop.awk" "$tree/$file" >"$tree.dropped" || status=1
		cat "$tree.dropped" >"$tree/$file" && rm "$tree.dropped" || return
	done <"$1"
	return "$status"
}

# take_patches_away STEP TREE: the hooks that are patches of their own, then what is in other
# hooks and in our files
take_patches_away() {
	local step=$1 tree=$2 file name status=0
	[ ! -e "$step/patches" ] || while read -r name; do
		for file in "$patches/$name"*.patch; do
			[ ! -e "$file" ] || one_patch -R "$tree" "$file" || status=1
		done
	done <"$step/patches"
	for file in "$step"/{hooks,"hooks-${patches##*/}",down}.patch; do
		[ ! -e "$file" ] || one_patch "" "$tree" "$file" || status=1
	done
	return "$status"
}

# one_patch -R|"" TREE FILE
one_patch() {
	echo "taking away ${3#"$repo/"}"
	patch -d "$2" -p1 ${1:+"$1"} --fuzz=0 --force --no-backup-if-mismatch -r - <"$3"
}

# take_apart DIR BASE: in DIR/N, what commit N has, but for names and the like; BASE is
# Linux's files. Status 1 if something does not fit; what does is there.
take_apart() {
	local dir=$1 base=$2 step number last='' above='' status=0
	for step in $(steps_down); do
		number=$(number_of "$step")
		if [ -z "$last" ]; then
			cp -r "$base" "$dir/$number" && whole "$dir/$number" || return
		else
			cp -r "$dir/$last" "$dir/$number" && take_away "$above" "$dir/$number" || status=1
		fi
		last=$number above=$step
	done
	return "$status"
}

# keep_step STEP DIR: writes its down.patch anew, from what take_apart has left in DIR and
# somebody has mended
keep_step() {
	local step=$1 dir=$2 number upper
	number=$(number_of "$step")
	upper=$run_dir/a
	rm -rf "$upper" "$run_dir/b" "$run_dir/step"
	cp -r "$dir/$number" "$upper" && cp -r "$dir/$((number - 1))" "$run_dir/b" && cp -r "$step" "$run_dir/step" || return
	rm -f "$run_dir/step/down.patch"
	take_away "$run_dir/step" "$upper" || return
	(cd "$run_dir" && { LC_ALL=C diff -rNU2 a b || [ $? = 1 ]; } | sed -E '/^diff /d; s/^((---|\+\+\+) [^\t]*)\t.*/\1/') >"$step/down.patch"
}
