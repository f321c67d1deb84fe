# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/lab
#
# What L1 finds in its memory at start: three cpio archives, one after the
# other. The base (busybox, modules, our programs) and the guest (QEMU and all
# that an L2 needs) are cached, the third is this run's command and files.

# qemu in L1 and the firmware files that it opens for such a guest
guest_qemu="qemu-system-x86_64"
guest_firmware=(bios-256k.bin kvmvapic.bin linuxboot_dma.bin pvh.bin)

# make_initrd FILE
make_initrd() {
	guest_cpio=
	base_layer
	! wants_guest || guest_layer
	{ run_layer "$run_dir/run" && archive "$run_dir/run" "$run_dir/run.cpio" &&
		cat "$base_cpio" ${guest_cpio:+"$guest_cpio"} "$run_dir/run.cpio" >"$1"; } 2>"$run_dir/pack.log" || {
		die_if_full "Packing the lab" || cat "$run_dir/pack.log" >&2
		die "the lab could not be packed"
	}
}

# wants_guest: the guest's 100 MB cost Bochs 12 s, so they are left out where
# nothing speaks of lab-guest.
wants_guest() {
	local file
	[ -n "$guest" ] || [[ ${command[*]} == *lab-guest* || -n $terminal ]] && return
	for file in "${files[@]}"; do
		grep -rqF lab-guest "${file%:*}" && return
	done
	return 1
}

# archive ROOT FILE
archive() {
	(cd "$1" && find . | LC_ALL=C sort | cpio -o -H newc --quiet -R +0:+0) >"$2"
}

# need PROGRAM: sets program to its path.
need() {
	program=$(PATH=$PATH:/usr/sbin:/sbin command -v "$1") ||
		die "$1 is not installed" "run: scripts/install-tools"
}

base_layer() {
	local own=("$repo/build/kvm-exitstat" "$repo/build/exitgen") key busybox
	need busybox
	busybox=$program
	key=$(hash_of "$busybox" "${own[@]}" "$lab_dir"/lab-init/{init,lab-guest} "$lab_dir/lib/initramfs.sh" \
		"$modules_dir"/*.ko <<<"base $l1_dir")
	base_cpio=$cache/layer/base-$key/cpio
	cached "${base_cpio%/*}" "Packing the lab's programs" - pack_base "$busybox" "${own[@]}"
}

pack_base() {
	local busybox=$1 kvm_exitstat=$2 exitgen=$3 dir=$4 root=$4/root
	busybox_root "$root" "$busybox" &&
		install -D -m 755 "$lab_dir/lab-init/init" "$root/init" &&
		install -D -m 755 "$lab_dir/lab-init/lab-guest" "$root/lab/bin/lab-guest" &&
		add_program "$kvm_exitstat" "$root" /lab/bin/kvm-exitstat &&
		add_program "$exitgen" "$root" /lab/bin/exitgen &&
		add_modules "$root/lib/modules/$l1_release" "$l1_dir/modules" "$modules_dir" &&
		add_own_modules "$root/lib/modules/$l1_release" &&
		"$busybox" depmod -b "$root" "$l1_release" &&
		finish_layer "$dir"
}

finish_layer() {
	archive "$1/root" "$1/cpio" && rm -rf "$1/root"
}

# add_modules DIR OTHERS KVM: those of KVM from the directory KVM, and from OTHERS
# what they need and is a module there; stripped, which also drops the distribution's
# signatures: checking them costs L1 a second each, and ours have none.
add_modules() {
	local module
	mkdir -p "$1"
	for module in irqbypass ccp msr; do
		[ ! -e "$2/$module.ko" ] || strip_module "$2/$module.ko" "$1/$module.ko" || return
	done
	for module in kvm kvm-amd kvm-intel; do
		strip_module "$3/$module.ko" "$1/$module.ko" || return
	done
}

add_own_modules() {
	[ -n "$stock" ] || cp "$modules_dir"/{steady,fail_alloc,hold,burn}.ko "$1/"
}

# busybox_root ROOT BUSYBOX: a root with busybox under all its names.
busybox_root() {
	local root=$1 name
	mkdir -p "$root"/{bin,dev,etc,proc,root,run,sys,tmp,lab/bin}
	add_program "$2" "$root" /bin/busybox || return
	for name in $("$2" --list); do
		[ "$name" = busybox ] || ln -s busybox "$root/bin/$name"
	done
	printf '%s\n' root:x:0:0:root:/root:/bin/sh nobody:x:65534:65534:nobody:/:/bin/sh \
		>"$root/etc/passwd"
}

# add_program FILE ROOT PATH: FILE as PATH in ROOT, with the shared libraries
# (and the loader) that it runs with here.
add_program() {
	local file=$1 root=$2 path=$3
	[ -d "$root$path" ] && path=$path/${file##*/}
	mkdir -p "$root$(dirname "$path")"
	cp -L "$file" "$root$path" && add_libraries "$file" "$root"
}

