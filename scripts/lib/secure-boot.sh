# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/lab
#
# A host as secure boot starts it: a firmware with Microsoft's keys takes Debian's shim, which
# Microsoft has signed; shim takes GRUB, that takes the kernel, both signed by Debian. All
# three are those of the host's root. The firmware's variables, the machine owner's keys (MOK)
# among them, are in a file that outlasts the machine.

ovmf=/usr/share/OVMF

# check_secure_boot: both parts are there, the machine's and the root's
check_secure_boot() {
	local file
	for file in "$ovmf"/OVMF_{CODE_4M.secboot,VARS_4M.ms}.fd; do
		[ -e "$file" ] || die "there is no $file" "run: scripts/install-tools full"
	done
	for file in "$host"/usr/lib/{shim/{shim,mm},grub/x86_64-efi-signed/grub}x64.efi.signed; do
		[ -e "$file" ] || die "--secure-boot: the root has no ${file#"$host"}" \
			"install shim-signed and grub-efi-amd64-signed in it"
	done
	need mkfs.vfat
	mkfs=$program
	need mcopy
}

# secure_boot KERNEL INITRD: sets l1_boot and adds to l1_disk
secure_boot() {
	[ -e "$secure_vars" ] || cp "$ovmf/OVMF_VARS_4M.ms.fd" "$secure_vars" ||
		die "--secure-boot: cannot write $secure_vars"
	step "Making the host's boot partition" - make_esp "$run_dir/esp" "$1" "$2"
	l1_boot=(-machine "q35,smm=on" -global "driver=cfi.pflash01,property=secure,value=on"
		-drive "if=pflash,format=raw,unit=0,readonly=on,file=$ovmf/OVMF_CODE_4M.secboot.fd"
		-drive "if=pflash,format=raw,unit=1,file=$secure_vars")
	l1_disk+=(-drive "if=virtio,format=raw,cache=unsafe,file=$run_dir/esp")
}

# make_esp FILE KERNEL INITRD: the EFI system partition; GRUB's prefix is the distribution's
make_esp() {
	local signed=$host/usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed shim=$host/usr/lib/shim
	truncate -s 256M "$1" && "$mkfs" -F 32 "$1" && mmd -i "$1" ::/EFI ::/EFI/BOOT ::/EFI/debian || return
	printf 'set timeout=0\nmenuentry host {\n\tlinux /vmlinuz %s\n\tinitrd /initrd\n}\n' "$kernel_args" >"$1.cfg"
	mcopy -i "$1" "$shim/shimx64.efi.signed" ::/EFI/BOOT/BOOTX64.EFI &&
		mcopy -i "$1" "$shim/mmx64.efi.signed" ::/EFI/BOOT/mmx64.efi &&
		mcopy -i "$1" "$signed" ::/EFI/BOOT/grubx64.efi &&
		mcopy -i "$1" "$1.cfg" ::/EFI/debian/grub.cfg &&
		mcopy -i "$1" "$2" ::/vmlinuz && mcopy -i "$1" "$3" ::/initrd
}

# enroll: what the person at the machine does when it asks for the key that `mokutil
# --import` has left. Ends the lab.
enroll() {
	local status=0
	need expect
	say "MokManager asks for the password"
	start_job exec setpriv --pdeathsig KILL "$program" "$lab_dir/lib/mok-manager.expect" "$enroll" "$run_dir/console" \
		"$emulator" -accel tcg -m 512 "${bare_machine[@]}" "${l1_disk[@]}" "${l1_boot[@]}" -serial stdio
	wait_job "$job" || status=$?
	[ "$status" = 0 ] || tail -n 20 "$run_dir/console" >&2
	case $status in
	0) exit 0 ;;
	3) die "no key waits for the machine's owner" "mokutil --import FILE leaves one, for the next boot" ;;
	4) die "MokManager does not take this password" ;;
	*) die -s "$EMULATOR_DIED" "MokManager was not answered (status $status)" ;;
	esac
}
