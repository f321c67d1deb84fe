#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Samples one after the other: what changes, what begins anew, what goes away,
# and how it all ends. Changes are added up over as many samples as it takes, so
# that no test depends on when they are seen.
. "$(dirname "$0")/lib.sh"

tree=$scratch/tree
out=$scratch/out

# begin VMS ARG...: a tree of so many VMs at step 1, and a reader of it that runs
# on; the first sample is there afterwards.
begin() {
	rm -rf "$tree"
	"$here/simulate-tree" "$tree" "$1" 2 1
	shift
	: >"$out"
	"$reader" --debugfs "$tree" "$@" 0.05 >"$out" 2>"$scratch/err" &
	pid=$!
	wait_for has_lines "$out" 1
}

# samples N: so many more have been taken
samples() {
	wait_for has_lines "$out" $(($(wc -l <"$out") + $1))
}

# finish SIGNAL: end it and wait
finish() {
	kill -"$1" "$pid"
	wait "$pid"
	ended=$?
}

# sums FILTER: added up over all samples but the first one
sums() {
	jq -s -c ".[1:] | map($1) | add" "$out"
}

begin 2 --json
"$here/simulate-tree" "$tree" 2 2 3
samples 2
"$here/simulate-tree" "$tree" 2 2 4
samples 2
finish INT
is "$ended" 0 "Ctrl-C ends it with status 0"
is "$(cat "$scratch/err")" "" "and in silence"
is "$(sums .scopes[0].total.exits)" $((408000 * 3)) "step 1 to 4: three times the exits"
is "$(sums '.scopes[0].reasons[] | select(.name == "HLT").exits')" 60000 "of one reason, too"
is "$(jq -s -c 'map(.scopes[0].total.exits >= 0 and (.scopes[0].restarted | not)) | all' "$out")" \
	true "never negative, nothing began anew"

begin 2 --json
"$here/simulate-tree" "$tree" 2 2 5
samples 2
"$here/simulate-tree" "$tree" 2 2 2 1001
samples 2
finish TERM
is "$ended" 0 "SIGTERM ends it with status 0"
is "$(sums .scopes[0].total.exits)" $((408000 * (4 + 2))) \
	"step 1, 5 and after a reset 2: four times and twice the exits"
is "$(jq -s -c 'map(.scopes[0].restarted) | map(select(.)) | length' "$out")" 1 \
	"one sample says that the counters began anew"
is "$(jq -s -c 'map(.scopes[0].total | .exits, .kernel, .user) | min' "$out")" 0 \
	"never negative"
is "$(jq -s -c '.[] | select(.scopes[0].restarted) | [.interval_ns, .scopes[0].duration_ns]' "$out")" \
	"[0,1000000000]" "whose clock says that it is earlier; since the reset there was a second"
is "$(jq -s -c '.[1:] | map(.scopes[0].total | has("max")) | any' "$out")" false \
	"an interval has no maximum"

# A rate is that of the time since the counters began.
begin 2 --reason HLT
"$here/simulate-tree" "$tree" 2 2 9 1005
samples 2
finish TERM
is "$(awk '$2 == 180000 { print $3 }' "$out")" 45000 "180000 exits in four seconds of eight"

# Another begin is a restart also where every number is larger; the same begin never is.
begin 2 --json
"$here/simulate-tree" "$tree" 2 2 5 1001
samples 2
finish TERM
is "$(sums .scopes[0].total.exits)" $((408000 * 5)) "a restart that has more exits already: all"
is "$(jq -s -c 'map(.scopes[0].restarted) | map(select(.)) | length' "$out")" 1 "it is said"
begin 2 --json
sed 's/	52000	/	51000	/' "$tree/exits" >"$tree/exits.new"
mv "$tree/exits.new" "$tree/exits"
samples 2
finish TERM
is "$(sums .scopes[0].total.exits)" 0 "a smaller number with the same begin: nothing"
is "$(jq -s -c 'map(.scopes[0].restarted) | any' "$out")" false "and no restart"

