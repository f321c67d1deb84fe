#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Ten minutes of tests/reader/fuzz.t, which lasts one in "make test".
FUZZ_SECONDS=${FUZZ_SECONDS:-600} exec "${0%/*}/../reader/fuzz.t"
