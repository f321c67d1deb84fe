# SPDX-License-Identifier: GPL-2.0-only
# Last: whatever the other tests did, the kernel had nothing to complain about.
. ./tap.sh

# From KVM's first message on: Bochs makes the kernel warn while it boots.
dmesg | sed -n '/] kvm/,$p' > "$tmp/dmesg"
within "$(wc -l < "$tmp/dmesg")" 1 1000000 "there is a log to look at"
grep -nE 'WARNING:|BUG:|UBSAN:|Oops|INFO: (task|rcu)|stall|lockup|general protection' "$tmp/dmesg" > "$tmp/bad"
is "$(cat "$tmp/bad")" "" "no WARNING, BUG or oops in dmesg"
finish
