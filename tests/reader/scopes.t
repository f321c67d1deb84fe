#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# VMs, vCPUs and CPUs, in a simulated tree whose numbers are known.
. "$(dirname "$0")/lib.sh"

tree=$scratch/tree
"$here/simulate-tree" "$tree" 2 3 || exit 1
stat() {
	"$reader" --debugfs "$tree" "$@" 2>&1
}

golden sim-host stat
golden sim-per-vm stat --per-vm
golden sim-per-vcpu stat --per-vcpu
golden sim-per-cpu stat --per-cpu
golden sim-vm stat --vm 1002
golden sim-vcpu stat --vm 1002-10 --vcpu 2
golden sim-vm-vcpus stat --vm 1002 --per-vcpu --sort name
golden sim-cpu stat --cpu 1 --top 3
golden sim-per-vm-hlt stat --per-vm --reason HLT --sort name
golden sim-hist stat hist
golden sim-hist-150 with COLUMNS=150 stat hist --top 3
golden sim-hist-cpuid stat hist cpuid
golden sim-hist-cpuid-utf8 with LC_ALL=C.UTF-8 stat hist cpuid --vm 1001 --vcpu 0 --cycles
golden sim-hist-json filtered "jq -c 'del(.time, .monotonic_ns)'" stat hist --json --top 1
golden sim-hist-csv stat hist --csv --top 1

# VM i, vCPU j, reason r of 12 have (i + j + r) * 1000 exits.
is "$(stat --csv | awk -F, '$11 == "TOTAL" { print $12 }')" 648000 "all exits"
is "$(stat --csv --vm 1001 | awk -F, '$11 == "TOTAL" { print $12 }')" 306000 "exits of one VM"
is "$(stat --csv --cpu 2 | awk -F, '$11 == "TOTAL" { print $12 }')" 240000 "exits of one CPU"
fails 1 "$tree/cpus: no exits of CPU 77 in it: --per-cpu lists those there are" "no such CPU" \
	--debugfs "$tree" --cpu 77

fails 1 "VM 1002-10 has no vCPU 3" "no such vCPU" --debugfs "$tree" --vm 1002 --vcpu 3
fails 1 "no VM '100' is running: 'kvm-exitstat --per-vm' lists those that are" \
	"half a pid" --debugfs "$tree" --vm 100
fails 1 "no exit reason 'x' on vmx: --all-reasons lists them" \
	"no such distribution" --debugfs "$tree" hist x
fails 2 "there are no distributions by CPU: use --vm and --vcpu" \
	"no distribution of a CPU" --debugfs "$tree" hist --cpu 1
mkdir "$tree/vm/1002-11"
cp "$tree/vm/1002-10/exits" "$tree/vm/1002-11"
out=$(stat --vm 1002)
is "$?" 1 "two VMs of one process: status 1"
case $out in
"kvm-exitstat: more than one VM is '1002': choose 1002-1"[01]" or 1002-1"[01]) ok 0 "both named" ;;
*) is "$out" "a choice" "both named" ;;
esac

done_testing
