#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# run --vm: what a VM that runs already did while a command ran. The commands here change
# what the host has; tests/lab has a real one.
. "$(dirname "$0")/lib.sh"
. "$here/lives.sh"

err=$scratch/err
try="(try 'kvm-exitstat --help')"
simulated=$scratch/simulated
step() {
	"$here/simulate-tree" "$simulated" 2 2 "$1"
}

# run DIR ARG...
run() {
	run_dir=$1
	shift
	"$reader" --debugfs "$run_dir" run "$@" >"$scratch/out" 2>"$err"
}

cat >"$scratch/to" <<'END'
#!/bin/sh
# to DIR...: from one moment to the next
for dir; do
	ln -sfn "$dir" "$TREE.new"
	mv -T "$TREE.new" "$TREE"
	sleep "${PAUSE:-0.4}"
done
exit "${STATUS:-0}"
END
chmod +x "$scratch/to"
TREE=$tree
export TREE

# What changes from one step to the next, and no more: 192000 exits of VM 1001-10.
step 1
run "$simulated" --vm 1001 -- "$here/simulate-tree" "$simulated" 2 2 2
is "$?" 0 "a command"
golden run-vm cat "$err"
is "$(cat "$scratch/out")" "" "nothing on standard output, which is the command's"
run "$simulated" --vm 1001-10 --csv sh -c "'$here/simulate-tree' '$simulated' 2 2 4; echo out; exit 9"
is "$?" 9 "the command's status"
is "$(cat "$scratch/out")" out "and its output"
is "$(csv_fields scope,vm,name,exits <"$err" | grep -E 'scope|CPUID|TOTAL' | xargs)" \
	"scope,vm,name,exits vm,1001-10,CPUID,22000 vm,1001-10,TOTAL,384000" "--csv"
run "$simulated" --vm 1001 --json "$here/simulate-tree" "$simulated" 2 2 5
is "$(jq -c '[.interval_ns, (.scopes[] | .scope, .vm, .total.exits, .duration_ns, .ended)]' "$err")" \
	'[1000000000,"vm","1001-10",192000,1000000000,null]' "--json: an interval"
run "$simulated" --vm 1002 --vcpu 1 --reason CPUID --csv "$here/simulate-tree" "$simulated" 2 2 6
is "$(csv_fields vcpu,name,exits <"$err" | xargs)" "vcpu,name,exits 1,CPUID,7000" "one vCPU"
run "$simulated" --vm 1001 --columns exits,p50 --top 1 -- "$here/simulate-tree" "$simulated" 2 2 7
is "$(awk '$1 == "CR_ACCESS" { print $3, $4 }' "$err")" "27000 1.0us" "a percentile of that time"
run "$simulated" --vm 1001 sh -c 'kill -9 $$'
is "$?" 137 "a command that was killed"

step 1
run "$simulated" --vm 1001 --per-vcpu -- "$here/simulate-tree" "$simulated" 2 2 2
is "$(awk '/vcpu|TOTAL/ { print $1, $2, $3 }' "$err" | xargs)" "vcpu 1 102000 vcpu 0 90000 TOTAL 192000 192000" "--per-vcpu"
is "$(sed -n 2p "$err")" "VM 1001-10 (1001-10), 1.00s" "--per-vcpu: whose they are"

# The recording says the same.
step 1
run "$simulated" --vm 1001 -o "$scratch/recording" -- "$here/simulate-tree" "$simulated" 2 2 3
is "$("$reader" report "$scratch/recording" --csv | csv_fields name,exits | tail -1)" "TOTAL,384000" "a recording"

# What a command leaves behind is not waited for: ssh leaves its connection open.
run "$simulated" --vm 1001 sh -c "sleep 600 & echo \$! >'$scratch/left'"
is "$?" 0 "a process that is left behind"
kill "$(cat "$scratch/left")"
ok $? "is not waited for"

# SIGTERM is passed on to the command, and to nothing else: there is still a table.
"$reader" --debugfs "$simulated" run --vm 1001 sh -c "touch '$scratch/runs'; exec sleep 600" 2>"$err" &
pid=$!
wait_for test -e "$scratch/runs"
kill -TERM "$pid"
wait "$pid"
is "$?" 143 "SIGTERM: the command's status"
is "$(grep -c '^TOTAL' "$err")" 1 "and a table"

