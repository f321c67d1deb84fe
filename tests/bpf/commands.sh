# SPDX-License-Identifier: GPL-2.0-only
# commands.sh HLT CPUID MSR IO: in the lab, on stock modules, what the reader shows of what BPF
# has counted, beside what exitgen says it has made, by the names of these reasons.
. /tap.sh
hlt=$1 cpuid=$2 msr=$3 io=$4
load="cpuid=1000 msr-write=500 io=50 hlt=10"

# sum COLUMN NAME: of a reason's rows in $tmp/csv
sum() {
	awk -F , -v column="$1" -v name="$2" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["name"] == name { sum += $at[column] }
		END { printf "%d\n", sum }' "$tmp/csv"
}

# exact NAME: each reason in $tmp/csv, and nothing else of its name
exact() {
	for reason in $cpuid $msr $io $hlt; do
		is "$(sum exits "$reason")" "$(made "$reason")" "$1: $reason"
	done
}

# shellcheck disable=SC2086 # several
kvm-exitstat run -o "$tmp/recording" --force -- exitgen --vcpus 2 $load > "$tmp/made" 2> "$tmp/said"
is $? 0 "run: status 0"
kvm-exitstat report --csv "$tmp/recording" > "$tmp/csv"
exact "run -o and report"
# shellcheck disable=SC2086 # several
kvm-exitstat run --csv --per-vcpu -- exitgen --vcpus 2 $load > "$tmp/made" 2> "$tmp/said"
grep -v '^kvm-exitstat: ' "$tmp/said" > "$tmp/csv"
exact "run, its vCPUs and what they did after the last look"

# during COMMAND...: its only interval has all of an exitgen. It counts from now on, and looks
# for the first time after that.
during() {
	"$@" > "$tmp/csv" 2> "$tmp/said" &
	reader=$!
	until grep -q 'BPF counts from now on' "$tmp/said"; do
		sleep 0.1
	done
	at_rest $reader
	# shellcheck disable=SC2086 # several
	exitgen --vcpus 2 $load > "$tmp/made"
	wait $reader
	is $? 0 "$*: status 0"
	is "$(wc -l < "$tmp/said")" 1 "$*: one line on stderr"
}

during kvm-exitstat --source bpf --csv 20 1
exact "an interval"
is "$(sum to_user "$hlt")" "$(made "$hlt")" "each HLT went to userspace"
during kvm-exitstat --source bpf --per-cpu --csv 20 1
exact "of the CPUs"
during kvm-exitstat causes --source bpf --csv "$msr" 20 1
is "$(sum exits "$msr")" "$(made "$msr")" "causes of msr"
during kvm-exitstat hist --source bpf "$cpuid" 20 1
is "$(sed -n "s/^$cpuid (.*): \(.*\) exits$/\1/p" "$tmp/csv")" "$(made "$cpuid")" "hist: each cpuid exit is in it"

for command in slowest check caps; do
	kvm-exitstat $command > "$tmp/out" 2> "$tmp/said"
	is "$?" 1 "$command: status 1"
	is "$(wc -l < "$tmp/said") $(wc -c < "$tmp/out")" "1 0" "$command: one line"
done
echo "1..$nr"
exit $failed
