# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # guest: set by who sources it
# Sourced on a booted host of scripts/rig, from the checkout's top: the libvirt guest that is
# called $guest, whose disk is tests/host/guest.S, in guest.img.
. tests/tap.sh
images=/var/lib/libvirt/images

# try STATUS NAME COMMAND: a line of shell; what it says is kept
try() {
	local status=0
	bash -c "$3" >"$scratch/says" 2>&1 || status=$?
	is "$status" "$1" "$2: status $1"
	[ "$status" = "$1" ] || tail -n 20 "$scratch/says" | sed 's/^/# /'
}

# wait_for SECONDS COMMAND...: until it succeeds, for so long at most
wait_for() {
	local tries
	for ((tries = 2 * $1; tries; tries--)); do
		"${@:2}" && return
		sleep 0.5
	done
	return 1
}

dots() {
	wc -c <"$images/$guest.serial"
}

runs() {
	[ "$(dots 2>/dev/null || echo 0)" -gt 20 ]
}

# start_guest NAME
start_guest() {
	[ -e "$scratch/$guest.xml" ] || define_guest
	: >"$images/$guest.serial"
	try 0 "$1: virsh start" "virsh start $guest"
	wait_for 60 runs
	ok $? "$1: the guest runs"
	runs || tail -n 5 "/var/log/libvirt/qemu/$guest.log" | sed 's/^/# /'
	is "$(stat -c %U "/proc/$(pidof qemu-system-x86_64)")" libvirt-qemu "$1: as libvirt-qemu"
}

define_guest() {
	cat >"$scratch/$guest.xml" <<-END
	<domain type="kvm">
	<name>$guest</name>
	<memory unit="MiB">64</memory>
	<vcpu>1</vcpu>
	<os><type arch="x86_64">hvm</type></os>
	<cpu mode="host-passthrough"/>
	<devices>
	<disk type="file" device="disk">
	<driver name="qemu" type="raw"/><source file="$images/guest.img"/><target dev="vda" bus="virtio"/>
	</disk>
	<serial type="file"><source path="$images/$guest.serial"/></serial>
	</devices>
	</domain>
	END
	try 0 "virsh define" "virsh define $scratch/$guest.xml"
}

# in_table COMMAND: the guest's line in what COMMAND shows until Ctrl-C
in_table() {
	timeout -s INT 6 bash -c "exec $1" >"$scratch/table" 2>&1
	has "$scratch/table" "^$guest +[1-9][0-9]+ " "$1: the guest's line, with its domain's name"
	sed 's/^/# /' "$scratch/table" | head -n 12
}

stop_guest() {
	try 0 "virsh destroy" "virsh destroy $guest"
}
