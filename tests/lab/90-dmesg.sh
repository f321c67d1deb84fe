# SPDX-License-Identifier: GPL-2.0-only
# Last: whatever the other tests did, the kernel had nothing to complain about.
. ./tap.sh

dmesg > "$tmp/dmesg"
grep -nE 'WARNING: (CPU|possible|suspicious)|BUG:|Oops|Call Trace|stall|lockup|general protection' "$tmp/dmesg" > "$tmp/bad"
is "$(cat "$tmp/bad")" "" "no WARNING, BUG or oops in dmesg"
finish
