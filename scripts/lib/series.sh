# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/series
#
# kernel/src and kernel/patches as a series of commits: from the whole, that the lab builds,
# one commit after the other is taken away, the last first. kernel/series/README.md says
# what is in its directories.

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

# rename_words DIR: to what this series of Linux calls it
rename_words() {
	local file program=()
	[ ! -e "$steps/words-${patches##*/}.sed" ] || program=(-f "$steps/words-${patches##*/}.sed")
	find "$1/$in_kernel" -type f -print0 | xargs -0 sed -i "${program[@]}" -e '' || return
	# the versions of modules are of those that are built outside of the kernel
	sed -i '/^#ifdef CONFIG_KVM_EXIT_STATS$/ { N; /\nMODULE_VERSION/ { N; N; d } }' "$1"/arch/x86/kvm/{svm/svm,vmx/vmx}.c
}

# take_away STEP TREE
take_away() {
	local step=$1 tree=$2 status=0
	[ ! -e "$step/files" ] || (cd "$tree" && xargs rm <"$step/files") || return
	[ ! -e "$step/drop" ] || drop_names "$step/drop" "$tree" || status=1
	take_patches_away "$step" "$tree" down || status=1
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

# leave_out DIR NUMBER: of what the commits up to NUMBER bring what this series of Linux has
# no use for
leave_out() {
	local step list
	for step in $(steps_down); do
		list=$step/without-${patches##*/}
		[ "$(number_of "$step")" -gt "$2" ] || [ ! -e "$list" ] || drop_names "$list" "$1" || return
	done
}

# take_patches_away STEP TREE [down]: the hooks that are patches of their own, then what is
# in other hooks and, with "down", in our files
take_patches_away() {
	local step=$1 tree=$2 down=${3-} file name status=0
	[ ! -e "$step/patches" ] || while read -r name; do
		for file in "$patches/$name"*.patch; do
			[ ! -e "$file" ] || one_patch -R "$tree" "$file" || status=1
		done
	done <"$step/patches"
	for file in "$step"/{hooks,"hooks-${patches##*/}"}.patch ${down:+"$step/down.patch"}; do
		[ ! -e "$file" ] || one_patch "" "$tree" "$file" || status=1
	done
	return "$status"
}

# one_patch -R|"" TREE FILE
one_patch() {
	echo "taking away ${3#"$repo/"}"
	patch -d "$2" -p1 ${1:+"$1"} --fuzz=0 --force --no-backup-if-mismatch -r - <"$3"
}

# objects_if OPTION: a line of a Makefile with the objects whose names come in
objects_if() {
	# shellcheck disable=SC2016 # make's own
	printf 'kvm-$(%s) += $(addprefix exit_stats/, \\\n' "$1"
	xargs | fmt -w 72 | sed 's/^/\t/; $!s/$/ \\/; $s/$/)/'
}

# name_objects DIR: those of the files that are there, and no more; KUnit's suites are in no
# other Makefile
name_objects() {
	local makefile=$1/$in_kernel/Makefile.exit_stats
	{
		sed -n 1p "$makefile"
		sed -n '/^kvm-/,/)$/p' "$makefile" | grep -oE '[a-z_]+\.o' | while read -r name; do
			[ ! -e "$1/$in_kernel/${name%.o}.c" ] || echo "$name"
		done | objects_if CONFIG_KVM_EXIT_STATS
		(cd "$1/$in_kernel" && ls ./*_kunit.c) | sed 's,^\./\(.*\)c$,\1o,' | objects_if CONFIG_KVM_EXIT_STATS_KUNIT_TEST
	} >"$1.objects" && mv "$1.objects" "$makefile"
}

# write_page DIR NUMBER: what the commits up to NUMBER say, one after the other
write_page() {
	local page=$1/Documentation/virt/kvm/x86/exit-stats.rst step
	for step in $(steps_down | tac); do
		[ "$(number_of "$step")" -gt "$2" ] || cat "$step/doc.rst" || return
	done >"$page"
}

# name_maintainer DIR
name_maintainer() {
	sed -i "s/@NAME@/$(git_in . config user.name)/; s/@EMAIL@/$(git_in . config user.email)/" "$1/MAINTAINERS"
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

# make_series WORK BASE OUT: OUT gets the cover letter and the patches
make_series() {
	mkdir -p "$1/states" "$3" && make_states "$1/states" "$2" && make_commits "$1/repo" "$2" "$1/states" &&
		format_series "$1/repo" "$3"
}

# make_states DIR BASE: in DIR/N, what commit N has
make_states() {
	local dir=$1 step
	take_apart "$dir" "$2" || return
	for step in "$dir"/[1-9]; do
		rename_words "$step" && leave_out "$step" "${step##*/}" && name_objects "$step" && write_page "$step" "${step##*/}" &&
			name_maintainer "$step" || return
	done
}

# git_in TREE ARGUMENT...: whoever the person is, or nobody
git_in() {
	local tree=$1
	shift
	git -C "$tree" -c "user.name=$(git -C "$repo" config user.name || echo kvm-exits)" \
		-c "user.email=$(git -C "$repo" config user.email || echo kvm-exits@localhost)" "$@"
}

# commit_state REPOSITORY STATE MESSAGE
commit_state() {
	git_in "$1" rm -rq --cached . && find "$1" -mindepth 1 -maxdepth 1 ! -name .git -exec rm -r {} + &&
		cp -r "$2/." "$1/" && git_in "$1" add -A -f && git_in "$1" commit -qs -F "$3"
}

# write_message STEP: with what only this series of Linux has
write_message() {
	local more=$1/message-${patches##*/}
	cat "$1/message" && { [ ! -e "$more" ] || cat "$more"; }
}

# make_commits REPOSITORY BASE STATES
make_commits() {
	local step
	mkdir "$1" && git_in "$1" init -q && cp -r "$2/." "$1/" && git_in "$1" add -A -f &&
		git_in "$1" commit -qm "Linux $kernel_version" && git_in "$1" tag base || return
	for step in $(steps_down | tac); do
		write_message "$step" >"$3/message" &&
			commit_state "$1" "$3/$(number_of "$step")" "$3/message" || return
	done
}

# format_series REPOSITORY OUT
format_series() {
	git_in "$1" -c format.useAutoBase=false format-patch -q --zero-commit --no-signature --cover-letter \
		--subject-prefix="RFC PATCH" -o "$2" base..HEAD && fill_cover "$2/0000-cover-letter.patch"
}

# fill_cover FILE: with kernel/series/cover, and what the bench has measured in it
fill_cover() {
	awk -v text="$steps/cover" -v base="$kernel_version" -f "$lab_dir/lib/cover.awk" \
		"$repo/tests/bench/README.md" "$1" >"$1.new" && mv "$1.new" "$1"
}
