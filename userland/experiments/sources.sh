#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The same guest, from its begin to its end, counted by KVM itself (A) and by BPF (B), both at
# once.
cd "$(mktemp -d)" || exit
kvm-exitstat record --source bpf -o bpf 2 2> said &
reader=$!
until grep -q 'BPF counts from now on' said; do
	sleep 0.1
done
sleep 5
kvm-exitstat run -o kvm -- sh -c 'lab-guest -- true > /dev/null 2>&1' > /dev/null 2>&1
sleep 3
kill -INT $reader
wait $reader
COLUMNS=110 kvm-exitstat diff kvm bpf
