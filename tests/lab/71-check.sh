# SPDX-License-Identifier: GPL-2.0-only
# kvm-exitstat check: it passes, beside another VM, and leaves all as it was, whatever way it
# ends; and it fails where something is wrong.
. ./tap.sh
. ./held.sh

left=/run/kvm-exits-check

# check ARG...: its page is $tmp/page, what it says $tmp/said.
check() {
	kvm-exitstat check "$@" > "$tmp/page" 2> "$tmp/said"
	status=$?
}

# shown: the whole page, where a test has failed.
shown() { sed 's/^/# /' "$tmp/said" "$tmp/page"; }

# passes NAME: the check before; its page if not.
passes() {
	is $status 0 "$1"
	[ $status -eq 0 ] || shown
}

# switches: what the host records, and what is left of a check.
switches() { echo "$(cat $d/enabled) $(cat $d/detail) $(cat $left 2> /dev/null)"; }

# page_has PATTERN NAME
page_has() {
	grep -qE "$1" "$tmp/page"
	verdict $? "$2"
}

before=$(switches)
is "$before" "1 full " "everything is recorded"
check
passes "it passes"
page_has '^[1-9][0-9]* passed, 0 failed$' "nothing has failed, nothing is left out"
is "$(switches)" "$before" "what is recorded is as it was"
is "$(ls $d/vm)" "" "its VM has gone"
page_has "^TSC  *$khz kHz" "the page has the clock"
page_has "^kvm  *$isa, $vendor_module .*nested=" "and the modules' parameters"
page_has "^modules  *$(cat /sys/module/kvm/version)," "and their version"
is "$(sed -n '/^CYCLES/,/^$/s/^\([a-z][a-z]*\) .*/\1/p' "$tmp/page" | xargs)" "off counts time full causes" \
	"what an exit costs, at each level"
is "$(cut -d : -f 1 "$tmp/said" | sort -u)" kvm-exitstat "it says what it switches"

# Another VM, which is stopped: not one exit of it is looked at or lost.
hold --vcpus 2 cpuid=100
cat "$d/vm/$vm/exits" > "$tmp/other"
check --json
is "$status $(grep -c '"failed":0' "$tmp/page")" "0 1" "beside another VM it passes, as JSON"
grep -q '"check":"the cost of an exit","outcome":"left out"' "$tmp/page"
verdict $? "and leaves out what would lose exits of the other one"
is "$(cat "$tmp/said")" "" "of which it says nothing beforehand"
is "$(cut -f 1-3 "$d/vm/$vm/exits")" "$(cut -f 1-3 "$tmp/other")" "whose exits are as they were"
is "$(switches)" "$before" "and so is what is recorded"
[ "$isa" = svm ] || release

# The rest is the same on both, and takes Bochs long.
[ "$isa" = svm ] || finish

check --switch
passes "--switch beside another VM: it passes"
page_has '^left out: the cost of detail causes: other VMs run' "--switch: without what the other one would keep memory for"
is "$(sed -n '/^CYCLES/,/^$/s/^\([a-z][a-z]*\) .*/\1/p' "$tmp/page" | xargs)" "off counts time full" \
	"--switch: what an exit costs, at each other level"
is "$(switches)" "$before" "--switch: what is recorded is as it was"
release

# One that comes in the middle.
(
	until [ "$(cat $d/enabled)" = 0 ]; do
		:
	done
	kill -STOP "$(pidof kvm-exitstat | xargs -n 1 | sort -n | head -n 1)"
	hold cpuid=100
	kill -CONT "$(pidof kvm-exitstat | xargs -n 1 | sort -n | head -n 1)"
	until [ -s "$tmp/over" ]; do
		sleep 1
	done
	release
) &
watcher=$!
rm -f "$tmp/over"
check
echo over > "$tmp/over"
wait $watcher
passes "another VM comes: it passes"
is "$(switches)" "$before" "another VM comes: all is as it was"
page_has '^left out: the cost of an exit: another VM has begun meanwhile' "another VM comes: without the cost"

# Another view of which PIDs there are.
unshare -pf kvm-exitstat check --no-switch > "$tmp/page" 2> "$tmp/said"
is "$? $(grep -c 'kvm-exitstat: .*/vm/.*' "$tmp/said")" "1 1" "in a namespace of PIDs it finds no VM of its name"

