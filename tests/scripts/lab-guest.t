#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A guest that stops or ends before its command: lab-guest ends at once, says why, and has
# a status of its own. And an L1 that does.
. "$(dirname "$0")/lib.sh"
here=$repo/tests/scripts

kernel() {
	gcc -m32 -c "$2" -o "$scratch/$1.o" "$here/stopping.S" &&
		ld -m elf_i386 -Ttext 0x200000 -o "$scratch/$1" "$scratch/$1.o"
}
kernel internal-error -DINTERNAL_ERROR
kernel triple-fault -DTRIPLE_FAULT

"$repo/scripts/lab" --guest --timeout 600 --file "$here/stopping.sh:/root/stopping.sh" \
	--file "$scratch/internal-error:/root/internal-error" \
	--file "$scratch/triple-fault:/root/triple-fault" \
	-- sh stopping.sh 2>"$scratch/lab" | tr -d '\r' >"$scratch/out"
is "${PIPESTATUS[0]}" 0 "the lab"

# ended NAME STATUS SECONDS: with this status, after so many at most, nothing left
ended() {
	local status seconds
	read -r _ _ status seconds < <(grep "^result $1 " "$scratch/out")
	is "$status" "$2" "$1: status $2"
	[ "${seconds:-1000}" -le "$3" ]
	ok $? "$1: ends within $3 s, after $seconds"
	is "$(grep "^left $1 " "$scratch/out" | xargs)" "left $1" "$1: nothing is left"
}

for name in internal-error internal-error-move; do
	ended $name 121 5
	has "$scratch/out" "^$name: KVM internal error" "$name: QEMU's message"
	has "$scratch/out" "^$name: lab-guest: QEMU stopped the guest: internal-error" "$name: what it was"
done
for name in triple-fault triple-fault-move; do
	ended $name 121 5
	has "$scratch/out" "^$name: lab-guest: the guest reset itself: a triple fault" "$name: what it was"
done
ended halted 121 40
has "$scratch/out" "^halted: lab-guest: the guest halted" "halted: what it was"
ended panic 121 40
has "$scratch/out" "^panic: .*Kernel panic" "panic: the guest's console"
ended refused 125 5
ended stopped-by-us 3 40

"$repo/scripts/lab" --timeout 100 -- halt -f 2>"$scratch/lab"
is "$?" 125 "L1 that halts: status"
has "$scratch/lab" "error: the lab was halted" "L1 that halts: what it was"

done_testing
