#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What things cost in instructions, on SVM under the lab's instruction clock.
LAB_OPTIONS=--icount exec "${0%/*}/lab-isa" svm lab-icount