add_libraries() {
	local library
	libraries_of "$1" | while IFS= read -r library; do
		[ -e "$2$library" ] && continue
		mkdir -p "$2$(dirname "$library")"
		cp -L "$library" "$2$library" || return
	done
}

# libraries_of FILE: none of a static program or of a script.
libraries_of() {
	{ ldd "$1" 2>/dev/null || :; } | sed -n 's,^[^/]*\(/[^ ]*\) (0x.*,\1,p'
}

guest_layer() {
	local qemu cpuid firmware=() name key
	need "$guest_qemu"
	qemu=$program
	need cpuid
	cpuid=$program
	for name in "${guest_firmware[@]}"; do
		firmware+=("$(find_firmware "$name")") ||
			die "QEMU's $name is not installed" "run: scripts/install-tools"
	done
	key=$({
		libraries_of "$qemu" | xargs stat -L -c '%n %s %Y' "$qemu" "$cpuid" "${firmware[@]}"
		echo "guest $kernel_name"
	} | hash_of "$repo"/build/{kvm-exitstat,exitgen} "$lab_dir/lab-init/guest-init" "$lab_dir/lib/initramfs.sh")
	guest_cpio=$cache/layer/guest-$key/cpio
	cached "${guest_cpio%/*}" "Packing the L2 guest" - pack_guest "$qemu" "$cpuid" "${firmware[@]}"
	cache_prune "$cache/layer" 8
}

find_firmware() {
	local directory
	for directory in /usr/share/qemu /usr/share/seabios /usr/lib/ipxe/qemu; do
		if [ -e "$directory/$1" ]; then
			echo "$directory/$1"
			return
		fi
	done
	return 1
}

pack_guest() {
	local qemu=$1 cpuid=$2 dir=${*: -1} root=${*: -1}/root firmware=("${@:3:$#-3}") busybox
	busybox=$(command -v busybox)
	busybox_root "$dir/l2" "$busybox" &&
		install -m 755 "$lab_dir/lab-init/guest-init" "$dir/l2/init" &&
		add_program "$cpuid" "$dir/l2" /lab/bin/cpuid &&
		add_program "$repo/build/kvm-exitstat" "$dir/l2" /lab/bin/kvm-exitstat &&
		add_program "$repo/build/exitgen" "$dir/l2" /lab/bin/exitgen &&
		add_modules "$dir/l2/lib/modules/$kernel_release" "$image_dir"/{modules,modules} &&
		"$busybox" depmod -b "$dir/l2" "$kernel_release" &&
		add_program "$qemu" "$root" /lab/guest/qemu &&
		cp -L "${firmware[@]}" "$root/lab/guest/" &&
		archive "$dir/l2" "$root/lab/guest/initrd" &&
		cp "$image_dir/vmlinux" "$root/lab/guest/vmlinux" &&
		rm -rf "$dir/l2" &&
		finish_layer "$dir"
}

# run_layer ROOT: what differs from run to run.
run_layer() {
	local root=$1 argument file
	mkdir -p "$root/lab/run" "$root/etc"
	for argument in "${command[@]}"; do
		printf " '%s'" "${argument//\'/\'\\\'\'}"
	done >"$root/lab/run/command"
	[ -z "$terminal" ] || echo "$terminal" >"$root/lab/run/terminal"
	for argument in $("${machine}_module_args") $module_args; do
		echo "options ${argument%%.*} ${argument#*.}"
	done >"$root/etc/modprobe.conf"
	[ -z "$selftests" ] || add_selftests "$root"
	[ "${commit:-0}" = 0 ] || add_program "$modules_dir/exit_stats_test" "$root" /lab/bin/exit_stats_test || return
	for file in "${files[@]}"; do
		add_file "${file%:*}" "$root" "${file##*:}" || return
	done
}

# add_selftests ROOT: with what the C library loads when a thread is cancelled, and in a
# kernel with the series with that of the series.
add_selftests() {
	local library
	library=$(gcc -print-file-name=libgcc_s.so.1)
	add_file "$selftests_dir" "$1" /lab/selftests
	add_file "$library" "$1" "$library"
	[ "${commit:-0}" = 0 ] || add_program "$modules_dir/exit_stats_test" "$1" "/lab/selftests/$(selftest_name)"
}

# add_file HOST_PATH ROOT LAB_PATH
add_file() {
	local program
	if [ ! -d "$1" ]; then
		add_program "$1" "$2" "$3"
		return
	fi
	mkdir -p "$2$3"
	cp -a "$1/." "$2$3/" || return
	find "$1" -type f -executable | while IFS= read -r program; do
		add_libraries "$program" "$2"
	done
}
