#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Each example that a help or a page shows is one that test-full runs.
exec "${0%/*}/examples" --known
