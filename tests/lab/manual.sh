# SPDX-License-Identifier: GPL-2.0-only
# Sourced after tap.sh: the exit reasons that the manual defines, as ranges of decimal
# numbers: Intel SDM volume 3, appendix C; AMD APM volume 2, appendix C.
case $isa in
vmx)	defined="0-34 36-37 39-41 43-70 72-81 84-85" ;;
svm)	defined="0-166 1024-1027 4294967294-4294967295" ;;
esac
