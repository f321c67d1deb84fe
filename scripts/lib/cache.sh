# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/lab
#
# The cache holds only finished entries: each is made under a temporary name
# in the same file system and renamed when it is complete. Its name says what
# went into it. Everything is prepared under one lock, so whoever holds the
# lock may delete what an interrupted lab left behind.

# home: also where nobody has set HOME
home() {
	echo "${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}"
}

cache=${XDG_CACHE_HOME:-$(home)/.cache}/kvm-exits

# what a lab takes there: a download, a tree to build in, what is built, what is packed;
# another program says so before this
space_for=${space_for:-a lab}
space_megabytes=${space_megabytes:-800}

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
	[[ $cache != *[[:space:]:]* ]] ||
		die "the kernel cannot be built in a path with a space or a colon: $cache" \
			"set XDG_CACHE_HOME to a directory without"
	mkdir -p "$cache/run" ||
		die "cannot write to the cache $cache" "set XDG_CACHE_HOME to a directory of yours"
	for old in "$cache"/run/*; do
		[ -d "$old" ] || continue
		kill -0 "$(basename "$old" | cut -d. -f1)" 2>/dev/null || rm -rf "$old"
	done
	run_dir=$(mktemp -d "$cache/run/$$.XXXXXX" 2>/dev/null) || die_if_full || die "cannot write to $cache/run"
}

# megabytes_left: in the cache's file system, or where this run's files are
megabytes_left() {
	df --output=avail -B 1M "${1:-$cache}" | tail -n 1 | tr -d ' '
}

# disk_full: a program that could not write leaves less than a block of what it would.
# Where there is no number of inodes, none are left, either.
disk_full() {
	local dir=${run_dir:-$cache} inodes left
	read -r inodes left < <(df --output=itotal,iavail "$dir" | tail -n 1)
	[ "$(megabytes_left "$dir")" -le 1 ] || [[ $inodes != 0 && $left = 0 ]]
}

# die_if_full [WHAT]: of all that may be said then, the one thing that helps.
# shellcheck disable=SC2120 # others do
die_if_full() {
	! disk_full ||
		die "${1:+$1: }no space left in ${run_dir:-$cache}: $space_for takes $space_megabytes MB there; or set XDG_CACHE_HOME"
	return 1
}

# want_space: before anything is fetched that would not fit
want_space() {
	local left
	left=$(megabytes_left)
	[ "$left" -ge "$space_megabytes" ] ||
		die "$left MB left in $cache: $space_for takes $space_megabytes MB there; or set XDG_CACHE_HOME"
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
		new_entry=$(mktemp -d "$cache/tmp/XXXXXX" 2>/dev/null) || die_if_full || die "cannot write to $cache/tmp"
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
