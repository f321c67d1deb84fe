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
	mkdir -p "$1/debs" "$1/root" && cd "$1/debs" || return
	apt-get -q -o APT::Sandbox::User= download "${packages[@]}" || return
	for package in *.deb; do
		dpkg-deb -x "$package" "$1/root" || return
	done
	rm -r "$1/debs"
}

# find_programs: on PATH, and the Python module that comes with them
find_programs() {
	local unpacked=$build/prometheus
	if [ ! -d "$unpacked" ]; then
		(unpack "$scratch/unpacked") >"$scratch/log" 2>&1 || {
			sed 's/^/# /' "$scratch/log"
			echo "Bail out! Debian's packages of Prometheus could not be fetched"
			exit 1
		}
		# Of two tests that have done so, one has.
		mkdir -p "$build"
		mv -T "$scratch/unpacked/root" "$unpacked" 2>/dev/null || [ -d "$unpacked" ] || exit 1
	fi
	export PATH=$unpacked/usr/bin:$PATH PYTHONPATH=$unpacked/usr/lib/python3/dist-packages
}

# succeeds NAME COMMAND...: what it says is shown if it fails.
succeeds() {
	local name=$1 status
	shift
	"$@" >"$scratch/out" 2>&1
	status=$?
	ok $status "$name"
	[ $status = 0 ] || tail -n 40 "$scratch/out" | sed 's/^/# /'
}

# numbers_of TREE: what the host's files have of VMs that are told of, a line each: the
# metric, id, reason, phase, value; sorted. Times are whole ns.
numbers_of() {
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
		}' "$1/now" "$1/tsc_khz" "$1/all" "$1/departed" | sort
}
