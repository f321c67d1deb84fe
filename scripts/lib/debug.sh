# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/lab
#
# A kernel for L1 that watches itself: built from the distribution's source, with
# little in it but what L1 needs, how it is preempted, and the checks of debug/$debug.config.

# debug_kernel SERIES: sets l1_dir (vmlinux, modules), l1_release and tree_dir, a
# tree in which modules for it can be built.
debug_kernel() {
	local preempted=preempt configs key
	[[ $kernel_name != *-rt ]] || preempted=rt
	configs=("$lab_dir"/lib/debug/{common,"$preempted","$debug"}.config)
	source_tree "$1" full
	key=$({
		build_origin
		grep -h '^CONFIG' "${configs[@]}"
	} | hash_of "$lab_dir/lib/debug.sh")
	l1_dir=$cache/debug/$kernel_name-$debug-$key
	l1_release=$(make -s -C "$tree_dir" kernelversion)-$debug
	cached "$l1_dir" "Building a kernel with $debug" debug_objects build_debug_kernel "${configs[@]}"
	cache_prune "$cache/debug" 3
	tree_dir=$l1_dir/tree
}

# build_debug_kernel CONFIG... DIR: the source as hard links, without what was built
# in it; in the end only what a build of modules reads stays there.
build_debug_kernel() {
	local dir=${*: -1} tree=${*: -1}/tree
	cp -al "$tree_dir" "$tree" && make -s -C "$tree" mrproper || return
	cat "${@:1:$#-1}" >"$dir/wanted"
	make -C "$tree" KCONFIG_ALLCONFIG="$dir/wanted" allnoconfig && has_config "$tree/.config" "$dir/wanted" &&
		kernel_make "$tree" vmlinux modules || return
	mkdir "$dir/modules"
	cp "$tree"/arch/x86/kvm/*.ko "$tree/virt/lib/irqbypass.ko" "$tree/arch/x86/kernel/msr.ko" "$dir/modules/" &&
		mv "$tree/vmlinux" "$dir/vmlinux" || return
	find "$tree" \( -path "$tree/scripts" -o -path "$tree/tools" \) -prune -o \
		\( -name '*.o' -o -name '*.a' -o -name '*.ko' -o -name '.*.cmd' \) -exec rm -f {} +
}

# watched_files: sets watched, which files of the kernel KCSAN looks at. It watches one
# access of many, and KVM has races of its own: let them all be the statistics'.
watched_files() {
	local file
	watched=()
	[ "$debug" = kcsan ] || return 0
	watched=(KCSAN_SANITIZE=n)
	for file in "$repo"/kernel/src/*.c; do
		file=${file##*/}
		watched+=("KCSAN_SANITIZE_exit_stats/${file%.c}.o=y")
	done
}

# has_config CONFIG WANTED: make drops without a word what depends on something that
# is not there.
has_config() {
	local missing
	missing=$(grep '^CONFIG' "$2" | sort -u | comm -23 - <(sort -u "$1"))
	[ -z "$missing" ] || {
		echo "the kernel's configuration has not: $missing"
		return 1
	}
}

debug_objects() {
	echo "$(grep -cE '^  (CC|AS) ' "$run_dir/step.log") objects compiled"
}
