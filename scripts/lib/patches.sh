# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/lab
#
# The patches in kernel/patches: whose they are, and how they are applied.

# patches_of SERIES: the directory of its patches, or of all of its major version
patches_of() {
	local name
	for name in "$1" "${1%%.*}.x"; do
		if [ -d "$repo/kernel/patches/$name" ]; then
			echo "$repo/kernel/patches/$name"
			return
		fi
	done
	return 1
}

# patched_files DIR: the files that its patches change
patched_files() {
	sed -n 's,^+++ b/\([^[:space:]]*\).*,\1,p' "$1"/*.patch | sort -u
}

# apply_patches DIR TREE: all of them, or none is to be used. A hunk that has another
# place in TREE than where it belongs is worse than one that has none.
apply_patches() {
	local patch output
	output=$(mktemp) || return
	for patch in "$1"/*.patch; do
		echo "applying $patch"
		patch -d "$2" -p1 --fuzz=0 --forward --verbose --no-backup-if-mismatch -r - <"$patch" >"$output" 2>&1 || :
		awk -v tree="$2" -v name="${patch#"$repo/"}" -f "$lab_dir/lib/hunks.awk" "$output" "$patch" >"$output.wrong" || {
			cat "$output" "$output.wrong"
			rm -f "$output" "$output.wrong"
			return 1
		}
	done
	rm -f "$output" "$output.wrong"
}
