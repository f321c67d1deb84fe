# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Sourced by the tests of scripts/.

repo=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
# shellcheck source=../tap.sh
. "$repo/tests/tap.sh"
# Tests are of emulators, which are the same everywhere.
export LAB_ACCEL=tcg

