# SPDX-License-Identifier: GPL-2.0-only
# What KVM's binary statistics show of a vCPU is what its files show, exactly: to whoever
# has its descriptor, for as long as the vCPU lives, whatever is reset, and to several at a
# time while it runs.
. ./tap.sh
. ./held.sh

cpuid=$(reason_name cpuid)
io=$(reason_name io)
sysfs=/sys/module/kvm/exit_stats

# as_nobody COMMAND: by the shell
as_nobody() { su -s /bin/sh nobody -c "$1"; }

# statistic OUT NAME VCPU REASON: the value that exitgen has printed for it
statistic() {
	awk -F '\t' -v name="$2" -v vcpu="$3" -v reason="$4" '
		NR == FNR { if ($3 == reason) slot = $1; next }
		$1 == "stat" && $2 == vcpu && $3 == name { print $(slot + 4) }' $sysfs/slots "$1"
}

# by_slot OUT NAME: of all reasons that are not zero: VCPU REASON VALUE, as by_row has them
by_slot() {
	awk -F '\t' -v name="$2" '
		NR == FNR { reason[$1] = $3; next }
		$1 == "stat" && $3 == name {
			for (slot = 0; slot < NF - 3; slot++)
				if ($(slot + 4))
					print $2, reason[slot], $(slot + 4)
		}' $sysfs/slots "$1" | sort
}

# The names: those of the files, in their order, and one slot after the other.
awk -F '\t' 'NR > 1 && $2 !~ /^(TOTAL|RUNNING)$/ { print $1, $2 }' $d/exits > "$tmp/names"
sed 1d $sysfs/slots | cut -f 2,3 | tr '\t' ' ' > "$tmp/slots"
is "$(head -n 1 $sysfs/slots | tr '\t' ' ')" "slot nr name" "slots: it has a header"
is "$(sed 1d $sysfs/slots | awk '$1 != NR' | wc -l)" 0 "slots: from 1 on without a gap"
is "$(grep -vxFf "$tmp/slots" "$tmp/names")" "" "slots: each reason of the files has one"
within "$(wc -l < "$tmp/names")" 20 100 "slots: of those there are"
is "$(cat $sysfs/tsc_khz)" "$khz" "tsc_khz is there, too"
is "$(stat -c %a $sysfs/slots $sysfs/tsc_khz | tr '\n' ' ')" "444 444 " "for everybody to read"

# Exits of a vCPU that has stopped: its file has the same, each reason's.
hold --statistics --vcpus 2 cpuid=1000 hlt=10 io=500 msr-read=70
is "$(by_slot "$tmp/out" exits_by_reason)" "$(by_row "$tmp/vcpus" exits)" "exits: as its file has them"
is "$(by_slot "$tmp/out" kernel_cycles_by_reason)" "$(by_row "$tmp/vcpus" kernel)" \
	"kernel cycles: as its file has them"
is "$(statistic "$tmp/out" exits_by_reason 1 "$cpuid")" 1000 "CPUID exits: all that were made"
is "$(statistic "$tmp/out" exits_by_reason 0 "$io")" 501 "I/O: with the one that ended it"

# total, of_phase PHASE VCPU: its cycles, by the file and by what exitgen has printed
total() {
	awk -F '\t' -v vcpu="$2" -v name="$1" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["vcpu"] == vcpu && $at["name"] == "TOTAL" { print $at[name] }' "$tmp/vcpus"
}
of_phase() { awk -F '\t' -v vcpu="$2" -v name="$1_cycles" '$1 == "stat" && $2 == vcpu && $3 == name { print $4 }' "$tmp/out"; }

# Phases: user goes on while the VM is held, and the file is read later.
for vcpu in 0 1; do
	for phase in guest halted blocked steal; do
		is "$(of_phase $phase $vcpu)" "$(total $phase $vcpu)" "$phase cycles: as its file has them, vCPU $vcpu"
	done
	within "$(of_phase user $vcpu)" 1 "$(total user $vcpu)" "user cycles: no more than its file has later, vCPU $vcpu"
done

