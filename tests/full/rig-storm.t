#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# On a whole host (scripts/rig), with Debian 13's Prometheus: the page for operators, typed,
# and a libvirt guest's storm of exits that ends as a firing alert.
. "$(dirname "$0")/../scripts/lib.sh"
. "$(dirname "$0")/../host/on-rig.sh"

guest_image -DSTORM=1
on_rig "storm" 13 --in "bash tests/host/watched.sh install" \
	--timeout 2400 --file "$scratch/guest.img:/var/lib/libvirt/images/guest.img" \
	--boot "bash tests/host/watched.sh storm"
done_testing
