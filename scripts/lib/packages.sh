# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/lab
#
# Debian's kernel packages: which version, and their contents in the cache.
# Nothing is installed and no version is written down: apt's metadata say what
# the machine's own sources offer now.

# resolve_kernel SERIES FLAVOUR: sets what is used everywhere: kernel_version (of the
# packages), kernel_release (what uname -r says in the lab), kernel_name (which of both
# the cache goes by), kernel_compiler (that Debian has built it with); and series, if
# SERIES is "newest". The answer is remembered for as long as apt's lists do not change.
resolve_kernel() {
	local suite suites entry answer
	read -ra suites <<<"$(suites_of "$1")"
	apt_want_lists
	for suite in "${suites[@]}"; do
		apt_use "$suite"
		entry=$cache/resolved/$1$2-$(apt_list_names | hash_of "$lab_dir"/lib/{apt,packages}.sh)
		cached "$entry" "Looking for the current kernel $1${2:+ ($2)}" - query_kernel "$1" "$2"
		cache_prune "$cache/resolved" 16
		read -r kernel_version kernel_release series kernel_compiler <"$entry/answer" && break
	done
	[ -n "$kernel_version" ] || die "Linux $1${2:+ ($2)} is not offered as image, headers and source together" \
		"asked: ${suites[*]}" "if the lists are old, run as root: apt-get update"
	kernel_name=$kernel_version${2:+-$2}
}

# suites_of SERIES: who may have it, the machine's own sources first. Another release of
# Debian has its own series, and the newest is in the backports of the last one.
suites_of() {
	case $1 in
	newest) echo trixie-backports ;;
	6.1) echo own bookworm ;;
	6.12) echo own trixie ;;
	*) echo own trixie-backports ;;
	esac
}

# query_kernel SERIES FLAVOUR DIR: "answer" is empty if there is none. Debian 12 has two
# series of kernels, the one that is not its first in packages with the series in their
# name; elsewhere it is in the main ones.
query_kernel() {
	local series=$1 flavour=${2:+-$2} dir=$3 image version='' release compiler
	if [ "$series" = newest ]; then
		series=$(offered "linux-image$flavour-amd64" | newest_version | sed -n 's/^\([0-9]*\.[0-9]*\)\..*/\1/p')
	fi
	for image in "linux-image-$series$flavour-amd64" "linux-image$flavour-amd64"; do
		version=$(newest_common "$series" "$image" "${image/image/headers}" "linux-source-$series")
		[ -z "$version" ] || break
	done
	if [ -z "$version" ]; then
		echo "none in $apt_suite"
		: >"$dir/answer"
		return
	fi
	release=$(depends "$image" "$version" | sed -n 's/^linux-image-//p' | head -n 1)
	[ -n "$release" ] || {
		echo "$image $version does not say which image it stands for"
		return 1
	}
	compiler=$(depends "linux-headers-$release" "$version" | grep -oE -m 1 '\bgcc-[0-9]+' || echo gcc)
	echo "$version $release $series $compiler" >"$dir/answer"
}

# offered PACKAGE: the versions that apt offers of it
offered() {
	apt_cache madison "$1" | awk -F' *[|] *' '{ print $2 }' | sort -u
}

# depends PACKAGE VERSION: the packages that it depends on, a line each
depends() {
	apt_cache show "$1=$2" | sed -n 's/^Depends: //p' | tr -s ',| ' '\n' | grep '^[a-z]'
}

