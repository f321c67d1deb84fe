# SPDX-License-Identifier: GPL-2.0-only
# needs: fast-reads
# Steal is what the scheduler says of a vCPU's thread, over an interval in which it stays
# in KVM_RUN, within 5 %: of one that is preempted, and of one that is woken and queued.
. ./tap.sh
. ./held.sh

# busy N: so many loops on the first CPU, which are $loops.
busy() {
	loops=''
	for _ in $(seq "$1"); do
		taskset 1 sh -c 'while :; do :; done' &
		loops="$loops $!"
	done
}

# idle: an end of them.
idle() {
	# shellcheck disable=SC2086 # numbers of our own
	kill $loops
	# shellcheck disable=SC2086
	wait $loops 2> /dev/null
}

# look_at_both: what the vCPU has, and as the last line its thread's schedstat; one right
# after the other, as who looks has to wait for the CPU as well.
look_at_both() { cat "$d/vm/$vm/vcpus" "$thread/schedstat" > "$tmp/vcpus"; }

# run_delay: cycles that vCPU 0's thread had been queued at the last look.
run_delay() {
	tail -n 1 "$tmp/vcpus" | awk -v khz="$khz" '{ printf "%.0f", $2 * khz / 1000000 }'
}

# interval SECONDS NAME: the growth of both. The scheduler adds a delay when it is over:
# the one that is going on at the moment is its part of the 5 %, of an interval that is
# long enough for that.
interval() {
	until [ "$(sum $d/vm/"$vm"/exits exits TOTAL)" -gt 0 ]; do
		kill -0 $holder || return
	done
	thread=$(grep -lx vcpu0 /proc/$holder/task/*/comm)
	thread=${thread%/comm}
	look_at_both
	steal=$(phase 0 steal) user=$(phase 0 user) delay=$(run_delay)
	sleep "$1"
	look_at_both
	steal=$(($(phase 0 steal) - steal)) user=$(($(phase 0 user) - user))
	delay=$(($(run_delay) - delay))
	hold_done
	verdict $(($? == 0)) "$2: the guest still runs"
	is $user 0 "$2: and has not left KVM_RUN"
	within $delay $((100 * khz)) 1000000000000000 "$2: $((delay / khz)) ms of delay"
	within $steal $((delay / 100 * 95)) $((delay / 100 * 105)) "$2: as much is steal"
}

busy 2
hold_start --cpus 0 cpuid=1000000000
hold_named
interval 3 "preempted"
is "$(phase 0 halted)" 0 "preempted: it is not halted"
kill $holder
release 2> /dev/null
idle

# Woken by another thread, which has the second CPU.
busy 3
hold_start --cpus 0 --halt-ms 10 halt-wake=100000
hold_named
interval 5 "halted, woken and queued"
within "$(phase 0 halted)" $((1000 * khz)) 1000000000000000 \
	"halted, woken and queued: and it is halted in between"
kill $holder
release 2> /dev/null
idle
finish
