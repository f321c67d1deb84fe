# SPDX-License-Identifier: GPL-2.0-only
# Sourced after tap.sh.
# msr_read CPU NUMBER [TYPE]: an MSR, as od prints it: in decimal, whole (u8, default) or
# its low and its high half (u4).
msr_read() {
	dd if=/dev/cpu/"$1"/msr bs=8 count=1 iflag=skip_bytes skip=$(($2)) 2>/dev/null |
		od -An -v -t"${3:-u8}" | tr -s ' '
}
