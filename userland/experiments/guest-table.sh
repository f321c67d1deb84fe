#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# kvm-exitstat in a guest, as an ordinary user: all so far, then one second's.
lab-guest -- su nobody -c 'kvm-exitstat guest --top 5 1 2'
