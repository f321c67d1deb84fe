#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every test of tests/lab is run by `make test`; what cannot be run is said.
. "$(dirname "$0")/lib.sh"

list=$scratch/list
"$repo/tests/in-lab" --list >"$list"
is "$?" 0 "all tests need what is known"
is "$(cut -d ' ' -f 3 "$list" | sort -u | xargs)" "$(cd "$repo/tests/lab" && echo [0-9]*.sh)" \
	"each file is in a lab"

# Starters that there should be, and those that make test runs.
awk '{ print "tests/lab-" $1 ($2 == "nothing" ? "" : "-" $2) ".t" }' "$list" | sort -u >"$scratch/wanted"
make -n -C "$repo" test | grep -o 'tests/lab-[a-z-]*\.t' | sort -u >"$scratch/run"
is "$(cat "$scratch/run")" "$(cat "$scratch/wanted")" "make test boots a lab for each need"
is "$(cd "$repo" && xargs -n 1 readlink <"$scratch/wanted" | sort -u)" \
	lab-starter "each is a link to the starter"

# What is packed without need mentions none, or the lab would be that of a Linux guest, with
# one CPU: of every test that needs none, with what it sources.
awk '$2 != "linux-guest" { print $3 }' "$list" | sort -u >"$scratch/without"
(cd "$repo/tests/lab" && xargs sed -n 's,^[[:space:]]*\. \./,,p' <"$scratch/without") | sort -u >"$scratch/sourced"
is "$(cd "$repo/tests/lab" && cat "$scratch/without" "$scratch/sourced" | xargs grep -l lab-guest)" "" \
	"only what needs a Linux guest packs one"

# refused STATUS TEXT ARG...
refused() {
	local status=$1 text=$2
	shift 2
	"$repo/tests/in-lab" "$@" >"$scratch/out" 2>"$scratch/err"
	is "$?" "$status" "in-lab $*: status"
	has "$scratch/err" "$text" "in-lab $*: what it says"
	is "$(cat "$scratch/out")" "" "in-lab $*: nothing is run"
}
refused 2 "svm or vmx, not ''"
refused 2 "svm or vmx, not 'arm'" arm
refused 2 "no need and no file of tests/lab: '99-none.sh'" svm 99-none.sh
refused 2 "no test on vmx needs lockdown" vmx lockdown
refused 2 "10-exact.sh and 36-guest.sh need different labs" svm 10-exact.sh 36-guest.sh

# A need that nobody knows.
cp -r "$repo/tests/in-lab" "$repo/tests/lab" "$scratch/"
sed -i '2s/.*/# needs: a-miracle/' "$scratch/lab/57-lockdown.sh"
"$scratch/in-lab" --list >"$scratch/out" 2>"$scratch/err"
is "$?" 2 "a need that nobody knows: status"
has "$scratch/err" "57-lockdown.sh needs 'a-miracle', which is unknown" "a need that nobody knows: what it says"

# What runs in the lab says by its status, too, whether a test has failed.
mkdir "$scratch/run_here"
cp "$repo/tests/lab/run" "$scratch/run_here/"
echo 'echo "ok 1 - it is"; echo 1..1' >"$scratch/run_here/10-good.sh"
echo 'echo "not ok 1 - it is not"; echo 1..1; exit 1' >"$scratch/run_here/20-bad.sh"
echo 'echo "ok 1 - it is"; exit 0' >"$scratch/run_here/30-unplanned.sh"
# runs STATUS PLAN FILE...
runs() {
	local status=$1 plan=$2
	shift 2
	sh "$scratch/run_here/run" "$@" >"$scratch/out"
	is "$?" "$status" "run $*: status"
	is "$(tail -n 1 "$scratch/out")" "1..$plan" "run $*: all are counted"
}
runs 0 1 10-good.sh
runs 1 3 10-good.sh 20-bad.sh 10-good.sh
runs 1 2 30-unplanned.sh

done_testing
