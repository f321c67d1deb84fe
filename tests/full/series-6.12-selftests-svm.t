#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# All of KVM's selftests, and the series' own among them, in a kernel with all of its commits,
# as in the same kernel without them.
STOCK_OPTIONS="--commit 0" OUR_OPTIONS="--commit 5" OWN_TEST=x86_64/exit_stats_test \
	exec "${0%/*}/../selftests/compare" svm
