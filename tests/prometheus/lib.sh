# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Sourced by the tests with Prometheus: its programs, which are Debian's, unpacked in build/
# without being installed, as a package's services would begin to run on this machine.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd) || exit 1
repo=$here/../..
build=${KVM_EXITS_BUILD:-$repo/build}
shipped=$repo/userland/prometheus
# shellcheck source=../tap.sh
. "$here/../tap.sh"

LC_ALL=C TZ=UTC
export LC_ALL TZ

# unpack DIR: what install-tools calls prometheus
unpack() {
	local packages package
	mapfile -t packages < <("$repo/scripts/install-tools" --list prometheus)
	mkdir "$scratch/debs" && cd "$scratch/debs" || return
	apt-get -q -o APT::Sandbox::User= download "${packages[@]}" || return
	for package in *.deb; do
		dpkg-deb -x "$package" "$1" || return
	done
}

# find_programs: on PATH, and the Python module that comes with them
find_programs() {
	local unpacked=$build/prometheus new
	if [ ! -d "$unpacked" ]; then
		mkdir -p "$build" && new=$(mktemp -d "$unpacked.XXXXXX") || exit 1
		(unpack "$new") >"$scratch/log" 2>&1 || {
			sed 's/^/# /' "$scratch/log"
			rm -rf "$new"
			echo "Bail out! Debian's packages of Prometheus could not be fetched"
			exit 1
		}
		# Of two tests that have done so, one is first.
		mv -T "$new" "$unpacked" 2>/dev/null || rm -rf "$new"
	fi
	export PATH=$unpacked/usr/bin:$PATH PYTHONPATH=$unpacked/usr/lib/python3/dist-packages
}

# numbers_of TREE: what the host's files have of VMs that are told of, a line each: the
# metric, id, reason, phase or cause, value; sorted. Times are whole ns.
numbers_of() {
	{
		exits_of "$1"
		causes_of "$1"
	} | sort
}

exits_of() {
	awk -F '\t' -v OFS='\t' '
		FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
		FILENAME ~ /now$/ { now = $1; next }
		FILENAME ~ /tsc_khz$/ { khz = $1; next }
		FNR == 1 { next }
		{ id = $at["vm"]; since = $at["since"]; ended = 0 }
		FILENAME ~ /all$/ { if ($1 != "vm") next; lives[id] = 1 }
		FILENAME ~ /departed$/ { ended = $at["ended"] }
		ended && ended != "-" && ended + 300000000000 < now { next }
		ended && id in lives { id = id "@" since }
		id == "older" { id = "-" }
		$at["nr"] != "-" && $at["exits"] {
			reason = $at["name"]
			printf "kvm_exits_total\t%s\t%s\t-\t%.9f\n", id, reason, $at["exits"]
			n = split("guest kernel user halted blocked steal", phases, " ")
			for (i = 1; i <= n; i++)
				if ((cycles = $at[phases[i]]))
					printf "kvm_exit_seconds_total\t%s\t%s\t%s\t%.9f\n", id, reason,
						phases[i], int(cycles * 1000000 / khz + 0.5) / 1000000000
		}' "$1/now" "$1/tsc_khz" "$1/all" "$1/departed"
}

# causes_of TREE: the same of what was behind the exits of VMs that live: of each the ten
# causes with most, of as many exits the first names
causes_of() {
	[ "$(cat "$1/detail" 2>/dev/null)" = causes ] || return 0
	awk -F '\t' -v OFS='\t' '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$1 == "vm" && $at["exits"] && $at["cause"] != "more" {
			print $at["vm"], $at["exits"], $at["cause"], $at["name"] }' "$1/all_causes" |
		sort -t "$(printf '\t')" -k 1,1 -k 2,2nr -k 3,3 -k 4,4 |
		awk -F '\t' -v OFS='\t' 'n[$1]++ < 10 { printf "kvm_exit_causes_total\t%s\t%s\t%s\t%.9f\n", $1, $4, $3, $2 }'
}

# add_causes TREE: half of a reason's exits are of one cause, an eighth of another; nothing is
# told of the rest
add_causes() {
	echo causes >"$1/detail"
	awk -F '\t' -v OFS='\t' '
		function row(cause, exits, kernel) {
			print $1, $2, $3, $at["nr"], $at["name"], cause, sprintf("%.0f", exits),
				sprintf("%.0f", kernel), $at["since"]
		}
		NR == 1 {
			for (i = 1; i <= NF; i++)
				at[$i] = i
			print "scope", "vm", "vcpu", "nr", "name", "cause", "exits", "kernel", "since"
			next
		}
		$at["nr"] != "-" && (exits = $at["exits"]) {
			row("wrmsr:0x6e0", int(exits / 2), 0)
			row("out:0x80/1", int(exits / 8), 0)
			row("more", exits - int(exits / 2) - int(exits / 8), $at["kernel"])
		}' "$1/all" >"$1/all_causes"
}

