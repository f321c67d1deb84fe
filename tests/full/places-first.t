#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The first build, from nothing: as an ordinary user; ended by Ctrl-C in each of its steps;
# on a disk that fills up in each; by two labs at once.
. "$(dirname "$0")/../scripts/lib.sh"

if [ "$(id -u)" != 0 ]; then
	echo "1..0 # SKIP only root can be another user and make a small disk"
	exit
fi
# A user's checkout and cache
user=65534
chmod 755 "$scratch"
mkdir "$scratch/checkout" "$scratch/cache"
tar -c -C "$repo" --exclude=./build --exclude=./.git . | tar -x -C "$scratch/checkout"
chown -R $user "$scratch/checkout" "$scratch/cache"
lab=$scratch/checkout/scripts/lab
steps=("Unpacking the image" "Preparing the kernel source" "Building the KVM modules")

# as_user CACHE COMMAND...: in a process group of its own, as at a terminal
as_user() {
	exec setsid setpriv --reuid $user --clear-groups \
		env --default-signal=INT -u HOME XDG_CACHE_HOME="$1" "${@:2}"
}

# until_step STEP: it has begun a second ago, or the lab has ended
until_step() {
	until grep -q "$1" "$scratch/out" || ! kill -0 "$job" 2>/dev/null; do
		sleep 0.2
	done
	sleep 1
}

# left CACHE: what is there that no finished step has made
left() {
	find "$1/kvm-exits/tmp" "$1/kvm-exits/run" -mindepth 1
	pgrep -af -- "$1/kvm-exits"
}

# Each step is ended once, then the next lab goes on after what was finished.
for step in "${steps[@]}"; do
	as_user "$scratch/cache" "$lab" -- true >"$scratch/out" 2>&1 &
	job=$!
	until_step "$step"
	kill -INT -- "-$job"
	wait "$job"
	is "$?" 130 "Ctrl-C in: $step"
	is "$(left "$scratch/cache")" "" "Ctrl-C in: $step: nothing is left"
done

# Two at once, after that; one of them builds.
as_user "$scratch/cache" "$lab" -- echo one >"$scratch/one" 2>&1 &
first=$!
as_user "$scratch/cache" "$lab" -- echo two >"$scratch/two" 2>&1 &
wait "$first"
is "$? $(tr -d '\r' <"$scratch/one" | tail -n 1)" "0 one" "two at once: the first"
wait $!
is "$? $(tr -d '\r' <"$scratch/two" | tail -n 1)" "0 two" "two at once: the second"
is "$(cat "$scratch/one" "$scratch/two" | grep -c 'Building the KVM modules: done')" 1 "two at once: one builds"
is "$(cat "$scratch/one" "$scratch/two" | grep -c 'waiting for another lab')" 1 "two at once: the other says that it waits"

# A disk with room enough, which somebody else fills.
mkdir "$scratch/disk"
for step in "${steps[@]}"; do
	# shellcheck disable=SC2016 # for that shell
	unshare --mount sh -c 'mount -t tmpfs -o size=900m,mode=777 tmpfs "$1" && exec sleep 3000' \
		sh "$scratch/disk" &
	holder=$!
	sleep 1
	for done in image tree resolved; do
		[ "$step" = "${steps[0]}" ] || [ "$step $done" = "${steps[1]} tree" ] ||
			nsenter -t $holder -m sh -c "mkdir -p $scratch/disk/kvm-exits && cp -a $scratch/cache/kvm-exits/$done $scratch/disk/kvm-exits/"
	done
	nsenter -t $holder -m chown -R $user "$scratch/disk"
	nsenter -t $holder -m setpriv --reuid $user --clear-groups env -u HOME XDG_CACHE_HOME="$scratch/disk" \
		"$lab" -- true >"$scratch/out" 2>&1 &
	job=$!
	until_step "$step"
	nsenter -t $holder -m sh -c "cat /dev/zero >$scratch/disk/filler" 2>/dev/null
	wait "$job"
	is "$?" 125 "a disk that fills up in: $step: status"
	has <(tail -n 1 "$scratch/out") "^lab: error: .*no space left in" "a disk that fills up in: $step: the last line"
	kill $holder
	wait $holder 2>/dev/null
done

done_testing
