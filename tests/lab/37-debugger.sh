# SPDX-License-Identifier: GPL-2.0-only
# needs: linux-guest
# A Linux guest in the hands of a debugger, through QEMU's stub: stopped, single-stepped,
# let go. A step is an exit: of the debug exception after it, or of the instruction itself,
# where KVM does that (CPUID). The time that it is stopped is the VMM's.
. ./tap.sh
. ./conserved.sh

case $isa in
svm)	debug="DB excp" interrupts="interrupt nmi vintr" ;;
vmx)	debug=EXCEPTION_NMI interrupts="EXTERNAL_INTERRUPT INTERRUPT_WINDOW PREEMPTION_TIMER" ;;
esac
steps=50

ifconfig lo up
mkfifo "$tmp/fifo"
lab-guest --smp 2 --gdb 1234 -- sh -c 'echo up; i=0
	while [ $i -lt 150 ]; do i=$((i + 1)); cpuid -1 -r -l 0 > /dev/null; done
	echo counted $i' > "$tmp/fifo" 2>&1 &
guest=$!
exec 7< "$tmp/fifo"
read -r line <&7
is "$line" up "the guest is up"

# What a debugger says, each packet with its sum; a stop is answered with T and a signal.
mkfifo "$tmp/debugger"
nc 127.0.0.1 1234 < "$tmp/debugger" > "$tmp/stub" &
stub=$!
exec 6> "$tmp/debugger"
stops() { tr -d '\n' < "$tmp/stub" | tr '#' '\n' | grep -c '\$T05'; }

# say PACKET N: and wait for the N-th stop, for a minute at most.
say() {
	printf '+$%s' "$1" >&6
	for _ in $(seq 1200); do
		[ "$(stops)" -lt "$2" ] || return
		usleep 50000
	done
}

say '?#3f' 1
cat $d/vm/*/exits > "$tmp/stopped"
sleep 3
cat $d/vm/*/exits > "$tmp/still_stopped"
cat $d/vm/*/vcpus > "$tmp/before"
for step in $(seq $steps); do
	say 's#73' $((step + 1))
done
cat $d/vm/*/vcpus > "$tmp/after"
is "$(stops)" $((steps + 1)) "the stub stopped it, and once for each step"
say 'D#44' 0
exec 6>&-
wait $stub
is "$(cut -f 1-3 "$tmp/still_stopped")" "$(cut -f 1-3 "$tmp/stopped")" \
	"stopped: no exit is counted for three seconds"
rise() { echo $(($(sum "$tmp/after" exits "$1" vcpu=0) - $(sum "$tmp/before" exits "$1" vcpu=0))); }
made=$(rise TOTAL)
for reason in $interrupts; do
	made=$((made - $(rise "$reason")))
done
within "$made" $steps $((10 * steps)) "each step is an exit"
within "$(rise "$debug")" 1 $steps "of most, it is $debug"

read -r line <&7
is "$line" "counted 150" "let go, the guest ends what it was doing"
wait $guest
is $? 0 "and its command"
last_departed
within "$(sum "$tmp/departed" user TOTAL "vm=$vm")" $((3000 * khz)) 1000000000000000 \
	"the time that it was stopped is the VMM's"
within $(($(sum "$tmp/still_stopped" user TOTAL) - $(sum "$tmp/stopped" user TOTAL))) $((3000 * khz)) \
	1000000000000000 "and is shown while it is"
conserved "debugged"
finish
