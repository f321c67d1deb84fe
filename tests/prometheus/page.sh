#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# In a fresh root: userland/prometheus/README.md, all that it says to type, in its order. No
# systemd runs there: what it would start is started here, as its units say; the host's
# files are copies; and of make install it is the reader's part, the modules' being
# install.sh's.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
export DEBIAN_FRONTEND=noninteractive LC_ALL=C SYSTEMD_OFFLINE=1 PATH=/usr/local/bin:$PATH
repo=$PWD
page=$repo/userland/prometheus/README.md
servers=()
trap 'kill "${servers[@]}" 2>/dev/null; wait; rm -rf "$scratch"' EXIT

# serve COMMAND...: as a service
serve() {
	"$@" >>"$scratch/log" 2>&1 &
	servers+=($!)
}

# exec_start UNIT: what it runs
exec_start() {
	sed -n 's/^ExecStart=//p' "/usr/local/lib/systemd/system/$1"
}

# begin_units: what systemd would do after this command
begin_units() {
	case $1 in
	*'kvm-exits.timer')
		succeeds "systemd-analyze verify" systemd-analyze verify --man=no kvm-exits.service kvm-exits.timer
		is "$(cat "$scratch/out")" "" "which says nothing"
		succeeds "systemd-analyze security: below 2" systemd-analyze security --offline=true --threshold=20 --no-pager kvm-exits.service
		is "$(readlink /etc/systemd/system/timers.target.wants/kvm-exits.timer)" \
			/usr/local/lib/systemd/system/kvm-exits.timer "the timer is enabled"
		# shellcheck disable=SC2046 # words
		succeeds "what the service runs, without capabilities" setpriv --bounding-set=-all --inh-caps=-all \
			$(exec_start kvm-exits.service) --debugfs "$repo/tests/reader/data/svm"
		serve prometheus-node-exporter
		;;
	*'reload prometheus')
		serve prometheus --config.file=/etc/prometheus/prometheus.yml --storage.tsdb.path="$scratch/data"
		serve prometheus-alertmanager --config.file=/etc/prometheus/alertmanager.yml \
			--storage.path="$scratch/alerts" --cluster.listen-address=
		;;
	esac
}

# answers COMMAND: within two minutes it succeeds, and a query has an answer.
answers() {
	local tries=60
	until sh -c "$1" >"$scratch/says" 2>&1 && [[ $1 == amtool* || -s $scratch/says ]]; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || break
		sleep 2
	done
	[ $tries -gt 0 ]
	ok $? "$1"
	[ $tries -gt 0 ] || tail -n 20 "$scratch/says" "$scratch/log"
	sed 's/^/# /' "$scratch/says"
}

if ! { apt-get -q update && apt-get -qy install --no-install-recommends gcc libc6-dev systemd; } >"$scratch/says" 2>&1; then
	tail "$scratch/says" >&2
	exit 1
fi
# shellcheck disable=SC2016 # no command
while IFS= read -r command; do
	case $command in
	promtool\ query* | amtool*) answers "$command" ;;
	'make install') succeeds "$command" make install-reader ;;
	'systemctl enable --now '*) succeeds "$command" sh -c "systemctl enable ${command#*--now }" ;;
	*) succeeds "$command" sh -c "$command" ;;
	esac
	begin_units "$command"
done < <(sed '/^```/,/^```/d' "$page" | sed -n 's/^    //p')
# shellcheck disable=SC2016 # no command
is "$(cd /usr/local/share/kvm-exits/prometheus && ls)" \
	"$(sed -n 's/^| \(`.*`\) | .*/\1/p' "$page" | tr -d '\140,' | tr ' ' '\n' | grep -E '\.(yml|json)$' | sort)" \
	"the page names all files that there are"
done_testing
