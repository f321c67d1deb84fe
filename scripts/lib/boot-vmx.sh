# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/lab
#
# L1 under Bochs, which emulates Intel's VMX with EPT.

# vmx_ips: instructions per emulated second. The kernel is told the same number as the
# TSC's frequency (else it believes CPUID's 3.5 GHz, and each delay loop takes
# as many instructions). Fewer, and timer interrupts take a larger share; more,
# and delays in the kernel take longer. A kernel that watches itself needs so many for
# an exit that a Linux guest would get nowhere but from tick to tick.
vmx_ips() {
	if [ -n "$debug" ]; then
		echo 200000000
	else
		echo 50000000
	fi
}

# vmx_cpus: how many CPUs. With two, which take turns, Bochs takes nearly three times as
# long for tests/lab.
vmx_cpus() { echo 1; }

# Bochs' own BIOS describes all CPUs to the kernel; SeaBIOS only one.
vmx_bios=/usr/share/bochs/BIOS-bochs-latest
vmx_vga_bios=/usr/share/vgabios/vgabios.bin

# What only costs time while L1 starts: self tests of the crypto code, and the
# keys for module signatures (the lab's modules have none).
vmx_kernel_args="nopti cryptomgr.notests"
vmx_kernel_args+=" initcall_blacklist=jent_mod_init,load_system_certificate_list"

# Bochs 2.7 may not wake a CPU that waits in MWAIT: MONITOR watches another address than
# asked for if the page is in the TLB already, and a TLB flush by another CPU ends the
# watch (both corrected in 2022, stlintel/Bochs, pull request 2). Then its next timer does,
# some 0.8 s later, and most likely nothing where it comes back from being offline. HLT
# ends with an interrupt, and there the kernel sends one.
vmx_kernel_args+=" idle=halt"

# Bochs 2.7 gives the size of a compacted XSAVE area as that of a plain one. The kernel
# then does without XSAVE, and writes eight bytes behind a vCPU's FPU state, where
# nothing is; KASAN is right to report it. A kernel that watches itself gets a processor
# without compacted areas.
vmx_debug_args="clearcpuid=xsaves,xsavec"

# vmx_newer_args: Bochs 2.7's sizes of the XSAVE area do not fit its processor, at which
# Linux 7 gives up: "Kernel panic" in fpu__init_system_xstate().
vmx_newer_args() {
	[ "$(bochs_release)" != 2 ] || [ "${series%%.*}" -lt 7 ] || echo " noxsave"
}

# bochs_release: 2 or 3
bochs_release() {
	"$emulator" --help 2>&1 </dev/null | sed -n 's/.*Bochs x86 Emulator \([0-9]*\).*/\1/p' | head -n 1
}

# vmx_module_args: Bochs 3.0 offers virtualization of the APIC and then refuses the control
# fields with which KVM asks for it: "KVM: entry failed, hardware error 0x7" at a Linux
# guest's first entry. What --module-args says comes after it.
vmx_module_args() {
	[ "$(bochs_release)" != 3 ] || echo "kvm_intel.enable_apicv=0"
}

# Addresses: PARAMS and MEMMAP as in vmx-boot.S, and where the images go.
vmx_params=0x8000
vmx_memmap=0x9000
vmx_initrd=0x8000000

check_vmx() {
	local file
	[ "$memory" -le 2048 ] || die "--memory: Bochs has 2048 MB at most"
	need bochs
	emulator=$program
	need script
	for file in "$vmx_bios" "$vmx_vga_bios"; do
		[ -e "$file" ] || die "$file is not there" "run: scripts/install-tools"
	done
}

# prepare_vmx INITRD: sets vmx_disk: boot sector, parameters, kernel, initrd.
prepare_vmx() {
	local initrd=$1 key kernel size
	key=$(hash_of "$lab_dir/lib/boot-vmx.sh" "$lab_dir/lib/vmx-boot.S" <<<"vmx $l1_dir")
	kernel=$cache/layer/vmx-$key
	cached "$kernel" "Preparing the kernel for Bochs" - pack_vmx_kernel
	size=$(sectors "$kernel/kernel")
	{
		cat "$kernel/boot"
		vmx_parameters "$kernel/entry" "$size" "$initrd"
		cat "$kernel/kernel" "$initrd"
	} >"$run_dir/disk" 2>"$run_dir/pack.log" || die_if_full "Making Bochs' disk" || {
		cat "$run_dir/pack.log" >&2
		die "Bochs' disk could not be made"
	}
	vmx_cylinders=$((($(sectors "$run_dir/disk") + 1007) / 1008))
	truncate -s $((vmx_cylinders * 1008 * 512)) "$run_dir/disk"
}

# sectors FILE: how many it fills
sectors() {
	echo $((($(stat -c %s "$1") + 511) / 512))
}

