#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# 1,000 VMs with 8 vCPUs each: a refresh takes at most 500 million instructions, some 100 ms
# of a CPU, and 64 MiB. valgrind counts the same instructions on every machine.
. "$(dirname "$0")/lib.sh"

limit=500

"$here/simulate-tree" "$scratch/tree" 1000 8 1
is "$(wc -l <"$scratch/tree/all")" 126015 "126,014 rows of 9,001 host, VMs and vCPUs"

# instructions REFRESHES ARG...
instructions() {
	local refreshes=$1

	shift
	valgrind --tool=callgrind --callgrind-out-file=/dev/null --log-file="$scratch/log" \
		"$reader" --debugfs "$scratch/tree" "$@" 0.01 "$refreshes" >"$scratch/out" || return
	sed -n 's/.* Collected : //p' "$scratch/log"
}

# measure NAME ARG...: millions of instructions of the second refresh, KiB at most
measure() {
	local name=$1 one two kib millions

	shift
	one=$(instructions 1 "$@")
	two=$(instructions 2 "$@")
	is "$(grep -c '^TOTAL' "$scratch/out")" 2 "$name: both are printed"
	millions=$(((two - one + 999999) / 1000000))
	[ "$millions" -gt 0 ] && [ "$millions" -le "$limit" ]
	ok $? "$name: $millions million instructions"
	/usr/bin/time -f %M -o "$scratch/kib" "$reader" --debugfs "$scratch/tree" "$@" >/dev/null
	kib=$(cat "$scratch/kib")
	[ "$kib" -le 65536 ]
	ok $? "$name: $kib KiB"
}

measure "a line for each VM" --per-vm --top 20
measure "a line for each vCPU" --per-vcpu --top 20
measure "one reason of each vCPU" --per-vcpu --reason HLT --top 20

done_testing
