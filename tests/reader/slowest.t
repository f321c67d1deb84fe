#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The slowest exit of each reason: when, where, what; of the host, a VM, each VM.
. "$(dirname "$0")/lib.sh"

tree=$scratch/tree
"$here/simulate-tree" "$tree" 2 2 1
echo causes >"$tree/detail"
echo 1 >"$tree/enabled"
columns='nr name kernel realtime vm vcpu cpu rip cpl cause since'

# slowest FILE: a header, and the rows of standard input
slowest() {
	{ echo "$columns"; cat; } | tr ' ' '\t' >"$1"
}
slowest "$tree/slowest" <<-END
	10 CPUID 2000000 1700000000123456789 1001-10 1 3 0xffffffff81234567 0 cpuid:0x4ffffffd 900000000000
	12 HLT 600000000 1700000001500000000 1002-10 0 2 0x401000 3 - 900000000000
	32 MSR_WRITE 8000 1699999999000000000 7-7 0 1 - - wrmsr:0x6e0 900000000000
	30 IO_INSTRUCTION 9000 1700000000999999999 1001-10 0 0 0x0 0 more 900000000000
	28 CR_ACCESS 700 1700000000000000000 1001-10 0 0 0x1000 0 write:cr3 900000000000
END
sed -n '1p;/1001-10/p' "$tree/slowest" >"$tree/vm/1001-10/slowest"
sed -n '1p' "$tree/slowest" >"$tree/vm/1002-10/slowest"

# show ARG...: the table, blanks as one
show() { COLUMNS=${width:-160} "$reader" --debugfs "$tree" slowest "$@" | awk '{ $1 = $1; print }'; }

# names ARG...: whose there are, as CSV has them
names() { "$reader" --debugfs "$tree" slowest --csv "$@" | sed 1d | cut -d, -f6 | xargs; }

is "$(show)" "REASON NR CAUSE KNOWN AS KERNEL DATE TIME VM VCPU CPU RIP CPL
HLT 12 - 300ms 2023-11-14 22:13:21.500 1002-10 0 2 0x401000 3
CPUID 10 cpuid:0x4ffffffd kvm-exits: of a reason 1.00ms 2023-11-14 22:13:20.123 1001-10 1 3 0xffffffff81234567 0
IO_INSTRUCTION 30 more 4.50us 2023-11-14 22:13:20.999 1001-10 0 0 0x0 0
MSR_WRITE 32 wrmsr:0x6e0 IA32_TSC_DEADLINE 4.00us 2023-11-14 22:13:19.000 7-7 0 1 - -
CR_ACCESS 28 write:cr3 350ns 2023-11-14 22:13:20.000 1001-10 0 0 0x1000 0" "the slowest first"
is "$(TZ=XYZ-2 show HLT | awk '$1 == "HLT" { print $6 }')" "00:13:21.500" "in local time"
is "$(show --cycles HLT | awk '$1 == "HLT" { print $4 }')" 600000000 "in cycles"
is "$(width=80 show HLT | head -n 1)" "REASON NR CAUSE KERNEL TIME VM VCPU CPU RIP" "on a narrow screen"
is "$(names)" "HLT CPUID IO_INSTRUCTION MSR_WRITE CR_ACCESS" "all reasons"
is "$(names cpuid 12)" "HLT CPUID" "by name and number"
is "$(names 'wrmsr:*' '*ACC*')" "MSR_WRITE CR_ACCESS" "by what was behind it, by a pattern"
is "$(names EPT_VIOLATION)" "" "one that never happened"
is "$(names --vm 1001)" "CPUID IO_INSTRUCTION CR_ACCESS" "of a VM"
is "$(names --per-vm HLT)" "" "of each VM: none of these"
is "$(show --per-vm CPUID)" "VM 1001-10
REASON NR CAUSE KNOWN AS KERNEL DATE TIME VM VCPU CPU RIP CPL
CPUID 10 cpuid:0x4ffffffd kvm-exits: of a reason 1.00ms 2023-11-14 22:13:20.123 1001-10 1 3 0xffffffff81234567 0

