# SPDX-License-Identifier: GPL-2.0-only
# What is behind exits is exact, in every view, and the rows of a reason add up to it:
# while it is looked for and while not, across resets and ends of VMs, and beside a guest
# that makes more keys than anybody keeps.
. ./tap.sh
. ./held.sh

cpuid=$(reason_name cpuid)
io=$(reason_name io)
fault=$(reason_name page) mmio=$(reason_name mmio)

# cause FILE NAME CAUSE [KEY=VALUE]...: exits of the rows of that reason and cause
cause() {
	cause_file=$1 cause_name=$2 cause_cause=$3
	shift 3
	sum "$cause_file" exits "$cause_name" "cause=$cause_cause" "$@"
}

# any FILE CAUSE [SCOPE]: exits of the rows of that cause, whatever the reason
any() {
	awk -F '\t' -v cause="$2" -v scope="${3-}" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["cause"] == cause && (scope == "" || $at["scope"] == scope) { sum += $at["exits"] }
		END { printf "%.0f\n", sum }' "$1"
}

# rows_add_up NAME CAUSES EXITS: of each scope and reason that has a cause, exits and kernel
# cycles are those of the rows
rows_add_up() {
	is "$(awk -F '\t' '
		FNR == 1 {
			file++
			split("", at)
			for (i = 1; i <= NF; i++)
				at[$i] = i
			next
		}
		{
			key = $at["name"]
			if ("scope" in at)
				key = $at["scope"] " " $at["vm"] " " $at["vcpu"] " " key
		}
		file == 1 { exits[key] += $at["exits"]; kernel[key] += $at["kernel"]; next }
		key in exits { exits[key] -= $at["exits"]; kernel[key] -= $at["kernel"] }
		END {
			for (key in exits)
				if (exits[key] || kernel[key])
					print key, exits[key], kernel[key]
		}' "$2" "$3")" "" "$1: the rows of a reason add up to it"
	within "$(wc -l < "$2")" 3 100000 "$1: of something"
}

