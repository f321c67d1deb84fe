#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The controls that this CPU offers.
kvm-exitstat caps
