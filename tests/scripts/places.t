#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Where people put a checkout and its cache, and what they do without: a path with a space,
# HOME, rights, room on the disk, a network. What takes a whole first build is in
# tests/full/places-first.t.
. "$(dirname "$0")/lib.sh"

# As packed, without what is built
mkdir "$scratch/a checkout"
tar -c -C "$repo" --exclude=./build --exclude=./.git . | tar -x -C "$scratch/a checkout"
"$scratch/a checkout/scripts/lab" -- sh -c 'echo it runs' >"$scratch/out" 2>"$scratch/log"
is "$? $(tr -d '\r' <"$scratch/out")" "0 it runs" "a path with a space"
make -s -C "$scratch/a checkout" build
ok $? "a path with a space: make build"

env -u HOME "$repo/scripts/lab" --help >/dev/null
ok $? "without HOME: --help"
# shellcheck disable=SC2016 # for that shell
is "$(env -u HOME -u XDG_CACHE_HOME bash -uc '. "$1"; echo "$cache"' - "$repo/scripts/lib/cache.sh")" \
	"$(getent passwd "$(id -u)" | cut -d: -f6)/.cache/kvm-exits" "without HOME: the cache is in the user's"

# lab_says COMMAND...: its status, how many lines, and the last
lab_says() {
	"$@" >"$scratch/out" 2>&1
	echo "status $?"
	wc -l <"$scratch/out"
	tail -n 1 "$scratch/out"
}
XDG_CACHE_HOME="$scratch/a cache" lab_says "$repo/scripts/lab" -- true >"$scratch/says"
has "$scratch/out" "error: the kernel cannot be built in a path with a space" "a cache in a path with a space"

if [ "$(id -u)" != 0 ]; then
	for name in "another user" "a small disk" "a disk that fills up" "without network"; do
		ok 0 "$name # SKIP only root can make one"
	done
	done_testing
fi

# A disk that is too small from the start: nothing is fetched.
mkdir "$scratch/small"
# shellcheck disable=SC2016 # for that shell
lab_says unshare --mount sh -c 'mount -t tmpfs -o size=50m tmpfs "$1" &&
	XDG_CACHE_HOME=$1 "$2" -- true' sh "$scratch/small" "$repo/scripts/lab" >"$scratch/says"
has "$scratch/says" '^lab: error: [0-9]* MB left in .*: a lab takes' "a small disk: the last line"

# One that fills up: while the lab is packed, and in a step.
cache=$(bash -c '. "$1"; echo "$cache"' - "$repo/scripts/lib/cache.sh")
# shellcheck disable=SC2016 # for that shell
lab_says unshare --mount sh -c 'mount -t tmpfs -o size=3m tmpfs "$1/run" && exec "$2" -- true' \
	sh "$cache" "$repo/scripts/lab" >"$scratch/says"
has "$scratch/says" 'status 125' "a disk that fills up, packing: status"
has "$scratch/says" '^lab: error: .*no space left in' "a disk that fills up, packing: the last line"

# While L1 runs, whose output would be lost; one that has what it prints ends as ever.
cat >"$scratch/fill" <<'END'
mount -t tmpfs -o size=200m tmpfs "$1/run" || exit
{
	until grep -qs begun "$1"/run/*/output; do sleep 0.2; done
	[ -z "$3" ] || cat /dev/zero >"$1/run/filler"
} 2>/dev/null &
"$2" -- sh -c 'echo begun; sleep 10; echo ended'
END
lab_says unshare --mount sh "$scratch/fill" "$cache" "$repo/scripts/lab" full >"$scratch/says"
has "$scratch/says" 'status 125' "a disk that fills up in L1's time: status"
has "$scratch/says" "^lab: error: What the command printed.* is not whole: no space left in" \
	"a disk that fills up in L1's time: the last line"
lab_says unshare --mount sh "$scratch/fill" "$cache" "$repo/scripts/lab" "" >"$scratch/says"
is "$(head -n 1 "$scratch/says") $(tr -d '\r' <"$scratch/out" | grep -c ended)" "status 0 1" "a disk that does not"

# shellcheck disable=SC2016 # for that shell
lab_says unshare --mount bash -c 'mount -t tmpfs -o size=3m tmpfs "$1"
	for name in progress cache; do . "$2/scripts/lib/$name.sh"; done
	cache=$1 run_dir=$1
	many() { for i in 1 2 3 4 5 6; do cat /dev/zero >"$1/$i"; done; }
	step Filling - many "$1"' bash "$scratch/small" "$repo" >"$scratch/says"
has "$scratch/says" '^lab: error: Filling: no space left in' "a disk that fills up: the last line"
is "$(grep -c . "$scratch/out")" 2 "a disk that fills up: one line, after that of the step"

XDG_CACHE_HOME=$scratch lab_says unshare --net "$repo/scripts/lab" -- true >"$scratch/says"
has "$scratch/says" '^status 125' "without network: status"
has "$scratch/out" 'is there a network' "without network: what it may be"
has "$scratch/says" '^lab: error: failed: Unpacking the image' "without network: the last line is ours"

# shellcheck disable=SC2016 # for that shell
XDG_CACHE_HOME=$scratch lab_says unshare --net --mount sh -c 'mount -t tmpfs tmpfs /var/lib/apt/lists &&
	exec "$1" -- true' sh "$repo/scripts/lab" >"$scratch/says"
has "$scratch/out" '^lab: error: apt has got no package lists: is there a network' "without network, nor lists: what it may be"

mkdir "$scratch/bin"
printf '#!/bin/sh\necho "E: Unable to fetch some archives" >&2\nexit 100\n' | tee "$scratch/bin/apt-get" >"$scratch/bin/dpkg-query"
chmod +x "$scratch"/bin/*
lab_says env PATH="$scratch/bin:$PATH" "$repo/scripts/install-tools" svm >"$scratch/says"
has "$scratch/says" '^status 1$' "tools without network: status"
has "$scratch/says" 'without a network' "tools without network: the last line is ours"

done_testing
