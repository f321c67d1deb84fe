# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Sourced by the tests outside the lab: TAP, and a scratch directory.

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

tap_nr=0
tap_failed=0

# ok STATUS NAME
ok() {
	tap_nr=$((tap_nr + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tap_nr - $2"
	else
		echo "not ok $tap_nr - $2"
		tap_failed=$((tap_failed + 1))
	fi
}

# is GOT WANTED NAME
is() {
	[ "$1" = "$2" ]
	ok $? "$3"
	[ "$1" = "$2" ] && return
	printf '%s\n' "$1" | head -20 | sed 's/^/# got:    /'
	printf '%s\n' "$2" | head -20 | sed 's/^/# wanted: /'
}

# has FILE PATTERN NAME: a line of it matches
has() {
	grep -qE -- "$2" "$1"
	ok $? "$3"
	grep -qE -- "$2" "$1" || tail -n 10 "$1" | sed 's/^/# /'
}

# succeeds NAME COMMAND...: what it says is in $scratch/out, the end of it shown if it fails.
succeeds() {
	tap_name=$1
	shift
	"$@" >"$scratch/out" 2>&1
	tap_status=$?
	ok "$tap_status" "$tap_name"
	[ "$tap_status" -eq 0 ] || tail -n 40 "$scratch/out" | sed 's/^/# /'
}

done_testing() {
	echo "1..$tap_nr"
	[ "$tap_failed" -eq 0 ]
	exit $?
}