# newest_common SERIES PACKAGE...: the newest version of it that apt offers of all.
newest_common() {
	local series=$1 package wanted=$(($# - 1))
	shift
	for package; do
		offered "$package"
	done | grep "^${series//./\\.}\." | sort | uniq -c | awk -v n="$wanted" '$1 == n { print $2 }' | newest_version
}

newest_version() {
	local version newest=
	while read -r version; do
		if [ -z "$newest" ] || dpkg --compare-versions "$version" gt "$newest"; then
			newest=$version
		fi
	done
	echo "$newest"
}

# download DIR PACKAGE...: apt checks what it downloads against its signed
# lists. Old lists name packages that are gone: then they are renewed, once.
download() {
	local dir=$1
	shift
	cd "$dir" || return
	apt_get -q download "${@/%/=$kernel_version}" && return
	[ "$(id -u)" = 0 ] || [ "$apt_suite" != own ] || {
		echo "If the lists are old, run as root: apt-get update"
		return 1
	}
	apt_get -q update && apt_get -q download "${@/%/=$kernel_version}" && return
	echo "apt could not download ${*/%/=$kernel_version}: is there a network?"
	return 1
}

# unpack DEB DIR PATTERN: the files whose path, like ./boot/config, matches it
unpack() {
	dpkg-deb --fsys-tarfile "$1" | tar -t | grep -E "$3" >"$1.list" || :
	dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --no-recursion -T "$1.list"
}

# unpack_source DEB SERIES DIR PATTERN...: what matches of the kernel's source in it
unpack_source() {
	local source=linux-source-$2
	dpkg-deb --fsys-tarfile "$1" | tar -xO "./usr/src/$source.tar.xz" |
		xz -dc -T0 | tar -x -C "$3" --strip-components=1 --wildcards "${@:4}"
}

# deb DIR NAME: the file of the package in DIR.
deb() {
	find "$1" -maxdepth 1 -name "$2_*.deb"
}

downloaded_bytes() {
	printf '%d MB' "$(($(du -sb "$new_entry" 2>/dev/null | cut -f1) / 1000000))"
}

# image_entry: sets image_dir: vmlinuz, config, vmlinux (as ELF with its PVH
# entry: no decompression in the emulator) and the modules that the lab loads. It is
# what L2 boots, and L1, too (l1_dir, l1_release), unless it gets a kernel of its own.
image_entry() {
	image_dir=$cache/image/$kernel_name
	l1_dir=$image_dir
	l1_release=$kernel_release
	cached "$image_dir" "Unpacking the image $kernel_release, 100 MB to download" downloaded_bytes unpack_image
	cache_prune "$cache/image" 8
}

# image_packages: the image itself, or those of which it consists
image_packages() {
	local image=linux-image-$kernel_release
	{ depends "$image" "$kernel_version" | grep -xE "linux-[a-z]+-${kernel_release//[.+]/.}" || echo "$image"; } | sort -u
}

unpack_image() {
	local dir=$1 packages package name
	mapfile -t packages < <(image_packages)
	download "$dir" "${packages[@]}" || return
	mkdir "$dir/root" "$dir/modules"
	for package in "${packages[@]}"; do
		unpack "$(deb "$dir" "$package")" "$dir/root" \
			'/(vmlinuz|config)(-|$)|/kernel/(arch/x86|virt|drivers/crypto/ccp)/.*\.ko' || return
	done
	rm "$dir"/*.deb "$dir"/*.list
	for name in vmlinuz config; do
		find "$dir/root" -type f \( -name $name -o -name "$name-$kernel_release" \) -exec mv {} "$dir/$name" \;
	done
	unpack_vmlinux "$dir/vmlinuz" >"$dir/vmlinux" || return
	find "$dir/root" -name '*.ko*' -exec mv -t "$dir/modules" {} +
	rm -rf "$dir/root"
	find "$dir/modules" -name '*.xz' -exec xz -d {} +
	find "$dir/modules" -name '*.zst' -exec zstd -q -d --rm {} +
}

# unpack_vmlinux BZIMAGE: the ELF kernel in it. The boot header of a bzImage
# says where its compressed payload is; the payload's last four bytes are the
# unpacked size.
unpack_vmlinux() {
	local image=$1 sectors offset length
	sectors=$(($(od -An -tu1 -j 497 -N 1 "$image")))
	offset=$(($(od -An -tu4 -j 584 -N 4 "$image") + (sectors + 1) * 512))
	length=$(($(od -An -tu4 -j 588 -N 4 "$image") - 4))
	tail -c "+$((offset + 1))" "$image" | head -c "$length" >"$image.payload"
	case $(od -An -tx1 -N 2 "$image.payload") in
	' 28 b5') zstd -q -d -c <"$image.payload" ;;
	' fd 37') xz -d -c <"$image.payload" ;;
	' 1f 8b') gzip -d -c <"$image.payload" ;;
	*)
		echo "$image is compressed in a way that the lab does not know" >&2
		return 1
		;;
	esac || return
	rm "$image.payload"
}
