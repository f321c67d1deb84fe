# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/lab
#
# The source of the distribution's kernel.

# source_tree SERIES [full]: sets tree_dir, with what a build of KVM's modules reads, or
# with everything, for a whole kernel and the kernel's tests.
source_tree() {
	tree_dir=$cache/tree/$kernel_version${2:+-$2}
	cached "$tree_dir" "Preparing the kernel source, 150 MB to download" preparing_state prepare_tree "${2-}"
	cache_prune "$cache/tree" 3
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
	gcc --version
	echo "$tree_dir"
}

# prepare_tree PARTS DIR: the source, ready for building modules that fit the image
prepare_tree() {
	local dir=$2 source=linux-source-$series headers=linux-headers-$kernel_release parts=()
	[ -n "$1" ] || mapfile -t parts < <(tree_parts "$source")
	mkdir "$dir/debs" && download "$dir/debs" "$headers" "$source" || return
	dpkg-deb --fsys-tarfile "$(deb "$dir/debs" "$source")" |
		tar -xO "./usr/src/$source.tar.xz" |
		xz -dc -T0 | tar -x -C "$dir" --strip-components=1 --wildcards "${parts[@]}" || return
	dpkg-deb --fsys-tarfile "$(deb "$dir/debs" "$headers")" |
		tar -xO "./usr/src/$headers/Module.symvers" >"$dir/Module.symvers" || return
	rm -rf "$dir/debs"
	cp "$image_dir/config" "$dir/.config"
	kernel_make "$dir" olddefconfig && kernel_make "$dir" modules_prepare
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

# kernel_make TREE ARGUMENT...: with the local part of l1_release, so that the
# modules fit the kernel: 6.12.9+deb12-amd64 is 6.12.9 and the rest.
kernel_make() {
	local tree=$1 base
	shift
	base=$(make -s -C "$tree" kernelversion) || return
	watched_files
	make -C "$tree" -j"$(nproc)" LOCALVERSION="${l1_release#"$base"}" "${watched[@]}" "$@"
}
