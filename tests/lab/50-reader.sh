# SPDX-License-Identifier: GPL-2.0-only
# needs: linux-guest
# kvm-exitstat on the real thing: each command, with exact counts from exitgen and
# with a Linux guest of two vCPUs.
. ./tap.sh
. ./held.sh

case $isa in
vmx) cpuid=CPUID hlt=HLT ;;
*) cpuid=cpuid hlt=hlt ;;
esac

# field FILE REASON COLUMN: of the CSV
field() {
	awk -F, -v reason="$2" -v column="$3" '
		NR == 1 { for (i = 1; i <= NF; i++) nr[$i] = i; next }
		$nr["name"] == reason { value = $nr[column] }
		END { print value }' "$1"
}

# added FILE REASON: exits of all rows of all intervals, the totals aside
added() {
	awk -F, -v reason="$2" '
		NR == 1 { for (i = 1; i <= NF; i++) nr[$i] = i; next }
		$nr["interval_ns"] > 0 && $nr["name"] == reason { n += $nr["exits"] }
		END { print n + 0 }' "$1"
}

# untimed: CPUID exits of the host that have no time
untimed() {
	kvm-exitstat --csv > "$tmp/csv"
	echo $(($(field "$tmp/csv" $cpuid exits) - $(field "$tmp/csv" $cpuid timed)))
}

# csv FILE ARG...
csv() {
	csv_file=$1
	shift
	kvm-exitstat --csv "$@" > "$csv_file" 2> "$tmp/err"
	is "$?" 0 "kvm-exitstat $*"
	[ -s "$tmp/err" ] && sed 's/^/# /' "$tmp/err"
}

# shown N FILE: until a reader has shown N lines more than there were, or has ended.
shown() {
	shown_from=$(wc -l < "$2")
	until [ "$(wc -l < "$2")" -ge $((shown_from + $1)) ] || ! kill -0 $reader 2>/dev/null; do
		sleep 0.1
	done
}

# end_reader NAME: by Ctrl-C, which is no failure.
end_reader() {
	kill -INT $reader
	wait $reader
	is "$?" 0 "$1: status 0"
	sed 's/^/# /' "$tmp/err"
}

# run: the exits of a VMM's VM, to the last one
kvm-exitstat run -o "$tmp/run" -- exitgen --vcpus 2 cpuid=1000 hlt=10 > "$tmp/made" 2> "$tmp/table"
is "$?" 0 "run: the VMM's status"
csv "$tmp/csv" report "$tmp/run"
is "$(field "$tmp/csv" $cpuid exits)" "$(made "$tmp/made" $cpuid)" "run: every CPUID of two vCPUs"
is "$(field "$tmp/csv" $hlt exits)" "$(made "$tmp/made" $hlt)" "run: every HLT"
is "$(awk -v name=$cpuid '$1 == name { print $3 }' "$tmp/table")" 2000 "run: the table says so, too"
kvm-exitstat run --columns exits,timed -- true 2> "$tmp/err"
is "$?" 2 "run: a column that there is not, before anything runs"
kvm-exitstat run --columns avg,exits -- exitgen cpuid=70 > /dev/null 2> "$tmp/table"
is "$(awk -v name=$cpuid '$1 == name { print $NF }' "$tmp/table")" 70 "run: the columns that were asked for"
kvm-exitstat run -- sh -c 'exitgen cpuid=5 > /dev/null; exit 7' 2> "$tmp/table"
is "$?" 7 "run: the command's status"
kvm-exitstat run -o "$tmp/more" -- exitgen --vcpus 2 cpuid=3000 hlt=10 > /dev/null 2>&1
csv "$tmp/csv" diff "$tmp/run" "$tmp/more"
is "$(field "$tmp/csv" $cpuid a_exits) $(field "$tmp/csv" $cpuid b_exits)" "2000 6000" "diff"

# run --vm: what a VM does while a command runs, up to its end. What it had done before is
# the recording's first sample.
hold_start --vcpus 2 cpuid=20000 hlt=10
hold_named
kvm-exitstat run --vm "$vm" --per-vcpu --csv -o "$tmp/beside" -- sh -c \
	"touch '$tmp/beside-runs'; while kill -0 $holder 2>/dev/null; do sleep 0.1; done; exit 5" 2> "$tmp/csv" 9>&- &
reader=$!
until [ -e "$tmp/beside-runs" ] || ! kill -0 $reader 2>/dev/null; do
	sleep 0.1
