#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A guest asks with Debian's cpuid, as an ordinary user: is the interface there, all
# exits, those for CPUID itself.
# shellcheck disable=SC2016 # the guest's shell expands it
lab-guest -- su nobody -c 'for q in "-l 0x4ffffffb" "-l 0x4fffffff" "-l 0x4ffffffd -s 0x72"; do
	echo "\$ cpuid -1 -r $q"
	cpuid -1 -r $q | sed 1d
done'
