#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# On a host of scripts/rig, in the checkout's top: userland/prometheus/README.md, all that it
# says to type, in its order. What it installs by chroot, all else on the booted host, beside a
# libvirt guest that does nothing but make exits: a firing alert has its domain's name, and
# QEMU says the same of it. For tests/full/rig-storm.t:
#   watched.sh install      what needs a network
#   watched.sh storm        the rest
. tests/host/libvirt.sh
guest=shop
page=userland/prometheus/README.md

# commands: the page's, a line each
# shellcheck disable=SC2016 # no command
commands() {
	sed '/^```/,/^```/d' "$page" | sed -n 's/^    //p'
}

needs_network='^(apt-get|make) '

# shellcheck disable=SC2016 # no command
install() {
	local command
	while IFS= read -r command; do
		try 0 "$command" "$command"
	done < <(commands | grep -E "$needs_network")
	is "$(cd /usr/share/kvm-exits/prometheus && ls)" \
		"$(sed -n 's/^| \(`.*`\) | .*/\1/p' "$page" | tr -d '\140,' | tr ' ' '\n' | grep -E '\.(yml|json)$' | sort)" \
		"the page names all files that there are"
}

# answers COMMAND: within two minutes it succeeds, and a query has an answer
# shellcheck disable=SC2317 # for wait_for
answers() {
	bash -c "$1" >"$scratch/says" 2>&1 && { [[ $1 == amtool* ]] || grep -q . "$scratch/says"; }
}

# type_page: all that is for a host that runs
type_page() {
	local command
	while IFS= read -r command; do
		case $command in
		promtool\ query* | amtool* | grep*)
			wait_for 120 answers "$command"
			ok $? "$command"
			sed 's/^/# /' "$scratch/says"
			;;
		*) try 0 "$command" "$command" ;;
		esac
	done < <(commands | grep -vE "$needs_network")
}

# the_units: as systemd sees them
the_units() {
	try 0 "systemd-analyze verify" "systemd-analyze verify --man=no kvm-exits.service kvm-exits.timer"
	is "$(cat "$scratch/says")" "" "which says nothing"
	try 0 "systemd-analyze security: below 2" \
		"systemd-analyze security --threshold=20 --no-pager kvm-exits.service"
}

# known: to Prometheus, by name and UUID
# shellcheck disable=SC2317 # for wait_for
known() {
	promtool query -o json instant http://localhost:9090 "kvm_exits_vm_info{vm=\"$guest\"}" | grep -q "\"uuid\":\"$uuid\""
}

# fires: the storm, and Alertmanager has it with the domain's name
# shellcheck disable=SC2317 # for wait_for
fires() {
	amtool --alertmanager.url=http://localhost:9093 alert query -o json alertname=KvmExitStorm 2>/dev/null |
		grep -q "\"vm\":\"$guest\""
}

# as_qemu_says: of a guest that is stopped meanwhile, each reason's exits
as_qemu_says() {
	virsh suspend "$guest" >/dev/null
	virsh qemu-monitor-command "$guest" '{"execute":"query-stats","arguments":{"target":"vcpu"}}' >"$scratch/stats"
	is "$(grep -oE '"name":"exits_by_reason","value":\[[0-9,]*\]' "$scratch/stats" | sed 's/.*\[//' |
		grep -oE '[1-9][0-9]*' | sort -n | xargs)" \
		"$(awk -F '\t' '
			NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
			$at["name"] != "TOTAL" && $at["exits"] > 0 { print $at["exits"] }' \
			/sys/kernel/debug/kvm_exits/vm/*/exits | sort -n | xargs)" \
		"QEMU's query-stats: the same numbers of exits"
	virsh resume "$guest" >/dev/null
}

# network: one to nowhere; without, Alertmanager finds no address of its own and does not start
network() {
	try 0 "a network" "ip link add lab type dummy && ip address add 10.0.0.2/24 dev lab && ip link set lab up &&
		ip route add default via 10.0.0.1 && systemctl restart prometheus-alertmanager"
}

storm() {
	local uuid
	network
	try 0 "ours are loaded" "grep . /sys/module/kvm/version"
	start_guest "a storm"
	type_page
	the_units
	uuid=$(virsh domuuid "$guest" | grep .)
	wait_for 120 known
	ok $? "Prometheus knows the domain's name and UUID"
	wait_for 900 fires
	ok $? "a firing alert has the domain's name"
	amtool --alertmanager.url=http://localhost:9093 alert query | sed 's/^/# /'
	as_qemu_says
	stop_guest
	is "$(systemctl --failed --no-legend 'kvm-exits*' 'prometheus*' 'libvirt*')" "" "no unit of these has failed"
}

case $1 in
install) install ;;
storm) storm ;;
esac
done_testing
