# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/lab
#
# L1 under QEMU's TCG, which emulates AMD's SVM with nested paging.

# What TCG lacks of this CPU is taken out, so that it does not warn and a newer
# QEMU offers the same CPU.
svm_cpu=EPYC,+svm,-rdseed,-sha-ni,-fxsr-opt,-misalignsse,-3dnowprefetch,-osvw,-topoext,-nrip-save,-xsavec

# One thread for all CPUs: with a thread for each, QEMU 7.2 now and then runs half
# of an instruction that L1 is patching, and L1 dies of an int3 where KVM switches
# its static keys, as it does with the first and the last VM.
svm_accel=tcg,thread=single

check_svm() {
	need qemu-system-x86_64
	emulator=$program
}

# boot_svm INITRD: starts L1; com1 goes to $run_dir/console, com2 to
# $run_dir/output or, for a shell, to the terminal.
boot_svm() {
	local clock=() start=start_job com2=file:$run_dir/output
	[ -z "$icount" ] || clock=(-icount "shift=0,sleep=off")
	if [ -n "$terminal" ]; then
		start=start_terminal_job
		com2=mon:stdio
		exec 3>&1
	else
		exec 3>"$run_dir/emulator.log"
	fi
	"$start" exec setpriv --pdeathsig KILL "$emulator" \
		-accel "$svm_accel" -cpu "$svm_cpu" -smp "$smp" -m "$memory" "${clock[@]}" \
		-nodefaults -no-user-config -no-reboot -display none -net none \
		-kernel "$image_dir/vmlinux" -initrd "$1" -append "$kernel_args" \
		-serial "file:$run_dir/console" -serial "$com2" >&3 2>"$run_dir/emulator.log"
	exec 3>&-
}

# went_off_svm: whether L1 switched itself off
went_off_svm() {
	[ "$emulator_status" = 0 ]
}
