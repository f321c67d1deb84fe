# SPDX-License-Identifier: GPL-2.0-only
# What is still going on counts: a halt, the VMM's work, the guest itself; and after a
# reset only what came after it.
. ./tap.sh
. ./held.sh

hlt=$(reason_name hlt)
io=$(reason_name io)

# look_for NAME: until an exit of that name is counted. It was between $not_before, before
# the last look without it or when the VMM was started, and $not_after, after the first
# with it.
look_for() {
	not_before=$started
	look
	until [ "$(phase 0 exits "$1")" -gt 0 ]; do
		kill -0 $holder || return
		not_before=$looked
		look
	done
	not_after=$seen
}

# since_reset: the vCPU's life is what came after the reset, at the last look.
since_reset() {
	within "$(phases 0)" $((looked - reset_after)) $((seen - reset_before)) "$1"
}

# reset: between $reset_before and $reset_after.
reset() {
	reset_before=$(tsc)
	echo 1 > $d/reset
	reset_after=$(tsc)
}

# until_ms MS: sleeps until so many ms after $not_after.
until_ms() { usleep $(((not_after + $1 * khz - $(tsc)) * 1000 / khz)); }

# In a halt, at least 3 s after its begin; it lasts until there is a file. What KVM does on
# the way into it is not yet halt.
started=$(tsc)
hold_start --until "$tmp/woken" halt-wake=1
hold_named
look_for "$hlt"
until_ms 3000
look
on_the_way=$(($(phase 0 kernel "$hlt") + $(phase 0 steal "$hlt")))
first=$(phase 0 halted "$hlt")
within "$first" $((looked - not_after - on_the_way)) $((seen - not_before)) \
	"3 s into a halt: halted for 3 s"
is "$(phase 0 halted)" "$first" "of which TOTAL has as much"
is "$(phase 0 exits "$hlt")" 1 "by one HLT"
is "$(phase 0 max "$hlt")" 0 "no exit of which is closed"
first_looked=$looked first_seen=$seen
look
within $(($(phase 0 halted "$hlt") - first)) $((looked - first_seen)) $((seen - first_looked)) \
	"it grows as time does"

# In the middle of the same halt.
reset
look
within "$(phase 0 halted "$hlt")" $((looked - reset_after)) $((seen - reset_before)) \
	"after a reset: halted for as long as that is ago"
since_reset "after a reset: and nothing else was"
is "$(phase 0 exits "$hlt")" 0 "after a reset: no HLT"
hold_done
verdict $(($? == 0)) "the guest still halts"
woken=$(tsc)
: > "$tmp/woken"
hold_wait
within "$(phase 0 halted "$hlt")" $((woken - reset_after)) \
	$(($(stamp 0 end) - reset_before)) "at its end: halted for the rest"
since_reset "at its end: the six phases are the vCPU's life since the reset"
is "$(phase 0 exits "$hlt")" 0 "at its end: the HLT was before the reset"
within "$(phase 0 max "$hlt")" 1 "$(phase 0 kernel "$hlt")" "at its end: it is closed, with its part after it"
is "$(awk -F '\t' -v name="$hlt" '
	NR == 1 { for (i = 1; i <= NF; i++) nr_of[$i] = i }
	$nr_of["name"] == name { print $nr_of["closed"] }' $d/vm/"$vm"/hist)" 1 "at its end: and in the histogram"
release

# The VMM at work on an OUT, at least 1 s after its begin, until there is a file.
started=$(tsc)
hold_start --until "$tmp/worked" io=1
hold_named
look_for "$io"
until_ms 1000
look
on_the_way=$(phase 0 kernel "$io")
within "$(phase 0 user "$io")" $((looked - not_after - on_the_way)) $((seen - not_before)) \
	"1 s into what the VMM does: user for 1 s"
reset
look
within "$(phase 0 user "$io")" $((looked - reset_after)) $((seen - reset_before)) \
	"after a reset: user for as long as that is ago"
: > "$tmp/worked"
hold_wait
since_reset "at its end: the six phases are the vCPU's life since the reset"
release

# A guest that runs and does not exit but for the host's own interrupts. With one CPU who
# reads is in its place.
started=$(tsc)
hold_start --cpus 0 --spin 1000000000000 cpuid=1
hold_named
until [ "$(sum $d/vm/"$vm"/exits exits TOTAL)" -gt 0 ]; do
	:
done
if [ "$(nproc)" -gt 1 ]; then
	running=1 reads=100
else
	running=0 reads=20
fi
for _ in $(seq $reads); do
	echo "== exits"
	cat $d/exits
	echo "== all"
	cat $d/all
	echo "== vcpus"
	cat $d/vm/"$vm"/vcpus
done > "$tmp/running"
awk -F '\t' '
	/^== / { file = substr($0, 4); header = 1; next }
	header {
		header = 0
		split("", column)
		for (i = 1; i <= NF; i++) {
			column[i] = $i
			if ($i == "name")
				name = i
		}
		split("", sum)
		next
	}
	{
		for (i = name + 1; i <= NF; i++) {
			if (column[i] ~ /^(max|since)$/)
				continue
			if ($name == "RUNNING" && column[i] != "guest" && $i != 0)
				print file ": RUNNING has " column[i] ": " $0
			if ($name == "TOTAL" && $i != sum[i])
				print file ": TOTAL of " column[i] " is not the sum, " sum[i] ": " $0
			sum[i] = $name == "TOTAL" ? 0 : sum[i] + $i
			if ($name == "RUNNING" && column[i] == "guest") {
				reads[file]++
				if ($i > 0)
					seen[file] = 1
				if ($i < last[file])
					down[file] = 1
				last[file] = $i
			}
		}
	}
	END {
		print "exits", reads["exits"], seen["exits"] + 0, down["exits"] + 0
		print "all", reads["all"], seen["all"] + 0
		print "vcpus", reads["vcpus"], seen["vcpus"] + 0
	}' "$tmp/running" > "$tmp/seen"
# In `all' it has a row for the host, one for the VM, one for the vCPU.
is "$(cat "$tmp/seen")" "exits $reads $running $running
all $((3 * reads)) $running
vcpus $reads $running" "RUNNING: in each read, has guest time only, goes up and down, and TOTAL has it"
is "$(grep -l RUNNING $d/cpus $d/departed $d/hist $d/all_hist $d/vm/"$vm"/hist)" "" \
	"RUNNING: not where only what is closed is"
is "$(grep -c RUNNING $d/vm/"$vm"/exits)" 1 "RUNNING: one row of the VM"

# Its life at any moment, since a reset.
reset
wrong=0
for _ in $(seq 10); do
	look
	life=$(phases 0)
	if [ $((life < looked - reset_after)) = 1 ] || [ $((life > seen - reset_before)) = 1 ]; then
		wrong=$((wrong + 1))
		echo "# $life, not $((looked - reset_after)) to $((seen - reset_before))"
	fi
done
is $wrong 0 "a guest that runs: its six phases are its life since the reset, 10 times"
kill $holder
release 2> /dev/null
finish
