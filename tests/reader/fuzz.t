#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What reads others' files gets nonsense for a minute, under ASan and UBSan,
# beginning with the kept corpus: no crash, no hang. FUZZ_SECONDS=600 is longer.
. "$(dirname "$0")/lib.sh"

seconds=${FUZZ_SECONDS:-60}
fuzz=$build/tests/reader/fuzz
mkdir "$scratch/corpus" "$scratch/found"

# A find is kept for people to look at.
run() {
	"$fuzz" -artifact_prefix="$scratch/found/" "$@" >"$scratch/log" 2>&1
	status=$?
	[ "$status" -eq 0 ] && return
	mkdir -p "$build/tests/reader/found"
	cp "$scratch/found/"* "$build/tests/reader/found/" 2>/dev/null
	grep -vE '^#[0-9]' "$scratch/log" | tail -40 | sed 's/^/# /'
	return "$status"
}

run -runs=0 "$here/corpus"
ok $? "the corpus: $(find "$here/corpus" -type f | wc -l) files"
run -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 "$scratch/corpus" "$here/corpus"
ok $? "$seconds s: $(sed -n 's/^Done \([0-9]*\) runs.*/\1/p' "$scratch/log") runs"
is "$(find "$scratch/found" -type f | wc -l)" 0 "nothing found"

done_testing
