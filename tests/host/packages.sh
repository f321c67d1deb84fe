#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# In the root of a host of scripts/rig, in the checkout's top: what its packages do beside
# README's commands. For tests/full/rig-*.t:
#   packages.sh installed KIND   ours are installed: by dkms, or by install
#   packages.sh upgrade          a kernel of another release comes, of which there is no source
#   packages.sh older            that kernel goes again
#   packages.sh gone             nothing of ours is left
cd "$(dirname "$0")/../.." || exit 1
. tests/host/lib.sh
kernel=$(uname -r)
package=linux-image-$kernel

# installed KIND
installed() {
	local dir=/lib/modules/$kernel/updates/kvm-exits
	[ "$1" != dkms ] || dir=/lib/modules/$kernel/updates/dkms
	is "$(loads)" "$dir/kvm $dir/kvm-amd $dir/kvm-intel" "modprobe loads ours"
	is "$(dpkg -V "$package")" "" "no file of the kernel's package has changed"
}

# repack PACKAGE: as $package.deb in the scratch directory, as the release $newer in a version
# of which there is no source
repack() {
	local dir=$scratch/repacked path name
	(cd "$scratch" && apt-get -q download "$1" >/dev/null 2>&1 && dpkg-deb -R "$1"_*.deb "$dir") || exit 1
	sed -i "s/$pattern/$newer/g" "$dir"/DEBIAN/*
	sed -i 's/^Version: .*/&+1/; s/^\(Depends: .*\) (= [^)]*)/\1/' "$dir/DEBIAN/control"
	find "$dir" -depth -name "*$kernel*" | while IFS= read -r path; do
		name=${path##*/}
		mv "$path" "${path%/*}/${name/"$kernel"/"$newer"}"
	done
	find "$dir/lib/modules" "$dir/usr/lib/modules" -type l 2>/dev/null | while IFS= read -r path; do
		name=$(readlink "$path")
		ln -sfn "${name/"$kernel"/"$newer"}" "$path"
	done
	grep -rlF "$kernel" "$dir/usr/src" 2>/dev/null | xargs -r sed -i "s/$pattern/$newer/g"
	[ ! -e "$dir/boot/vmlinuz-$newer" ] || rename_kernel "$dir/boot/vmlinuz-$newer" || exit 1
	dpkg-deb -Znone -b "$dir" "$scratch/$1.deb" >/dev/null && rm -rf "$dir"
}

# rename_kernel FILE: the release that it says is in what it unpacks
rename_kernel() {
	. scripts/lib/packages.sh
	unpack_vmlinux "$1" >"$1.elf" && sed -i "s/$pattern/$newer/g" "$1.elf" && mv "$1.elf" "$1" &&
		sed -i "s,^[0-9a-f]*\(  boot/vmlinuz-.*\),$(md5sum <"$1" | cut -d ' ' -f 1)\1," "$dir/DEBIAN/md5sums"
}

upgrade() {
	local pattern=${kernel//[.+]/\\&} newer
	pattern=${pattern//\\+/+}
	apt-get -qy install zstd >/dev/null || exit 1 # what kernels are packed with
	export INITRD=Yes
	newer=$(sed -E 's/[0-9]([0-9]*)(\+deb[0-9]+)?-amd64$/9\1\2-amd64/' <<<"$kernel")
	repack "linux-headers-$kernel"
	repack "linux-image-$kernel"
	try 0 "upgrade" dpkg -i --force-depends "$scratch/linux-headers-$kernel.deb" "$scratch/linux-image-$kernel.deb"
	grep '^kvm-exits' "$scratch/says" | sed 's/^/# /'
	has "$scratch/says" "^kvm-exits: no modules for Linux ${newer//[+]/.}: .* apt has no source of exactly that version" "upgrade: why it has its own KVM"
	is "$(uname -r)" "$newer" "upgrade: it is what boots"
	installed dkms
	kernel=$newer package=linux-image-$newer
	is "$(loads | grep -o /kernel/arch/x86/kvm/ | wc -l)" 3 "upgrade: modprobe loads its own"
	is "$(ls "/lib/modules/$newer/updates" 2>/dev/null)" "" "upgrade: none of ours are there"
	is "$(dpkg -V "$package")" "" "upgrade: no file of its package has changed"
}

older() {
	try 0 "the newer kernel is purged" apt-get -qy purge "linux-image-$kernel" "linux-headers-$kernel"
	is "$(ls -d /lib/modules/*/kernel)" "/lib/modules/$(uname -r)/kernel" "the other is left"
}

gone() {
	is "$(find /etc /usr /var /opt /lib/modules -not -path '/var/lib/apt/*' -name '*kvm-exit*')" "" "nothing is left"
	is "$(find /lib/modules -name updates)" "" "nor beside the kernel's modules"
	is "$(loads | grep -o /kernel/arch/x86/kvm/ | wc -l)" 3 "modprobe loads the kernel's own"
	is "$(dpkg -V "$package")" "" "no file of its package has changed"
}

case $1 in
installed) installed "$2" ;;
upgrade) upgrade ;;
older) older ;;
gone) gone ;;
esac
done_testing
