#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
exec "${KVM_EXITS_BUILD:-${0%/*}/../../build}/tests/unit/test-slowest"
