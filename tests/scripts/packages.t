#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What a demo asks apt for, and all that comes along on a machine that has nothing: not
# what only tests, checks and benchmarks use, nor Bochs for SVM.
. "$(dirname "$0")/lib.sh"
tools=$repo/scripts/install-tools

# others: what the other uses have besides, but perl, which a package of each use needs,
# and the compiler that is this Debian's own
others() {
	"$tools" --list test full check bench | comm -23 - <("$tools" --list vmx) |
		grep -vx -e perl -e "gcc-$(gcc -dumpversion)"
}

# along USE: all packages that apt would install where none is installed, dependencies too
along() {
	local wanted
	mapfile -t wanted < <("$tools" --list "$1")
	apt-get -s -o Dir::State::status="$scratch/status" install --no-install-recommends "${wanted[@]}" |
		awk '$1 == "Inst" { print $2 }' | sort
}

: >"$scratch/status"
others | sort >"$scratch/others"
has "$scratch/others" '^clang$' "tests need clang"
has "$scratch/others" '^zsh$' "tests need zsh"
has "$scratch/others" '^tmux$' "tests need tmux"
has "$scratch/others" '^cppcheck$' "checks need cppcheck"
for isa in svm vmx; do
	"$tools" --list $isa >"$scratch/$isa"
	along $isa >"$scratch/along"
	has "$scratch/along" '^qemu-system-x86$' "$isa: QEMU comes"
	is "$(comm -12 "$scratch/along" "$scratch/others")" "" "$isa: nothing of the others"
	is "$(make -s -n -C "$repo" demo ISA=$isa | grep -o 'install-tools.*')" "install-tools $isa" "make demo ISA=$isa asks for it"
	is "$(make -s -n -C "$repo" demo ISA=$isa STOCK=1 | grep -o 'install-tools.*')" "install-tools $isa bpf" \
		"make demo ISA=$isa STOCK=1 asks for what builds the plugin, too"
done
is "$(comm -13 "$scratch/svm" "$scratch/vmx" | xargs)" "bochs bochs-term bochsbios vgabios" "vmx: Bochs besides"
is "$(grep -c '^bochs' "$scratch/svm")" 0 "svm: not Bochs"
done_testing
