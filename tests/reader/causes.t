#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What was behind exits: which MSR, port, leaf; by name where it has one.
. "$(dirname "$0")/lib.sh"

. "$here/caused.sh"

# rows ARG...: reason, cause and exits, as CSV has them
rows() {
	"$reader" --debugfs "$tree" causes --csv "$@" | cut -d, -f11-13 | sed 1d | xargs
}

is "$(COLUMNS=120 "$reader" --debugfs "$tree" causes | awk '{ $1 = $1; print }')" \
	"REASON NR CAUSE KNOWN AS EXITS EXITS% KERNEL AVG
MSR_WRITE 32 wrmsr:0x6e0 IA32_TSC_DEADLINE 8000 56.98% 8.00ms 1.00us
CPUID 10 more 4700 33.48% 4.70ms 1.00us
MSR_WRITE 32 wrmsr:0x830 x2APIC ICR 1000 7.12% 1.00ms 1.00us
CPUID 10 cpuid:0x4ffffffd kvm-exits: of a reason 300 2.14% 300us 1.00us
IO_INSTRUCTION 30 in:0x70/1 RTC index, NMI mask 10 0.07% 10.0us 1.00us
IO_INSTRUCTION 30 outs:0x3f8/1 COM1 9 0.06% 9.00us 1.00us
VMCALL 18 hypercall:0x5 KVM_HC_KICK_CPU 8 0.06% 8.00us 1.00us
CR_ACCESS 28 write:cr3 7 0.05% 7.00us 1.00us
CPUID 10 cpuid:scan search for a hypervisor 6 0.04% 6.00us 1.00us
TOTAL 14040 100.00% 14.0ms 1.00us
most frequent: wrmsr:0x6e0 (8000)
least frequent: cpuid:scan (6)" "the host's"
is "$(rows MSR_WRITE)" "MSR_WRITE,wrmsr:0x6e0,8000 MSR_WRITE,wrmsr:0x830,1000" "of one reason"
is "$(rows --reason 32)" "$(rows MSR_WRITE)" "which a number may mean"
is "$(rows WRMSR:0x830)" "MSR_WRITE,wrmsr:0x830,1000" "of one cause"
is "$(rows '*:0x3*')" "IO_INSTRUCTION,outs:0x3f8/1,9" "of a pattern"
is "$(rows --top 1)" "MSR_WRITE,wrmsr:0x6e0,8000 TOTAL,,14040" "the first"
is "$(rows --sort name --top 2)" "CPUID,cpuid:0x4ffffffd,300 CPUID,cpuid:scan,6 TOTAL,,14040" "by name"
is "$(rows --vm 1001 CPUID)" "CPUID,more,9400 CPUID,cpuid:0x4ffffffd,600 CPUID,cpuid:scan,12" "of a VM"
is "$(rows --vm 1001 --vcpu 1 VMCALL)" "VMCALL,hypercall:0x5,24" "of a vCPU"
is "$("$reader" --debugfs "$tree" causes --json | jq -c '.scopes[0].reasons[0, 7] | [.name, .cause, .known_as, .exits, .kernel]' | xargs)" \
	"[MSR_WRITE,wrmsr:0x6e0,IA32_TSC_DEADLINE,8000,16000000] [CR_ACCESS,write:cr3,null,7,14000]" "as JSON"
is "$("$reader" --debugfs "$tree" causes | grep -c "detail causes")" 0 "they are looked for"
echo full >"$tree/detail"
is "$("$reader" --debugfs "$tree" causes | tail -n 1)" \
	"new causes are not looked for now: 'kvm-exitstat detail causes' begins" "they are not"

# What has no cause may not have been timed: its average is not known then.
awk -F '\t' -v OFS='\t' '$2 == "CPUID" { $(NF - 1) += 50 } { print }' "$tree/hist" >"$scratch/hist"
mv "$scratch/hist" "$tree/hist"
is "$("$reader" --debugfs "$tree" causes CPUID | awk '$1 == "CPUID" { print $2, $NF }' | xargs)" \
	"more - cpuid:0x4ffffffd 1.00us cpuid:scan 1.00us" "a time that is not of all exits makes no average"

