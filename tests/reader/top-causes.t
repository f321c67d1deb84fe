#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The level of the live screen below a reason: what was behind its exits.
. "$(dirname "$0")/lib.sh"
. "$here/terminal.sh"
. "$here/caused.sh"

begin 100 24 0.25
shows '^host  VMs by exits' "begins with the VMs"
key t Tab / MSR Enter
shows '^host  reasons by exits  only \*MSR\*' "the reasons of the host"
key Down
shows '^>  MSR_WRITE +32 +9000' "one of them"
key Enter
shows '^host > MSR_WRITE  causes by exits$' "Enter: its causes"
shows '^>  MSR_WRITE +32 +wrmsr:0x6e0 +IA32_TSC_DEADLINE +8000 +88.89%' "the most frequent one is marked"
shows '^   MSR_WRITE +32 +wrmsr:0x830 +x2APIC ICR +1000 +11.11%' "the other one"
shows '^   TOTAL +9000 +100.00%' "they add up to the reason"
is "$(screen | grep -c cpuid:)" 0 "no other reason's are among them"
key /
shows 'only VMs and reasons have names' "they have none to look for"
key Down Tab s S
shows '^>  MSR_WRITE +32 +wrmsr:0x830' "down"
key Enter
shows '^host > MSR_WRITE$' "Enter: its distribution"
shows '^MSR_WRITE \(32\): ' "of the reason"
key Escape
shows '^>  MSR_WRITE +32 +wrmsr:0x830' "Escape: the causes"
key Home Escape
shows '^host  reasons by exits' "Escape: the reasons"
shows '^>  MSR_WRITE' "the mark is where one has come from"
key / C-u HLT Enter Enter
shows '^host > HLT$' "a reason of which none are known: its distribution"
key Escape / C-u Enter Tab

key Home Enter
shows '^host > 1001-10  vCPUs' "a VM"
key Home Enter
shows '^host > 1001-10 > vcpu 1  reasons' "a vCPU"
key / VMCALL Enter Enter
shows '^host > 1001-10 > vcpu 1 > VMCALL  causes by exits$' "causes of a vCPU"
shows '^>  VMCALL +18 +hypercall:0x5 +KVM_HC_KICK_CPU +24' "are its own"

# What changes: the files grow as long as it takes to see that.
key t
shows '^ +TOTAL +0 ' "t: nothing has changed"
(step=1; while step=$((step + 1)); do step_causes $step; sleep 0.1; done) &
steps=$!
shows '^>  VMCALL +18 +hypercall:0x5 +KVM_HC_KICK_CPU +[1-9]' "what has"
kill $steps
wait $steps 2>/dev/null
echo full >"$tree/detail"
shows 'what is behind exits is not looked for now' "when it is looked for no longer: said"
shows '^host > 1001-10 > vcpu 1  reasons' "and left"
key q
shows '^ended 0' "q: status 0"

# A host that says it looks for them and does not tell.
echo causes >"$tree/detail"
rm "$tree/all_causes"
begin 100 24 0.25
key Tab / CPUID Enter Enter
shows '^host > CPUID$' "none are told: the distribution"
key q
shows '^ended 0' "q: status 0"
done_testing
