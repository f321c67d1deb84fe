# SPDX-License-Identifier: GPL-2.0-only
# short.sh: in the lab, on stock modules, on SVM: the reader counts by BPF what exitgen makes,
# tells its time and what was behind it, and leaves nothing.
. /tap.sh

# of COLUMN NAME [KEY=VALUE]: of those rows in $tmp/csv the sum
of() {
	awk -F , -v column="$1" -v name="$2" -v where="${3-}" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; n = split(where, w, "="); next }
		$at["name"] == name && (!n || $at[w[1]] == w[2]) { sum += $at[column] }
		END { printf "%.0f\n", sum }' "$tmp/csv"
}

kvm-exitstat run -o "$tmp/recording" -- exitgen --vcpus 3 --user-sleep-ms 300 \
	cpuid=2000 msr-write=500 io=50 hlt=10 > "$tmp/made" 2> "$tmp/said"
is $? 0 "run: status 0"
is "$(grep -c 'BPF counts from now on' "$tmp/said")" 1 "run: says that BPF counts"
kvm-exitstat report --csv "$tmp/recording" > "$tmp/csv"
for reason in cpuid msr io hlt; do
	is "$(of exits $reason)" "$(made $reason)" "run -o and report: $reason"
done
is "$(of to_user hlt)" "$(made hlt)" "each HLT went to userspace"
slept=$(($(of user io) / $(awk -F , 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } { print $at["tsc_khz"]; exit }' "$tmp/csv")))
[ "$slept" -ge 900 ]
is $? 0 "userspace has slept 300 ms for each of three vCPUs: $slept ms are not KVM's"
[ "$(of kernel cpuid)" -gt 0 ] && [ "$(of guest cpuid)" -gt 0 ]
is $? 0 "there is time in KVM and in the guest"

# The host's: of a VM that has ended the reader has what it saw of its causes last.
kvm-exitstat causes --source bpf --csv msr 15 1 > "$tmp/csv" 2> "$tmp/said" &
reader=$!
until grep -q 'BPF counts from now on' "$tmp/said"; do
	sleep 0.1
done
at_rest $reader
exitgen --vcpus 2 msr-write=400 msr-read=100 > "$tmp/made"
wait $reader
is $? 0 "causes: status 0"
is "$(of exits msr cause=wrmsr:0x8b) $(of exits msr cause=rdmsr:0x8b)" "800 200" "each MSR's exits"
is "$(of exits msr)" "$(made msr)" "which are all of msr"

# VMs that were there before the reader, and run only while it looks: at no look is one of them
# not there, be it that its first exit comes in the middle of the look.
vms=100 exits=300
mkfifo "$tmp/keys"
lives --vms $vms --exits $exits --late < "$tmp/keys" > "$tmp/lives" &
lives=$!
exec 8> "$tmp/keys"
until grep -q ready "$tmp/lives"; do
	sleep 0.1
done
kvm-exitstat record --source bpf --per-vm --force -o "$tmp/recording" 0.01 2> "$tmp/said" &
reader=$!
until grep -q 'BPF counts from now on' "$tmp/said"; do
	sleep 0.1
done
sleep 3
echo >&8
at_rest $lives
kill -INT $reader
wait $reader
is $? 0 "record: status 0"
kvm-exitstat report --csv "$tmp/recording" > "$tmp/csv"
is "$(of exits cpuid)" $((vms * exits)) "each CPUID exit of $vms VMs that ran late"
awk -F '\t' '$1 == "sample" { nr++ } $1 == "vm" && $6 == "TOTAL" { n[nr]++ }
	END { for (i = 1; i <= nr; i++) print n[i] }' "$tmp/recording" | sort | uniq -c > "$tmp/looks"
sed 's/^/# looks, and VMs in them: /' "$tmp/looks"
is "$(awk '{ print $2 }' "$tmp/looks" | tr '\n' ' ')" "$vms " "at each look all of them are there"
exec 8>&-
wait $lives

bpf-left -w exits_ > "$tmp/left"
is "$(bpf-left exits_)" "0 0" "no program and no link is left"
echo "1..$nr"
exit $failed
