# SPDX-License-Identifier: GPL-2.0-only
# No VM waits for us. Who reads, turns a switch or writes a summary into the kernel's log
# is held in the middle of it, by the lab's module hold, until 100 VMs of two vCPUs have
# been born, have run and have ended beside it, and a VM that was there before has ended,
# too. What is looked at is the order: when all that is over, the held one must still be
# held. If a VM waits for it, it goes on before, when its time is over.
. ./tap.sh
. ./held.sh

parameters=/sys/module/hold/parameters
limit=60	# s, for which one is held at most
cpuid=$(reason_name cpuid)

is_held() { [ "$(cat $parameters/held)" -gt 0 ]; }

# wait_held: until somebody is, for a minute at most
wait_held() {
	for _ in $(seq 600); do
		is_held && return
		usleep 100000
	done
	return 1
}

# beside WHAT FUNCTION AFTER COMMAND...: COMMAND runs in the background; where it, or what
# it makes the kernel do, calls FUNCTION, and has called it AFTER times before, it is held
# and VMs live and end meanwhile.
beside() {
	what=$1 function=$2 after=$3
	shift 3
	hold --vcpus 2 cpuid=100
	modprobe hold function=$function after=$after times=1 ms=$((limit * 1000)) || {
		verdict 1 "$what: the kernel has $function()"
		release
		return
	}
	"$@" > "$tmp/beside" 2>&1 9>&- &
	beside=$!
	wait_held
	verdict $? "$what: is held there"
	release
	lives --vms 100 --vcpus 2 --exits 5 > "$tmp/lives" 2>&1
	is "$(cut -f 1-4 "$tmp/lives")" "lives	100	200	1000" "$what: 100 VMs of 2 vCPUs live meanwhile"
	is_held
	verdict $? "$what: is still held when they have ended"
	echo "# they took $(cut -f 5 "$tmp/lives") ms"
	echo 1 > $parameters/release
	wait $beside
	is $? 0 "$what: goes on and ends well"
	modprobe -r hold
	is "$(ls $d/vm)" "" "$what: no VM is left"
}

# The second of the stores that `all` shows: the reader is among the VMs.
before=$(sum $d/exits exits "$cpuid")
beside "a reader of all" kvm_vmexit_show_rows 1 cat $d/all
is "$(sum "$tmp/beside" exits "$cpuid" scope=vm "vm=$vm")" 200 \
	"and shows the VM that has ended meanwhile"
is "$(sum "$tmp/beside" exits "$cpuid" scope=host)" $((before + 200)) "and the host as it was"
is "$(sum $d/exits exits "$cpuid")" $((before + 1200)) "each exit was counted"

beside "a reader of exits" kvm_vmexit_show_rows 0 cat $d/exits
is "$(sum $d/exits exits "$cpuid")" $((before + 2400)) "each exit was counted"

# shellcheck disable=SC2016 # the inner shell's
beside "a switch" kvm_vmexit_record_phases 0 sh -c 'echo 0 > "$1" && echo 1 > "$1"' - $d/enabled
is "$(cat $d/enabled)" 1 "and is turned back"

# The first look only notes how many exits there are.
summary() {
	echo 1 > $d/log_interval
	until is_held; do
		exitgen cpuid=10 > /dev/null || return
	done
}
beside "a log pass" kvm_vmexit_log_summary 0 summary
echo 0 > $d/log_interval
finish
