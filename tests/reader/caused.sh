# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Sourced by tests behind lib.sh: $tree, where a VM of two vCPUs has exits of which it is
# known what was behind them.

tree=$scratch/tree
"$here/simulate-tree" "$tree" 1 2 1
echo causes >"$tree/detail"
echo 1 >"$tree/enabled"

# causes FILE PLACE STEP: rows, each with PLACE in front
causes() {
	: >"$1.new"
	[ -n "$2" ] || printf 'nr\tname\tcause\texits\tkernel\tsince\n' >"$1.new"
	while read -r nr name cause exits; do
		printf '%s%s\t%s\t%s\t%d\t%d\t900000000000\n' "$2" "$nr" "$name" "$cause" \
			$((exits * $3)) $((exits * $3 * 2000))
	done >>"$1.new" <<-END
	32 MSR_WRITE wrmsr:0x6e0 8000
	32 MSR_WRITE wrmsr:0x830 1000
	10 CPUID cpuid:0x4ffffffd 300
	10 CPUID more 4700
	30 IO_INSTRUCTION in:0x70/1 10
	30 IO_INSTRUCTION outs:0x3f8/1 9
	18 VMCALL hypercall:0x5 8
	28 CR_ACCESS write:cr3 7
	10 CPUID cpuid:scan 6
	END
	mv "$1.new" "$1"
}
# all_causes STEP: vCPU 1 has three times, the VM twice what the host has
all_causes() {
	causes "$scratch/vcpu" 'vcpu	1001-10	1	' $(($1 * 3))
	causes "$scratch/vm" 'vm	1001-10	-	' $(($1 * 2))
	causes "$scratch/host" 'host	-	-	' "$1"
	printf 'scope\tvm\tvcpu\tnr\tname\tcause\texits\tkernel\tsince\n' >"$tree/all_causes.new"
	cat "$scratch/vcpu" "$scratch/vm" "$scratch/host" >>"$tree/all_causes.new"
	mv "$tree/all_causes.new" "$tree/all_causes"
}

# step_causes STEP: in all files
step_causes() {
	causes "$tree/causes" "" "$1"
	causes "$tree/vm/1001-10/causes" "" $(($1 * 2))
	all_causes "$1"
	echo "$((1000 + $1))000000000	$((1700000000 + $1))000000000" >"$tree/now.new"
	mv "$tree/now.new" "$tree/now"
}
step_causes 1
