#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# On a booted host of scripts/rig, in the checkout's top: a libvirt guest on the kernel's own
# KVM, counted by BPF. For tests/full/rig-bpf-*.t, which gives the command as it is typed first.
. tests/host/libvirt.sh
guest=web
says='this KVM has no statistics of its own: BPF counts from now on, at some [0-9]+ instructions an exit'

# none_left: no function of KVM's calls a program
none_left() {
	! grep -q '^kvm_' /sys/kernel/tracing/enabled_functions
}

# counted: a dot is written for each CPUID instruction
counted() {
	local dots exits
	virsh suspend web >/dev/null && sleep 1
	dots=$(dots)
	kvm-exitstat run --vm web --reason cpuid --csv -- sh -c \
		'virsh resume web && sleep 5 && virsh suspend web && sleep 1' >"$scratch/out" 2>"$scratch/says"
	dots=$(($(dots) - dots))
	exits=$(grep -v '^kvm-exitstat: ' "$scratch/says" |
		awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "exits") at = i } NR == 2 { print $at }')
	[ "$dots" -gt 20 ] && [ $((exits - dots)) -ge -1 ] && [ $((exits - dots)) -le 1 ]
	ok $? "run --vm web: each CPUID exit, but for one under way: $exits of $dots"
	sed 's/^/# /' "$scratch/says"
	virsh resume web >/dev/null
}

# live COMMAND: the guest's line in what it shows until it is told to stop
live() {
	bash -c "exec $1" >"$scratch/table" 2>"$scratch/says" &
	wait_for 120 grep -qE "^$guest +[1-9][0-9]+ " "$scratch/table"
	ok $? "$1: the guest's line, with its domain's name"
	none_left
	is $? 1 "$1: it is counted by BPF"
	kill $! && wait $!
	is $? 0 "$1: SIGTERM ends it"
	sed 's/^/# /' "$scratch/table" | head -n 12
}

modprobe kvm_amd
is "$(ls -d /sys/module/kvm_amd/version 2>/dev/null)" "" "KVM is the kernel's own"
is "$(command -v clang bpftool)" "" "nothing is there that builds it"
try 0 "$1, without a VM" "$1"
has "$scratch/says" "^kvm-exitstat: $says" "from when on it counts, and what that costs"
start_guest "on stock"
try 0 "$1" "$1"
has "$scratch/says" '^TOTAL +[1-9][0-9]+ ' "its exits"
sed 's/^/# /' "$scratch/says"
live "kvm-exitstat --per-vm 1"
has "$scratch/says" "^kvm-exitstat: $says" "kvm-exitstat --per-vm 1: the same is said"
counted
none_left
ok $? "none of it is left"
stop_guest
done_testing
