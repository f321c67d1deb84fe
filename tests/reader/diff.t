#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Two of them side by side: recordings, copied directories, single files.
. "$(dirname "$0")/lib.sh"

cd "$scratch" || exit 1
"$here/simulate-tree" one 2 2 1
"$here/simulate-tree" three 2 2 3
cp "$here/data/recording" recording

golden diff-trees "$reader" diff one three
golden diff-wide with COLUMNS=200 "$reader" diff one three --top 3 --sort name
golden diff-recording "$reader" diff recording three/exits --sort kernel --cycles
golden diff-csv "$reader" diff one three --csv --reason HLT
golden diff-json filtered jq "$reader" diff one three --json --top 1
golden diff-vm "$reader" diff one three --vm 1002-10 --reason CPUID

is "$("$reader" diff one one --csv | awk -F, 'NR > 1 && $3 != $4')" "" "nothing against itself"
is "$("$reader" diff three one --csv | awk -F, '$2 == "TOTAL" { print $3, $4 }')" \
	"1224000 408000" "the other way round"
sed -i '/HLT/d' one/exits
is "$("$reader" diff one/exits three/exits | awk '$1 == "HLT" { print $3, $4, $5, $6 }')" \
	"60000 +60000 new new" "a reason that is in one of them only"
echo svm >one/isa
is "$("$reader" diff one three 2>&1 >/dev/null)" \
	"kvm-exitstat: A is of svm and B of vmx, whose reasons have different names" "SVM and VMX"
echo 1000000 >one/tsc_khz
is "$("$reader" diff one three --reason CPUID 2>/dev/null | awk '$1 == "CPUID" { print $6, $7, $8 }')" \
	"48.0ms 72.0ms 1.50x" "half the frequency: twice the time for the same cycles"
fails 1 "none: No such file or directory" "nothing there" diff none three
echo "kvm-exitstat recording 2" >two
fails 1 "two: no samples in it" "an empty recording" diff two three

done_testing
