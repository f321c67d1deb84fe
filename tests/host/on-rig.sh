# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Sourced after tests/scripts/lib.sh: steps on a host of scripts/rig as tests.

# guest_image OPTION...: the disk of a libvirt guest, $scratch/guest.img, of the least size from
# which firmware boots
guest_image() {
	gcc -m32 "$@" -c -o "$scratch/guest.o" "$repo/tests/host/guest.S" &&
		ld -m elf_i386 -Ttext 0x7c00 --oformat binary -o "$scratch/guest.img" "$scratch/guest.o" &&
		truncate -s 1M "$scratch/guest.img"
	ok $? "a guest is assembled"
}

# readme_lines: what is typed in README's section "On your own host"
readme_lines() {
	sed -n '/^## On your own host/,/^## Look/s/^    \([^ ].*\)/\1/p' "$repo/README.md" | sed 's/ *# .*//'
}

# on_rig NAME ARG...: of scripts/rig; with the tests' lines numbered on, and all else as comments
on_rig() {
	local name=$1 line status
	shift
	while IFS= read -r line; do
		case $line in
		'ok '*) ok 0 "$name: ${line#ok * - }" ;;
		'not ok '*) ok 1 "$name: ${line#not ok * - }" ;;
		'status '*) status=${line#status } ;;
		1..*) ;;
		*) printf '# %s\n' "${line#\# }" ;;
		esac
	done < <("$repo/scripts/rig" "$@" 2>&1 </dev/null | sed -u 's/\r$//'
		echo "status ${PIPESTATUS[0]}")
	is "$status" 0 "$name: all steps were done"
}