# pack_vmx_kernel DIR: the boot sector, the kernel as it lies in memory, and its
# entry and address, from the ELF file's PVH note (type 18) and program headers.
pack_vmx_kernel() {
	local dir=$1 vmlinux=$l1_dir/vmlinux
	gcc -m32 -c -o "$dir/boot.o" "$lab_dir/lib/vmx-boot.S" &&
		ld -m elf_i386 -Ttext 0x7c00 --oformat binary -o "$dir/boot" "$dir/boot.o" &&
		objcopy -O binary "$vmlinux" "$dir/kernel" &&
		truncate -s $(($(sectors "$dir/kernel") * 512)) "$dir/kernel" || return
	readelf -lW "$vmlinux" | awk '$1 == "LOAD" { print $4; exit }' >"$dir/entry"
	readelf -nW "$vmlinux" | awk '/\(0x00000012\)/ { print "0x" $(NF - 4) $(NF - 5) $(NF - 6) $(NF - 7) }' >>"$dir/entry"
	[ "$(wc -l <"$dir/entry")" = 2 ] || {
		echo "$vmlinux has no PVH entry"
		return 1
	}
}

# little SIZE NUMBER...: each number as SIZE bytes, lowest first
little() {
	local size=$1 number i
	shift
	for number; do
		for ((i = 0; i < size; i++)); do
			# shellcheck disable=SC2059
			printf "\\x$(printf %02x $(((number >> (8 * i)) & 255)))"
		done
	done
}

# vmx_parameters ENTRY_FILE KERNEL_SECTORS INITRD: the 8 sectors that the boot
# sector reads first: struct hvm_start_info, the load list, the one module
# (the initrd), the command line.
vmx_parameters() {
	local address entry kernel_sectors=$2 initrd=$3
	{ read -r address && read -r entry; } <"$1"
	{
		little 4 0x336ec578 1 0 1
		little 8 $((vmx_params + 64)) $((vmx_params + 256)) 0 "$vmx_memmap"
		little 4 0 0 "$entry" 0
		little 8 "$vmx_initrd" "$(stat -c %s "$initrd")" 0 0
		little 8 0 0 0 0
		little 4 9 "$kernel_sectors" "$address"
		little 4 $((9 + kernel_sectors)) "$(sectors "$initrd")" "$vmx_initrd"
	} >"$run_dir/parameters"
	truncate -s 256 "$run_dir/parameters"
	printf '%s\0' "$kernel_args tsc_early_khz=$(($(vmx_ips) / 1000)) $vmx_kernel_args$(vmx_newer_args)${debug:+ $vmx_debug_args}" >>"$run_dir/parameters"
	truncate -s 4096 "$run_dir/parameters"
	cat "$run_dir/parameters"
}

# boot_vmx: starts L1. Debian's Bochs begins in its debugger and wants a
# terminal for that; for L1's screen it opens a second one.
boot_vmx() {
	local bochs
	cat >"$run_dir/bochsrc" <<-END
	config_interface: textconfig
	display_library: term
	cpu: model=corei7_skylake_x, count=$smp, quantum=32, ips=$(vmx_ips), reset_on_triple_fault=0
	memory: guest=$memory, host=$memory
	romimage: file=$vmx_bios, options=fastboot
	vgaromimage: file=$vmx_vga_bios
	ata0-master: type=disk, path=$run_dir/disk, mode=flat, cylinders=$vmx_cylinders, heads=16, spt=63
	boot: disk
	com1: enabled=1, mode=file, dev=$run_dir/console
	com2: enabled=1, mode=file, dev=$run_dir/output
	clock: sync=none
	mouse: enabled=0
	sound: driver=dummy
	speaker: enabled=0
	log: $run_dir/emulator.log
	panic: action=fatal
	error: action=ignore
	info: action=ignore
	debug: action=ignore
	END
	echo c >"$run_dir/bochs-commands"
	start_job exec setpriv --pdeathsig KILL script -qec \
		"exec '$emulator' -q -f '$run_dir/bochsrc' -rc '$run_dir/bochs-commands'" /dev/null \
		</dev/null >"$run_dir/emulator-screen" 2>&1
	bochs=$job
	start_job read_screen
	job=$bochs
}

# read_screen: takes away what Bochs draws on L1's screen, as long as it runs.
# If nobody does, Bochs stops for good once its terminal's buffer is full, which
# the blinking cursor alone does in some minutes.
read_screen() {
	local screen=
	while [ -z "$screen" ]; do
		nap 0.1
		screen=$(sed -n 's/^Bochs connected to screen "\(.*\)".*/\1/p' "$run_dir/emulator-screen")
	done
	exec setpriv --pdeathsig KILL cat "$screen" >/dev/null 2>&1
}

# went_off_vmx: whether L1 switched itself off
went_off_vmx() {
	grep -q 'soft power off' "$run_dir/emulator.log"
}
