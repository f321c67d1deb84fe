# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Sourced by the tests in a fresh root, from the checkout's top: a kernel that is installed
# there, and what modprobe would load of it.

. tests/tap.sh
export DEBIAN_FRONTEND=noninteractive LC_ALL=C INITRD=No

# try STATUS NAME COMMAND...: what it says is kept
try() {
	local wanted=$1 name=$2
	shift 2
	"$@" >"$scratch/says" 2>&1
	is $? "$wanted" "$name: status $wanted"
}

# loads: which files modprobe would load
loads() {
	modinfo -k "$kernel" -n kvm kvm-amd kvm-intel | sed 's/\.ko.*//' | xargs
}

# stock_is NAME: KVM is the kernel's own, in its package's files and in what is loaded
stock_is() {
	is "$(loads)" "$stock" "$1: modprobe loads the kernel's own"
	is "$(dpkg -V "$package")" "" "$1: no file of its package has changed"
}

# install_kernel PACKAGE...: sets kernel, its release, package, version and series, and what
# modprobe loads of it
install_kernel() {
	if ! { apt-get -q update && apt-get -qy install --no-install-recommends "$@"; } >"$scratch/apt"; then
		tail "$scratch/apt" >&2
		exit 1
	fi
	kernel=$(ls /lib/modules)
	package=linux-image-$kernel
	version=$(dpkg-query -W -f '${Version}' "$package")
	series=$(grep -oE '^[0-9]+\.[0-9]+' <<<"$version")
	stock=$(loads)
	echo "# Linux $kernel, $version"
	is "$(grep -o /kernel/arch/x86/kvm/ <<<"$stock" | wc -l)" 3 "before: modprobe loads the kernel's own"
}

# repack_kernel: new.deb in the scratch directory, the same release in a version without
# source and with another KVM, and old.deb, what it is now
repack_kernel() {
	cd "$scratch" && apt-get -q download "$package=$version" >/dev/null 2>&1 &&
		mv "$package"_*.deb old.deb && dpkg-deb -R old.deb new && other_kvm new || exit 1
	sed -i 's/^Version: .*/&+1/' new/DEBIAN/control && dpkg-deb -Znone -b new new.deb >/dev/null && rm -rf new
	cd - >/dev/null || exit 1
}

# other_kvm DIR: in an unpacked package, KVM's files differ, by padding that xz takes
other_kvm() {
	local file
	find "$1" -path '*/kernel/arch/x86/kvm/*' -type f -printf '%P\n' >kvm.list
	[ -s kvm.list ] || return
	sed -i '\,/kernel/arch/x86/kvm/,d' "$1/DEBIAN/md5sums"
	while IFS= read -r file; do
		printf '\0\0\0\0' >>"$1/$file"
		(cd "$1" && md5sum "$file") >>"$1/DEBIAN/md5sums"
	done <kvm.list
}
