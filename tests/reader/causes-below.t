#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What was behind exits, as lines below those of the tables: --causes.
. "$(dirname "$0")/lib.sh"
. "$here/caused.sh"

# below ARG...: the table in one space between two
below() {
	COLUMNS=100 "$reader" --debugfs "$tree" --causes "$@" | awk '{ $1 = $1; print }'
}

# left_over: of CSV, what of a reason's exits and kernel time its causes have not, or have more
left_over() {
	csv_fields time,scope,vm,vcpu,name,cause,exits,kernel | awk -F, '
		NR == 1 || $5 == "RUNNING" || $5 == "TOTAL" { next }
		{ key = $1 "," $2 "," $3 "," $4 "," $5 }
		$6 == "" { exits[key] = $7; kernel[key] = $8; next }
		{ exits[key] -= $7; kernel[key] -= $8; caused[key]; rows++ }
		END {
			for (key in caused)
				if (exits[key] || kernel[key])
					print key, exits[key], kernel[key]
			if (!rows)
				print "no causes"
		}'
}

is "$(below --columns exits,kernel --sort exits --reason CPUID --reason 'MSR*' --reason 'I*N')" \
	"REASON NR KNOWN AS EXITS KERNEL
MSR_READ 31 21000 21.0ms
MSR_WRITE 32 9000 9.00ms
wrmsr:0x6e0 IA32_TSC_DEADLINE 8000 8.00ms
wrmsr:0x830 x2APIC ICR 1000 1.00ms
CPUID 10 5006 5.01ms
cpuid:0x4ffffffd kvm-exits: of a reason 300 300us
cpuid:scan search for a hypervisor 6 6.00us
more 4700 4.70ms
IO_INSTRUCTION 30 19 19.0us
in:0x70/1 RTC index, NMI mask 10 10.0us
outs:0x3f8/1 COM1 9 9.00us
TOTAL 132040 132ms" "below each reason, what is not told one by one last"

is "$(COLUMNS=100 "$reader" --debugfs "$tree" --causes --reason CR_ACCESS | sed -n 3p | cut -c1-14)" "  write:cr3   " "indented"
is "$(below --top 1 --reason CPUID --sort name --columns exits | sed -n 3,6p)" \
	"cpuid:0x4ffffffd kvm-exits: of a reason 300
cpuid:scan search for a hypervisor 6
more 4700
TOTAL 132040" "one more line is no longer than saying so"

# A list has what is behind each of its lines, with reasons of which none is known.
is "$(below --per-vm --columns exits --top 2 | sed -n 2,6p)" "1001-10 146080
INTERRUPT_WINDOW 25000
PREEMPTION_TIMER 23000
14 others 88680
CPUID more 9400" "of a list of VMs"
is "$(below --per-vm --columns exits --reason IO_INSTRUCTION | sed -n 2,5p)" "1001-10 38
in:0x70/1 RTC index, NMI mask 20
outs:0x3f8/1 COM1 18
TOTAL 38" "of one reason"
is "$(below --per-vcpu --columns exits --reason VMCALL | sed -n 2,5p)" "1001-10 vcpu 1 24
hypercall:0x5 KVM_HC_KICK_CPU 24
1001-10 vcpu 0 0
TOTAL 24" "of vCPUs"

# More than ten are told together.
i=0
while [ $i -lt 40 ]; do
	printf '31\tMSR_READ\trdmsr:0x%x\t%d\t%d\t900000000000\n' $((0xc0000000 + i)) $((100 + i)) 1000
	i=$((i + 1))
done >"$scratch/many"
cp "$tree/causes" "$scratch/few"
cat "$scratch/many" >>"$tree/causes"
is "$(below --reason MSR_READ | sed -n '3p;12,13p')" "rdmsr:0xc0000027 139 0.12% 500ns 4ns
rdmsr:0xc000001e 130 0.11% 500ns 4ns
30 others 3435 2.97% 15.0us 5ns" "the first ten, and how many others"
is "$(below --reason MSR_READ --top 3 | sed -n '3,6p' | cut -d' ' -f1-3 | xargs)" \
	"rdmsr:0xc0000027 139 0.12% rdmsr:0xc0000026 138 0.12% rdmsr:0xc0000025 137 0.12% 37 others 4366" "--top says how many"
is "$("$reader" --debugfs "$tree" --causes --json --top 1 --reason MSR_READ | jq '.scopes[0].reasons[0].causes | length')" 40 "all of them as JSON"
cp "$scratch/few" "$tree/causes"

# For programs
is "$("$reader" --debugfs "$tree" --causes --json --reason MSR_WRITE --reason MSR_READ | jq -c '.scopes[0].reasons[] | [.name, .exits, .causes]' | xargs -d '\n')" \
	'["MSR_READ",21000,[]] ["MSR_WRITE",9000,[{"cause":"wrmsr:0x6e0","known_as":"IA32_TSC_DEADLINE","exits":8000,"kernel":16000000,"timed":8000},{"cause":"wrmsr:0x830","known_as":"x2APIC ICR","exits":1000,"kernel":2000000,"timed":1000}]]' "as JSON"
for lines in "" --per-vm --per-vcpu "--vm 1001" "--vm 1001 --vcpu 1" "--vm 1001 --per-vcpu"; do
	# shellcheck disable=SC2086 # options
	is "$("$reader" --debugfs "$tree" --causes --csv $lines | left_over)" "" "they add up to the reason: ${lines:-the host}"
done
is "$("$reader" --debugfs "$tree" --causes --csv | awk -F, 'NR > 1 && $11 != "RUNNING" && $12 == "" { sum += $11 == "TOTAL" ? -$13 : $13 } END { print sum }')" \
	0 "and the reasons to the TOTAL"

# In an interval the reads of the two files are never of one moment.
: >"$scratch/out"
"$reader" --debugfs "$tree" --causes --csv --per-vm 2 2 >"$scratch/out" &
pid=$!
wait_for has_lines "$scratch/out" 3
step_causes 3
wait $pid
is "$(left_over <"$scratch/out")" "" "they add up in an interval"
is "$(csv_fields interval_ns,cause,exits <"$scratch/out" | awk -F, '$1 && $2 ~ /^wrmsr/ { print $2, $3 }' | xargs)" \
	"wrmsr:0x6e0 32000 wrmsr:0x830 4000" "which are what has changed"

# Where it is not known
echo full >"$tree/detail"
is "$(below | tail -n 1)" "new causes are not looked for now: 'kvm-exitstat detail causes' begins" "they are not looked for"
fails 2 "there are no causes by CPU: use --vm and --vcpu (try 'kvm-exitstat --help')" "of CPUs" --causes --per-cpu
fails 2 "there are no causes by CPU: use --vm and --vcpu (try 'kvm-exitstat --help')" "of a CPU" --causes --cpu 0
fails 2 "--causes does not go with 'guest' (try 'kvm-exitstat --help')" "a guest sees none" guest --causes
rm "$tree/causes"
fails 1 "$tree: nothing is told of what is behind exits" "a host that does not know them" --debugfs "$tree" --causes

done_testing
