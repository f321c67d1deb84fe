#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The host is the sum of its VMs beside 10,000 lives.
LAB_ENV=LIVES=10000 exec "${0%/*}/../in-lab" svm 54-host-is-sum.sh
