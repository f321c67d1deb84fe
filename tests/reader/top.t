#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The live screen, with keys from and text to a terminal that tmux plays.
. "$(dirname "$0")/lib.sh"
. "$here/terminal.sh"

tree=$scratch/tree
"$here/simulate-tree" "$tree" 3 2 1
printf 'nr\tname\tkernel\trealtime\tvm\tvcpu\tcpu\trip\tcpl\tcause\tsince\n' >"$tree/slowest"
printf '10\tCPUID\t600000000\t1700000000123456789\t1001-10\t1\t0\t0xffffffff81234567\t0\tcpuid:0x0\t9\n' >>"$tree/slowest"

begin 80 24 0.25
shows '^host  VMs by exits' "begins with the VMs"
shows '^>  1003-10 ' "the busiest one is marked"
shows '3 VMs  - exits/s  every 0.25 s$' "the second sample: differences"
key t
shows 'totals$' "t: totals"
shows '^   TOTAL +648000' "of all VMs"
key Down
shows '^>  1002-10' "down"
key Enter
shows '^host > 1002-10  vCPUs by exits' "Enter: the vCPUs of a VM"
shows '^>  vcpu 1 +114000' "the busiest one is marked"
key j Enter
shows '^host > 1002-10 > vcpu 0  reasons by exits' "Enter: the reasons of a vCPU"
shows '^>  CR_ACCESS +28 +14000' "the most frequent one is marked"
key G Enter
shows '^host > 1002-10 > vcpu 0 > EXCEPTION_NMI' "Enter: the distribution of a reason"
shows '^EXCEPTION_NMI \(0\): 3000 exits' "with its exits"
shows '512ns .. 1.02.s +[#█▇▆▅▄▃▂▁]+ +1500 +50.00%' "and bars"
key Escape
shows '^host > 1002-10 > vcpu 0  reasons' "Escape: up"
key Left
shows '^host > 1002-10  vCPUs' "left: up"
shows '^>  vcpu 0' "the mark is where one has come from"
key BSpace
shows '^host  VMs' "backspace: up"
shows '^>  1002-10' "the mark is where one has come from"
key Tab
shows '^host  reasons by exits' "Tab: the reasons of the host"
shows '^>  CR_ACCESS +28 +87000' "of all VMs together"
key s
shows '^host  reasons by guest' "s: the next key"
key S S
shows '^host  reasons by nr' "S: the one before"
key S
shows '^>  CR_ACCESS|^   CPUID +10' "by name"
key c
shows ' 174000000 ' "c: cycles"
key c z
key Tab
key l
shows '^host  the slowest exits' "l: the slowest exits"
shows '^CPUID +cpuid:0x0 +300ms .* 0xffffffff81234567' "one of them"
key Escape
shows '^host  VMs' "Escape: the lines again"
key '?'
shows 'PgUp PgDn' "?: help"
key x
shows '^host  VMs' "any key: back"
key +
shows 'every 0.50 s' "+: twice the interval"
key -
shows 'every 0.25 s' "-: half of it"
key p
shows 'PAUSED' "p: pause"
"$here/simulate-tree" "$tree" 3 2 5
key t t
sleep 0.6
is "$(screen | awk '$1 == "TOTAL" { print $2 }')" 648000 "nothing changes then"
key p
shows '^   TOTAL +3240000' "p: it goes on"
key t
"$here/simulate-tree" "$tree" 3 2 1 950
key t
shows '^   TOTAL +648000' "after a reset: the new totals"

resize 60 12
shows 'TOTAL' "60 columns, 12 rows"
becomes "q quit" "the keys are in the last row" last_row 6
is "$(screen | awk 'length > 60' | wc -l)" 0 "no line is too long"
resize 200 50
shows 'STEAL +BLOCKED +NESTED' "200 columns: all of them"

key Home /
shows '^VMs with: _' "/: asks"
key 1002 x BSpace Enter
shows '^host  VMs by [a-z]+  only \*1002\*$' "the VMs with 1002 in their names"
shows '^   TOTAL +216000' "one"
becomes 1 "and no other" nr_of '^[> ]  100'
key Tab
shows '^host  reasons by [a-z]+$' "the reasons are all there"
key / hl Enter
shows '^>  HLT' "/: those with hl, in any case"
key / C-u '[' Escape
shows '^>  HLT' "Escape: nothing changes"
key / C-u '[' Escape / Enter
shows '^>  CPUID' "nothing typed: all of them, however fast behind Escape"
key Tab / Enter
becomes 3 "and all VMs" nr_of '^[> ]  100'
key Enter /
shows 'only VMs and reasons have names' "vCPUs have none"
key Left
shows '^host  VMs' "left: up"
key d 0.5 Enter
shows 'every 0.50 s' "d: the interval"
key d nonsense Enter
shows "seconds from 0.01 to 86400, not 'nonsense'" "what is none is said"
shows 'every 0.50 s' "and changes nothing"
key d 0.25 Enter
key C
shows '^kvm-exitstat top  2 CPUs' "C: the CPUs"
shows '^host  CPUs by [a-z]+' "of the host"
shows '^>  cpu [01] ' "the busiest one is marked"
key Enter
shows '^host > cpu [01]  reasons by [a-z]+' "Enter: the reasons of a CPU"
shows '^>  CPUID +10 +[1-9]' "of what ran on it"
key Enter
shows 'not of CPUs' "it has no distribution: said"
key Escape
shows '^host  CPUs' "Escape: up"
key Tab
shows '^host  reasons' "Tab: of all CPUs"
key C
shows '^host  VMs' "C: the VMs again"

key Home Enter
shows '^host > ' "a VM"
mv "$tree/all" "$tree/old"
grep -v 1001-10 "$tree/old" >"$tree/all.new"
mv "$tree/all.new" "$tree/all"
shows 'VM 1001-10 has ended' "that ends: said"
shows '^host  VMs' "and left"
rm "$tree/all"
shows "all: No such file or directory" "a file that is gone is said"
mv "$tree/old" "$tree/all"
shows '3 VMs' "and may come back"

key q
shows '^ended 0' "q: status 0"
begin 80 24 5
shows '^host  VMs' "again"
key C-c
shows '^ended 0' "Ctrl-C: status 0"
begin 80 24 5
shows '^host  VMs' "again"
shows '^>' "a mark"
terminal send-keys -H 1b 5b 39 39 7e 01 02 ff
key Down
shows '^>  1002-10' "keys that mean nothing are passed over"

fails 1 "top needs a terminal: 'kvm-exitstat 2' prints without one" "no terminal" \
	--debugfs "$tree" top
fails 1 "$scratch/none: no such directory" "no directory" --debugfs "$scratch/none" top

done_testing
