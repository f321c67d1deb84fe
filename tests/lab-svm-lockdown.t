#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Files and leaves on a host that is locked down.
exec "${0%/*}/lab-isa" svm lab-lockdown
