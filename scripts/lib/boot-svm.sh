# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/lab
#
# L1 under QEMU's TCG, which emulates AMD's SVM with nested paging.

# What TCG lacks of this CPU is taken out, so that it does not warn and a newer
# QEMU offers the same CPU.
svm_cpu=EPYC,+svm,-rdseed,-sha-ni,-fxsr-opt,-misalignsse,-3dnowprefetch,-osvw,-topoext,-nrip-save,-xsavec

# svm_cpus: how many CPUs. QEMU 7.2 has faults that take more than one CPU; a Linux guest
# and KVM's selftests meet them.
#
# With a thread for each CPU, QEMU may keep translations of code that another CPU is
# patching at that moment, and L1, or an L2 with several vCPUs, dies of an int3 where
# a static key is switched. Without any patching, on stock modules, 3 of 49 runs of
# exitgen with 4 vCPUs ended in a triple fault, and one of 9 did not end.
#
# With one thread for all CPUs, a CPU that has just injected an interrupt into its
# guest when another CPU gets a turn injects it twice: a Linux guest deadlocks.
# (helper_vmrun leaves exception_index set, cpu_handle_interrupt takes it again.) Of 40
# runs each, hyperv_ipi once counted an IPI too many and xen_shinfo_test once did not end;
# on one CPU neither.
svm_cpus() {
	if [ -n "$guest_cpio$selftests" ]; then
		echo 1
	else
		echo 2
	fi
}

# svm_threads: which of the two to risk, if there are several CPUs. The instruction
# clock knows only one.
svm_threads() {
	if [ -n "$guest_cpio$host" ] && [ -z "$icount" ]; then
		echo multi
	else
		echo single
	fi
}

svm_module_args() { :; }

check_svm() {
	need qemu-system-x86_64
	emulator=$program
}

# boot_svm INITRD: starts L1. With PREEMPT_RT KVM wants a TSC of a constant rate, by AMD's flag,
# which TCG has not. Linux takes that of a VMware for one: a machine with such a serial number,
# a port that QEMU has, too, and a CPU that names no other hypervisor.
boot_svm() {
	local options=() cpu=$svm_cpu
	[ -z "$icount" ] || options=(-icount "shift=0,sleep=off")
	[ "$flavour" != rt ] || { cpu+=,-hypervisor && options+=(-smbios "type=1,serial=VMware-lab"); }
	start_qemu "$1" -accel "tcg,thread=$(svm_threads)" -cpu "$cpu" "${options[@]}"
}

bare_machine=(-nodefaults -no-user-config -no-reboot -display none -net none)

# start_qemu INITRD ARG...: what prepare_host has set, or the lab's kernel. com1 goes to
# $run_dir/console, com2 to $run_dir/output or, for a shell, to the terminal.
start_qemu() {
	local start=start_job com2=file:$run_dir/output
	[ ${#l1_boot[@]} -gt 0 ] || l1_boot=(-kernel "$l1_dir/vmlinux" -initrd "$1" -append "$kernel_args")
	shift
	if [ -n "$terminal" ]; then
		start=start_terminal_job
		com2=mon:stdio
		exec 3>&1
	else
		exec 3>"$run_dir/emulator.log"
	fi
	"$start" exec setpriv --pdeathsig KILL "$emulator" "$@" -smp "$smp" -m "$memory" \
		"${bare_machine[@]}" "${l1_disk[@]}" "${l1_boot[@]}" \
		-serial "file:$run_dir/console" -serial "$com2" >&3 2>"$run_dir/emulator.log"
	exec 3>&-
}

# went_off_svm: whether L1 switched itself off
went_off_svm() {
	[ "$emulator_status" = 0 ]
}
