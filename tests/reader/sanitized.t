#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The tests of the command line once more, with the reader built under
# AddressSanitizer and UndefinedBehaviorSanitizer.
. "$(dirname "$0")/lib.sh"

export KVM_EXITSTAT="$build/tests/reader/asan/kvm-exitstat"
# A report must not look like a usage error.
export ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99

# The leak check at a program's end does not come to an end itself if the
# terminal has gone at that moment, as top's does in its test.
options() {
	case $1 in
	top | terminals) echo "$ASAN_OPTIONS:detect_leaks=0" ;;
	*) echo "$ASAN_OPTIONS" ;;
	esac
}

for test in cli scopes machine interval hist record diff run run-vm names files answers streams plot timed departed report switches explain columns top terminals causes causes-below causes-recorded slowest top-causes bpf; do
	ASAN_OPTIONS=$(options "$test") sh -c 'exec "$(sed -n "1s/^#!//p" "$1")" "$1"' - "$here/$test.t" >"$scratch/$test" 2>&1
	ok $? "$test: $(grep -c '^ok' "$scratch/$test") tests"
	grep -A30 -E '^not ok|ERROR|runtime error' "$scratch/$test" | head -60 | sed 's/^/# /'
done

done_testing
