# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/host-modules
#
# KVM's modules for an installed kernel: built against its headers packages, put where
# depmod prefers them, taken away again. Files of the distribution stay as they are.

modules_names="kvm kvm-amd kvm-intel"

# host_modules_dir RELEASE
host_modules_dir() {
	echo "/lib/modules/$1/updates/kvm-exits"
}

# want_signature: where unsigned modules are refused, installing one would leave the host
# without KVM.
want_signature() {
	local why
	[ -n "$sign_key" ] || ! why=$(signed_only "/boot/config-$kernel_release") ||
		die "this host loads signed modules only ($why): unsigned ones are not installed" \
			"With a key whose certificate it trusts (see: mokutil --list-enrolled): --sign KEY CERTIFICATE" \
			"DKMS has one, to be enrolled by mokutil --import: $dkms_key.key $dkms_key.pub" \
			"The program that signs is /usr/src/linux-headers-$kernel_release/scripts/sign-file"
}

# where DKMS has its key and certificate, and what has it try again
dkms_key=/var/lib/dkms/mok
dkms_hook=/etc/kernel/postinst.d/dkms-kvm-exits

# want_dkms_key: DKMS signs all that it builds, with a key that it makes, but only the host's
# owner can let the machine know it.
want_dkms_key() {
	local why
	! why=$(signed_only "/boot/config-$kernel_release") ||
		[[ $(mokutil --test-key "$dkms_key.pub" 2>/dev/null) == *"already enrolled"* ]] ||
		die "this host loads signed modules only ($why), and DKMS's key is not known to it" \
			"KVM stays the kernel's own. To make it known: mokutil --import $dkms_key.pub, which asks" \
			"for a password; reboot, \"Enroll MOK\", the password; then: $dkms_hook $kernel_release"
}

# host_tree DIR: the headers, with KVM's source among them
host_tree() {
	local common
	common=$(sed -n 's,^include \(/.*\)/Makefile$,\1,p' "$headers/Makefile")
	[ -d "$common" ] || {
		echo "$headers/Makefile does not say where the common headers are"
		return 1
	}
	cp -as "$common" "$1" && cp -r --remove-destination "$source_dir/." "$1/"
}

# build_host_modules DIR: the modules, in DIR
build_host_modules() {
	local dir=$1 name
	host_tree "$work" && stage_changes "$run_dir/staged" && sync_changes "$run_dir/staged" "$work" || return
	touch "$dir/all"
	make -C "$headers" -f "$work/Makefile" -j"$(nproc)" "${exit_stats_on[@]}" \
		M="$work/arch/x86/kvm" modules || return
	rm "$dir/all"
	for name in $modules_names; do
		strip --strip-debug -o "$dir/$name.ko" "$work/arch/x86/kvm/$name.ko" && check_module "$dir/$name.ko" || return
		[ -z "$sign_key" ] || "$headers/scripts/sign-file" sha256 "$sign_key" "$sign_cert" "$dir/$name.ko" || return
	done
	echo "$kernel_version" >"$dir/version"
}

# check_module FILE: that it is for the kernel for which its stock modules are
check_module() {
	local got wanted
	got=$(modinfo -F vermagic "$1") && wanted=$(modinfo -F vermagic "$stock") || return
	[ "$got" = "$wanted" ] || {
		echo "error: ${1##*/} is for '$got', but the kernel wants '$wanted'"
		return 1
	}
}

# install_host_modules DIR: by way of a directory in the same file system, which then gets
# its name. From then on until modprobe would load them, undo has the release to bring back
# to stock.
install_host_modules() {
	local to
	to=$(host_modules_dir "$kernel_release")
	new_entry=/lib/modules/$kernel_release/.kvm-exits.new
	rm -rf "$new_entry"
	cp -r "$1" "$new_entry" || die "cannot write to ${new_entry%/*}: is there room?"
	undo=$kernel_release
	mkdir -p "${to%/*}" && rm -rf "$to" && mv -T "$new_entry" "$to" || die "cannot write to ${to%/*}"
	depmod "$kernel_release" || die "depmod failed: see above"
	[ "$(modinfo -k "$kernel_release" -n kvm)" = "$to/kvm.ko" ] ||
		die "modprobe would not load ours, but $(modinfo -k "$kernel_release" -n kvm)" \
			"remove that, or see: man depmod.d"
	install_hooks || die "cannot write to /etc/kernel"
	undo=
}

# install_hooks: what looks after them when packages of kernels come and go
install_hooks() {
	local when
	for when in postinst postrm; do
		install -D -m 755 "$lab_dir/kernel-hook" "/etc/kernel/$when.d/kvm-exits" || return
	done
}

# installed_releases
installed_releases() {
	find /lib/modules/*/updates/kvm-exits -maxdepth 0 2>/dev/null | cut -d/ -f4
}

# remove_host_modules RELEASE
remove_host_modules() {
	local from
	from=$(host_modules_dir "$1")
	rm -rf "$from" || die "cannot remove $from"
	[ ! -d "${from%/*}" ] || rmdir --ignore-fail-on-non-empty "${from%/*}"
	depmod "$1" || die "depmod failed: see above"
	[ -n "$(installed_releases)" ] || rm -f /etc/kernel/{postinst,postrm}.d/kvm-exits
}
