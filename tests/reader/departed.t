#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# VMs that begin and end between two samples: what the VMs did in an interval is what the
# host did, whoever they were, and each has its own numbers, whatever its name was.
. "$(dirname "$0")/lib.sh"
. "$here/lives.sh"

out=$scratch/out
# begin DIR ARG...: a reader that runs on, of a tree that changes; the first sample is
# there afterwards.
begin() {
	to "$1"
	shift
	: >"$out"
	"$reader" --debugfs "$tree" "$@" 0.05 >"$out" 2>"$scratch/err" &
	pid=$!
	wait_for has_lines "$out" 1
}

# then_to DIR: and three samples more. The first may have been read while the tree changed,
# and what it missed is in the second.
then_to() {
	to "$1"
	wait_for has_lines "$out" $(($(wc -l <"$out") + 3))
}

finish() {
	kill -INT "$pid" 2>/dev/null
	wait "$pid"
}

# vms: NAME=EXITS of the VMs with any, added up over all samples but the first
vms() {
	jq -s -r '[.[1:][].scopes[] | select(.total.exits > 0)] | group_by([.vm, .since]) |
		map("\(.[0].vm)=\(map(.total.exits) | add)") | join(" ")' "$out"
}

# A ends not; B does; C begins and ends; then the host forgets both, and one never seen.
make_tree "$scratch/1" 100 1-1,10,1000 2-1,20,500
make_tree "$scratch/2" 102 1-1,10,1100 2-1,20,600,101 3-1,101,50,102
make_tree "$scratch/3" 104 1-1,10,1150 older,657

begin "$scratch/1" --per-vm --json
then_to "$scratch/2"
finish
is "$(vms)" "1-1=100 2-1=100 3-1=50" "what a VM did up to its end, and all of a short one"
is "$(jq -s -c '[.[].scopes[] | select(.total.exits == 50)][0] | [.scope, .since, .ended, .duration_ns]' "$out")" \
	'["departed",101000000000,102000000000,1000000000]' "it has ended, and was there for a second"
is "$(jq -s -c '[.[1:][].scopes[] | select(.vm == "2-1" and .scope == "departed" and .total.exits > 0)][0] | .duration_ns' "$out")" \
	1000000000 "the other one for one second of the interval"
is "$(jq -s -c '.[0].scopes | map(.vm) | sort' "$out")" '["1-1","2-1"]' "totals are of those that live"
is "$(jq -s -c '.[-1].scopes | map(.vm)' "$out")" '["1-1"]' "ended before the interval: not shown"

begin "$scratch/2" --per-vm --json
then_to "$scratch/3"
finish
is "$(vms)" "1-1=50 older=7" "older has only what no sample has had by name"
begin "$scratch/1" --per-vm --json
then_to "$scratch/3"
finish
is "$(vms)" "1-1=150 older=157" "and all that went by unseen"
begin "$scratch/1" --per-vcpu --json
then_to "$scratch/3"
finish
is "$(vms)" "1-1=150 older=157" "beside vCPUs, too"

"$reader" --debugfs "$scratch/1" record --per-vm -o "$scratch/recording" 0.01 1 2>/dev/null
for sample in 2 3; do
	"$reader" --debugfs "$scratch/$sample" record --per-vm --force -o "$scratch/more" 0.01 1 2>/dev/null
	tail -n +2 "$scratch/more" >>"$scratch/recording"
done
golden departed-report "$reader" report --samples "$scratch/recording" --per-vm
"$reader" report --samples "$scratch/recording" --per-vm --json >"$out"
is "$(vms)" "1-1=150 2-1=100 3-1=50 older=7" "a recording has them"
is "$("$reader" report --samples "$scratch/recording" --per-vm --csv | awk -F, '$2 > 0 && $11 == "TOTAL" { n += $12 } END { print n }')" \
	"$("$reader" report --samples "$scratch/recording" --csv | awk -F, '$2 > 0 && $11 == "TOTAL" { n += $12 } END { print n }')" \
	"the VMs' exits are the host's"

# The rate of a list is that of the host, however long each VM was there: one of 2 s was
# not longer than 1 s.
make_tree "$scratch/short1" 100 2-1,20,500
make_tree "$scratch/short2" 102 2-1,20,600,101
"$reader" --debugfs "$scratch/short1" record --per-vm -o "$scratch/short" 0.01 1 2>/dev/null
"$reader" --debugfs "$scratch/short2" record --per-vm --force -o "$scratch/more" 0.01 1 2>/dev/null
tail -n +2 "$scratch/more" >>"$scratch/short"
is "$("$reader" report "$scratch/short" --per-vm --columns exits,exits/s | awk '/2-1|TOTAL/ { print $1, $NF }' | xargs)" \
	"2-1 100 TOTAL 50.0" "a list's rate is the host's"
