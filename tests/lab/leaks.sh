# SPDX-License-Identifier: GPL-2.0-only
# Sourced after tap.sh: what the kernel's own leak detector has found, if it has one.
kmemleak=/sys/kernel/debug/kmemleak
if [ -e $kmemleak ]; then
	# What was freed a moment ago may still be referred to, or not yet.
	sleep 6
	echo scan > $kmemleak
	sleep 1
	echo scan > $kmemleak
	is "$(cat $kmemleak)" "" "kmemleak finds nothing"
fi
