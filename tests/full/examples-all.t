#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every example of the helps and pages, run in full.
exec "${0%/*}/../scripts/examples"
