# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/series
#
# What the commits' states (steps.sh) get besides: the names that this series of Linux has,
# without what it has no use for, the Makefile, the page and the maintainer.

# rename_words DIR: to what this series of Linux calls it
rename_words() {
	local program=()
	[ ! -e "$steps/words-${patches##*/}.sed" ] || program=(-f "$steps/words-${patches##*/}.sed")
	find "$1/$in_kernel" -type f -print0 | xargs -0 sed -i "${program[@]}" -e '' || return
	# the versions of modules are of those that are built outside of the kernel
	sed -i '/^#ifdef CONFIG_KVM_EXIT_STATS$/ { N; /\nMODULE_VERSION/ { N; N; d } }' "$1"/arch/x86/kvm/{svm/svm,vmx/vmx}.c
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

# make_states DIR BASE: in DIR/N, what commit N has
make_states() {
	local dir=$1 step
	take_apart "$dir" "$2" || return
	for step in "$dir"/[1-9]; do
		rename_words "$step" && leave_out "$step" "${step##*/}" && name_objects "$step" && write_page "$step" "${step##*/}" &&
			name_maintainer "$step" || return
	done
}
