# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Sourced by the tests of scripts/.

repo=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
# shellcheck source=../tap.sh
. "$repo/tests/tap.sh"
# Tests are of emulators, which are the same everywhere.
export LAB_ACCEL=tcg

# has FILE PATTERN NAME: a line of it matches
has() {
	grep -qE -- "$2" "$1"
	ok $? "$3"
	grep -qE -- "$2" "$1" || tail -n 5 "$1" | sed 's/^/# /'
}
