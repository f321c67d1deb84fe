#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A host's life, from VMs that end to a new boot, by way of node_exporter into Prometheus:
# what is stored is what the host's files say, each panel has something to show, what is
# left out is what is meant to be, and what rules make gets into another store.
. "${0%/*}/../prometheus/lib.sh"
find_programs
serve

tree=$scratch/tree

# fed NAME: Prometheus has the host's numbers of now
fed() {
	"$build/kvm-exitstat" --debugfs "$tree" --prometheus --force -o "$file"
	scraped
	ok $? "$1: scraped"
	numbers_of "$tree" >"$scratch/wanted"
	is "$(diff "$scratch/wanted" <(stored))" "" "$1: all $(wc -l <"$scratch/wanted") numbers"
}

# host VMS STEP SINCE [UP]: its VMs with two vCPUs each; UP seconds after its boot
host() {
	rm -rf "$tree"
	"$repo/tests/reader/simulate-tree" "$tree" "$1" 2 "$2" "$3"
	add_causes "$tree"
	[ -z "${4-}" ] || printf '%d000000000\t1700002000000000000\n' "$4" >"$tree/now"
}

# end_of VM: it goes from all to departed, as it was; there `ended` stands behind `since`.
end_of() {
	awk -F '\t' -v OFS='\t' -v vm="$1" -v now="$(cut -f 1 "$tree/now")" '
		FNR == 1 && FILENAME ~ /all$/ { for (i = 1; i <= NF; i++) at[$i] = i; next }
		FILENAME ~ /all$/ && $1 == "vm" && $2 == vm && $at["name"] != "RUNNING" {
			row = vm
			for (i = 4; i <= NF; i++)
				row = row OFS $i (i == at["since"] ? OFS now : "")
			ended = ended row "\n"
		}
		FILENAME ~ /departed$/ { print; if (FNR == 1) printf "%s", ended }' \
		"$tree/all" "$tree/departed" >"$tree/departed.new"
	mv "$tree/departed.new" "$tree/departed"
	awk -F '\t' -v vm="$1" '$2 != vm' "$tree/all" >"$tree/all.new"
	mv "$tree/all.new" "$tree/all"
	add_causes "$tree"
}

host 3 1 900
fed "three VMs"
host 3 50000 900
fed "later"
host 3 60000 900
end_of 1003-10
end_of 1002-10
cp "$tree/departed" "$scratch/departed"
fed "two have ended"
host 2 1 999
cp "$scratch/departed" "$tree/departed"
fed "another one has the name of one"
is "$(grep -c '	1002-10@900000000000	.*	-	' "$scratch/wanted")" 12 "which has another id, with 12 reasons"
is "$(grep -c '	1003-10	.*	-	' "$scratch/wanted")" 12 "the other has its own"
host 2 2 999
cp "$scratch/departed" "$tree/departed"
printf '61400000000000\t1700001400000000000\n' >"$tree/now"
fed "300 s are over"
is "$(grep -c '@\|1003' "$scratch/wanted")" 0 "then they are not told of"
host 2 1 62000
fed "the modules are new"
host 2 2 62000
fed "and it goes on"
host 2 1 7 20
fed "the host has booted"
host 2 70000 7 20
fed "and it goes on"
is "$(answer 'count(resets(kvm_exits_total{job="node",id="1001-10"}[1h]) == 3)' | jq -r '.[0].value[1]')" 12 \
	"each of its 12 reasons began anew three times"
is "$(answer 'kvm_exits_created{job="node",id="1001-10"}' | jq -r '.[0].value[1]')" $((1700002000 - 20 + 7)) "the last time is known"

wait_for 60 answered 'ALERTS{alertname="KvmExitStorm",alertstate="pending"}'
ok $? "by its rules the host has a storm"
by_name() {
	answer "count by (__name__) ({__name__=~\"kvm_.*\",job=\"$1\"})" | jq -r '.[] | [.metric.__name__, .value[1]] | @tsv' | sort
}
by_name node >"$scratch/node"
by_name smaller >"$scratch/smaller"
sed 's/^/# /' "$scratch/node"
# Of the reasons here CR_ACCESS is one of boots.
awk -F '[{ ]' -v OFS='\t' '
	/^#/ || $1 ~ /created|running|causes/ { next }
	$1 ~ /_total/ && /CR_ACCESS/ { next }
	match($0, /le="[0-9]/) { if (substr($0, RSTART + 4) + 0 < 0.000001) next }
	{ n[$1]++ }
	END { for (name in n) print name, n[name] }' "$file" | sort >"$scratch/wanted"
is "$(diff "$scratch/wanted" "$scratch/smaller")" "" "the smaller job is without what smaller.yml names"
is "$(join "$scratch/node" "$scratch/smaller" | awk '$2 > $3' | wc -l) $(wc -l <"$scratch/node") $(wc -l <"$scratch/smaller")" "3 9 7" \
	"three metrics have fewer series, two are gone"

while IFS=$'\t' read -r title query; do
	wait_for 60 answered "$query"
	ok $? "a panel: $title"
done < <(panels)

# another EXPRESSION [URL]: of ten seconds ago, to six digits
begin=$(($(date +%s) - 5))
of_begin() {
	answer "$1" "${2-$url}" --time "$begin" | jq -r '.[] | [(.metric | tojson), .value[1]] | @tsv' |
		awk -F '\t' '{ printf "%s %.6g\n", $1, $2 }' | sort
}
remote=http://127.0.0.1:$victoria
wait_for 60 test -n "$(of_begin '{__name__=~".+"}' "$remote")"
made='{__name__=~"(vm|vm_phase|reason):.*|ALERTS"}'
of_begin "$made" >"$scratch/made"
is "$(diff "$scratch/made" <(of_begin "$made" "$remote"))" "" "VictoriaMetrics has all $(wc -l <"$scratch/made") series that rules make"
is "$(of_begin '{__name__=~".+"}' "$remote" | wc -l)" "$(wc -l <"$scratch/made")" "and no other"
done_testing