done
release
wait $reader
is "$?" 5 "run --vm: the command's status"
before=$(awk -F '\t' -v name=$cpuid '/^end/ { exit } $1 == "vm" && $6 == name { print $7 }' "$tmp/beside")
beside=$(awk -F, -v name=$cpuid '$11 == name { n += $12 } END { print n }' "$tmp/csv")
is "$((before + beside))" "$(made "$tmp/out" $cpuid)" "run --vm: every CPUID up to the VM's end ($before before it)"
is "$(grep -c '^[^,]*,[^,]*,[^,]*,[^,]*,departed,.*TOTAL' "$tmp/csv")" 1 "run --vm: the end of the VM is told"
csv "$tmp/csv" report --per-vcpu --vm "$vm" "$tmp/beside"
is "$(awk -F, -v name=$cpuid '$11 == name { n += $12 } END { print n }' "$tmp/csv")" "$beside" \
	"run --vm: the recording has as many"
kvm-exitstat run --per-vcpu --csv -- exitgen --vcpus 2 cpuid=3000 > /dev/null 2> "$tmp/csv"
is "$(awk -F, -v name=$cpuid '$11 == name { n += $12 } END { print n }' "$tmp/csv")" 6000 \
	"run --per-vcpu: every CPUID, of a vCPU or of what came after the last look"

# An interval has exactly what happens in it, and a reset is no negative number.
kvm-exitstat --csv --reason $cpuid 0.2 > "$tmp/csv" 2> "$tmp/err" &
reader=$!
shown 2 "$tmp/csv"
exitgen cpuid=4321 > /dev/null
shown 2 "$tmp/csv"
end_reader "Ctrl-C"
is "$(awk -F, -v name=$cpuid '$2 > 0 && $11 == name { n += $12 } END { print n }' "$tmp/csv")" \
	4321 "the intervals' exits add up"

# So do its distributions.
kvm-exitstat hist $cpuid --csv 0.2 > "$tmp/csv" 2> "$tmp/err" &
reader=$!
shown 2 "$tmp/csv"
exitgen cpuid=1234 > /dev/null
shown 2 "$tmp/csv"
end_reader "hist with an interval"
is "$(awk -F, -v name=$cpuid '
	NR == 1 { for (i = 1; i <= NF; i++) nr[$i] = i; next }
	$nr["interval_ns"] > 0 && $nr["name"] == name {
		n += $nr["count"]
		for (i = nr["max"] + 1; i <= NF; i++)
			all += $i
	}
	END { print n, all }' "$tmp/csv")" "1234 1234" "hist: the intervals' exits and buckets add up"

# And those of a recording.
kvm-exitstat record -o "$tmp/hist" 0.3 2> "$tmp/err" &
reader=$!
ends() { grep -c "^end" "$tmp/hist" 2>/dev/null; }
until [ "$(ends)" -ge 1 ] || ! kill -0 $reader 2>/dev/null; do
	sleep 0.1
done
exitgen cpuid=2345 > /dev/null
recorded=$(ends)
until [ "$(ends)" -ge $((recorded + 2)) ] || ! kill -0 $reader 2>/dev/null; do
	sleep 0.1
done
end_reader "record"
is "$(awk -F '\t' -v name=$cpuid '
	$1 == "sample" { samples++ }
	$6 == name {
		n = split($NF, in_bucket, ",")
		all = 0
		for (i = 2; i <= n; i++)
			all += in_bucket[i]
		first = first == "" ? samples > 1 ? 0 : all : first
	}
	END { print all - first }' "$tmp/hist")" 2345 "record: every CPUID of the time is in its buckets"
csv "$tmp/csv" report "$tmp/hist"
is "$(field "$tmp/csv" $cpuid exits)" 2345 "report: as many"
p50=$(field "$tmp/csv" $cpuid p50)
p99=$(field "$tmp/csv" $cpuid p99)
is "$((p50 > 0 && p99 >= p50))" 1 "report: the percentiles of these, $p50 and $p99 cycles"
csv "$tmp/csv" diff "$tmp/hist" "$tmp/run"
is "$(field "$tmp/csv" $cpuid a_p50),$(field "$tmp/csv" $cpuid b_p50)" "$p50," "diff: of the side that has them"

# VMs that follow each other by one name, some too short for any sample: each has all its
# exits, and all together are the host.
kvm-exitstat record --per-vm -o "$tmp/turns" 0.3 2> "$tmp/err" &
reader=$!
until grep -q "^end" "$tmp/turns" 2>/dev/null || ! kill -0 $reader 2>/dev/null; do
	sleep 0.1