# Bucket n of KVM's is from 2^(n - 1) on.
cat $d/all_hist > "$tmp/all_hist"
for vcpu in 0 1; do
	awk -F '\t' -v vcpu=$vcpu '
		NR == 1 { for (i = 1; i <= NF; i++) { at[$i] = i; name[i] = $i }; next }
		$at["scope"] == "vcpu" && $at["vcpu"] == vcpu {
			for (i = at["256"]; i < at["closed"]; i++)
				sum[i] += $i
		}
		END {
			for (i in sum)
				if (sum[i])
					print name[i], sum[i]
		}' "$tmp/all_hist" | sort -n > "$tmp/ours"
	awk -F '\t' -v vcpu=$vcpu '
		$1 == "stat" && $2 == vcpu && $3 == "kernel_cycles_hist" {
			lower = 0.5
			for (n = 0; n < NF - 3; n++) {
				if ($(n + 4))
					print lower, $(n + 4)
				lower *= 2
			}
		}' "$tmp/out" | sort -n > "$tmp/theirs"
	is "$(cat "$tmp/theirs")" "$(cat "$tmp/ours")" "kernel phases: each bucket, vCPU $vcpu"
	within "$(awk '{ sum += $2 } END { print sum + 0 }' "$tmp/theirs")" 1580 2000 \
		"kernel phases: of all exits, vCPU $vcpu"
done

# What is KVM's own is what it was, and nothing else is in its directory.
is "$(awk -F '\t' '$1 == "stat" && $2 == 0 && $3 == "io_exits" { print $4 }' "$tmp/out")" 501 \
	"KVM's own are there, with their values"
kvm=/sys/kernel/debug/kvm/$vm
is "$(find /sys/kernel/debug/kvm -name '*_by_reason' -o -name 'kernel_cycles_*')" "" \
	"KVM's own directory has no file of them"
within "$(find "$kvm" -type f | wc -l)" 40 200 "of a VM with $(find "$kvm" -type f | wc -l) files"
release

# A VMM that is not root, and can see nothing of debugfs.
chmod 666 /dev/kvm
as_nobody "cat $sysfs/slots" > "$tmp/slots"
is "$(wc -l < "$tmp/slots")" "$(wc -l < $sysfs/slots)" "another user: the names"
as_nobody "ls $d" > "$tmp/refused" 2>&1
is "$(cat "$tmp/refused")" "ls: $d: Permission denied" "another user: no files of ours"
as_nobody "exitgen --statistics cpuid=300 io=20" > "$tmp/out"
is "$(statistic "$tmp/out" exits_by_reason 0 "$cpuid")" 300 "another user: all its exits"
chmod 600 /dev/kvm

# Readers that share a vCPU, beside it; a reset in the middle is none of theirs.
exitgen --readers 3 --vcpus 2 --statistics --until "$tmp/now" cpuid=$((20000 / fewer)) io=1 > "$tmp/out" &
running=$!
until [ -n "$(ls $d/vm)" ]; do
	sleep 0.1
done
for _ in 1 2 3; do
	sleep 0.2
	echo 1 > $d/reset
done
: > "$tmp/now"
wait $running
is $? 0 "readers beside vCPUs: all ends well"
is "$(grep -c '^read' "$tmp/out")" 3 "readers: three"
awk -F '\t' '$1 == "read"' "$tmp/out" | while read -r _ reads failed backwards torn; do
	echo "# $reads reads"
	[ "$reads" -gt 0 ] && [ "$failed $backwards $torn" = "0 0 0" ] || echo "$reads $failed $backwards $torn"
done > "$tmp/readers"
grep '^#' "$tmp/readers"
is "$(grep -v '^#' "$tmp/readers")" "" "readers: none failed, nothing became smaller, each of one moment"
is "$(statistic "$tmp/out" exits_by_reason 1 "$cpuid")" $((20000 / fewer)) "reset: they go on as if there was none"
last_departed
within "$(sum "$tmp/departed" exits "$cpuid" "vm=$vm")" 0 $((40000 / fewer)) "reset: others begin anew"

# Without memory for a read it fails; what was switched off is zero.
modprobe fail_alloc function=kvm_vmexit_copy_alloc
exitgen --statistics cpuid=10 > "$tmp/out" 2>&1
is "$? $(grep -c 'Cannot allocate memory' "$tmp/out")" "1 1" "without memory: an error"
modprobe -r fail_alloc
echo 0 > $d/enabled
exitgen --statistics cpuid=10 > "$tmp/out" 2>&1
is "$(by_slot "$tmp/out" exits_by_reason)" "" "switched off: all are zero"
echo 1 > $d/enabled
finish
