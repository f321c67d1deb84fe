# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/lab
#
# What turns a kernel's source, in $tree_dir, into one with our KVM, in $work, and what a
# person is told while it is compiled.

# what turns the statistics on (KVM_EXIT_STATS): Debian's configuration has no word of them
exit_stats_on=(CONFIG_KVM_EXIT_STATS=y KCFLAGS=-DCONFIG_KVM_EXIT_STATS=1)

# stage_changes DIR: the changed and the new files, and only them.
stage_changes() {
	local staged=$1 file
	mkdir -p "$staged/arch/x86/kvm/exit_stats"
	patched_files "$patches" |
		while IFS= read -r file; do
			mkdir -p "$staged/$(dirname "$file")"
			[ ! -e "$tree_dir/$file" ] || cp "$tree_dir/$file" "$staged/$file" || return
		done || return
	apply_patches "$patches" "$staged" || return
	cp -r "$repo/kernel/src/." "$staged/arch/x86/kvm/exit_stats/" &&
		mkdir -p "$staged/arch/x86/include" &&
		cp -r "$repo/kernel/src/asm" "$staged/arch/x86/include/" &&
		rm -r "$staged/arch/x86/kvm/exit_stats/asm"
}

# sync_changes STAGED WORK: WORK becomes the prepared tree plus STAGED. Only
# files whose content changes get a new time, for make.
sync_changes() {
	local staged=$1 work=$2 file
	(cd "$staged" && find . -type f | sort) >"$staged.list"
	touch "$work/.staged"
	comm -23 "$work/.staged" "$staged.list" | while IFS= read -r file; do
		if [ -e "$tree_dir/$file" ]; then
			cp --remove-destination "$tree_dir/$file" "$work/$file"
		else
			rm -f "$work/$file"
		fi || return
	done || return
	while IFS= read -r file; do
		cmp -s "$staged/$file" "$work/$file" && continue
		mkdir -p "$work/$(dirname "$file")"
		cp --remove-destination "$staged/$file" "$work/$file" || return
	done <"$staged.list"
	mv "$staged.list" "$work/.staged"
}

# built_objects: each source file makes one object. How many there are to
# compile is known only if none has been compiled yet.
built_objects() {
	local compiled of=
	compiled=$(grep -c '^  CC' "$run_dir/step.log")
	if [ -e "$new_entry/all" ]; then
		of=" of about $(find "$work/"{arch/x86,virt}/kvm -name '*.c' | wc -l)"
	fi
	printf '%d%s objects compiled' "$compiled" "$of"
}

# explain_build LOG: what is wrong with the patches, or the compiler's messages, not make's.
explain_build() {
	if grep '^kernel/patches/.*, hunk' "$1"; then
		echo "They are not for this version: scripts/refresh-patches $series carries them over to it."
	elif grep -qE 'error:|ERROR:|warning:' "$1"; then
		compiler_says 'error:|ERROR:|Error [0-9]|warning:' <"$1"
	else
		explain_tail "$1"
	fi
}

# compiler_says PATTERN: from a build's log, with our files under our names
compiler_says() {
	grep -E -A 6 "$1" | grep -Ev '^make|^  [A-Z]+ |^--$' |
		sed -E "s,(^|from )($work/arch/x86/kvm/)?exit_stats/,\1kernel/src/," | head -n 60
}
