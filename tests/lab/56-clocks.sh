# SPDX-License-Identifier: GPL-2.0-only
# needs: two-clocks
# Clocks that differ between CPUs, by ten seconds either way, while a vCPU moves. The lab
# is started so that the kernel does not look at the TSC: it would put it right. QEMU's
# TCG has no IA32_TSC to write; tests/unit lets the same code see a clock that runs
# backwards.
. ./tap.sh
. ./held.sh
. ./msr.sh
. ./conserved.sh

cpuid=$(reason_name cpuid)
long=100000
seconds=$((10000 * khz))

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

# shift_clock CYCLES: of the second CPU.
shift_clock() { msr_write 1 0x10 $(($(msr_read 1 0x10) + $1)); }

shift_clock $seconds
within $(($(msr_read 1 0x10) - $(msr_read 0 0x10))) $((seconds / 2)) $((seconds * 2)) \
	"the second CPU's clock is ten seconds ahead"
for way in ahead behind; do
	[ $way = ahead ] || shift_clock $((-2 * seconds))
	backwards=$(cat $d/backwards)
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
	is "$(awk -F '\t' '
		NR == 1 { for (i = 4; i <= NF; i++) if ($i != "since") column[i] = 1; next }
		{ for (i in column) if ($i > 1e17) print }' "$tmp/vcpus")" "" \
		"a clock that is $way: nothing that was negative"
	# Each way one of two moves is onto the CPU whose clock is behind, and at some
	# point after it a difference is taken. What a read found to be negative is tallied
	# as well; a vCPU that has its hundred thousand exits has no more reason than that.
	within $(($(cat $d/backwards) - backwards)) 1 $((long + moves)) \
		"a clock that is $way: \`backwards' says so"
	release
	conserved "a clock that is $way"
done
finish
