#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# verdicts.awk: results that differ, and by how much they may.
. "$(dirname "$0")/../reader/lib.sh"

cd "$scratch" || exit 1

# some N TEST STATUS: so many such results
some() {
	for _ in $(seq "$1"); do
		printf '%s\t%s\t0.1 s\tlast words\n' "$2" "$3"
	done
}

# verdict WANTED NAME: of the files stock and ours; its first line, and whether it agrees
# with the exit status
verdict() {
	got=$(awk -v own="${own-}" -f "$here/verdicts.awk" stock ours)
	status=$?
	first=$(echo "$got" | head -n 1)
	is "$first" "$1" "$2"
	case $first in not*) wanted=1 ;; *) wanted=0 ;; esac
	is "$status" "$wanted" "$2: exit status"
}

some 1 t 0 >stock
some 1 t 0 >ours
verdict "ok 1 - t passes" "both pass"

some 1 t 254 >stock
some 1 t 254 >ours
verdict "ok 1 - t fails with status 254 on both: last words" "both fail"

some 1 t 0 >stock
verdict "not ok 1 - t fails with status 254 1x, with stock KVM it passes 1x" \
	"one run of each cannot tell"
is "$(awk -v list=1 -f "$here/verdicts.awk" stock ours)" t "that is to be run again"

some 1 other 0 >ours
verdict "not ok 1 - other passes 1x, with stock KVM it has not run" "not run on stock"
is "$(awk -f "$here/verdicts.awk" stock ours | sed -n 2p)" "not ok 2 - t has not run with our KVM" \
	"not run on ours"
is "$(awk -v list=1 -f "$here/verdicts.awk" stock ours)" "" "neither can be run again"
some 21 other 0 >ours
verdict "not ok 1 - other passes 21x, with stock KVM it has not run" "however often on ours"

# The probabilities were computed once more, with whole numbers.
some 21 t 0 >stock
{ some 17 t 0 && some 4 t 254; } >ours
verdict "ok 1 - t passes 17x, fails with status 254 4x, with stock KVM it passes 21x (Fisher's exact test: p = 0.11)" \
	"four of 21 may be chance"
{ some 16 t 0 && some 5 t 254; } >ours
verdict "not ok 1 - t passes 16x, fails with status 254 5x, with stock KVM it passes 21x (Fisher's exact test: p = 0.048)" \
	"five are not"
some 2 t late >ours
verdict "not ok 1 - t does not end 2x, with stock KVM it passes 21x (Fisher's exact test: p = 0.004)" \
	"does not end, twice"
{ some 11 t 0 && some 10 t 254; } >stock
{ some 10 t 0 && some 11 t 254; } >ours
verdict "ok 1 - t passes 10x, fails with status 254 11x, with stock KVM it passes 11x, fails with status 254 10x (Fisher's exact test: p = 1)" \
	"fails half the time on both"
{ some 10 t 0 && some 11 t 4; } >ours
verdict "not ok 1 - t passes 10x, is skipped 11x, with stock KVM it passes 11x, fails with status 254 10x (Fisher's exact test: p = 0.00016)" \
	"as often, in another way"

own=mine
some 1 t 0 >stock
{ some 1 mine 0 && some 1 t 0; } >ours
verdict "ok 1 - mine, our own, passes 1x" "our own is not on stock"
some 1 mine 4 >ours
verdict "not ok 1 - mine, our own, is skipped 1x: last words" "our own is skipped"
some 1 t 0 >ours
is "$(awk -v own=mine -f "$here/verdicts.awk" stock ours | sed -n 2p)" "not ok 2 - mine, our own, has not run: " "our own has not run"

done_testing
