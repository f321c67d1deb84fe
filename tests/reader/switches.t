#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# VMs that have ended; what is switched, and that a copy is not. On a host: tests/lab.
. "$(dirname "$0")/lib.sh"

tree=$here/data/vmx
copy=$scratch/copy
cp -r "$tree" "$copy"

is "$("$reader" --debugfs "$tree" departed | awk '{ print $1, $2, $3, $4 }')" "VM ENDED EXITS EXITS%
141-4 2026-11-20 22:23:08 104
older - 0 0.00%
TOTAL 104 100.00% 1.63ms" "VMs that have ended, and when"
is "$("$reader" --debugfs "$tree" departed --json | jq -c '[.scopes[] | [.scope, .vm, .vm_name, .ended, .total.exits]]')" \
	'[["departed","141-4","141-4",30400000000,104],["departed","older",null,null,0]]' "for a program"
is "$("$reader" --debugfs "$tree" departed --csv | awk -F, '$11 == "TOTAL" { print $5, $6, $12 }' | xargs)" \
	"departed 141-4 104 departed older 0" "in CSV"
is "$("$reader" --debugfs "$tree" departed --reason CPUID | awk '$1 == "141-4" { print $4 }')" \
	"$(awk -F'\t' '$1 == "141-4" && $3 == "CPUID" { print $4 }' "$tree/departed")" "one reason"
"$here/simulate-tree" "$scratch/none" 1 1 1
is "$("$reader" --debugfs "$scratch/none" departed | awk '{ print $1 }' | xargs)" "VM older TOTAL" "none has ended"
rm "$scratch/none/departed"
fails 1 "$scratch/none/departed: No such file or directory" "a copy without them" --debugfs "$scratch/none" departed

for command in enable disable reset "detail counts"; do
	# shellcheck disable=SC2086 # words
	fails 1 "$copy is a copy: only a running host can be switched" "$command of a copy" --debugfs "$copy" $command
done
diff -r "$tree" "$copy" >"$scratch/diff"
is "$?" 0 "which stays as it was"
try="(try 'kvm-exitstat --help')"
fails 2 "'detail' needs counts, time, full or causes $try" "detail alone" detail
fails 2 "there is no detail 'all': counts, time, full or causes" "a level that there is not" detail all
fails 2 "one argument too many: '1' $try" "reset 1" reset 1
fails 2 "--json does not go with 'enable' $try" "nothing to print" enable --json

done_testing
