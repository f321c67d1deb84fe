#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# All of KVM's selftests, on stock and on our modules.
exec "${0%/*}/../selftests/compare" vmx
