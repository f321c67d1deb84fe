# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/host-modules
#
# An installed kernel of the distribution, and where the source of exactly its version is.
# Another version's KVM may lack corrections that this one has: it is never taken.

# refuse LINE...: there is nothing that may be built for this kernel
refuse() {
	die -s "$REFUSED" "$@" "Nothing was built: KVM stays the kernel's own."
}

# host_kernel RELEASE: sets kernel_release, kernel_version (of the package that has the
# kernel's own KVM), series, patches, and stock, its kvm.ko.
host_kernel() {
	local package source
	kernel_release=$1
	read -r package stock < <(dpkg-query -S "*/lib/modules/$1/kernel/arch/x86/kvm/kvm.ko*" 2>/dev/null |
		sed -n 's,^\([a-z][^ ]*\): /,\1 /,p')
	[ -n "$package" ] || refuse "no package of Debian has KVM's modules of Linux $1" \
		"It is for kernels that apt has installed: see ls /lib/modules, and --kernel"
	# shellcheck disable=SC2016 # dpkg's own names
	read -r source kernel_version < <(dpkg-query -W -f '${source:Package} ${Version}\n' "$package")
	[[ $source =~ ^linux(-signed)?(-[0-9.]+)?(-amd64)?$ ]] ||
		refuse "$package is not a package of Debian's kernel, but of $source"
	series=$(grep -oE '^[0-9]+\.[0-9]+' <<<"$kernel_version")
	patches=$(patches_of "$series") || refuse "there are no patches for Linux $series" \
		"there are: $(ls -m "$repo/kernel/patches"); to make them: scripts/refresh-patches $series"
	[[ $1 != *-rt-* || $series != 6.1 ]] ||
		refuse "Linux 6.1 with PREEMPT_RT is not what its source package has, but is patched besides"
}

# same_as_running: a package may have been upgraded under the kernel that runs
same_as_running() {
	local running
	running=$(uname -v | sed -n 's/.* Debian \([^ ]*\).*/\1/p')
	[ "$(uname -r)" != "$kernel_release" ] || [ -z "$running" ] || [ "$running" = "$kernel_version" ] ||
		refuse "Linux $kernel_release runs as version $running, but $kernel_version is installed by now" \
			"reboot, then try again"
}

# has_exactly PACKAGE: its files are there, in the kernel's version; while apt works it may
# not be configured yet
has_exactly() {
	# shellcheck disable=SC2016 # dpkg's own names
	case $(dpkg-query -W -f '${db:Status-Status} ${Version}' "$1" 2>/dev/null) in
	"installed $kernel_version" | "unpacked $kernel_version" | "half-configured $kernel_version" | \
		"triggers-awaited $kernel_version" | "triggers-pending $kernel_version") ;;
	*) return 1 ;;
	esac
}

# want_exactly PACKAGE WHAT: it is, or apt has it
want_exactly() {
	local others
	! has_exactly "$1" || return 0
	apt_want_lists
	apt_use own
	others=$(offered "$1" | xargs)
	[[ " $others " != *" $kernel_version "* ]] || return 0
	refuse "Linux $kernel_release is of version $kernel_version, and apt has no $2 of exactly that version" \
		"$1 is offered as: ${others:-nothing}" \
		"If apt's lists are old: apt-get update, and try again" \
		"If there is a newer kernel: apt upgrade, reboot, and try again"
}

# host_wants_source: that KVM's source of the kernel can be had; sets source_dir, which has
# it already if it is kept from the last time.
host_wants_source() {
	source_dir=$cache/source/$kernel_version
	[ -d "$source_dir" ] || want_exactly "linux-source-$series" source
}

host_wants_headers() {
	want_exactly "linux-headers-$kernel_release" headers
}

# host_may_be_built: there is all that a build takes; sets headers. While apt installs
# packages none can be installed.
host_may_be_built() {
	local package=linux-headers-$kernel_release
	[ ! -d "$(host_modules_dir "$kernel_release")" ] || refuse "Linux $kernel_release has the modules of \"make install\"" \
		"to let DKMS have them: make uninstall, then $dkms_hook $kernel_release"
	has_exactly "$package" || refuse "$package of version $kernel_version is not installed" \
		"apt-get install $package, which leads to another try"
	headers=/usr/src/$package
	host_wants_source
}

# host_source: fills source_dir, KVM's source of exactly kernel_version
host_source() {
	cached "$source_dir" "Fetching the source of Linux $kernel_version, 150 MB to download" \
		downloaded_bytes kvm_source
	cache_prune "$cache/source" 4
}

# kvm_source DIR: what a build takes that the kernel's headers lack
kvm_source() {
	local package=linux-source-$series parts
	parts=("$package"/{arch/x86/kvm,virt})
	if has_exactly "$package"; then
		tar -x -f "/usr/src/$package.tar.xz" -C "$1" --strip-components=1 "${parts[@]}"
		return
	fi
	mkdir "$1/debs" && (download "$1/debs" "$package") &&
		unpack_source "$(deb "$1/debs" "$package")" "$series" "$1" "${parts[@]}" &&
		rm -rf "$1/debs"
}

# host_headers: sets headers, those of exactly the kernel's version, which bring the compiler
# that they ask for. No other version is installed: it could bring another kernel.
host_headers() {
	local package=linux-headers-$kernel_release
	"$lab_dir/install-tools" host || die "what a build takes could not be installed: see above"
	has_exactly "$package" || step "Installing $package" - install_package "$package=$kernel_version"
	headers=/usr/src/$package
}

# install_package PACKAGE=VERSION
install_package() {
	DEBIAN_FRONTEND=noninteractive apt_get install -q -y --no-install-recommends "$1" </dev/null
}
