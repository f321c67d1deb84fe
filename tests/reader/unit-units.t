#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
. "$(dirname "$0")/lib.sh"
"$build/tests/reader/test-units"
