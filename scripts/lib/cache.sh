# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/lab
#
# The cache holds only finished entries: each is made under a temporary name
# in the same file system and renamed when it is complete. Its name says what
# went into it. Everything is prepared under one lock, so whoever holds the
# lock may delete what an interrupted lab left behind.

cache=${XDG_CACHE_HOME:-$HOME/.cache}/kvm-exits

cache_lock() {
	mkdir -p "$cache/tmp" "$cache/run" ||
		die "cannot write to the cache $cache" "set XDG_CACHE_HOME to a directory of yours"
	exec {lock_fd}>"$cache/lock"
	if ! flock -n "$lock_fd"; then
		say "waiting for another lab that is preparing its modules ..."
		until flock -n "$lock_fd"; do
			nap 0.5
		done
	fi
	rm -rf "$cache"/tmp/*
}

cache_unlock() {
	exec {lock_fd}>&-
}

# make_run_dir: sets run_dir, where this lab keeps what it deletes at its end.
# Those of labs that were killed are deleted here.
make_run_dir() {
	local old
	mkdir -p "$cache/run" ||
		die "cannot write to the cache $cache" "set XDG_CACHE_HOME to a directory of yours"
	for old in "$cache"/run/*; do
		[ -d "$old" ] || continue
		kill -0 "$(basename "$old" | cut -d. -f1)" 2>/dev/null || rm -rf "$old"
	done
	run_dir=$(mktemp -d "$cache/run/$$.XXXXXX")
}

# hash_of [FILE...]: a short name for the content of files, wherever they are, and of
# stdin.
hash_of() {
	local file
	{
		cat
		for file; do
			sha256sum <"$file"
		done
	} | sha256sum | cut -c1-16
}

# cached ENTRY TITLE FAR COMMAND...: makes the directory ENTRY unless the cache
# has it: COMMAND DIR fills DIR.
cached() {
	local entry=$1 title=$2 far=$3
	shift 3
	if [ ! -d "$entry" ]; then
		new_entry=$(mktemp -d "$cache/tmp/XXXXXX")
		chmod 755 "$new_entry"
		step "$title" "$far" "$@" "$new_entry"
		mkdir -p "$(dirname "$entry")"
		mv -T "$new_entry" "$entry"
	fi
	touch "$entry"
}

# cache_prune DIR KEEP: deletes all but the KEEP entries of DIR used last.
cache_prune() {
	local entry
	find "$1" -mindepth 1 -maxdepth 1 -printf '%T@ %p\n' | sort -rn |
		tail -n "+$(($2 + 1))" | cut -d' ' -f2- |
		while IFS= read -r entry; do
			rm -rf "$entry"
		done
}
