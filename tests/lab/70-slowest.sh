# SPDX-License-Identifier: GPL-2.0-only
# The slowest exit of each reason: which vCPU, on which CPU, at which instruction and when,
# and what was behind it; the same exit as the maximum, of the host and of a VM, while it
# lives and when it has ended, across resets and switches.
. ./tap.sh
. ./held.sh

cpuid=$(reason_name cpuid)
long=$((300 * khz))
after_cpuid=$(exitgen --list | awk -F '\t' '$1 == "cpuid" { print $4 }')

# slow FILE COLUMN NAME: a column of the row of that reason, or nothing.
slow() {
	awk -F '\t' -v column="$2" -v name="$3" '
		NR == 1 { for (i = 1; i <= NF; i++) nr_of[$i] = i; next }
		$nr_of["name"] == name { print $nr_of[column] }' "$1"
}

# are_the_maxima NAME SLOWEST EXITS: the rows are those of the reasons that have a maximum,
# and its cycles.
are_the_maxima() {
	is "$(awk -F '\t' '
		FNR == 1 {
			file++
			for (i = 1; i <= NF; i++)
				at[file, $i] = i
			next
		}
		$at[file, "name"] ~ /^(TOTAL|RUNNING)$/ { next }
		{ cycles[file, $at[file, "name"]] = $at[file, file == 1 ? "kernel" : "max"] }
		{ names[$at[file, "name"]] }
		END {
			for (name in names)
				if (cycles[1, name] + 0 != cycles[2, name] + 0)
					print name, cycles[1, name], cycles[2, name]
		}' "$2" "$3")" "" "$1: each is the maximum of its reason"
	within "$(wc -l < "$2")" 3 100 "$1: there are some"
}

# nanoseconds: CLOCK_REALTIME, by the files' own clock.
nanoseconds() { cut -f 2 $d/now; }

is "$(wc -l < $d/slowest)" 1 "with detail at full there are none"
echo causes > $d/detail
echo 1 > $d/reset
is "$(cat $d/slowest)" "$(printf 'nr\tname\tkernel\trealtime\tvm\tvcpu\tcpu\trip\tcpl\tcause\tsince')" \
	"after a reset there are none"