# An interval.
"$reader" --debugfs "$tree" causes -y --csv 0.5 1 MSR_WRITE >/dev/null 2>"$scratch/err"
is "$?" 2 "the reason comes first"
: >"$scratch/out"
"$reader" --debugfs "$tree" causes --csv MSR_WRITE 2 2 >"$scratch/out" &
pid=$!
until [ "$(wc -l <"$scratch/out")" -ge 3 ]; do
	sleep 0.1
done
step_causes 3
wait $pid
is "$(tail -n 2 "$scratch/out" | cut -d, -f11-13 | xargs)" \
	"MSR_WRITE,wrmsr:0x6e0,16000 MSR_WRITE,wrmsr:0x830,2000" "what an interval's exits were"

# Names, by kind
names() {
	"$reader" --debugfs "$tree" causes --json | jq -r '.scopes[0].reasons[] | .cause + " " + (.known_as // "-")'
}
cat >"$scratch/names" <<-END
	mmio:0xfee00000 local APIC
	mmio:0xfed00000 HPET
	mmio:0x380000000000 -
	doorbell:0xfe003004 ioeventfd, as of a virtio queue
	fault:write/4k -
	excp:14 #PF
	excp:6 #UD
	excp:2000 -
	nmi -
	mmio:0xfebf8000 memory of a PCI device
	intr:0xec LOCAL_TIMER
	intr:0x22 a device of the host
	intr:0xf5 -
	eoi:0x31 -
	ipi:not-running -
	apic-read:0x390 current count
	apic-write:0x300 ICR
	hyperv:0x5c HvCallPostMessage
	vmgexit:0x80000010 PSC
	ghcb-msr:0x4 CPUID
	tdvmcall:0x10001 MapGPA
END
printf 'nr\tname\tcause\texits\tkernel\tsince\n' >"$tree/causes"
while read -r cause _; do
	printf '1\tA\t%s\t5\t0\t900000000000\n' "$cause"
done <"$scratch/names" >>"$tree/causes"
is "$(names)" "$(cat "$scratch/names")" "what people call pages, vectors, registers, what encrypted guests ask for"

# What is open is none yet: it is counted when KVM knows what it was.
printf '1\tA\topen\t2\t7000\t900000000000\n' >>"$tree/causes"
is "$(names | grep -c open)" 0 "what is behind an exit that is open is not known yet"

# What is not there
fails 1 "no exit reason 'NOSUCH' on vmx: --all-reasons lists them" "no such reason" --debugfs "$tree" causes NOSUCH
fails 1 "VM 1001-10 has no vCPU 7" "no such vCPU" --debugfs "$tree" causes --vm 1001 --vcpu 7
fails 2 "there are no causes by CPU: use --vm and --vcpu" "of a CPU" --debugfs "$tree" causes --cpu 1
fails 2 "--per-vm does not go with 'causes' (try 'kvm-exitstat --help')" "a list" causes --per-vm
printf 'nr\tname\tcause\texits\tkernel\tsince\n' >"$tree/causes"
is "$("$reader" --debugfs "$tree" causes | head -n 2 | tail -n 1 | awk '{ print $1, $2 }')" "TOTAL 0" "no exits yet"
printf 'nr\tname\tcause\texits\tkernel\tsince\n1\tA\t\033[2J\360\t5\t0\t900000000000\n' >"$tree/causes"
is "$("$reader" --debugfs "$tree" causes | awk '$1 == "A" { print $3 }')" "?[2J?" "a cause from outside is text"
rm "$tree/causes"
fails 1 "$tree: nothing is told of what is behind exits" "a host that does not know them" --debugfs "$tree" causes

done_testing
