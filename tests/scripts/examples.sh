# SPDX-License-Identifier: GPL-2.0-only
# In the lab, for examples: runs those of the files below /root/ways, with what they take
# for granted around them. Of each its status; what it said if that is not 0. With
# "guest", those for a guest, in one.
# shellcheck shell=dash
cd /root/ways || exit

# keys: for a live screen
keys() {
	sleep 5
	printf '\r'
	sleep 3
	printf q
	sleep 5
}

# run EXAMPLE
run() {
	case $1 in
	'kvm-exitstat top'*) keys | script -qec "stty rows 30 cols 100; $1" /dev/null ;;
	*) exec setsid sh -c "$1" </dev/null ;;
	esac
}

# try EXAMPLE SECONDS: then it gets a Ctrl-C. What it waits for comes before.
try() {
	rm -f /tmp/now /tmp/stop
	run "$1" >/tmp/said 2>&1 &
	example=$!
	for second in $(seq "$2"); do
		kill -0 $example 2>/dev/null || break
		[ "$second" != 15 ] || touch /tmp/now /tmp/stop
		sleep 1
	done
	kill -INT -$example 2>/dev/null
	wait $example
	status=$?
	case $1 in
	*' -o '*) ;;
	kvm-exitstat*) [ -s /tmp/said ] || status="$status, but said nothing:" ;;
	esac
	echo "example $status $1"
	[ "$status" = 0 ] || tail -n 8 /tmp/said
}

# all FILE SECONDS
all() {
	while IFS= read -r line <&3; do
		try "$line" "$2"
	done 3<"$1"
}

if [ "${1-}" = guest ]; then
	all guest 900
	exit
fi

d=/sys/kernel/debug/kvm_exits
echo 1 >/sys/module/kvm/parameters/force_emulation_prefix
printf '#!/bin/sh\necho prog\n' >/bin/prog
printf '#!/bin/sh\nexec exitgen cpuid=1000\n' >guest.sh
# A VM's name is found in its VMM's arguments.
printf '#!/bin/sh\nexec /lab/guest/qemu -L /lab/guest "$@"\n' >/bin/qemu-system-x86_64
# The lab's guests have no network.
printf '#!/bin/sh\nexec sleep 3\n' >/bin/ssh
chmod 755 /bin/prog guest.sh /bin/ssh /bin/qemu-system-x86_64
mkfifo /tmp/fifo
# where a QEMU shows its guest's screen if nothing is said
echo 127.0.0.1 localhost >/etc/hosts
ip link set lo up

# Tests' tools are used in the directory of the host's files, some beside a VM.
here=$PWD
cd $d || exit
while IFS= read -r line <&3; do
	case $line in
	*'vm/*'* | *--copies*) hold=1 ;;
	*) hold='' ;;
	esac
	if [ -n "$hold" ]; then
		mkfifo /tmp/hold
		exitgen --hold cpuid=10 </tmp/hold >/tmp/held &
		exec 4>/tmp/hold
		sleep 3
		for copy in first second; do
			mkdir -p /tmp/$copy
			cp departed all exits /tmp/$copy/
		done
	fi
	sleep 20 >/tmp/fifo &
	fifo=$!
	try "$line" 900
	kill $fifo 2>/dev/null
	[ -z "$hold" ] || { exec 4>&-; wait; rm -f /tmp/hold; }
done 3<"$here/tools"
cd "$here" || exit

all lab 900
qemu-system-x86_64 -enable-kvm -name web -smp 2 -m 64 -display none -net none web.img >/dev/null 2>&1 &
web=$!
sleep 5
# Those that go on until Ctrl-C get it when a minute's sample is there.
all reader 75
kill $web
lab-guest --smp 2 --file /root/examples.sh:/root/examples.sh --file "$here/guest:/root/ways/guest" \
	--file /lab/bin/sweep:/bin/sweep -- sh /root/examples.sh guest