is "$("$reader" report "$scratch/short" --columns exits,exits/s | awk '/TOTAL/ { print $1, $NF }')" \
	"TOTAL 50.0" "which is this"

# VM after VM in one process: they have one name.
make_tree "$scratch/a" 100 5-4,99,10
make_tree "$scratch/b" 101 5-4,101,5000 5-4,99,13,100
make_tree "$scratch/c" 102 5-4,102,3 5-4,99,13,100 5-4,101,5003,102
begin "$scratch/a" --per-vm --json
then_to "$scratch/b"
then_to "$scratch/c"
finish
is "$(vms)" "5-4=3 5-4=5003 5-4=3" "VMs of one name: each has all its exits"
is "$(jq -s -c '[.[].scopes[].restarted] | any' "$out")" false "none of them began anew"
begin "$scratch/a" --vm 5-4 --json
to "$scratch/b"
wait "$pid"
is "$?" 0 "the VM that is looked at ends and another one takes its name: status 0"
is "$(cat "$scratch/err")" "kvm-exitstat: VM 5-4 has ended" "it says so"
is "$(jq -s -c '[.[1:][].scopes[0].total.exits] | add' "$out")" 3 "its last part is shown, no more"
begin "$scratch/1" --vm 2-1 --json
to "$scratch/2"
wait "$pid"
is "$(jq -s -c '[.[1:][].scopes[0].total.exits] | add' "$out")" 100 "a VM that ends: its last part"

# A VM's vCPUs, while it ends: beside them, what all of them did up to its end.
vcpus() {
	printf 'vcpu\t%s\n' "$header"
	rows "0	" "$1" 21 ""
	rows "1	" "$2" 22 ""
}
vcpus 300 200 >"$scratch/1/vm/2-1/vcpus"
begin "$scratch/1" --vm 2-1 --per-vcpu --json
to "$scratch/2"
wait "$pid"
is "$?" 0 "a VM whose vCPUs are listed ends: status 0"
is "$(cat "$scratch/err")" "kvm-exitstat: VM 2-1 has ended" "it says so"
is "$(jq -s -c '[.[1:][].scopes[].total.exits] | add' "$out")" 100 "what they did up to its end is shown"
is "$(jq -s -c '.[-1].scopes | map([.scope, .vcpu, .ended])' "$out")" \
	'[["departed",null,101000000000]]' "of all of them together"
begin "$scratch/1" --vm 2-1 --per-vcpu
to "$scratch/2"
wait "$pid"
is "$(awk '/ended/ { print $1, $2, $3 }' "$out")" "2-1 (ended) 100" "in a table"
begin "$scratch/1" --vm 2-1 --vcpu 1 --json
to "$scratch/2"
wait "$pid"
is "$?" 0 "one vCPU: status 0"
"$reader" --debugfs "$scratch/1" record -o "$scratch/vcpus" 0.01 1 2>/dev/null
"$reader" --debugfs "$scratch/2" record -o "$scratch/vcpus2" 0.01 1 2>/dev/null
"$reader" --debugfs "$scratch/1" record --per-vcpu -o "$scratch/vcpus" --force 0.01 1 2>/dev/null
"$reader" --debugfs "$scratch/2" record --per-vcpu -o "$scratch/vcpus2" --force 0.01 1 2>/dev/null
tail -n +2 "$scratch/vcpus2" >>"$scratch/vcpus"
is "$("$reader" report --samples --per-vcpu --json "$scratch/vcpus" | jq -s -c '[.[1:][].scopes[].total.exits] | add')" \
	"$("$reader" report --samples --json "$scratch/vcpus" | jq -s -c '[.[1:][].scopes[].total.exits] | add')" \
	"a recording's vCPUs add up to the host"
is "$("$reader" report --samples --vm 2-1 --per-vcpu --json "$scratch/vcpus" | jq -s -c '[.[1:][].scopes[].total.exits] | add')" \
	100 "those of one VM to what it did"

# A reset: all counters began when the host's did.
since=101
make_tree "$scratch/reset" 102 1-1,101,40 2-1,101,5
begin "$scratch/1" --per-vm --json
then_to "$scratch/reset"
finish
is "$(vms)" "1-1=40 2-1=5" "after a reset: what was since then"
is "$(jq -s -c '[.[].scopes[] | select(.restarted) | .duration_ns]' "$out")" \
	"[1000000000,1000000000]" "which is one second of the interval's two"
begin "$scratch/1" --vm 1-1 --json
then_to "$scratch/reset"
finish
is "$(vms)" "1-1=40" "a reset is not the VM's end"

# What ends while the two files are read is in one of them.
cp -r "$scratch/2" "$scratch/late"
rows "1-1	" 1111 10 "	103000000000" >>"$scratch/late/departed"
is "$("$reader" --debugfs "$scratch/late" --per-vm --csv | awk -F, '$11 == "TOTAL" { print $6, $12 }')" \
	"1-1 1100" "a VM that is in both lives"

done_testing
