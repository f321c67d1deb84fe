# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/series
#
# The series for Linux: commits of the states (states.sh), and mails of them.

# make_series WORK BASE OUT: OUT gets the cover letter and the patches
make_series() {
	mkdir -p "$1/states" "$3" && make_states "$1/states" "$2" && make_commits "$1/repo" "$2" "$1/states" &&
		format_series "$1/repo" "$3"
}

# git_in TREE ARGUMENT...: whoever the person is, or nobody
git_in() {
	local tree=$1
	shift
	git -C "$tree" -c "user.name=$(git -C "$repo" config user.name || echo kvm-exits)" \
		-c "user.email=$(git -C "$repo" config user.email || echo kvm-exits@localhost)" "$@"
}

# commit_state REPOSITORY STATE MESSAGE
commit_state() {
	git_in "$1" rm -rq --cached . && find "$1" -mindepth 1 -maxdepth 1 ! -name .git -exec rm -r {} + &&
		cp -r "$2/." "$1/" && git_in "$1" add -A -f && git_in "$1" commit -qs -F "$3"
}

# write_message STEP: with what only this series of Linux has
write_message() {
	local more=$1/message-${patches##*/}
	cat "$1/message" && { [ ! -e "$more" ] || cat "$more"; }
}

# make_commits REPOSITORY BASE STATES
make_commits() {
	local step
	mkdir "$1" && git_in "$1" init -q && cp -r "$2/." "$1/" && git_in "$1" add -A -f &&
		git_in "$1" commit -qm "Linux $kernel_version" && git_in "$1" tag base || return
	for step in $(steps_down | tac); do
		write_message "$step" >"$3/message" &&
			commit_state "$1" "$3/$(number_of "$step")" "$3/message" || return
	done
}

# format_series REPOSITORY OUT
format_series() {
	git_in "$1" -c format.useAutoBase=false format-patch -q --zero-commit --no-signature --cover-letter \
		--subject-prefix="RFC PATCH" -o "$2" base..HEAD && fill_cover "$2/0000-cover-letter.patch"
}

# fill_cover FILE: with kernel/series/cover, and what the bench has measured in it
fill_cover() {
	awk -v text="$steps/cover" -v base="$kernel_version" -f "$lab_dir/lib/cover.awk" \
		"$repo/tests/bench/README.md" "$1" >"$1.new" && mv "$1.new" "$1"
}