# Four vCPUs in turn on one CPU; the 25th CPUID exit of all of them takes 300 ms more.
modprobe burn function=kvm_emulate_cpuid ms=300 times=1
before=$(nanoseconds)
hold --vcpus 4 --cpus 0 cpuid=10 io-in=3 msr-read=5
after=$(nanoseconds)
modprobe -r burn
cat $d/slowest > "$tmp/slowest"
cat $d/vm/"$vm"/slowest > "$tmp/of-vm"
slowest_vcpu=$(awk -F '\t' -v name="$cpuid" -v long=$long '
	NR == 1 { for (i = 1; i <= NF; i++) nr_of[$i] = i; next }
	$nr_of["name"] == name && $nr_of["max"] + 0 >= long + 0 { print $nr_of["vcpu"] }' "$tmp/vcpus")
within "$slowest_vcpu" 0 3 "one of four vCPUs had an exit of 300 ms"
is "$(slow "$tmp/slowest" vcpu "$cpuid")" "$slowest_vcpu" "that vCPU"
is "$(slow "$tmp/slowest" kernel "$cpuid")" "$(phase "$slowest_vcpu" max "$cpuid")" "its cycles"
is "$(slow "$tmp/slowest" vm "$cpuid")" "$vm" "its VM"
is "$(slow "$tmp/slowest" cpu "$cpuid")" 0 "the CPU that it was on"
is "$(slow "$tmp/slowest" rip "$cpuid")" "$after_cpuid" "the instruction behind its CPUID"
is "$(slow "$tmp/slowest" cpl "$cpuid")" 0 "its CPL"
is "$(slow "$tmp/slowest" cause "$cpuid")" cpuid:0x0 "its leaf"
within "$(slow "$tmp/slowest" realtime "$cpuid")" $((before + 300000000)) "$after" \
	"its moment, 300 ms after the begin or later"
is "$(slow "$tmp/slowest" since "$cpuid")" "$(slow $d/exits since "$cpuid")" "since the reset"
is "$(slow "$tmp/of-vm" rip "$cpuid")" "$after_cpuid" "the VM's file has it"
is "$(slow "$tmp/of-vm" since "$cpuid")" "$(slow $d/vm/"$vm"/exits since "$cpuid")" "since it counts"
cat $d/exits > "$tmp/exits"
are_the_maxima host "$tmp/slowest" "$tmp/exits"
cat $d/vm/"$vm"/exits > "$tmp/exits"
are_the_maxima VM "$tmp/of-vm" "$tmp/exits"
kernel=$(slow "$tmp/slowest" kernel "$cpuid")
release
cat $d/slowest > "$tmp/ended"
is "$(slow "$tmp/ended" kernel "$cpuid")" "$kernel" "when the VM has ended: the host has it"
is "$(slow "$tmp/ended" vm "$cpuid")" "$vm" "under the VM's name"
cat $d/exits > "$tmp/exits"
are_the_maxima "the host, when the VM has ended" "$tmp/ended" "$tmp/exits"

# More than are remembered one by one.
for i in $(seq 18); do
	exitgen cpuid=2 > /dev/null
done
is "$(slow $d/slowest kernel "$cpuid")" "$kernel" "18 VMs later: still"
is "$(slow $d/slowest vm "$cpuid")" "$vm" "and whose it was"

# Not looked for: what is known stays, and a longer one is only a maximum.
echo full > $d/detail
modprobe burn function=kvm_emulate_cpuid ms=900 times=1
exitgen cpuid=10 > /dev/null
modprobe -r burn
is "$(slow $d/slowest kernel "$cpuid")" "$kernel" "switched off: what is known stays"
within "$(slow $d/exits max "$cpuid")" $((900 * khz)) 1e15 "the maximum is another's"
echo causes > $d/detail

# A VM that lives through a reset.
hold_start --user-sleep-ms 3000 cpuid=10 io=1 msr-read=50
hold_named
until [ "$(sum $d/vm/"$vm"/exits exits "$(reason_name io)")" -gt 0 ]; do
	:
done
echo 1 > $d/reset
is "$(wc -l < $d/slowest)" 1 "after a reset there are none"
is "$(wc -l < $d/vm/"$vm"/slowest)" 1 "nor of a VM"
hold_wait
cat $d/slowest > "$tmp/slowest"
cat $d/exits > "$tmp/exits"
are_the_maxima "a VM that was there at the reset" "$tmp/slowest" "$tmp/exits"
is "$(slow "$tmp/slowest" kernel "$cpuid")" "" "nothing from before it"
# What its VM's end closes has no instruction at which the guest goes on.
release
cat $d/slowest > "$tmp/slowest"
cat $d/exits > "$tmp/exits"
are_the_maxima "when that has ended" "$tmp/slowest" "$tmp/exits"

# A thousand reads while all of it is written, and VMs end: it only gets slower.
echo 1 > $d/reset
exitgen --vcpus 2 cpuid=$((40000 / fewer)) msr-read=$((40000 / fewer)) io-in=500 > /dev/null &
load=$!
for i in 1 2 3 4 5; do
	exitgen cpuid=50 msr-read=50 > /dev/null
done &
ends=$!
for i in $(seq $((1000 / fewer))); do
	cat $d/slowest
done > "$tmp/reads"
wait $load $ends
is "$(grep -c ^nr "$tmp/reads")" $((1000 / fewer)) "reads while guests run"
is "$(awk -F '\t' -v cpuid="$cpuid" -v rip="$after_cpuid" '
	/^nr/ { next }
	$3 < kernel[$2] || ($3 == kernel[$2]) != ($0 == row[$2]) { print row[$2] " " $0 }
	$2 == cpuid && $8 != rip { print }
	{ kernel[$2] = $3; row[$2] = $0 }' "$tmp/reads")" "" \
	"an exit takes the place of one that was less slow, and is whole"
cat $d/slowest > "$tmp/slowest"
cat $d/exits > "$tmp/exits"
are_the_maxima "after the load" "$tmp/slowest" "$tmp/exits"

# Without memory for a vCPU's table it runs as it would.
echo 1 > $d/reset
modprobe fail_alloc function=kvm_vmexit_slowest_alloc
exitgen --vcpus 2 cpuid=30 > /dev/null
is $? 0 "no memory for tables: VMs run"
modprobe -r fail_alloc
is "$(wc -l < $d/slowest)" 1 "and nothing is known of them"
exitgen cpuid=4 > /dev/null
is "$(slow $d/slowest rip "$cpuid")" "$after_cpuid" "with memory it is known again"

echo full > $d/detail
echo 1 > $d/reset
is "$(wc -l < $d/slowest)" 1 "a reset forgets all of it"
finish
