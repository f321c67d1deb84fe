#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The series for Linux is made of what is in kernel/ now, applies to Debian's source as
# git am does it, and says so where a step does not fit any more.
. "${0%/*}/lib.sh"

# git_here TREE ARGUMENT...
git_here() {
	git -C "$1" -c user.name=series -c user.email=series@localhost "${@:2}"
}

# unjustified PATCH: the symbols that it exports and does not speak of
unjustified() {
	sed -n 's/^+EXPORT_SYMBOL[A-Z_]*(\([a-z_]*\).*/\1/p' "$1" | while IFS= read -r symbol; do
		sed '/^---$/q' "$1" | grep -qw "$symbol" || echo "$symbol"
	done
}

# message PATCH: what is written above the list of its files, without the trailer; of the cover
# letter what is above the list of commits
message() {
	sed -n '1,/^$/d; /^---$/q; / ([0-9]*):$/q; /^Signed-off-by: /d; p' "$1"
}

# unknown PATCH COMMIT: what its message calls by name and the commit, in the tree, does not have
unknown() {
	message "$1" | grep -oE '\b(__)?kvm_vmexit_[a-z_]+' | sort -u | while IFS= read -r name; do
		git_here "$scratch/tree-$series" grep -qw "$name" "$2" -- arch/x86/kvm || echo "$name"
	done
}

# uncalled COMMIT: what there is for KVM's own files to call, and none of them does
uncalled() {
	git_here "$scratch/tree-$series" show "$1:arch/x86/kvm/exit_stats/off.h" |
		sed -n 's/^#define \([a-z_]*\)(.*/\1/p' | while IFS= read -r name; do
		git_here "$scratch/tree-$series" grep -qw "$name" "$1" -- arch/x86/kvm virt ':!arch/x86/kvm/exit_stats' || echo "$name"
	done
}

for series in 6.12 newest; do
	"$repo/scripts/series" "$series" "$scratch/$series" >"$scratch/said" 2>&1
	ok $? "$series: the series is made"
	is "$(basename -a "$scratch/$series"/*.patch | cut -c 1-4 | xargs)" "0000 0001 0002 0003 0004 0005" \
		"$series: a cover letter and five commits"
	is "$(grep -lE '\*\*\* |@(svm|vmx|NAME)|compat\.h|KVM_VMEXIT_HAS|MODULE_VERSION' "$scratch/$series"/*.patch)" "" \
		"$series: nothing is left to fill in, nor what is only for modules outside of the kernel"
	is "$(for patch in "$scratch/$series"/000[1-9]*.patch; do unjustified "$patch"; done)" "" \
		"$series: each symbol is named in the message of the commit that exports it"
	"$repo/scripts/series" --base "$series" "$scratch/tree-$series" >"$scratch/said" 2>&1
	ok $? "$series: the files of Linux"
	git_here "$scratch/tree-$series" init -q
	git_here "$scratch/tree-$series" add -A -f
	git_here "$scratch/tree-$series" commit -qm Linux
	git_here "$scratch/tree-$series" am -q "$scratch/$series"/000[1-9]*.patch >"$scratch/said" 2>&1
	ok $? "$series: git am takes it"
	is "$(git_here "$scratch/tree-$series" log --format=%s HEAD~5..HEAD | grep -c '^KVM: x86: ')" 5 \
		"$series: five commits, named as KVM's are"
	is "$(for patch in "$scratch/$series"/*.patch; do message "$patch"; done | awk 'length > 75')" "" \
		"$series: no line of what is written about them has more than 75 characters"
	is "$(grep -L '^Signed-off-by: ' "$scratch/$series"/000[1-9]*.patch)" "" "$series: all are signed off"
	for nr in 1 2 3 4 5; do
		is "$(unknown "$scratch/$series/000$nr"*.patch "HEAD~$((5 - nr))")" "" \
			"$series: what commit $nr speaks of is there"
		is "$(uncalled "HEAD~$((5 - nr))")" "" "$series: KVM calls what commit $nr has for it"
	done
done

# The last commit has the subsystem as it is built here, its first lines included.
last=$scratch/tree-6.12/arch/x86/kvm/exit_stats
is "$(cd "$repo/kernel/src" && for file in *.c; do [ -e "$last/$file" ] || echo "$file"; done)" "" \
	"each source is in the last commit"
is "$(diff "$repo/kernel/src/show.c" "$last/show.c")" "" "and is the same"

# A step that takes away what is no longer there.
mkdir -p "$scratch/copy/tests"
cp -r "$repo/scripts" "$repo/kernel" "$scratch/copy/" && cp -r "$repo/tests/bench" "$scratch/copy/tests/"
# stale FILE OLD NEW NAME
stale() {
	cp "$scratch/copy/$1" "$scratch/kept"
	sed -i "s/$2/$3/" "$scratch/copy/$1"
	cmp -s "$scratch/kept" "$scratch/copy/$1" && ok 1 "$4: there is what is changed"
	"$scratch/copy/scripts/series" 6.12 "$scratch/stale" >"$scratch/said" 2>&1
	is $? 1 "$4: status 1"
	has "$scratch/said" "${1##*/}" "$4: which file"
	has "$scratch/said" 'kernel/series/README.md' "$4: where is written what to do"
	rm -rf "$scratch/stale"
	mv "$scratch/kept" "$scratch/copy/$1"
}
stale kernel/src/record.h 'unlikely(kernel > counters->cell.max)' 'kernel > counters->cell.max' "a changed line"
stale kernel/src/many.c 'all_causes_show' 'all_causes_shown' "a function with another name"
stale kernel/series/cover 'stops all CPUs' 'stops 8 CPUs' "a number in the cover letter that nobody has measured"
stale tests/bench/README.md '^kvm-exits, enabled=0 ' 'kvm-exits, off ' "a row of the bench with another name"
done_testing