done
in-turn 10:800 5000:1500 70:0 30:0 > "$tmp/lives" || verdict 1 "in-turn"
sleep 1
end_reader "record --per-vm"
csv "$tmp/csv" report --samples --per-vm "$tmp/turns"
is "$(added "$tmp/csv" $cpuid)" 5110 "VMs of one name: every CPUID of each"
is "$(added "$tmp/csv" RUNNING)" 0 "RUNNING has no exits"
vms=$(added "$tmp/csv" TOTAL)
csv "$tmp/csv" report --samples "$tmp/turns"
is "$vms" "$(added "$tmp/csv" TOTAL)" "the VMs' exits are the host's"

csv "$tmp/csv" report --per-vm --reason $cpuid "$tmp/turns"
is "$(awk -F, 'NR > 1 { n += $12 } END { print n }' "$tmp/csv")" 5110 "report sums up: every CPUID"
csv "$tmp/csv" report "$tmp/turns"
is "$(field "$tmp/csv" TOTAL exits)" "$vms" "and what the host did in all of the recording"

# What is recorded is switched by name, and VMs that have ended are kept.
kvm-exitstat disable
is "$? $(cat $d/enabled)" "0 0" "disable"
exitgen cpuid=300 > /dev/null
kvm-exitstat enable
is "$? $(cat $d/enabled)" "0 1" "enable"
exitgen cpuid=301 > /dev/null
csv "$tmp/csv" departed --reason $cpuid
is "$(awk -F, -v reason=$cpuid '$11 == reason && $12 == 300' "$tmp/csv" | wc -l)" 0 "disabled: nothing of a VM"
is "$(awk -F, -v reason=$cpuid '$11 == reason && $12 == 301 && $NF > 0' "$tmp/csv" | wc -l)" 1 \
	"departed: a VM that has ended, with all its exits and how long it was there"

# Exits without a time are none of AVG's.
before=$(untimed)
kvm-exitstat detail counts
is "$? $(cat $d/detail)" "0 counts" "detail counts"
exitgen cpuid=1000 > /dev/null
is "$(kvm-exitstat | grep -c 'detail is counts')" 1 "detail=counts: it is said"
kvm-exitstat detail full
is "$? $(cat $d/detail)" "0 full" "detail full"
is "$(($(untimed) - before))" 1000 "1000 CPUID exits with detail=counts have no time"
kvm-exitstat detail none 2> "$tmp/err"
is "$? $(cat $d/detail)" "2 full" "a level that there is not"

kvm-exitstat --json 0.2 > "$tmp/json" 2> "$tmp/err" &
reader=$!
shown 2 "$tmp/json"
kvm-exitstat reset
is "$?" 0 "reset"
shown 2 "$tmp/json"
end_reader "after a reset"
is "$(grep -c '"restarted":true' "$tmp/json")" 1 "reset: the counters began anew, once"
is "$(grep -c -- ':-[0-9]' "$tmp/json")" 0 "after a reset: nothing negative"

# A Linux guest; its name is what QEMU was called with, or its pid and command.
lab-guest --smp 2 -- sh -c 'kvm-exitstat guest; kvm-exitstat guest 0.2 3
	kvm-exitstat guest record -o /tmp/record 0.2 3 && kvm-exitstat report /tmp/record --json
	kvm-exitstat report --samples /tmp/record --json
	kvm-exitstat guest --csv --reason '$cpuid'
	echo at rest; sleep 600' > "$tmp/guest" 2>&1 &
guest=$!
for _ in $(seq 600); do
	grep -q '^at rest' "$tmp/guest" && break
	sleep 0.5
done
is "$(grep -c '^TOTAL' "$tmp/guest")" 4 "guest: a table and three of an interval"
is "$(grep -c '^least frequent' "$tmp/guest")" 4 "guest: the two ends of each"
# Each of the two intervals has the questions of the sample before it.
is "$(grep -c '"interval_ns":0,.*"scope":"guest"' "$tmp/guest")" 1 "guest record: totals first"
within "$(sed -n 's/.*"interval_ns":[1-9][0-9]*,.*"scope":"guest".*"total":{"exits":\([0-9]*\),.*/\1/p' "$tmp/guest" | head -1)" \
	200 5000 "guest record: the report has the exits of all intervals"
vm=$(ls $d/vm)
inside=$(grep ",$cpuid," "$tmp/guest" | cut -d, -f12)
outside=$(sum $d/vm/$vm/exits exits $cpuid)
# The row was read as one of the first of some hundred questions.
within "$outside" "$inside" $((inside + 300)) "guest: as many CPUID exits as the host counts"

