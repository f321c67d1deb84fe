# SPDX-License-Identifier: GPL-2.0-only
# In the lab, for lab-guest.t: guests that end or stop before their command has ended. For
# each its name, lab-guest's status and the seconds it took; what it said goes to NAME.
# shellcheck shell=dash

# try NAME ARG...: of lab-guest
try() {
	name=$1
	shift
	begin=$(cut -d . -f 1 /proc/uptime)
	timeout 60 lab-guest "$@" >/tmp/said 2>&1 </dev/null
	echo "result $name $? $(($(cut -d . -f 1 /proc/uptime) - begin))"
	sed "s/^/$name: /" /tmp/said | tail -n 100
	echo "left $name $(ls -d /tmp/guest.* 2>/dev/null) $(pidof qemu)"
}

cp /lab/guest/vmlinux /tmp/vmlinux
for kernel in internal-error triple-fault; do
	cp "/root/$kernel" /lab/guest/vmlinux
	try "$kernel" -- true
	try "$kernel-move" --move-when /tmp/never -- true
done
cp /tmp/vmlinux /lab/guest/vmlinux
try halted -- halt -f
try panic -- sh -c 'echo c >/proc/sysrq-trigger'
try refused --memory 1000000 -- true
try stopped-by-us -- sh -c 'exit 3'
