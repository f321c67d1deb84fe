#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Everything at once, on the kernel that people run.
exec "${0%/*}/../stress/run" --seconds "${STRESS_SECONDS:-90}" --isa svm
