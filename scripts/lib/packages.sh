# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/lab
#
# Debian's kernel packages: which version, and their contents in the cache.
# Nothing is installed and no version is written down: apt's metadata say what
# the machine's own sources offer now.

# resolve_kernel SERIES: sets kernel_version (of the packages) and
# kernel_release (what uname -r says in the lab). The answer is remembered for
# as long as apt's lists do not change.
resolve_kernel() {
	local series=$1 lists entry
	lists=$(package_lists)
	if [ -z "$lists" ]; then
		[ "$(id -u)" = 0 ] ||
			die "apt has no package lists" "run as root: apt-get update"
		step "Fetching apt's package lists" - apt-get update
		lists=$(package_lists)
	fi
	entry=$cache/resolved/$series-$(hash_of <<<"$lists")
	cached "$entry" "Looking for the current kernel $series" - query_kernel "$series"
	cache_prune "$cache/resolved" 8
	read -r kernel_version kernel_release <"$entry/answer"
}

package_lists() {
	find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' -printf '%f %s %T@\n' 2>/dev/null | sort
}

# query_kernel SERIES DIR: Debian 12 has two series of kernels, the one that is not its
# first in packages with the series in their name; elsewhere it is in the main ones.
query_kernel() {
	local series=$1 dir=$2 image version release
	for image in "linux-image-$series-amd64" linux-image-amd64; do
		version=$(newest_common "$series" "$image" "${image/image/headers}" "linux-source-$series")
		[ -z "$version" ] || break
	done
	if [ -z "$version" ]; then
		echo "No version of Linux $series is offered as image, headers and source together."
		echo "See: apt-cache policy linux-image-$series-amd64 linux-image-amd64 linux-source-$series"
		echo "If the lists are old, run as root: apt-get update"
		return 1
	fi
	release=$(apt-cache show "$image=$version" |
		sed -n 's/^Depends:.*\blinux-image-\([^ ,]*\).*/\1/p' | head -n 1)
	[ -n "$release" ] || {
		echo "$image $version does not say which image it stands for"
		return 1
	}
	echo "$version $release" >"$dir/answer"
}

# newest_common SERIES PACKAGE...: the newest version of it that apt offers of all.
newest_common() {
	local series=$1 package wanted=$(($# - 1))
	shift
	for package; do
		apt-cache madison "$package" | awk -F' *[|] *' '{ print $2 }' | sort -u
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
# lists. Old lists name packages that are gone: root gets new ones, once.
download() {
	local dir=$1
	shift
	cd "$dir" || return
	apt-get -q download "${@/%/=$kernel_version}" && return
	[ "$(id -u)" = 0 ] || {
		echo "If the lists are old, run as root: apt-get update"
		return 1
	}
	apt-get -q update && apt-get -q download "${@/%/=$kernel_version}" && return
	echo "apt could not download ${*/%/=$kernel_version}: is there a network?"
	return 1
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
	image_dir=$cache/image/$kernel_version
	l1_dir=$image_dir
	l1_release=$kernel_release
	cached "$image_dir" "Unpacking the image $kernel_release, 100 MB to download" downloaded_bytes unpack_image
	cache_prune "$cache/image" 3
}

unpack_image() {
	local dir=$1 package
	package=linux-image-$kernel_release
	download "$dir" "$package" || return
	mkdir "$dir/root"
	dpkg-deb --fsys-tarfile "$(deb "$dir" "$package")" |
		tar -x -C "$dir/root" --wildcards './boot/*' '*/kernel/arch/x86/*' '*/kernel/virt/*' '*/kernel/drivers/crypto/ccp/*' || return
	rm "$dir"/*.deb
	mv "$dir/root/boot/vmlinuz-$kernel_release" "$dir/vmlinuz"
	mv "$dir/root/boot/config-$kernel_release" "$dir/config"
	unpack_vmlinux "$dir/vmlinuz" >"$dir/vmlinux" || return
	mkdir "$dir/modules"
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
