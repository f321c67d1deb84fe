#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What is shipped for Prometheus is right by Prometheus' own programs, and what the reader
# writes by them and by Python's parser of OpenMetrics.
. "${0%/*}/../prometheus/lib.sh"
find_programs

# As on a host, where all lies beside each other.
mkdir "$scratch/etc" && cp "$shipped"/*.yml "$here"/*.yml "$scratch/etc" && cd "$scratch/etc" || exit 1
succeeds "promtool check rules" promtool check rules --lint=all --lint-fatal kvm_exits.rules.yml
succeeds "promtool test rules" promtool test rules rules.test.yml
while IFS= read -r alert; do
	grep -q "alertname: $alert, .*exp_alerts: \[\]" rules.test.yml
	ok $? "there is a test where $alert does not fire"
	grep -A 2 "alertname: $alert\$" rules.test.yml | grep -q 'exp_alerts:'
	ok $? "and one where it does"
done < <(sed -n 's/.*- alert: //p' kvm_exits.rules.yml)

# written TREE FORMAT
written() {
	"$build/kvm-exitstat" --debugfs "$1" "--$2"
}
"$repo/tests/reader/simulate-tree" "$scratch/many" 20 2
add_causes "$scratch/many"
for tree in "$repo"/tests/reader/data/{svm,vmx} "$scratch/many"; do
	name=${tree##*/}
	numbers_of "$tree" >"$scratch/wanted"
	[ "$(wc -l <"$scratch/wanted")" -gt 20 ]
	ok $? "$name has numbers: $(wc -l <"$scratch/wanted")"
	written "$tree" prometheus >"$scratch/metrics"
	succeeds "$name: promtool check metrics" promtool check metrics <"$scratch/metrics"
	is "$(cat "$scratch/out")" "" "which says nothing"
	written "$tree" openmetrics | python3 "$here/openmetrics.py" | sort >"$scratch/got"
	is "$(diff "$scratch/wanted" "$scratch/got")" "" "$name: prometheus_client reads the host's numbers"
done
done_testing
