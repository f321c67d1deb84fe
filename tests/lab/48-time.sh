# SPDX-License-Identifier: GPL-2.0-only
# When time or the VM goes wrong: a host that is suspended, clocks that differ between
# CPUs, a VMM that is killed, a triple fault, a VM entry that fails.
. ./tap.sh
. ./held.sh
. ./conserved.sh

khz=$(cat $d/tsc_khz)
cpuid=$(reason_name cpuid)
case $isa in
svm)	long=400000 ;;
vmx)	long=200000 ;;
esac

# phases VCPU: their sum.
phases() {
	all=0
	for p in guest kernel user halted preempted; do
		all=$((all + $(phase "$1" $p)))
	done
	echo $all
}

# lives VCPU NAME: as in 40-phases.sh.
lives() {
	within "$(phases "$1")" $(($(stamp "$1" done) - $(stamp "$1" first))) \
		$(($(stamp "$1" last) - $(stamp "$1" begin))) "$2: the five phases are vCPU $1's life"
}

# The host is suspended, as far as that goes without switching the machine off: tasks
# frozen, devices and the second CPU down, KVM's virtualization off on the first.
if grep -qw mem /sys/power/state && [ -e /sys/power/pm_test ]; then
	hold_start --vcpus 2 cpuid=$long
	sleep 0.5
	hold_done
	verdict $(($? == 0)) "suspend: the guest still runs"
	echo core > /sys/power/pm_test
	ok "suspend: five seconds, and back" sh -c 'echo mem > /sys/power/state'
	hold_wait
	is "$(sum $d/vm/"$vm"/exits exits "$cpuid")" $((2 * long)) "suspend: no exit is lost"
	lives 0 suspend
	lives 1 suspend
	within "$(phase 0 user)" $((4000 * khz)) "$(life 0)" \
		"suspend: the VMM, which was frozen, has the time"
	release
	conserved suspend
else
	skip "suspend" "this kernel cannot test it: $(cat /sys/power/state), no pm_test"
fi

# A VMM that is killed while its guest runs: what it did until then stays.
for i in 1 2 3 4 5 6 7 8 9 10; do
	exitgen --vcpus 4 cpuid=10000000 io=1 > "$tmp/out" 2>&1 &
	vmm=$!
	until grep -q "^[^-].*$cpuid	[1-9]" $d/vm/*/exits 2> /dev/null; do
		usleep 10000
	done
	usleep $((i * 10000))
	kill -KILL $vmm
	wait $vmm
	is "$? $(ls $d/vm)" "137 " "killed in KVM_RUN, $i: the VM goes"
	last_departed
	within "$(sum "$tmp/departed" exits "$cpuid" "vm=$vm")" 1 39999999 \
		"killed in KVM_RUN, $i: what it did stays"
done
conserved "killed in KVM_RUN"

# The last exit of a vCPU's life, and an entry that is none.
for last in shutdown=1 fail-entry=3; do
	kind=${last%=*}
	reason=$(reason_name "$kind")
	exitgen --vcpus 2 cpuid=100 $last > "$tmp/out" 2>&1
	is $? 0 "$kind: exitgen ends"
	last_departed
	is "$(sum "$tmp/departed" exits "$reason" "vm=$vm")" "$(made "$tmp/out" "$reason")" "$kind: each is counted"
	is "$(sum "$tmp/departed" exits "$cpuid" "vm=$vm")" 200 "$kind: and each exit before"
	conserved "$kind"
done

# Clocks that differ between CPUs, by ten seconds either way, while a vCPU moves.
# msr_write CPU NUMBER VALUE
msr_write() {
	msr_bytes='' msr_value=$3
	for _ in 1 2 3 4 5 6 7 8; do
		msr_bytes="$msr_bytes\\$(printf %03o $((msr_value & 255)))"
		msr_value=$((msr_value >> 8))
	done
	# shellcheck disable=SC2059 # the bytes
	printf "$msr_bytes" | dd of=/dev/cpu/"$1"/msr bs=8 count=1 oflag=seek_bytes seek=$(($2)) conv=notrunc 2> /dev/null
}
msr_read() {
	dd if=/dev/cpu/"$1"/msr bs=8 count=1 iflag=skip_bytes skip=$(($2)) 2> /dev/null | od -An -v -tu8 | tr -d ' '
}

# shift_clock CYCLES: of the second CPU.
shift_clock() { msr_write 1 0x10 $(($(msr_read 1 0x10) + $1)); }

seconds=$((10000 * khz))
shift_clock $seconds
if [ "$(nproc)" -gt 1 ] && [ $(($(msr_read 1 0x10) - $(msr_read 0 0x10))) -gt $((seconds / 2)) ]; then
	for way in ahead behind; do
		[ $way = ahead ] || shift_clock $((-2 * seconds))
		hold_start cpuid=$long
		moves=0
		until hold_done; do
			for thread in /proc/$holder/task/*; do
				taskset -p $((1 + moves % 2)) "${thread##*/}" > /dev/null 2>&1
			done
			moves=$((moves + 1))
			usleep 20000
		done
		hold_wait
		is "$(sum $d/vm/"$vm"/exits exits "$cpuid")" $long "a clock that is $way: no exit is lost"
		within $moves 4 1000000 "a clock that is $way: $moves moves"
		# What a move adds to a phase is what the clocks differ, or nothing.
		within "$(phases 0)" 1 $((100000 * khz + (moves + 2) * seconds)) \
			"a clock that is $way: a move adds no more than the clocks differ"
		is "$(awk -F '\t' 'NR > 1 { for (i = 3; i <= 10; i++) if ($i > 1e17) print }' $d/vm/"$vm"/vcpu0/exits)" "" \
			"a clock that is $way: nothing that was negative"
		release
		conserved "a clock that is $way"
	done
	shift_clock $seconds
else
	skip "clocks that differ" "IA32_TSC cannot be written on this machine (QEMU's TCG has none); tests/unit does it to the same code"
fi
finish
