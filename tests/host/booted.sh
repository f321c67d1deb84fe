#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# On a booted host of scripts/rig, in the checkout's top: a libvirt guest, and what README's
# commands do there. For tests/full/rig-*.t, which gives the commands as they stand in README:
#   booted.sh live SWAP TABLE BACK    stock and ours exchanged, and a guest in the live table
#   booted.sh stock                   KVM is the kernel's own, and a guest runs
#   booted.sh enforced SWAP BACK      where only modules are loaded that a known key has signed
. tests/host/libvirt.sh
guest=web

# kind: which KVM is loaded
kind() {
	if [ ! -e /sys/module/kvm_amd ]; then
		echo none
	elif [ -e /sys/module/kvm/version ]; then
		echo kvm-exits
	else
		echo stock
	fi
}

# cpuid_exits: the guest's
cpuid_exits() {
	kvm-exitstat --vm web --reason cpuid --csv | awk -F, '
		NR == 1 { for (i = 1; i <= NF; i++) if ($i == "exits") at = i }
		NR == 2 { print $at }'
}

# settled: the guest is suspended, and what it has written is in the file
settled() {
	virsh suspend web >/dev/null && sleep 1
}

# counted: a dot is written for each CPUID instruction
counted() {
	local dots exits
	settled
	dots=$(dots) exits=$(cpuid_exits)
	virsh resume web >/dev/null
	sleep 3
	settled
	dots=$(($(dots) - dots)) exits=$(($(cpuid_exits) - exits))
	[ "$dots" -gt 20 ] && [ $((exits - dots)) -ge -1 ] && [ $((exits - dots)) -le 1 ]
	ok $? "kvm-exitstat --vm web: each CPUID exit, but for one under way: $exits of $dots"
	virsh resume web >/dev/null
}

# refused COMMAND: while the guest runs
refused() {
	local was
	was=$(kind)
	try 1 "$1, while the guest runs" "$1"
	has "$scratch/says" 'KVM is in use, nothing has changed' "$1: it is said"
	has "$scratch/says" "pid $(pidof qemu-system-x86_64), uid $(id -u libvirt-qemu): qemu-system-x86" "$1: who uses it"
	is "$(kind)" "$was" "$1: nothing has changed"
}

# live SWAP TABLE BACK
live() {
	local swap=$1 table=$2 back=$3
	is "$(kind)" kvm-exits "a boot loads what is installed"
	try 0 "$swap, where it is loaded already" "$swap"
	has "$scratch/says" 'they are loaded already: kvm-exits' "$swap: it is said"
	try 0 "$back" "$back"
	is "$(kind)" stock "$back: stock is loaded"
	start_guest "on stock"
	refused "$swap"
	stop_guest
	try 0 "$swap" "$swap"
	has "$scratch/says" 'loaded: kvm-exits' "$swap: it is said"
	is "$(kind)" kvm-exits "$swap: ours are loaded"
	try 0 "kvm-exitstat check" "kvm-exitstat check"
	has "$scratch/says" '^[1-9][0-9]* passed, 0 failed$' "kvm-exitstat check: it passes"
	sed 's/^/# /' "$scratch/says"
	start_guest "on ours"
	in_table "$table"
	counted
	refused "$back"
	stop_guest
	try 0 "$back" "$back"
	is "$(kind)" stock "$back: stock is loaded"
	is "$(systemctl --failed --no-legend)" "" "no unit has failed"
}

# stock: of the newest kernel, which is what boots
stock() {
	is "$(uname -r)" "$(readlink /vmlinuz | sed 's,.*/vmlinuz-,,')" "the host has booted Linux $(uname -r)"
	is "$(kind)" stock "KVM is the kernel's own"
	is "$(ls -d /sys/kernel/debug/kvm_exits 2>&1)" "ls: cannot access '/sys/kernel/debug/kvm_exits': No such file or directory" \
		"it has no statistics"
	start_guest "on stock"
	stop_guest
}

# enforced SWAP BACK: ours are signed by a key that this kernel does not know
enforced() {
	is "$(cat /sys/module/module/parameters/sig_enforce)" Y "only signed modules are loaded"
	is "$(kind)" none "a boot loads neither ours nor stock"
	try 0 "$2" "$2"
	is "$(kind)" stock "$2: stock is loaded"
	try 3 "$1" "$1"
	has "$scratch/says" 'failed: stock is loaded as before' "$1: it is said"
	is "$(kind)" stock "$1: stock is loaded"
	start_guest "afterwards"
	stop_guest
}

case $1 in
live) live "$2" "$3" "$4" ;;
stock) stock ;;
enforced) enforced "$2" "$3" ;;
esac
done_testing
