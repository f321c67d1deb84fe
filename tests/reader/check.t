#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# check: what it takes, and what it says where it cannot be done. With a VM: tests/lab/71-check.sh.
. "$(dirname "$0")/lib.sh"

try="(try 'kvm-exitstat --help')"
tree=$here/data/vmx
fails 1 "$tree is a copy: only a running host can be checked" "of a copy" check --debugfs "$tree"
fails 1 "$scratch/none: no such directory" "of nothing" check --debugfs "$scratch/none"
fails 2 "--csv does not go with 'check' $try" "CSV" check --csv
fails 2 "--vm does not go with 'check' $try" "another VM" check --vm 1
fails 2 "one argument too many: 'now' $try" "an argument" check now
fails 2 "--no-switch needs a command $try" "the option without it" --no-switch
fails 2 "--no-switch does not go with 'caps' $try" "the option with another" caps --no-switch
fails 2 "--switch does not go with 'caps' $try" "the other option with another" caps --switch
[ ! -e /run/kvm-exits-check ]
ok $? "nothing of it is left"

if ! grep -qwE 'vmx|svm' /proc/cpuinfo; then
	fails 1 "this processor has neither VMX nor SVM: switch it on in the firmware, or in a VM let its host offer nested virtualization" \
		"a machine without" check
else
	ok 0 "a machine without VMX and SVM # SKIP this one has it"
fi
done_testing