# Without a switch.
echo time > $d/detail
check --no-switch
passes "--no-switch: it passes"
page_has '^left out: the cost of an exit: --no-switch$' "--no-switch: without the cost"
is "$(switches) $(cat "$tmp/said")" "1 time  " "--no-switch: nothing is changed, and nothing said"
echo counts > $d/detail
check --no-switch
passes "--no-switch with counts only: it passes"
page_has '^left out: the phases: detail is counts' "--no-switch with counts only: without phases"
echo 0 > $d/enabled
check --no-switch
is "$status $(cat "$tmp/said")" "1 kvm-exitstat: nothing is recorded: run 'kvm-exitstat enable' first" \
	"--no-switch with nothing recorded: an error"
check
passes "with nothing recorded it switches that on"
is "$(switches)" "0 counts " "and off again"
echo 1 > $d/enabled
echo full > $d/detail

# Something is wrong.
echo $((khz + 1)) > "$tmp/khz"
mount --bind "$tmp/khz" $d/tsc_khz
check --no-switch
umount $d/tsc_khz
is "$status $(grep -c 'FAILED$' "$tmp/page")" "1 1" "another frequency than the guest is told: it fails"
page_has '^leaf 4ffffffa: kHz of the TSC  *'$((khz + 1))'  *'"$khz"'  FAILED$' "and says where"
page_has '^[0-9]* passed, 1 failed' "and how much"

# when_there COMMAND...: as soon as a check has a VM
when_there() {
	(
		until [ -n "$(ls $d/vm)" ]; do
			:
		done
		"$@"
	) &
	watcher=$!
}

stop_recording() { echo 0 > $d/enabled; }
when_there stop_recording
check --no-switch
wait $watcher
echo 1 > $d/enabled
is "$status $(grep -c 'FAILED$' "$tmp/page" | sed 's/^[1-9].*/some/')" "1 some" "recording that stops meanwhile: it fails"

reset_always() {
	while [ -n "$(ls $d/vm)" ]; do
		echo 1 > $d/reset
	done
}
when_there reset_always
check --no-switch
wait $watcher
is "$status $(cat "$tmp/said")" "1 kvm-exitstat: somebody has reset the statistics meanwhile: try again" \
	"resets meanwhile: it says so"

# end SIGNAL [WHO...]: in the middle of its switches, to these processes of a check in turn:
# "program", "guard", which is the younger one.
end() {
	signal=$1
	shift
	(
		until [ "$(cat $d/enabled)" = 0 ]; do
			:
		done
		processes=$(pidof kvm-exitstat | xargs -n 1 | sort -n)
		program=$(echo "$processes" | head -n 1)
		guard=$(echo "$processes" | tail -n 1)
		for who in "$@"; do
			eval "kill -$signal \$$who"
		done
	) &
	watcher=$!
	check
	wait $watcher
}
for case in INT:130 TERM:143 PIPE:141 USR1:138 XCPU:152; do
	end ${case%:*} program
	is "$status $(switches)" "${case#*:} $before" "${case%:*}: all is as it was"
done
end KILL program
tries=0
while [ -e $left ] && [ $tries -lt 300 ]; do
	sleep 0.1
	tries=$((tries + 1))
done
is "$status $(switches)" "137 $before" "KILL: all is as it was soon after"
is "$(grep -c 'enabled is 1 and detail full again' "$tmp/said")" 1 "KILL: and it says so"
end KILL guard program
is "$status $(cat $left)" "137 1 full" "KILL, and of its guard: what there was is written down"
check --no-switch
is "$status $(cat "$tmp/said")" \
	"1 kvm-exitstat: a check was killed before it had set back what it changed (enabled and detail were '1 full'): run it without --no-switch" \
	"KILL of both: the next one says so"
check
is "$status $(grep -c 'enabled is 1 and detail full again' "$tmp/said") $(switches)" "0 1 $before" \
	"KILL of both: and sets it back"
echo nonsense > $left
check
is "$status $(cat $left)" "1 nonsense" "what is damaged there is not guessed"
rm $left

# One at a time.
kvm-exitstat check --no-switch > "$tmp/first" 2>&1 &
first=$!
until [ -n "$(ls $d/vm)" ]; do
	:
done
kill -STOP $first
check --no-switch
is "$status $(cat "$tmp/said")" "1 kvm-exitstat: another 'kvm-exitstat check' is running: wait for its end" "one at a time"
kill -CONT $first
wait $first
is "$? $(ls $left 2> /dev/null)" "0 " "of which the first one goes on"

chmod 755 /sys/kernel/debug
is "$(su -s /bin/sh nobody -c 'kvm-exitstat check' 2>&1)" "kvm-exitstat: $d/format: permission denied: run as root" \
	"it wants root"
finish
