#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# 1,000 VMs with 8 vCPUs each: one refresh takes at most 100 ms of a CPU and 64
# MiB. CPU time, as wall time says more about the machine's other work.
. "$(dirname "$0")/lib.sh"

refreshes=20

"$here/simulate-tree" "$scratch/tree" 1000 8 1
is "$(wc -l <"$scratch/tree/all")" 126015 "126,014 rows of 9,001 host, VMs and vCPUs"

# measure NAME ARG...: CPU ms for a refresh and KiB at most
measure() {
	local name=$1 user system kib ms

	shift
	/usr/bin/time -f '%U %S %M' -o "$scratch/time" "$reader" --debugfs "$scratch/tree" "$@" \
		0.01 "$refreshes" >"$scratch/out"
	is "$?" 0 "$name"
	read -r user system kib <"$scratch/time"
	ms=$(awk -v cpu="$user" -v sys="$system" -v n="$refreshes" \
		'BEGIN { printf "%.0f", (cpu + sys) * 1000 / n }')
	[ "$ms" -le 100 ]
	ok $? "$name: $ms ms"
	[ "$kib" -le 65536 ]
	ok $? "$name: $kib KiB"
}

measure "a line for each VM" --per-vm --top 20
measure "a line for each vCPU" --per-vcpu --top 20
measure "one reason of each vCPU" --per-vcpu --reason HLT --top 20
is "$(grep -c '^TOTAL' "$scratch/out")" "$refreshes" "all of them printed"

done_testing
