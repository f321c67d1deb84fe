# SPDX-License-Identifier: GPL-2.0-only
# A Linux guest in the hands of a debugger, through QEMU's stub: stopped, single-stepped,
# let go. A step is an exit of its own, and the time that it is stopped is the VMM's.
. ./tap.sh
. ./conserved.sh

case $isa in
svm)	debug="DB excp" ;;
vmx)	debug=EXCEPTION_NMI ;;
esac
steps=50

ifconfig lo up || skip "a debugger" "this kernel has no loopback"
mkfifo "$tmp/fifo"
lab-guest --smp 2 --gdb 1234 -- sh -c 'echo up; i=0
	while [ $i -lt 400 ]; do i=$((i + 1)); cpuid -1 -r -l 0 > /dev/null; done
	echo counted $i' > "$tmp/fifo" 2>&1 &
guest=$!
exec 7< "$tmp/fifo"
read -r line <&7
is "$line" up "the guest is up"

# What a debugger says, each packet with its sum; a stop is answered with T and a signal.
{
	printf '+$?#3f'
	sleep 1
	cat $d/vm/*/exits > "$tmp/stopped"
	sleep 3
	cat $d/vm/*/exits > "$tmp/still_stopped"
	for _ in $(seq $steps); do
		printf '+$s#73'
		usleep 100000
	done
	cat $d/vm/*/exits > "$tmp/stepped"
	printf '+$D#44'
	sleep 1
} | nc 127.0.0.1 1234 > "$tmp/stub"
tr -d '\n' < "$tmp/stub" | tr '#' '\n' | grep -c '\$T05' > "$tmp/stops"
within "$(cat "$tmp/stops")" $steps $((steps + 2)) "the stub stopped it, and once for each step"
cmp -s "$tmp/stopped" "$tmp/still_stopped"
verdict $? "stopped: nothing is counted for three seconds"
within $(($(sum "$tmp/stepped" exits "$debug") - $(sum "$tmp/stopped" exits "$debug"))) $steps 1000000 \
	"each step is an exit: $debug"

read -r line <&7
is "$line" "counted 400" "let go, the guest ends what it was doing"
wait $guest
is $? 0 "and its command"
last_departed
khz=$(cat $d/tsc_khz)
within "$(sum "$tmp/departed" user TOTAL "vm=$vm")" $((3000 * khz)) 1000000000000000 \
	"the time that it was stopped is the VMM's"
conserved "debugged"
finish
