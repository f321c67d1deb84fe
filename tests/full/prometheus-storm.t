#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A real guest's storm of exits, in the lab, ends as an alert in a real Alertmanager; the
# dashboard shows it; when the guest has ended, what is stored is what the host's files say.
. "${0%/*}/../prometheus/lib.sh"
find_programs
serve

# keep_metrics: each file of metrics replaces the one before, as a whole; all else goes on.
keep_metrics() {
	awk -v file="$file" '
		/^METRICS begin/ { new = file ".new"; printf "" >new; next }
		/^METRICS end/ { close(new); system("mv " new " " file); new = ""; next }
		new { print >new; next }
		{ print }'
}

alerts() {
	amtool --alertmanager.url="http://127.0.0.1:$alertmanager" alert query -o json "$@"
}

# alerted: Alertmanager has it, of our guest
# shellcheck disable=SC2317 # for wait_for
alerted() {
	[ "$(alerts alertname=KvmExitStorm job=node | jq -r '.[].labels.vm')" = "$vm" ]
}

"$repo/scripts/lab" --accel tcg --timeout 1200 --file "$here/storm-in-lab:/root/storm" -- sh /root/storm \
	2>"$scratch/lab.log" > >(tr -d '\r' | keep_metrics >"$scratch/tree.txt") &
lab=$!
servers+=("$lab")
wait_for 600 test -s "$file"
ok $? "the lab writes metrics"
wait_for 60 answered 'kvm_exits_vm_info{job="node"}'
vm=$(answer 'kvm_exits_vm_info{job="node"}' | jq -r '.[].metric.vm')
[[ $vm == *" exitgen" ]]
ok $? "the guest is called $vm"
wait_for 600 alerted
ok $? "Alertmanager has the alert"
alerts | jq -r '.[] | .labels.alertname + ": " + .annotations.summary + ". " + .annotations.description' | sort | sed 's/^/# /'
while IFS=$'\t' read -r title query; do
	wait_for 60 answered "$query"
	ok $? "a panel: $title"
done < <(panels)

wait "$lab"
is $? 0 "the lab has come to its end"
sed 's/^/# /' "$scratch/lab.log"
wait_for 60 grep -qx END "$scratch/tree.txt"
sh "$repo/tests/reader/copy-tree" --unpack "$scratch/tree" <"$scratch/tree.txt"
scraped
ok $? "the last file is scraped"
numbers_of "$scratch/tree" >"$scratch/wanted"
is "$(diff "$scratch/wanted" <(stored))" "" "all $(wc -l <"$scratch/wanted") numbers are those of the host's files"
is "$(answer "kvm_exits_total{job=\"node\",vm=\"$vm\",reason=\"cpuid\"}" | jq length)" 1 "the guest has ended and keeps its name"
done_testing
