# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/lab
#
# Follows a running L1: passes its command's output on as it comes, reads its
# kernel's log, and decides how it ended.

# what a kernel that is not well writes to its log; a trace of calls alone may be no
# more than an allocation that failed
crash_text='Kernel panic|Oops|BUG:|WARNING:|UBSAN:|general protection fault|INFO: (task|rcu)|(stall|lockup) on'

# how long the command may go on, in seconds, after such a report: it may never end
crash_grace=300

# what both kinds of L1 are started with. Warnings and worse are shown on the
# console, where the lab watches for them. A task that is preempted in an RCU reader may
# stay so for half a minute on a debug kernel, on one CPU, beside five busy vCPUs. And
# where others take this machine's CPUs, QEMU's timer interrupts come too late for the
# kernel, which panics ("IO-APIC + timer doesn't work!") unless told not to check them.
kernel_args="console=ttyS0,115200 loglevel=5 panic=-1 printk.devkmsg=on printk.time=1"
kernel_args+=" rcupdate.rcu_cpu_stall_timeout=120 no_timer_check"

run_lab() {
	local emulator_job output_job
	touch "$run_dir/console" "$run_dir/output"
	"boot_$machine" "$run_dir/initrd"
	emulator_job=$job
	start_job exec tail -c +1 -s 0.1 -f --pid="$emulator_job" "$run_dir/output"
	output_job=$job
	follow
	wait_job "$emulator_job"
	emulator_status=$?
	read_console
	exec {console_fd}<&-
	wait_job "$output_job"
	conclude
}

# follow: until the emulator has ended or has to be ended. On a full disk its output is
# lost without a word.
follow() {
	local start=$SECONDS looked=0
	lab_status='' lab_failure='' lab_started='' crashed='' panicked='' late='' line=
	exec {console_fd}<"$run_dir/console"
	while kill -0 "$emulator_job" 2>/dev/null; do
		read_console
		if [ -n "$panicked" ]; then
			nap 1
			stop_emulator
		elif [ -n "$crashed" ] && ((SECONDS - crashed > crash_grace)); then
			stop_emulator
		elif [ -n "$timeout" ] && ((SECONDS - start >= timeout)); then
			stop_emulator
			late=1
		elif ((SECONDS > looked)); then
			looked=$SECONDS
			! disk_full || stop_emulator
		elif [ -n "$lab_failure" ]; then
			nap 0.3
			stop_emulator
		elif ! kill -0 "$output_job" 2>/dev/null; then
			stop_emulator
			exit 141 # nobody reads our output: as if SIGPIPE had ended us
		fi
		nap 0.1
	done
}

stop_emulator() {
	signal_job TERM "$emulator_job"
	nap 0.5
	signal_job KILL "$emulator_job"
}

# read_console: all that is new in L1's kernel log. A line of which only the
# first part is there is kept in line.
read_console() {
	local part
	while IFS= read -r part <&"$console_fd" || { line+=$part && false; }; do
		line+=$part
		look_at "${line%$'\r'}"
		line=
	done
}

# look_at LINE: before L1's init has started only a panic counts: the emulators
# have quirks that a kernel warns about while it starts.
look_at() {
	case $1 in
	*'kvm-exits-lab: started')
		[ -z "$lab_started" ] || lab_failure='the lab started again: did the command reboot it?'
		lab_started=1
		;;
	*'kvm-exits-lab: failed '*) lab_failure=${1#*kvm-exits-lab: failed } ;;
	*'reboot: System halted'*) lab_failure='the lab was halted, which leaves it on: end it with poweroff -f' ;;
	*'kvm-exits-lab: status '*) lab_status=${1##* } ;;
	*'Kernel panic'*) crashed=$SECONDS panicked=1 ;;
	*) [ -n "$lab_started" ] && [[ $1 =~ $crash_text ]] && crashed=${crashed:-$SECONDS} ;;
	esac
}

conclude() {
	die_if_full "What the command printed, or the lab's log, is not whole" || :
	if [ -n "$crashed" ]; then
		show_crash
		die -s "$KERNEL_CRASHED" "the lab's kernel crashed${lab_status:+; the command ended with status $lab_status}"
	elif [ -n "$late" ]; then
		die -s "$TIMED_OUT" "the command did not end within $timeout s (--timeout): the lab was ended"
	elif [ -n "$lab_failure" ]; then
		die "$lab_failure"
	elif [ -n "$lab_status" ]; then
		exit "$lab_status"
	elif [ -n "$lab_started" ] && "went_off_$machine"; then
		die "the lab went off before the command had ended: did the command stop it?"
	fi
	tail -n 20 "$run_dir/console" "$run_dir/emulator.log" >&2
	[ "$machine" != kvm ] ||
		die -s "$EMULATOR_DIED" "QEMU ended (status $emulator_status): --accel tcg emulates instead"
	die -s "$EMULATOR_DIED" "the emulator died (status $emulator_status)"
}

# show_crash: the kernel's log from the first bad line on.
show_crash() {
	say "the lab's kernel log:"
	tr -d '\r' <"$run_dir/console" | sed -n '/kvm-exits-lab: started/,$p' |
		grep -E -B 2 -A 60 -m 1 "$crash_text" >&2 ||
		grep -A 60 -m 1 'Kernel panic' "$run_dir/console" >&2
}