# bracketed BEFORE CAUSES AFTER: reads of exits, causes, exits while guests run: the rows of
# a reason that is known before are no less than it was before and no more than after
bracketed() {
	awk -F '\t' '
		FNR == 1 { file++; split("", at); for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["name"] ~ /TOTAL|RUNNING/ { next }
		{
			for (i = 1; i <= 2; i++) {
				column = i == 1 ? "exits" : "kernel"
				n[file, column, $at["name"]] += $at[column]
				if (file == 2)
					keyed[column, $at["name"]]
			}
		}
		END {
			for (key in keyed)
				if (n[2, key] < n[1, key] || n[2, key] > n[3, key])
					print key, n[1, key], n[2, key], n[3, key]
		}' "$@"
}

is "$(cat $d/detail)" full "what is behind exits is not looked for by default"
echo 1 > $d/reset
exitgen cpuid=30 > /dev/null
is "$(cause $d/causes "$cpuid" cpuid:0x0)" 0 "so it is not known"
is "$(cause $d/causes "$cpuid" more)" "$(sum $d/exits exits "$cpuid")" "and all are more"

echo causes > $d/detail
is "$(cat $d/detail)" causes "detail is set"
echo 1 > $d/reset
is "$(wc -l < $d/causes)" 1 "after a reset there are none"

# Numbers that exitgen's guest has in its code.
all="cpuid=40 leaves=20 io=30 io-in=20 io-kernel=10 io-ports=5 msr-read=25 msr-write=15 vmcall=12 cr-write=9 dr-access=8"
msr_read=$(reason_name msr-read) msr_write=$(reason_name msr-write)
vmcall=$(reason_name vmcall)
expected() {
	cat <<-END
	$cpuid	cpuid:0x0	40
	$cpuid	cpuid:0x14	1
	$cpuid	cpuid:0x1	1
	$cpuid	cpuid:0x4ffffff0	3
	$io	out:0x5e0/1	30
	$io	in:0x5e1/1	20
	$io	out:0x5e2/1	10
	$io	out:0x8004/1	1
	$msr_read	rdmsr:0x8b	25
	$msr_write	wrmsr:0x8b	15
	$vmcall	hypercall:0xffff	12
	END
	[ "$isa" = svm ] || printf 'CR_ACCESS\twrite:cr4\t9\nDR_ACCESS\tread:dr7\t8\n'
}

# shellcheck disable=SC2086 # words
hold --vcpus 2 $all --ask-range 0x4ffffff0:1-3
cat $d/all_causes > "$tmp/all"
expected > "$tmp/expected"
while IFS='	' read -r name what count; do
	[ "$what" = cpuid:0x4ffffff0 ] && twice=$count || twice=$((2 * count))
	is "$(cause $d/causes "$name" "$what")" $twice "the host: $what"
	is "$(cause "$tmp/all" "$name" "$what" scope=vm "vm=$vm")" $twice "the VM: $what"
	is "$(cause "$tmp/all" "$name" "$what" scope=vcpu vcpu=1)" $((twice - count)) \
		"vCPU 1: $what"
	is "$(cause "$d/vm/$vm/causes" "$name" "$what")" $twice "its file: $what"
done < "$tmp/expected"
is "$(grep -c '	more	' "$tmp/all")" 0 "nothing is more"
# While it waits for the VMM its exit's time goes on: what is in it is shown as more
# in neither.
cat $d/vm/"$vm"/exits > "$tmp/exits"
cat $d/vm/"$vm"/causes > "$tmp/causes"
is "$(sum "$tmp/causes" exits "$io" )" "$(sum "$tmp/exits" exits "$io")" "the VM: all of $io"
release
cat $d/causes > "$tmp/causes"
cat $d/exits > "$tmp/exits"
rows_add_up "the host, when the VM has ended" "$tmp/causes" "$tmp/exits"
while IFS='	' read -r name what count; do
	[ "$what" = cpuid:0x4ffffff0 ] && twice=$count || twice=$((2 * count))
	is "$(cause "$tmp/causes" "$name" "$what")" $twice "ended: $what"
done < "$tmp/expected"

# Looked for no longer: what was known stays, and the rest is more.
echo full > $d/detail
exitgen cpuid=50 > /dev/null
is "$(cause $d/causes "$cpuid" cpuid:0x0)" 80 "switched off: a row stays as it is"
is "$(cause $d/causes "$cpuid" more)" 50 "and the rest is more"
echo causes > $d/detail
exitgen cpuid=50 > /dev/null
is "$(cause $d/causes "$cpuid" cpuid:0x0)" 130 "switched on: it goes on"
is "$(cause $d/causes "$cpuid" more)" 50 "and more does not"

# Memory: what KVM knows only when it has handled the exit. The first store to a device is a
# fault with EPT, the others are told from it.
echo 1 > $d/reset
exitgen page=100 > /dev/null
x=$(cause $d/causes "$fault" fault:write/4k)
exitgen page=350 > /dev/null
is $(($(cause $d/causes "$fault" fault:write/4k) - 2 * x)) 250 "pages that are written to for the first time"
exitgen mmio=20 mmio-kernel=30 > /dev/null
first=1
[ "$fault" != "$mmio" ] || first=20
is "$(cause $d/causes "$fault" mmio:0xc0000000)" $first "the page of a device"
is "$(any $d/causes mmio:0xc0000000)" 20 "all of it"
[ "$fault" != "$mmio" ] || first=30
is "$(cause $d/causes "$fault" doorbell:0xc1000040)" $first "a doorbell that KVM handles"
is "$(any $d/causes doorbell:0xc1000040)" 30 "all of it"
is "$(any $d/causes mmio:0xc1000000)" 0 "is no device"
is "$(cause $d/causes "$fault" more)" 0 "nothing else is behind such exits"
is "$(cause $d/causes "$mmio" more)" 0 "nor behind these"
is "$(any $d/causes open)" 0 "and none is open"

# A page that the VMM withholds: as long as nobody knows what will become of it, it is open.
hold_pages() {
	exitgen --withhold-ms 3000 page=1 > /dev/null &
	until [ "$(any $d/causes open)" = 1 ]; do
		sleep 0.1
	done
}
hold_pages
cat $d/all_causes > "$tmp/all"
is "$(cause "$tmp/all" "$fault" open scope=vcpu)" 1 "a page that is withheld: open, the vCPU's"
is "$(cause "$tmp/all" "$fault" open scope=host)" 1 "and the host's"
is "$(cause "$tmp/all" "$fault" more)" 0 "not more"
wait
is "$(any $d/causes open)" 0 "when it is there none is open"
echo 1 > $d/reset
hold_pages
echo 1 > $d/reset
is "$(cause $d/causes "$fault" open)" 0 "a reset forgets that it is open"
wait
cat $d/causes > "$tmp/causes"
cat $d/exits > "$tmp/exits"
rows_add_up "after a reset while one was open" "$tmp/causes" "$tmp/exits"

# KVM's fast path, exceptions, a guest's guest, the host's interrupts.
echo 1 > $d/reset
exitgen msr-fast=25 > "$tmp/out"
is "$(cause $d/causes "$msr_write" wrmsr:0x830)" "$(made "$tmp/out" "$msr_write")" "on the fast path: the x2APIC's ICR"
echo 1 > /sys/module/kvm/parameters/force_emulation_prefix
exitgen --ask-by prefix --ask-range 0:1-30 > /dev/null
echo 0 > /sys/module/kvm/parameters/force_emulation_prefix
if [ "$isa" = vmx ]; then
	is "$(cause $d/causes EXCEPTION_NMI excp:6)" 30 "exceptions: #UD"
	is "$(awk -F '\t' '$2 == "EXTERNAL_INTERRUPT" && $3 !~ /^intr:0x[0-9a-f][0-9a-f]$/' $d/causes)" "" \
		"the host's interrupts have their vectors, all of them"
	is "$(sum $d/causes exits EXTERNAL_INTERRUPT)" "$(sum $d/exits exits EXTERNAL_INTERRUPT)" "each"
	is "$(cause $d/causes EXCEPTION_NMI more)" 0 "and each exception"
else
	exitgen --ask-by guest --ask-range 0x4ffffff0:1-30 > /dev/null
	is "$(cause $d/causes "$cpuid" cpuid:0x4ffffff0)" 30 "in a guest's guest: leaves"
fi

# kept BEFORE AFTER: rows that are in the one and not in the other, or less there
kept() {
	awk -F '\t' '
		FNR == 1 { file++; next }
		$3 == "open" { next }
		file == 1 { exits[$1, $3] = $4; kernel[$1, $3] = $5; next }
		($1, $3) in exits {
			if ($4 < exits[$1, $3] || $5 < kernel[$1, $3])
				print
			delete exits[$1, $3]
		}
		END { for (key in exits) print key, exits[key] }' "$@"
}

# new_keys BEFORE AFTER: how many
new_keys() {
	awk -F '\t' '
		FNR == 1 { file++; next }
		$3 == "open" || $3 == "more" { next }
		file == 1 { before[$1, $3]; next }
		!(($1, $3) in before) { nr++ }
		END { print nr + 0 }' "$@"
}

# What the host shows of a VM while it lives stays when it has ended, however much it was.
echo 1 > $d/reset
exitgen cpuid=10 > /dev/null
cat $d/causes > "$tmp/before"
hold --vcpus 2 leaves=450 msr-read=500 io-ports=20
cat $d/causes > "$tmp/causes"
is "$(new_keys "$tmp/before" "$tmp/causes")" 256 "the host has 256 of a VM's keys"
within "$(grep -c . $d/vm/"$vm"/causes)" 400 520 "which shows all of them"
is "$(cause "$tmp/causes" "$msr_read" rdmsr:0x8b)" 1000 "the host has those with most exits"
cat $d/all_causes > "$tmp/all"
is "$(awk -F '\t' '$1 == "host"' "$tmp/all" | wc -l)" "$(($(wc -l < "$tmp/causes") - 1))" "the same ones in all views"
release
cat $d/causes > "$tmp/after"
is "$(kept "$tmp/causes" "$tmp/after")" "" "when it has ended each row is there, and no less"
cat $d/exits > "$tmp/exits"
rows_add_up "then, too" "$tmp/after" "$tmp/exits"

# One that ends while the host is read, and then another with the keys that it had beyond
# those of the host: its own are more, in that read as in those that follow. So many keys
# are one pass over the VMs.
echo 1 > $d/reset
hold --vcpus 2 leaves=300
modprobe hold function=kvm_vmexit_admit_causes times=1 ms=60000
cat $d/causes > "$tmp/causes" 9>&- &
reader=$!
until [ "$(cat /sys/module/hold/parameters/held)" = 1 ]; do
	sleep 0.1
done
release
exitgen leaves=300 > /dev/null
echo 1 > /sys/module/hold/parameters/release
wait $reader
modprobe -r hold
within "$(grep -c 'cpuid:0x' "$tmp/causes")" 250 256 "read while it ended: the host has a part of its keys"
cat $d/causes > "$tmp/after"
within "$(grep -c 'cpuid:0x' "$tmp/after")" 290 310 "another VM's keys have rows"
is "$(kept "$tmp/causes" "$tmp/after")" "" "each row is still there, and no less"

# The same of one that lives: no number of the host becomes less, neither when another brings
# its keys nor when it ends.
echo 1 > $d/reset
hold leaves=300
cat $d/causes > "$tmp/causes"
more=$(cause "$tmp/causes" "$cpuid" more)
within "$more" 40 60 "one that lives has more keys than the host gives it"
exitgen leaves=300 > /dev/null
cat $d/causes > "$tmp/after"
within "$(grep -c 'cpuid:0x' "$tmp/after")" 290 310 "another brings them"
is "$(cause "$tmp/after" "$cpuid" more)" "$more" "those of the first are more, as before"
is "$(kept "$tmp/causes" "$tmp/after")" "" "and each row is no less"
release
cat $d/causes > "$tmp/causes"
is "$(cause "$tmp/causes" "$cpuid" more)" "$more" "when it has ended, too"
is "$(kept "$tmp/after" "$tmp/causes")" "" "and each row is no less then"

# One that wants all the places there are: its own keys are more, nobody else's.
echo 1 > $d/reset
exitgen cpuid=10 msr-read=10 mmio=10 > /dev/null
mkfifo "$tmp/neighbour"
: > "$tmp/quiet"
exitgen --hold cpuid=5 msr-read=5 mmio=5 < "$tmp/neighbour" > "$tmp/quiet" &
exec 8> "$tmp/neighbour"
until grep -q '^ready' "$tmp/quiet"; do
	sleep 0.1
done
exitgen --vcpus 2 leaves=20000 io-ports=3000 mmio-pages=2000 cpuid=1000 > /dev/null
cat $d/all_causes > "$tmp/all"
is "$(cause "$tmp/all" "$cpuid" cpuid:0x0 scope=vm)" 5 "a neighbour has its keys"
is "$(cause "$tmp/all" "$msr_read" rdmsr:0x8b scope=vm)" 5 "all of them"
is "$(any "$tmp/all" mmio:0xc0000000 vm)" 5 "its page, too"
is "$(cause "$tmp/all" "$msr_read" rdmsr:0x8b scope=host)" 15 "and the host has"
is "$(any "$tmp/all" mmio:0xc0000000 host)" 15 "both"
within "$(cause "$tmp/all" "$cpuid" more scope=host)" 30000 50000 "the hostile guest's are more"
within "$(awk -F '\t' '$1 == "host"' "$tmp/all" | wc -l)" 10 300 "and take no more rows than places"
exec 8>&-
wait
exitgen cpuid=4 > /dev/null
is "$(cause $d/causes "$cpuid" cpuid:0x0)" 19 "what is known of the past is added to, by others, too"
cat $d/causes > "$tmp/causes"
cat $d/exits > "$tmp/exits"
rows_add_up "after it" "$tmp/causes" "$tmp/exits"

# io_exits N: until the CPUs have counted so many, for a minute at most
io_exits() {
	for _ in $(seq 600); do
		[ "$(sum $d/cpus exits "$io")" != "$1" ] || return 0
		sleep 0.1
	done
	return 1
}

# A vCPU that its VMM runs before it is online: a switch does not pass it by. What was open
# before is none of what comes after.
echo 1 > $d/reset
modprobe hold function=kvm_vmexit_vcpu_online times=1 ms=60000
early "$tmp/go" 50 > "$tmp/early" &
early=$!
ok "a VMM that guesses its vCPU's descriptor runs it" io_exits 51
echo full > $d/detail
echo causes > $d/detail
: > "$tmp/go"
ok "it goes on" io_exits 101
echo 1 > /sys/module/hold/parameters/release
wait $early
is $? 0 "and ends well"
is "$(cat "$tmp/early")" early "all before it was online"
modprobe -r hold
cat $d/causes > "$tmp/causes"
cat $d/exits > "$tmp/exits"
is "$(sum "$tmp/exits" exits "$io")" 101 "each exit is counted"
rows_add_up "switched in between" "$tmp/causes" "$tmp/exits"
is "$(awk -F '\t' 'NR > 1 && ($4 > 1e9 || $5 > 1e15)' "$tmp/causes")" "" "none is less than nothing"

# Under load, with keys that have places and keys that have none, and VMs that end.
echo 1 > $d/reset
exitgen --vcpus 2 leaves=300 cpuid=20000 msr-read=20000 io-ports=2000 mmio=200 mmio-pages=100 page=500 msr-write=10000 > /dev/null &
load=$!
for i in 1 2 3 4 5; do
	exitgen leaves=50 msr-read=50 > /dev/null
done &
ends=$!
for i in $(seq 20); do
	cat $d/exits > "$tmp/before"
	cat $d/causes > "$tmp/causes"
	cat $d/exits > "$tmp/after"
	bracketed "$tmp/before" "$tmp/causes" "$tmp/after"
done > "$tmp/outside"
is "$(cat "$tmp/outside")" "" "under load: the rows of a reason are between two reads of it"
ok "and no number decreases" hostwatch --monotonic --reads 100 $d/all_causes $d/causes
wait $load $ends
cat $d/causes > "$tmp/causes"
cat $d/exits > "$tmp/exits"
rows_add_up "after the load" "$tmp/causes" "$tmp/exits"

# Without memory for a vCPU's table it runs as it would; for a reader, it is told so; for
# what a VM had, that is not forgotten.
echo 1 > $d/reset
modprobe fail_alloc function=kvm_vmexit_causes_alloc
exitgen --vcpus 2 cpuid=30 msr-read=5 > /dev/null
is $? 0 "no memory for tables: VMs run"
is "$(cat $d/causes 2>&1)" "cat: read error: Cannot allocate memory" "no memory for a reader: it is told"
modprobe -r fail_alloc
is "$(cause $d/causes "$cpuid" more)" "$(sum $d/exits exits "$cpuid")" "what had no table is more"
is "$(cause $d/causes "$msr_read" more)" 10 "all of it"
modprobe fail_alloc function=kvm_vmexit_tally_alloc
exitgen msr-read=7 > /dev/null
modprobe -r fail_alloc
is "$(cause $d/causes "$msr_read" more)" 17 "no memory for what a VM had: it is more"
exitgen msr-read=9 > /dev/null
is "$(cause $d/causes "$msr_read" rdmsr:0x8b)" 9 "with memory it is known again"
cat $d/causes > "$tmp/causes"
cat $d/exits > "$tmp/exits"
rows_add_up "with memory or without" "$tmp/causes" "$tmp/exits"

echo full > $d/detail
echo 1 > $d/reset
is "$(wc -l < $d/causes)" 1 "a reset forgets all of it"
finish
