#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Several --reason and --vm, and a shell's patterns in them.
. "$(dirname "$0")/lib.sh"

tree=$scratch/tree
"$here/simulate-tree" "$tree" 12 2 1

# of FIELD ARG...: a field of the CSV, in one line
of() {
	of_field=$1
	shift
	"$reader" --debugfs "$tree" --csv "$@" 2>&1 | csv_fields "$of_field" | tail -n +2 | xargs
}

# Reasons.
is "$(of name --reason HLT --reason CPUID --sort name)" "CPUID HLT" "two reasons"
is "$(of name --reason 'e*' --sort name)" "EPT_MISCONFIG EPT_VIOLATION EXCEPTION_NMI EXTERNAL_INTERRUPT" \
	"a pattern, in any case"
is "$(of name --reason 'EPT_*' --reason hl? --reason '[C]PUID' --reason 28 --sort name)" \
	"CPUID CR_ACCESS EPT_MISCONFIG EPT_VIOLATION HLT" "patterns, names and numbers"
is "$("$reader" --debugfs "$tree" --reason 'EPT_*' | awk '$2 ~ /^[0-9]+$/ && $1 != "TOTAL" { print $1 }' | sort | xargs)" \
	"EPT_MISCONFIG EPT_VIOLATION" "in the table"
both=$(of exits --per-vm --vm 1002-10 --reason HLT --reason CPUID)
is "$("$reader" --debugfs "$tree" --per-vm --vm 1002-10 --reason HLT --reason CPUID | awk '$1 == "1002-10" { print $2 }')" \
	"$(($(echo "$both" | tr ' ' '+')))" "a VM's line has the sum of both"
is "$("$reader" --debugfs "$tree" --reason HLT 0.02 3 | wc -l)" 4 "one reason: a line for each sample"
is "$("$reader" --debugfs "$tree" --reason HLT --reason CPUID 0.02 2 | grep -c '^TOTAL')" 2 \
	"several: a table for each"
is "$("$reader" --debugfs "$tree" hist 'EPT_*' --csv | csv_fields name | tail -n +2 | sort | xargs)" \
	"EPT_MISCONFIG EPT_VIOLATION" "hist of a pattern"
is "$("$reader" --debugfs "$tree" hist 'EPT_*' | grep -c '^EPT')" 2 "as a table of percentiles"
"$reader" plot "$here/data/recording" --reason 'EPT_*' --reason HLT -o "$scratch/p.svg"
is "$(grep -c 'VM exits, host: EPT_\*, HLT' "$scratch/p.svg")" 1 "plot says which they are"
fails 1 "no exit reason 'QQ*' on vmx: --all-reasons lists them" "a pattern that matches nothing" \
	--debugfs "$tree" --reason HLT --reason 'QQ*'
fails 1 "no exit reason 'nosuch' on vmx: --all-reasons lists them" "one of two that there is not" \
	--debugfs "$tree" --reason HLT --reason nosuch
fails 2 "explain is of one reason, not of a pattern (try 'kvm-exitstat --help')" "explain of a pattern" \
	explain 'EPT_*'

# VMs: lists are of those that are meant.
is "$(of vm --per-vm --reason HLT --sort name --vm 1002-10 --vm 1010-10)" "1002-10 1010-10" "two VMs"
is "$(of vm --per-vm --reason HLT --sort name --vm '101?-*' --vm 1001)" "1001-10 1010-10 1011-10 1012-10" \
	"a pattern and a pid"
is "$(of vm,vcpu --per-vcpu --reason HLT --sort name --vm '101[01]-10')" "1010-10,0 1010-10,1 1011-10,0 1011-10,1" \
	"the vCPUs of several"
is "$(of vm --vm '*12-10' --reason HLT)" "1012-10" "a pattern of one VM is that VM"
is "$("$reader" --debugfs "$tree" --per-vm --vm '100[12]-10' | awk '$1 == "TOTAL" { print $2 }')" \
	"$("$reader" --debugfs "$tree" --per-vm --vm '100[12]-10' | awk '/^100[12]/ { n += $2 } END { print n }')" \
	"the TOTAL is theirs"
fails 1 "more than one VM is '101[01]*': choose 1010-10 or 1011-10" "a pattern of two where one is wanted" \
	--debugfs "$tree" --vm '101[01]*'
fails 1 "no VM 'web*' is running: 'kvm-exitstat --per-vm' lists those that are" "a pattern of none" \
	--debugfs "$tree" --per-vm --vm 1001 --vm 'web*'
fails 2 "more than one --vm needs --per-vm or --per-vcpu (try 'kvm-exitstat --help')" "two VMs in one table" \
	--debugfs "$tree" --vm 1001 --vm 1002
fails 2 "'hist' takes one --vm (try 'kvm-exitstat --help')" "two VMs of hist" \
	--debugfs "$tree" hist --vm 1001 --vm 1002
fails 2 "--vcpu is of one --vm (try 'kvm-exitstat --help')" "a vCPU of two VMs" \
	--debugfs "$tree" --vm 1001 --vm 1002 --vcpu 0
fails 2 "--vm does not go with --per-cpu: CPUs are not a VM's (try 'kvm-exitstat --help')" "CPUs of a VM" \
	--debugfs "$tree" --vm 1001 --per-cpu

# Recordings.
"$reader" --debugfs "$tree" record --per-vm --vm '101?-10' --vm 1001-10 -o "$scratch/some" 0.02 2 2>/dev/null
is "$(awk '$1 == "vm" { print $2 }' "$scratch/some" | sort -u | xargs)" "1001-10 1010-10 1011-10 1012-10" \
	"a recording of some VMs"
is "$("$reader" report --samples --per-vm --vm '*[12]-10' --csv "$scratch/some" | csv_fields name,vm | grep TOTAL | sort -u | xargs)" \
	"TOTAL,1001-10 TOTAL,1011-10 TOTAL,1012-10" "a report of some of them"
fails 1 "$scratch/some: no VM 'web*, db' in it" "and of none" \
	report --per-vm --vm 'web*' --vm db "$scratch/some"
done_testing
