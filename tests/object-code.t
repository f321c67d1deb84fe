#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What the compiler has made of it: the hot path is as short as it may be, and a guest's
# number is masked before it is an index (Spectre v1).
scripts=${0%/*}/../scripts

"$scripts/bench-asm" >/dev/null || printf 'not '
echo "ok 1 - the hot path of both vendors: short, without calls and divisions"

# The mask is 0 on a mispredicted path: sbb of a register with itself, and its AND.
objdump -d -r --no-show-raw-insn -j .text \
	"$("$scripts/lab" --show-modules)/unstripped/kvm.ko" | awk '
	/^[0-9a-f]+ </ { inside = /<kvm_vmexit_reason_slot>:$/ }
	!inside { next }
	/\tsbb / { mask = 1 }
	/\tand / && mask { masked = 1 }
	/kvm_vmexit_codes/ { reads++; unmasked += !masked }
	END { exit !(reads == 1 && !unmasked) }' || printf 'not '
echo "ok 2 - kvm_vmexit_reason_slot: the mask comes before the table"
echo 1..2
