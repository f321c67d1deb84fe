#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The fast ones of KVM's selftests on svm: as on stock modules. All: tests/full.
here=${0%/*}
# shellcheck disable=SC2046 # names without spaces
exec "$here/selftests/compare" svm $(cat "$here/selftests/fast")
