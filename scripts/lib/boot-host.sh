# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/lab
#
# L1 as a whole Debian, from a directory that has its root: its own kernel, initramfs-tools'
# initramfs, systemd. The command comes in an archive of its own behind that initramfs, which
# hands it on in /run; the root is taken as it is.

# prepare_host: sets l1_boot and l1_disk, which start_qemu adds, and makes the initramfs.
# The kernel takes an archive behind a compressed one only where a multiple of 4 begins.
prepare_host() {
	local kernel initrd
	choose_machine
	"check_$machine"
	need mke2fs
	mke2fs=$program
	{ kernel=$(booted_file vmlinuz) && initrd=$(booted_file initrd.img); } ||
		die "--host: $host has no kernel with an initramfs" "scripts/rig makes such a root"
	kernel_args+=" root=/dev/vda rw boot=kvm-exits-lab"
	step "Making the host's disk" - make_disk "$run_dir/disk"
	l1_disk=(-drive "if=virtio,format=raw,cache=unsafe,file=$run_dir/disk")
	{ host_layer "$run_dir/run" && archive "$run_dir/run" "$run_dir/run.cpio" &&
		cp "$initrd" "$run_dir/initrd" && truncate -s %4 "$run_dir/initrd" &&
		cat "$run_dir/run.cpio" >>"$run_dir/initrd"; } 2>"$run_dir/pack.log" || {
		die_if_full "Packing the command" || cat "$run_dir/pack.log" >&2
		die "the command could not be packed"
	}
	if [ -n "$secure_vars" ]; then
		check_secure_boot
		secure_boot "$kernel" "$run_dir/initrd"
	else
		l1_boot=(-kernel "$kernel" -initrd "$run_dir/initrd" -append "$kernel_args")
	fi
	: "${smp:=$host_cpus}"
	[ -z "$enroll" ] || enroll
}

# One, as a guest under it has no luck with two: see svm_cpus
host_cpus=1

# booted_file NAME: what the link of that name at the root's top stands for, the newest
booted_file() {
	local file
	file=$(readlink "$host/$1") && [ -f "$host/boot/${file##*/}" ] && echo "$host/boot/${file##*/}"
}

# make_disk FILE: as large as a host's, and sparse
make_disk() {
	"$mke2fs" -q -t ext4 -O ^has_journal -d "$host" "$1" 8G
}

# host_layer ROOT: what initramfs-tools sources for boot=kvm-exits-lab, and what that copies.
# Files come as they are: programs find their libraries there.
host_layer() {
	local lab=$1/kvm-exits-lab argument file
	install -D -m 644 "$lab_dir/lab-init/host/initramfs" "$1/scripts/kvm-exits-lab" &&
		install -D -m 644 -t "$lab" "$lab_dir"/lab-init/host/{start,kvm-exits-lab.service} &&
		mkdir "$lab/files" || return
	for argument in "${command[@]}"; do
		printf " '%s'" "${argument//\'/\'\\\'\'}"
	done >"$lab/command"
	for file in "${files[@]}"; do
		mkdir -p "$lab/files$(dirname "${file##*:}")"
		cp -a "${file%:*}" "$lab/files${file##*:}" || return
	done
}
