#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Real directories, copied in the lab while a guest was running (copy-tree says
# how), on SVM and on VMX: every file is read, and the same numbers are in all.
. "$(dirname "$0")/lib.sh"

# total ARG...: the TOTAL rows' exits, added up
total() {
	"$reader" --debugfs "$tree" "$@" --csv | awk -F, '$11 == "TOTAL" { n += $12 } END { print n }'
}

for isa in svm vmx; do
	tree=$here/data/$isa
	vm=$(cd "$tree/vm" && echo *)
	golden "$isa-host" "$reader" --debugfs "$tree"
	golden "$isa-all-reasons" with COLUMNS=200 "$reader" --debugfs "$tree" --all-reasons --sort nr
	golden "$isa-vcpus" "$reader" --debugfs "$tree" --vm "$vm" --per-vcpu
	golden "$isa-vm" "$reader" --debugfs "$tree" --vm "$vm" --with-halted
	golden "$isa-hist" "$reader" --debugfs "$tree" hist
	golden "$isa-hist-cpuid" "$reader" --debugfs "$tree" hist cpuid --vm "$vm" --vcpu 0
	golden "$isa-caps" "$reader" --debugfs "$tree" caps
	is "$("$reader" --debugfs "$tree" --json | jq -r .isa)" "$isa" "$isa: instruction set"
	is "$(total)" "$(awk '$2 == "TOTAL" { print $3 }' "$tree/exits")" "$isa: TOTAL of exits"
	is "$(total)" "$(awk 'NR > 1 && $2 != "TOTAL" { n += $(NF - 9) } END { print n }' \
		"$tree/exits")" "$isa: is the sum of its rows"
	is "$(total --per-cpu)" "$(awk '$3 == "TOTAL" { n += $4 } END { print n }' "$tree/cpus")" \
		"$isa: CPUs"
	is "$(total --per-vm)" "$(awk '$5 == "TOTAL" && $1 == "vm" { n += $6 } END { print n }' \
		"$tree/all")" "$isa: VMs"
	is "$(total --per-vm)" "$(total --per-vcpu)" "$isa: the VMs' exits are their vCPUs'"
	is "$("$reader" --debugfs "$tree" --all-reasons --csv | tail -n +2 | grep -vc TOTAL)" \
		"$(($(wc -l <"$tree/exits") - 2))" "$isa: all reasons and RUNNING"
	is "$("$reader" --debugfs "$tree" hist --all-reasons --csv | tail -n +2 | wc -l)" \
		"$(($(wc -l <"$tree/exits") - 3))" "$isa: all reasons have a distribution"
	is "$("$reader" diff "$tree" "$tree" --csv | awk -F, 'NR > 1 && $3 != $4')" "" \
		"$isa: no difference to itself"
	is "$("$reader" --debugfs "$tree" caps --csv | wc -l)" "$(wc -l <"$tree/capabilities")" \
		"$isa: all controls"
done

done_testing
