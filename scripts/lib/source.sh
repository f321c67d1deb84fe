# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/lab
#
# The source of the distribution's kernel.

# source_tree SERIES [full]: sets tree_dir, with what a build of KVM's modules reads, or
# with everything, for a whole kernel and the kernel's tests.
source_tree() {
	choose_compiler
	tree_dir=$cache/tree/$kernel_name${2:+-$2}
	[ "$kernel_cc" = gcc ] || tree_dir+=-$kernel_cc
	cached "$tree_dir" "Preparing the kernel source, 150 MB to download" preparing_state prepare_tree "${2-}"
	cache_prune "$cache/tree" 8
}

# choose_compiler: sets kernel_cc: the one that Debian has built the kernel with. Where
# this Debian does not have it, another does; the modules may lack some of its hardening.
choose_compiler() {
	kernel_cc=gcc
	[ "$kernel_compiler" != "gcc-$(gcc -dumpversion)" ] || return 0
	if command -v "$kernel_compiler" >/dev/null; then
		kernel_cc=$kernel_compiler
	elif [ -n "$(apt-cache madison "$kernel_compiler")" ]; then
		die "Linux $series is built with $kernel_compiler, which is not installed" \
			"run as root: apt-get install $kernel_compiler"
	fi
}

# other_compiler: said where something is built
other_compiler() {
	[ "$kernel_cc" != gcc ] || [ "$kernel_compiler" = "gcc-$(gcc -dumpversion)" ] ||
		say "Linux $series is built with $kernel_compiler, which this Debian does not have: taking gcc $(gcc -dumpversion)"
}

# tree_parts SOURCE: patterns for tar: what a build of KVM reads, and all of Kconfig, as
# the configuration must be the image's.
tree_parts() {
	local part
	for part in Kbuild Makefile arch/x86 include kernel scripts security/selinux virt \
		tools/arch/x86 tools/bpf/resolve_btfids tools/build tools/include tools/lib tools/objtool \
		tools/scripts tools/Makefile; do
		echo "$1/$part"
	done
	echo '*/Kconfig*'
}

# build_origin: what anything that is built in tree_dir depends on, besides what is
# built: the compiler and the tree.
build_origin() {
	"$kernel_cc" --version
	echo "$tree_dir"
}

# prepare_tree PARTS DIR: the source, ready for building modules that fit the image
prepare_tree() {
	local dir=$2 source=linux-source-$series headers=linux-headers-$kernel_release parts=()
	[ -n "$1" ] || mapfile -t parts < <(tree_parts "$source")
	mkdir "$dir/debs" && download "$dir/debs" "$headers" "$source" || return
	unpack_source "$(deb "$dir/debs" "$source")" "$series" "$dir" "${parts[@]}" || return
	dpkg-deb --fsys-tarfile "$(deb "$dir/debs" "$headers")" |
		tar -xO "./usr/src/$headers/Module.symvers" >"$dir/Module.symvers" || return
	cp "$image_dir/config" "$dir/.config"
	kernel_make "$dir" olddefconfig && kernel_make "$dir" modules_prepare || return
	[ -n "$1" ] || [[ $kernel_name != *-rt ]] || headers_of_rt "$dir" || return
	rm -rf "$dir/debs"
}

# headers_of_rt DIR: Debian's flavour rt is patched besides, and its patch is in no package
# but the source's own. What a module sees of it is in the headers and the configuration.
headers_of_rt() {
	local headers=linux-headers-$kernel_release common deb
	common=$(depends "$headers" "$kernel_version" | grep -m 1 'common-rt$') && download "$1/debs" "$common" || return
	for deb in "$(deb "$1/debs" "$common")" "$(deb "$1/debs" "$headers")"; do
		dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$1" --strip-components=4 \
			--wildcards --no-wildcards-match-slash './usr/src/*/include' './usr/src/*/arch/x86/include' || return
	done
}

preparing_state() {
	if [ -e "$new_entry/.config" ]; then
		echo "making the build tree ready"
	elif [ -e "$new_entry/Kconfig" ]; then
		echo "unpacking"
	else
		downloaded_bytes
	fi
}

# kernel_make TREE ARGUMENT...: as the release l1_release, so that the modules fit the
# kernel: in some series no part of it is made from the version.
kernel_make() {
	local tree=$1
	shift
	watched_files
	make -C "$tree" -j"$(nproc)" CC="$kernel_cc" KERNELRELEASE="$l1_release" "${watched[@]}" "$@"
}