# The VM ends while the command runs: 20 exits had been at the last sample, 30 at its end.
make_tree "$scratch/1" 100 1-1,10,1000 2-1,20,500
make_tree "$scratch/2" 101 1-1,10,1000 2-1,20,520
make_tree "$scratch/gone" 102 1-1,10,1100
make_tree "$scratch/3" 102 1-1,10,1100 2-1,20,530,102
make_tree "$scratch/forgotten" 102 1-1,10,1100 older,530
# vcpus EXITS EXITS: of two vCPUs of 2-1
vcpus() {
	printf 'vcpu\t%s\n' "$header"
	rows "0	" "$1" 20 ""
	rows "1	" "$2" 20 ""
}
vcpus 300 200 >"$scratch/1/vm/2-1/vcpus"
vcpus 312 208 >"$scratch/2/vm/2-1/vcpus"
to "$scratch/1"
STATUS=7 run "$tree" --vm 2-1 -o "$scratch/ended" -- "$scratch/to" "$scratch/2" "$scratch/3"
is "$?" 7 "the VM ends: the command's status"
is "$(awk '$1 == "TOTAL" { print $2 }' "$err")" 30 "its last part is counted"
is "$(sed -n 2p "$err")" "VM 2-1 (2-1), ended after 2.00s" "it says when"
is "$("$reader" report "$scratch/ended" --csv | csv_fields name,exits | tail -1)" "TOTAL,30" "a recording has it, too"
to "$scratch/1"
run "$tree" --vm 2-1 --json -- "$scratch/to" "$scratch/3"
is "$(jq -c '.scopes[] | [.scope, .total.exits, .ended]' "$err")" '["vm",30,102000000000]' "for a program"
to "$scratch/1"
PAUSE=0.25 run "$tree" --vm 2-1 -- "$scratch/to" "$scratch/gone" "$scratch/3"
is "$(awk '$1 == "TOTAL" { print $2 }' "$err")" 30 "the VM's files go before the host has it among those that ended"
to "$scratch/1"
run "$tree" --vm 2-1 -- "$scratch/to" "$scratch/2" "$scratch/forgotten"
is "$(awk '$1 == "TOTAL" { print $2 }' "$err")" 20 "a VM that the host has forgotten"
is "$(tail -1 "$err")" "kvm-exitstat: the host has forgotten this VM: its last 100 ms may be missing" "that is said"

to "$scratch/1"
PAUSE=0.25 run "$tree" --vm 2-1 --per-vcpu -o "$scratch/vcpus" -- "$scratch/to" "$scratch/2" "$scratch/3"
is "$(awk '/vcpu|ended\)|TOTAL/ { print $1, $2, $3 }' "$err" | xargs)" \
	"vcpu 0 12 2-1 (ended) 10 vcpu 1 8 TOTAL 30 15.0" "--per-vcpu: what all of them did after the last look"
is "$("$reader" report "$scratch/vcpus" --vm 2-1 --per-vcpu --csv | csv_fields scope,vcpu,name,exits | grep TOTAL | xargs)" \
	"vcpu,0,TOTAL,12 departed,,TOTAL,10 vcpu,1,TOTAL,8" "a recording has these, too"

# A VM that was started again is another one.
make_tree "$scratch/again" 103 2-1,102,70 2-1,20,530,102
to "$scratch/1"
run "$tree" --vm 2-1 -- "$scratch/to" "$scratch/again"
is "$?" 0 "the VM is started again: the command's status"
is "$(awk '$1 == "TOTAL" { print $2 }' "$err")" 30 "the exits of the one that was there"
is "$(tail -1 "$err")" \
	"kvm-exitstat: another VM is called '2-1' now: what it did is not counted, run the command again for it" \
	"that is said"

# A reset begins anew what the VM has: what was before it is counted, too.
since=102 make_tree "$scratch/reset" 103 2-1,102,5
to "$scratch/1"
run "$tree" --vm 2-1 -o "$scratch/restarted" -- "$scratch/to" "$scratch/2" "$scratch/reset"
is "$(awk '$1 == "TOTAL" { print $2 }' "$err")" 25 "a reset: what was before it and after"
is "$(grep -c '^the counters began anew' "$err")" 1 "that is said"
is "$("$reader" report "$scratch/restarted" --csv | csv_fields name,exits | tail -1)" "TOTAL,25" "a recording has both"

# What cannot be is said before anything runs.
make_tree "$scratch/two" 100 7-1,10,1000 7-2,20,500
fails 1 "no VM 'web' is running: 'kvm-exitstat --per-vm' lists those that are" "no such VM" \
	--debugfs "$scratch/1" run --vm web -- touch "$scratch/started"
fails 1 "more than one VM is '7': choose 7-1 or 7-2" "several of a name" \
	--debugfs "$scratch/two" run --vm 7 -- touch "$scratch/started"
fails 1 "VM 1001-10 has no vCPU 7" "no such vCPU" \
	--debugfs "$simulated" run --vm 1001 --vcpu 7 -- touch "$scratch/started"
fails 1 "no exit reason 'nosuch' on vmx: --all-reasons lists them" "no such reason" \
	--debugfs "$scratch/1" run --vm 1-1 --reason nosuch -- touch "$scratch/started"
fails 2 "run cannot record to '-': standard output is the command's" "a recording to standard output" \
	--debugfs "$scratch/1" run --vm 1-1 -o - -- touch "$scratch/started"
fails 2 "'run' takes one --vm $try" "two VMs" run --vm a --vm b -- touch "$scratch/started"
fails 2 "--until-halted does not go with --vm $try" "--until-halted" \
	run --vm a --until-halted -- touch "$scratch/started"
fails 2 "--vcpu needs --vm $try" "a vCPU of no VM" run --vcpu 1 -- touch "$scratch/started"
fails 2 "--per-vm does not go with 'run' $try" "VMs" run --per-vm -- touch "$scratch/started"
fails 2 "'run' takes one --vm $try" "vCPUs of two VMs" run --vm a --vm b --per-vcpu -- touch "$scratch/started"
fails 2 "--cpu does not go with 'run' $try" "a CPU" run --cpu 1 -- touch "$scratch/started"
fails 2 "'run' needs a command $try" "no command" run --vm a
[ ! -e "$scratch/started" ]
ok $? "nothing was started"
fails 1 "cannot start '$scratch/none': No such file or directory" "no such command" \
	--debugfs "$scratch/1" run --vm 1-1 -o "$scratch/none.recording" -- "$scratch/none"
[ ! -e "$scratch/none.recording" ]
ok $? "no recording is left of that"

done_testing