# wait_for SECONDS COMMAND...: until it succeeds
wait_for() {
	local tries=$(($1 * 5))
	shift
	until "$@" >"$scratch/waited" 2>&1; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || { sed 's/^/# /' "$scratch/waited" && return 1; }
		sleep 0.2
	done
}

# list_of KEY: that list of smaller.yml, for a place below another key
list_of() {
	awk -v key="$1:" '/^[a-z]/ { on = $1 == key } on { print "    " $0 }' "$shipped/smaller.yml"
}

# configuration: the shipped one, which asks once a second. The host is scraped twice, the
# second time less of it is kept; what rules have made goes to VictoriaMetrics, too.
configuration() {
	sed "s/: 15s/: 1s/; s/localhost:9093/127.0.0.1:$alertmanager/; s/localhost:9100/127.0.0.1:$exporter/" \
		"$shipped/prometheus.yml"
	printf '  - job_name: smaller\n    static_configs:\n      - targets: [127.0.0.1:%d]\n' "$exporter"
	list_of metric_relabel_configs
	printf 'remote_write:\n  - url: http://127.0.0.1:%d/api/v1/write\n' "$victoria"
	list_of write_relabel_configs
}

# with_share COMMAND...: where the packages' /usr/share is beside this machine's; Alertmanager
# looks for its templates there and does not start without.
with_share() {
	# shellcheck disable=SC2016 # for that shell
	exec unshare --map-root-user --mount sh -c \
		'mount -t overlay -o "lowerdir=$0:/usr/share" overlay /usr/share && exec "$@"' "$build/prometheus/usr/share" "$@"
}

# in_background NAME COMMAND...: its messages are in NAME.log
in_background() {
	local name=$1
	shift
	"$@" >"$scratch/$name.log" 2>&1 &
	servers+=($!)
}

# serve: node_exporter with its files in $textfiles, Prometheus, Alertmanager and
# VictoriaMetrics, until the test ends
serve() {
	textfiles=$scratch/textfiles
	file=$textfiles/kvm_exits.prom
	servers=()
	# shellcheck disable=SC2046 # four words
	read -r exporter prometheus alertmanager victoria < <(python3 -c '
import socket
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(4)]
print(*(s.getsockname()[1] for s in sockets))')
	url=http://127.0.0.1:$prometheus
	mkdir "$textfiles" "$scratch/server" && cp "$shipped"/*.rules.yml "$scratch/server" || exit 1
	configuration >"$scratch/server/prometheus.yml"
	printf 'route: {receiver: nobody, group_wait: 1s}\nreceivers: [{name: nobody}]\n' >"$scratch/server/alertmanager.yml"
	trap 'kill "${servers[@]}" 2>/dev/null; wait; rm -rf "$scratch"' EXIT
	in_background exporter prometheus-node-exporter --collector.disable-defaults --web.disable-exporter-metrics \
		--collector.textfile --collector.textfile.directory="$textfiles" --web.listen-address="127.0.0.1:$exporter"
	in_background alertmanager with_share prometheus-alertmanager --config.file="$scratch/server/alertmanager.yml" \
		--storage.path="$scratch/server/alerts" --cluster.listen-address= --web.listen-address="127.0.0.1:$alertmanager"
	in_background victoria victoria-metrics -storageDataPath="$scratch/server/victoria" \
		-httpListenAddr="127.0.0.1:$victoria" -search.latencyOffset=0s
	in_background prometheus prometheus --config.file="$scratch/server/prometheus.yml" \
		--storage.tsdb.path="$scratch/server/data" --web.listen-address="127.0.0.1:$prometheus" --log.level=warn
	wait_for 60 answered "count(up == 1) == 2"
	ok $? "Prometheus scrapes node_exporter"
	wait_for 60 amtool --alertmanager.url="http://127.0.0.1:$alertmanager" alert query
	ok $? "Alertmanager answers"
}

# answer EXPRESSION [URL [OPTION...]]: what is stored says, as JSON
answer() {
	promtool query -o json instant "${@:3}" "${2:-$url}" "$1"
}

# answered EXPRESSION: there is an answer
answered() {
	[ "$(answer "$1" | jq length)" -gt 0 ]
}

# scraped: what is in the file now has been, by both jobs. Its time of change tells.
scraped() {
	mark=$((${mark:-$(date +%s)} + 1))
	touch -d "@$mark" "$file"
	wait_for 60 answered "count(node_textfile_mtime_seconds == $mark) == 2"
}

# stored: what Prometheus has of VMs, as numbers_of has it
stored() {
	answer '{__name__=~"kvm_exits_total|kvm_exit_(seconds|causes)_total",job="node"}' | jq -r '.[] |
		[.metric.__name__, .metric.id // "-", .metric.reason, .metric.phase // .metric.cause // "-", .value[1]] | @tsv' |
		awk -F '\t' -v OFS='\t' '{ $5 = sprintf("%.9f", $5); print }' | sort
}

# panels: the dashboard's queries, of all hosts and VMs
panels() {
	jq -r '.panels[] | [.title, (.targets[].expr | gsub("\\$(host|vm|reason)"; ".*"))] | join("\t")' \
		"$shipped/dashboard.json"
}
