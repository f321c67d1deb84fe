#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The page for operators, typed in a fresh Debian 12.
exec "${0%/*}/../../scripts/fresh-root" 12 "bash tests/prometheus/page.sh" </dev/null
