# SPDX-License-Identifier: GPL-2.0-only
# The files that are written, and those whose VM goes.
. ./tap.sh
. ./held.sh

cpuid=$(reason_name cpuid)

is "$(cat $d/format)" 2 "format 2"
is "$(find $d -type d ! -perm 755)" "" "directories are as debugfs makes them"
is "$(find $d -type f ! -perm 400 ! -perm 600 ! -perm 200)" "" "and the files are root's"
is "$(find $d -type f -perm -200 | sed 's/.*\///' | sort | tr '\n' ' ')" \
	"detail enabled log_interval reset " "four of them can be written"
is "$(stat -c %a /sys/module/kvm/parameters/exit_stats_* | tr '\n' ' ')" "644 644 " \
	"root alone may set the two parameters"

# refuses FILE: nonsense is EINVAL and changes nothing.
refuses() {
	before=$(cat "$d/$1" 2>/dev/null)
	for word in x '' ' ' 2x -1 '1 1' 0x1 1.5 99999999999999999999 \
		    0000000000000000000000000000000000000001 FULL; do
		printf '%s\n' "$word" 2> "$tmp/err" > "$d/$1"
		verdict $(($? == 0)) "$1 refuses '$word'"
	done
	printf '1\0\n' 2>/dev/null > "$d/$1"
	verdict $(($? == 0)) "$1 refuses a NUL byte"
	dd if=/dev/zero bs=1M count=1 of="$d/$1" 2> "$tmp/err"
	verdict $(($? == 0)) "$1 refuses a megabyte"
	grep -q 'Invalid argument' "$tmp/err"
	verdict $? "$1 says that it is an invalid argument"
	is "$(cat "$d/$1" 2>/dev/null)" "$before" "$1 is as it was"
}
exitgen cpuid=100 > /dev/null
cat $d/exits > "$tmp/before"
for file in enabled detail log_interval reset; do
	refuses $file 2> /dev/null
done
for word in 2 10; do
	echo $word 2>/dev/null > $d/enabled
	verdict $(($? == 0)) "enabled refuses '$word'"
done
echo 0 2>/dev/null > $d/reset
verdict $(($? == 0)) "reset refuses '0'"
is "$(cat $d/exits)" "$(cat "$tmp/before")" "and no number has changed"

# A VM's files show it, go with it, and tell a reader that still has one open.
hold --vcpus 2 cpuid=300
is "$(ls $d/vm)" "$vm" "a VM has a directory"
[ -d "/sys/kernel/debug/kvm/$vm" ]
verdict $? "of the name that KVM gives it"
is "$(ls $d/vm/"$vm" | tr '\n' ' ')" "causes cpuid exits hist slowest table vcpus " "with its files"
is "$(sum $d/vm/"$vm"/exits exits "$cpuid")" 600 "the VM's exits"
is "$(sum $d/vm/"$vm"/vcpus exits "$cpuid" vcpu=1)" 300 "a vCPU's exits"
is "$(sum $d/all exits "$cpuid" scope=vm "vm=$vm")" 600 "all: the VM's exits"
is "$(sum $d/all exits "$cpuid" scope=vcpu "vm=$vm" vcpu=1)" 300 "all: a vCPU's exits"
is "$(tail -n 1 $d/vm/"$vm"/table | awk '{ print $1 }')" TOTAL "table: TOTAL is last"
exec 7< $d/vm/"$vm"/exits 8< $d/vm/"$vm"/hist 6< $d/vm/"$vm"/vcpus
release
for fd in 6 7 8; do
	cat <&$fd > "$tmp/gone" 2> "$tmp/err"
	verdict $(($? == 0)) "a file of a VM that has gone cannot be read, $fd"
	is "$(cat "$tmp/gone")" "" "and has nothing in it"
	is "$(sed 's/.*: //' "$tmp/err")" "No such device" "and says so"
done
exec 6<&- 7<&- 8<&-
is "$(ls $d/vm)" "" "its directory is gone"
is "$(sum $d/departed exits "$cpuid" "vm=$vm")" 600 "its exits are among the departed"

# The log, from a work item.
trace=/sys/kernel/tracing
mount -t tracefs none $trace 2> /dev/null # perhaps it is
echo 1 > $trace/events/printk/console/enable
# news: the kernel's log since the last call of "mark".
mark() { lines=$(dmesg | wc -l); }
news() { dmesg | sed "1,${lines}d"; }
mark
exits=$(sum $d/exits exits TOTAL)
echo 1000 > $d/log_interval
is "$(cat $d/log_interval)" 1000 "log_interval is set"
sleep 1
exitgen cpuid=5000 > /dev/null
for _ in 1 2 3 4 5 6 7 8 9 10; do
	news | grep -q 'exits: .* in all' && break
	sleep 1
done
sleep 1
echo 0 > $d/log_interval
logged=$(news | sed -n 's/.*exits: \([0-9]*\) in all$/\1/p' | tail -n 1)
within "$logged" $((exits + 1000)) "$(sum $d/exits exits TOTAL)" "log_interval: the host's exits are logged"
within "$(news | grep -c 'exits: .* in all')" 1 6 "log_interval: at most every 1,000 exits"
within "$(news | sed -n "s/.*exits: \([0-9]*\) $cpuid .*/\1/p" | tail -n 1)" 1000 \
	"$(sum $d/exits exits "$cpuid")" "log_interval: by reason"
is "$(grep 'exits: ' $trace/trace | grep -vc ' *kworker/')" 0 "log_interval: only a work item has logged"
within "$(grep -c 'exits: .* in all' $trace/trace)" 1 6 "log_interval: and it has"
echo 0 > $trace/events/printk/console/enable
mark
exitgen cpuid=5000 > /dev/null
sleep 1
is "$(news | grep -c 'exits: ')" 0 "log_interval 0: nothing is logged"
finish
