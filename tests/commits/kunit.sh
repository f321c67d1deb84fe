# SPDX-License-Identifier: GPL-2.0-only
# The commits' KUnit suites, which have run when kvm was loaded: which there are, and that each
# case of theirs has passed.
. ./tap.sh 2>/dev/null

suites=/sys/kernel/debug/kunit

# has_passed SUITE CASES: so many, none skipped
has_passed() {
	is "$(grep -o 'pass:.*total:[0-9]*' "$suites/$1/results" | head -n 1)" \
		"pass:$2 fail:0 skip:0 total:$2" "$1: $2 cases pass"
	is "$(grep -c '^ *ok [0-9]* [a-z_]*$' "$suites/$1/results")" "$(($2 + 1))" "$1: each of them, and the suite"
	sed 's/^/# /' "$suites/$1/results"
}

names=kvm_exit_stats_reasons
[ "$COMMIT" -lt 4 ] || names="kvm_exit_stats_causes $names"
[ "$COMMIT" -lt 5 ] || names="kvm_exit_stats_causes kvm_exit_stats_leaves kvm_exit_stats_reasons"
is "$(ls $suites | xargs)" "$names" "$COMMIT: the suites of KUnit's"
has_passed kvm_exit_stats_reasons 3
[ "$COMMIT" -lt 4 ] || has_passed kvm_exit_stats_causes 7
[ "$COMMIT" -lt 5 ] || has_passed kvm_exit_stats_leaves 4
finish
