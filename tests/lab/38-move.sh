# SPDX-License-Identifier: GPL-2.0-only
# needs: linux-guest
# A guest that is saved and goes on in a new VM, as after live migration: its counts
# start at zero, once, and that is the only decrease that it ever sees: not when the
# host resets its own views. The number in leaf FA is another one from then on.
. ./tap.sh

if [ "$isa" = vmx ]; then
	# Saving logs dirty pages. With PML Bochs 2.7 writes addresses that are not
	# those of pages into the log, of which KVM warns, stock or patched.
	modprobe -r kvm_intel
	modprobe kvm_intel pml=0
fi

# The guest reads until its exits have decreased, and five times more; the number before
# and after, as it may be moved between two questions.
lab-guest --move-when "$tmp/now" -- sh -c '
	kvm-exitstat guest --csv 1 > /tmp/csv 2>&1 &
	reader=$!
	last=0 rest=100000
	number() {
		cpuid -1 -r -l 0x4ffffffa | sed -n "s/.* edx=\(0x[0-9a-f]*\).*/\1/p"
	}
	for i in $(seq 300); do
		before=$(number)
		eax=$(cpuid -1 -r -l 0x4fffffff | sed -n "s/.* eax=\(0x[0-9a-f]*\) .*/\1/p")
		echo exits $((eax)) "$before" "$(number)"
		[ $((eax)) -lt $last ] && rest=$((i + 5))
		[ $i -lt $rest ] || break
		last=$((eax))
		sleep 1
	done
	kill -INT $reader
	wait $reader
	echo reader $?
	cat /tmp/csv' > "$tmp/moved" 2>&1 &
guest=$!

# wait_for N: until it has read so often.
wait_for() {
	until [ "$(grep -c '^exits' "$tmp/moved")" -ge "$1" ]; do
		kill -0 $guest 2> /dev/null || return
		sleep 0.2
	done
}

wait_for 3
echo 1 > $d/reset
wait_for 6
touch "$tmp/now"
wait $guest
status=$?
is "$status" 0 "a guest that moves"
[ "$status" = 0 ] || grep -v '^exits' "$tmp/moved" | tail -n 20 | sed 's/^/# /'
awk '$1 == "exits"' "$tmp/moved" > "$tmp/exits"
is "$(awk 'NR > 1 && $2 < last { n++ } { last = $2 } END { print n + 0 }' "$tmp/exits")" 1 \
	"a guest that moves: its exits decrease once"
is "$(awk 'NR > 1 && $2 == last { n++ } { last = $2 } END { print n + 0 }' "$tmp/exits")" 0 \
	"a guest that moves: and grow otherwise"
is "$(cut -d ' ' -f 3 "$tmp/exits" | uniq | grep -vc '^0x00000000$')" 2 "a guest that moves: has two numbers, one after the other"
is "$(awk '$2 < last { print before != $4 } { last = $2; before = $3 }' "$tmp/exits")" 1 \
	"a guest that moves: and the other one since its exits have decreased"
is "$(grep -c '^reader 0$' "$tmp/moved")" 1 "a guest that moves: kvm-exitstat goes on"
is "$(grep -c ',-[0-9]' "$tmp/moved")" 0 "a guest that moves: kvm-exitstat shows nothing negative"
finish
