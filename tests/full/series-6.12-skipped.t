#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The series' selftest in Debian's own kernel, which has no KVM_EXIT_STATS: skipped, on both ISAs,
# with the status that KVM's selftests have for it (KSFT_SKIP), and nothing that has failed.
. "${0%/*}/../scripts/lib.sh"

modules=$("$repo/scripts/lab" --kernel 6.12 --commit 5 --show-modules) || exit 1
for isa in svm vmx; do
	"$repo/scripts/lab" --isa $isa --kernel 6.12 --stock --timeout 1200 \
		--file "$modules/exit_stats_test:/lab/bin/exit_stats_test" -- /lab/bin/exit_stats_test >"$scratch/out" 2>"$scratch/err"
	is $? 4 "$isa: exit_stats_test is skipped"
	has "$scratch/out" 'SKIP' "$isa: and says so"
done
done_testing
