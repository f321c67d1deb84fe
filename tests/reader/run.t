#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# run: a command, its VM, its end. The VMM and KVM are played by fake-vmm here;
# tests/lab has real ones.
. "$(dirname "$0")/lib.sh"

TREE=$scratch/tree
export TREE
"$here/simulate-tree" "$TREE" 1 1
vmm=$here/fake-vmm
err=$scratch/err

run() {
	"$reader" --debugfs "$TREE" run "$@" >"$scratch/out" 2>"$err"
}

# without the numbers that are different each time
# shellcheck disable=SC2317 # golden calls it
stable() {
	sed -E 's/\([0-9]+-7\)/(PID-7)/; s/after .*/after TIME/' "$err"
}

run -- "$vmm" -name guest=web,debug-threads=on 5000 1000000 7
is "$?" 0 "a VM from begin to end"
golden run stable
is "$(cat "$scratch/out")" "" "nothing on standard output, which is the command's"
is "$(ls "$TREE/vm")" "1001-10" "nothing left"

run --json "$vmm" -name web 50 70 7
is "$?" 0 "--json: the command's status"
is "$(jq -c '.scopes[] | [.scope, .vm_name, .total.exits, (.ended > .since), [.reasons[] | .name, .exits]]' "$err")" \
	'["vm","web",53,true,["CPUID",50,"HLT",3]]' "--json: an object on standard error"
is "$(jq -c '.interval_ns, .scopes[].total.max' "$err" | xargs)" "0 9" "--json: totals, with a maximum"
is "$(cat "$scratch/out")" "" "--json: nothing on standard output"
run --csv --reason cpuid sh -c "'$vmm' -name one 50 70 7; '$vmm' -name two 60 70 7; exit 9"
is "$?" 9 "--csv: the command's status"
is "$(csv_fields vm_name,name,exits <"$err" | xargs)" "vm_name,name,exits one,CPUID,50 two,CPUID,60" \
	"--csv: one header, each VM"

# Of the vCPUs is known what they had at the last look, of the VM all.
run --per-vcpu "$vmm" -name web 50 70 7
is "$(awk '/vcpu|ended\)|TOTAL/ { print $1, $2, $1 == "TOTAL" ? "" : $3 }' "$err" | xargs)" \
	"vcpu 0 42 vcpu 1 10 web (ended) 1 TOTAL 53" "--per-vcpu: vCPUs, and what was after the last look"
is "$(sed -E -n '2s/\(.*//p' "$err")" "VM web " "--per-vcpu: whose they are"
run --per-vcpu --csv "$vmm" -name web 50 70 7
is "$(csv_fields scope,vcpu,name,exits <"$err" | grep TOTAL | xargs)" \
	"vcpu,0,TOTAL,42 vcpu,1,TOTAL,10 departed,,TOTAL,1" "--per-vcpu --csv"
run --per-vcpu --json -o "$scratch/vcpus" sh -c "'$vmm' -name one 50 70 7; '$vmm' -name two 60 70 7"
is "$(jq -c '[.interval_ns > 0, ([.scopes[].total.exits] | add), (.scopes | length), .scopes[2].ended > 0]' "$err" | xargs)" \
	"[true,53,3,true] [true,63,3,true]" "--per-vcpu --json: an object for each VM"
is "$("$reader" report "$scratch/vcpus" --per-vcpu --csv | csv_fields vm_name,vcpu,name,exits | grep TOTAL | sort | xargs)" \
	"one,0,TOTAL,42 one,1,TOTAL,10 two,0,TOTAL,52 two,1,TOTAL,10" "and a recording has them"
FAKE_HALT=1 run --per-vcpu --until-halted -- "$vmm" -name web 5000 1000000 7
is "$(awk '/vcpu|ended\)|TOTAL/ { print $1, $2, $1 == "TOTAL" ? "" : $3 }' "$err" | xargs)" \
	"vcpu 0 4992 vcpu 1 10 TOTAL 5002" "--per-vcpu --until-halted"
FAKE_LIVES=1 run --per-vcpu "$vmm" -name web 50 70 7
is "$(awk '/ended\)/ { print $3 }' "$err" | xargs)" "1 80" "--per-vcpu: a VM too short to be seen"

FAKE_STATUS=3 run "$vmm" -name web 50 70 7
is "$?" 3 "the command's status"
run -o "$scratch/recording" sh -c "'$vmm' -name one 50 70 7; '$vmm' -name two 60 70 7; exit 9"
is "$?" 9 "a shell's status"
is "$(grep -c '^VM' "$err")" 2 "two VMs, one after the other"
is "$("$reader" report --samples "$scratch/recording" --per-vm --csv | awk -F, '$11 == "CPUID" { print $7, $12 }' | xargs)" \
	"two 60 one 50" "both in the recording"
run sh -c "'$vmm' -name back 50 70 7 & exit 4"
is "$?" 4 "a VMM in the background"
is "$(grep -c '^VM back' "$err")" 1 "is waited for"

FAKE_LIVES=1 run -o "$scratch/lives" "$vmm" -name web 50 70 7
is "$(awk '$1 == "CPUID" { print $3 }' "$err" | xargs)" "50 77" "a VM too short to be seen, of a name that was"
is "$("$reader" report --samples "$scratch/lives" --per-vm --csv | awk -F, '$11 == "CPUID" { print $12 }' | sort -n | xargs)" \
	"50 77" "both in the recording"

FAKE_FORGOTTEN=1 run "$vmm" -name web 50 70 7
is "$?" 0 "a VM that the host does not remember"
is "$(awk '$1 == "CPUID" { print $3 }' "$err")" 49 "has the exits of the last look at it"
is "$(tail -1 "$err")" \
	"kvm-exitstat: the host has forgotten this VM: its last 100 ms may be missing" \
	"and that is said"

# A VM's directory is there before its files are.
FAKE_HALT=1 FAKE_SLOW=1 run --until-halted -- "$vmm" -name web 5000 1000000 7
is "$?" 0 "until the guest is at rest"
is "$(grep -c 'halted after' "$err")" 1 "it says so"
is "$(awk '$1 == "CPUID" { print $3 }' "$err")" 4999 "the exits up to then, not to the end"
is "$(ls "$TREE/vm")" "1001-10" "the VMM was ended"

# SIGTERM is passed on, and there is still a table.
FAKE_HALT=1 "$reader" --debugfs "$TREE" run "$vmm" -name web 5000 1000000 7 2>"$err" &
pid=$!
# shellcheck disable=SC2317 # wait_for calls it
has_vm() {
	ls "$TREE"/vm/*-7 >"$scratch/out" 2>&1
}
wait_for has_vm
ok $? "the VM is there"
sleep 0.3
kill -TERM "$pid"
wait "$pid"
is "$?" 0 "SIGTERM: the VMM's status"
is "$(awk '$1 == "CPUID" { print $3 }' "$err")" 5000 "and its exits"
is "$(ls "$TREE/vm")" "1001-10" "nothing left"

run true
is "$?" 1 "a command without a VM: status 1"
is "$(cat "$err")" "kvm-exitstat: 'true' has started no VM" "it says so"
run sh -c 'exit 5'
is "$?" 5 "or the command's status"
run "$scratch/none" x
is "$?" 1 "no such command: status 1"
is "$(cat "$err")" "kvm-exitstat: cannot start '$scratch/none': No such file or directory" \
	"it says so"
run sh -c 'kill -9 $$'
is "$?" 137 "a killed command"

done_testing
