#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The fast ones of KVM's selftests on vmx: as on stock modules. All: tests/full.
here=${0%/*}
# shellcheck disable=SC2046 # names without spaces
exec "$here/selftests/compare" vmx $(cat "$here/selftests/fast")