# Guest time in progress goes up and down; the rows and RUNNING are TOTAL.
begin 2 --json
awk -F'\t' -v OFS='\t' '$2 == "RUNNING" { $4 = 7000 } $2 == "TOTAL" { $4 += 7000 } { print }' \
	"$tree/exits" >"$tree/exits.new"
mv "$tree/exits.new" "$tree/exits"
samples 2
"$here/simulate-tree" "$tree" 2 2 2
samples 2
finish TERM
is "$(jq -s -c '.[1:] | map(.scopes[0].running) | map(select(. != 0))' "$out")" "[7000,-7000]" \
	"RUNNING goes up and down"
is "$(jq -s -c 'map(.scopes[0] | ([.reasons[].guest] | add // 0) + .running == .total.guest) | all' "$out")" \
	true "the rows and RUNNING add up to TOTAL"

# A VM comes and another one goes; both steps of the file are whole ones.
begin 2 --json --per-vm
"$here/simulate-tree" "$scratch/three" 3 2 1
grep -v 1001-10 "$scratch/three/all" >"$tree/all.new"
mv "$tree/all.new" "$tree/all"
samples 2
finish INT
is "$(jq -c '[.scopes[].vm] | sort' "$out" | tail -1)" '["1002-10","1003-10"]' "VMs come and go"
is "$(sums '.scopes[] | select(.vm == "1003-10").total.exits')" 240000 "a new VM counts in full"
is "$(sums '.scopes[] | select(.vm == "1002-10").total.exits')" 0 "the other one has not changed"

begin 2 --vm 1001 --csv
rm -r "$tree/vm/1001-10"
wait "$pid"
is "$?" 0 "the VM that is looked at ends: status 0"
is "$(cat "$scratch/err")" "kvm-exitstat: VM 1001-10 has ended" "and it says so"

begin 2 --vm 1001 --vcpu 0 --csv
rm -r "$tree/vm/1001-10"
wait "$pid"
is "$?" 0 "the VM of the vCPU that is looked at ends: status 0"
is "$(cat "$scratch/err")" "kvm-exitstat: vCPU 0 of VM 1001-10 has ended: \
what it did last is known of the VM only (--vm without --vcpu)" "and it says what is not known"

begin 2 --csv
rm -r "$tree"
wait "$pid"
is "$?" 1 "the whole copy is gone: status 1"
is "$(cat "$scratch/err")" "kvm-exitstat: $tree/exits: No such file or directory" "and it says so"

begin 2
printf 'nr\tname\texits\n1\tHLT\tx\n' >"$tree/exits.new"
mv "$tree/exits.new" "$tree/exits"
wait "$pid"
is "$?" 1 "a damaged list: status 1"
is "$(cat "$scratch/err")" \
	"kvm-exitstat: $tree/exits:2: damaged: column 'exits' cannot be 'x'" "and it says so"

# A closed pipe: no message, no failure.
"$here/simulate-tree" "$tree" 2 2 1
{
	"$reader" --debugfs "$tree" --csv 0.01 2>"$scratch/err"
	echo $? >"$scratch/status"
} | head -1 >/dev/null
is "$(cat "$scratch/status")" 0 "a closed pipe ends it with status 0"
is "$(cat "$scratch/err")" "" "and in silence"

is "$("$reader" --debugfs "$tree" 0.01 4 | grep -c '^TOTAL')" 4 "a count of 4: 4 tables"
is "$("$reader" --debugfs "$tree" 0.01 4 | grep -c 'totals$')" 1 "the first one has the totals"
is "$("$reader" --debugfs "$tree" --reason HLT 0.01 25 | wc -l)" 27 \
	"a series: a line each, headings again after 20"
is "$(COLUMNS=200 "$reader" --debugfs "$tree" --reason HLT 0.01 2 | awk '{ print NF }' | uniq | wc -l)" 1 \
	"a wide series: the same columns for the totals"
is "$("$reader" --debugfs "$tree" --reason HLT 0.01 2 | awk '{ print $2 }' | xargs)" \
	"EXITS 20000 0" "totals, then the change"

done_testing