csv "$tmp/csv"
csv "$tmp/csv" --per-vm
is "$(grep -c ',TOTAL,' "$tmp/csv")" 1 "one VM"
csv "$tmp/csv" --per-vcpu
is "$(grep -c ',TOTAL,' "$tmp/csv")" 2 "two vCPUs"
csv "$tmp/csv" --per-cpu
csv "$tmp/csv" --vm "$vm" --vcpu 1
csv "$tmp/csv" --vm "${vm%-*}"
kvm-exitstat run --vm "${vm%-*}" --per-vcpu --csv -- sleep 1 2> "$tmp/csv"
is "$? $(grep -c ',TOTAL,' "$tmp/csv")" "0 2" "run --vm: both vCPUs of a guest that goes on"
kvm-exitstat run --vm "${vm%-*}0" -- touch "$tmp/started" 2> "$tmp/err"
is "$? $(ls "$tmp/started" 2>/dev/null)" "1 " "run --vm: no such VM, before anything runs"
is "$(kvm-exitstat --per-vm | awk 'NR == 2 { print $1, $2 }')" "${vm%-*} qemu" \
	"a VM without a name: its pid and command"
csv "$tmp/csv" hist
is "$(($(wc -l < "$tmp/csv") > 5))" 1 "distributions of more than five reasons"
csv "$tmp/csv" hist $cpuid --vm "$vm" --vcpu 0
is "$(field "$tmp/csv" $cpuid count)" "$(field "$tmp/csv" $cpuid exits)" \
	"hist: all CPUID exits of a vCPU at rest are in its buckets"
csv "$tmp/csv" caps
is "$(wc -l < "$tmp/csv")" "$(wc -l < $d/capabilities)" "caps: all controls"

kvm-exitstat record --per-vcpu -o "$tmp/recording" 0.2 3 2> "$tmp/err"
is "$?" 0 "record"
csv "$tmp/csv" report --samples "$tmp/recording" --per-vcpu
is "$(grep -c ',TOTAL,' "$tmp/csv")" 6 "report: three samples of two vCPUs"

# The live screen, on the first virtual terminal, whose text is in vcs1.
TERM=linux kvm-exitstat top 0.3 < /dev/tty1 > /dev/tty1 2> "$tmp/err" &
reader=$!
marked() { fold -w 80 /dev/vcs1 | grep -c "^>  ${vm%-*} qemu "; }
for _ in $(seq 100); do
	[ "$(marked)" -eq 0 ] || break
	sleep 0.1
done
is "$(marked)" 1 "top: the VM is on the screen"
end_reader "top"

kill $guest
wait $guest
for _ in $(seq 100); do
	[ -z "$(ls $d/vm)" ] && break
	sleep 0.1
done
kvm-exitstat --vm "$vm" > /dev/null 2> "$tmp/err"
is "$?" 1 "a VM that has ended"
is "$(cat "$tmp/err")" \
	"kvm-exitstat: no VM '$vm' is running: 'kvm-exitstat --per-vm' lists those that are" \
	"a VM that has ended: what it says"
kvm-exitstat guest > /dev/null 2> "$tmp/err"
is "$?" 1 "the host is no guest of ours"

# From the first exit to the moment when the guest is at rest.
kvm-exitstat run --until-halted -- lab-guest -- sleep 100 > /dev/null 2> "$tmp/table"
is "$?" 0 "run --until-halted"
is "$(grep -c ', halted after ' "$tmp/table")" 1 "run --until-halted: says when"
is "$(ls $d/vm)" "" "run --until-halted: the VMM has ended"

# Gone while it is being watched, and back again; then five times while it is being
# read as fast as that goes, so that its files also go between two reads of one.
kvm-exitstat --json 0.2 > "$tmp/json" 2> "$tmp/err" &
reader=$!
shown 2 "$tmp/json"
modprobe -r $vendor_module kvm
shown 2 "$tmp/json"
modprobe $vendor_module
shown 2 "$tmp/json"
exitgen cpuid=77 > /dev/null
shown 2 "$tmp/json"
end_reader "modules exchanged"
is "$(grep -c 'waiting for the module to come back' "$tmp/err")" 1 "modules exchanged: said once"
is "$(grep -c -- ':-[0-9]' "$tmp/json")" 0 "modules exchanged: nothing negative"

kvm-exitstat --json 0.01 > "$tmp/json" 2> "$tmp/err" &
reader=$!
for _ in 1 2 3 4 5; do
	shown 2 "$tmp/json"
	modprobe -r $vendor_module kvm
	modprobe $vendor_module
done
shown 2 "$tmp/json"
end_reader "modules exchanged amid reads"
is "$(grep -c 'waiting for the module to come back' "$tmp/err")" 5 "modules exchanged amid reads: said each time"
finish
