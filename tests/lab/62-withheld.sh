# SPDX-License-Identifier: GPL-2.0-only
# A page that comes late, as from swap or in the middle of live migration, is time in
# which KVM does not work: blocked, in whichever of its ways KVM waits.
. ./tap.sh
. ./held.sh

page=$(exitgen --list | awk -F '\t' '$1 == "page" { print $3; exit }')
nr=$(exitgen --list | awk -F '\t' '$1 == "page" { print $2; exit }')
late=$((300 * khz))

# nowhere NAME: neither KVM's work, nor its histogram, its maximum, or the guest's leaf has
# a page's 300 ms, by half.
nowhere() {
	within "$(phase 0 kernel "$page")" 1 $((late / 2)) "$1: KVM has worked less"
	within "$(phase 0 max "$page")" 1 $((late / 2)) "$1: the longest exit is shorter"
	within "$(buckets $d/vm/"$vm"/hist "$page" | tail -n 1 | cut -d ' ' -f 1)" 1 $((late / 2)) \
		"$1: no exit is in such a bucket"
	awk -F '\t' '$1 == "ask" && $2 == "0x4ffffffc" { print $5, $6 }' "$tmp/out" |
		while read -r high low; do echo $(((high << 32) + low)); done > "$tmp/cycles"
	within "$(cat "$tmp/cycles")" 1 $((late / 2)) "$1: the guest sees nothing of it in its cycles"
	is "$(phase 0 halted)" 0 "$1: it was not halted"
}

# withheld WAY: two pages, 300 ms each.
withheld() {
	hold --withhold-ms 300 --withhold-as "$1" page=2 --ask "0x4ffffffc:$nr"
	within "$(phase 0 exits "$page")" "$(made "$tmp/out" "$page")" 1000 "$1: its exits"
}

for way in sleep apic halt; do
	withheld $way
	# Each page came 300 ms after KVM had begun to wait; when the vCPU slept for it, and
	# for how long it then waited for a CPU, is in its other two phases.
	within "$(phase 0 blocked "$page")" \
		$((2 * late - $(phase 0 kernel "$page") - $(phase 0 steal "$page"))) "$(longest_run 0)" \
		"$way: blocked for 600 ms, on the account of $page"
	is "$(phase 0 blocked "$page")" "$(phase 0 blocked)" "$way: and nothing else is blocked"
	nowhere $way
	adds_up 0 $way
	release
done

# The guest is told, and goes on.
withheld guest
within "$(phase 0 guest)" $late "$(longest_run 0)" "guest: it has run meanwhile"
within "$(phase 0 blocked)" 0 $((late / 2)) "guest: nothing waits"
nowhere guest
adds_up 0 guest
release

# While it lasts.
hold_start --withhold-ms 2000 page=1
hold_named
not_before=$(tsc)
look
until [ "$(phase 0 exits "$page")" -gt 0 ]; do
	kill -0 $holder || break
	not_before=$looked
	look
done
not_after=$seen
sleep 1
look
within "$(phase 0 blocked "$page")" \
	$((looked - not_after - $(phase 0 kernel "$page") - $(phase 0 steal "$page"))) \
	$((seen - not_before)) "in progress: blocked for as long as it is withheld"
within "$(phase 0 kernel "$page")" 0 $((late / 2)) "in progress: KVM does not work meanwhile"
hold_done
verdict $(($? == 0)) "in progress: it still was"
hold_wait
within "$(phase 0 blocked "$page")" \
	$((2000 * khz - $(phase 0 kernel "$page") - $(phase 0 steal "$page"))) "$(longest_run 0)" \
	"in progress: in the end for 2 s"
release
finish
