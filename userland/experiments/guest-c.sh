#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The program of userland/GUEST.md in a guest.
lab-guest --file /bin/ten-lines:/bin/ten-lines -- su nobody -c ten-lines