VM 1002-10
REASON NR CAUSE KNOWN AS KERNEL DATE TIME VM VCPU CPU RIP CPL" "of each VM"
is "$("$reader" --debugfs "$tree" slowest --json | jq -c '.scopes[0].slowest[1, 3] | [.name, .cause, .known_as, .kernel, .realtime, .vm, .vcpu, .cpu, .rip, .cpl]')" \
	'["CPUID","cpuid:0x4ffffffd","kvm-exits: of a reason",2000000,"2023-11-14T22:13:20.123456789Z","1001-10",1,3,"0xffffffff81234567",0]
["MSR_WRITE","wrmsr:0x6e0","IA32_TSC_DEADLINE",8000,"2023-11-14T22:13:19.000000000Z","7-7",0,1,null,null]' "as JSON"
is "$("$reader" --debugfs "$tree" slowest --json --per-vm | jq -c '[.scopes[] | [.scope, .vm, .since, (.slowest | length)]]')" \
	'[["vm","1001-10",900000000000,3],["vm","1002-10",null,0]]' "each VM as JSON"
is "$("$reader" --debugfs "$tree" slowest --csv MSR_WRITE)" \
	"time,tsc_khz,isa,scope,nr,name,cause,known_as,kernel,realtime,vm,vm_name,vcpu,cpu,rip,cpl,since
2023-11-14T22:13:21.000000000Z,2000000,vmx,host,32,MSR_WRITE,wrmsr:0x6e0,IA32_TSC_DEADLINE,8000,2023-11-14T22:13:19.000000000Z,7-7,7-7,0,1,,,900000000000" "as CSV"
echo full >"$tree/detail"
is "$(show | tail -n 1)" "new ones are not looked for now: 'kvm-exitstat detail causes' begins" "not looked for"

# What does not go.
fails 1 "no exit reason 'NOSUCH' on vmx: --all-reasons lists them" "no such reason" --debugfs "$tree" slowest NOSUCH
fails 2 "the slowest are the host's or a VM's, and say which vCPU and CPU" "of a vCPU" --debugfs "$tree" slowest --vm 1001 --vcpu 1
fails 2 "the slowest are the host's or a VM's, and say which vCPU and CPU" "by CPU" --debugfs "$tree" slowest --per-cpu
fails 2 "--sort does not go with 'slowest' (try 'kvm-exitstat --help')" "sorted" slowest --sort max
fails 1 "no VM 'web' is running: 'kvm-exitstat --per-vm' lists those that are" "no such VM" --debugfs "$tree" slowest --vm web

# Damaged, or hostile.
# damaged COLUMN TEXT: a file whose column cannot be that
damaged() {
	sed 1d "$tree/slowest" | head -n 1 | awk -F '\t' -v columns="$columns" -v column="$1" -v text="$2" '{
		n = split(columns, name, " ")
		for (i = 1; i <= n; i++)
			printf "%s%s", name[i] == column ? text : $i, i == n ? "\n" : " "
	}' | slowest "$tree/vm/1002-10/slowest"
	fails 1 "$tree/vm/1002-10/slowest:2: damaged: column '$1' cannot be '$2'" "$1 $2" \
		--debugfs "$tree" slowest --vm 1002
}
damaged kernel -1
damaged realtime 18446744073709551616
damaged vcpu 4294967295
damaged cpu x
damaged rip 1000
damaged rip 0x
damaged rip 0x10000000000000000
damaged rip 0x-1
damaged rip 0x1g
damaged cpl -
damaged since ''
{ echo "$columns 1"; echo 1; } | tr ' ' '\t' >"$tree/vm/1002-10/slowest"
fails 1 "$tree/vm/1002-10/slowest:2: damaged" "fewer fields" --debugfs "$tree" slowest --vm 1002
echo nr >"$tree/vm/1002-10/slowest"
fails 1 "$tree/vm/1002-10/slowest: no column 'name': this is not a file of kvm_exits" "another file" --debugfs "$tree" slowest --vm 1002
: >"$tree/vm/1002-10/slowest"
fails 1 "$tree/vm/1002-10/slowest: empty" "an empty file" --debugfs "$tree" slowest --vm 1002
printf '1 A 1 1 \033[2J 1 1 - - \360 1\n' | slowest "$tree/vm/1002-10/slowest"
is "$(show --vm 1002 | sed -n 3p)" "A 1 ? 1ns 1970-01-01 00:00:00.000 ?[2J 1 1 - -" "what others call things is text"
rm "$tree/slowest"
fails 1 "$tree: nothing is told of the slowest exits" "a host that does not know them" --debugfs "$tree" slowest

done_testing
