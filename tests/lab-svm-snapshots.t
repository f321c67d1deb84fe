#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# All tests of tests/lab-snapshots on SVM, in one boot.
exec "${0%/*}/lab-isa" svm lab-snapshots
