#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# README's lines for a container and for a cloud VM, as they stand there, in a fresh Debian
# 13: what the container runs, without a container's rights; sudo as an ordinary user.
. "$(dirname "$0")/../scripts/lib.sh"
container=$(sed -n "s/^    docker run .* debian:13 sh -c '\(.*\)'\$/\1/p" "$repo/README.md")
cloud=$(sed -n 's/^    \(sudo .*\)/\1/p' "$repo/README.md")

# demo NAME COMMAND...: status 0, and the host's table
demo() {
	local name=$1
	succeeds "$@"
	has "$scratch/out" '^TOTAL +[1-9][0-9]+ ' "$name: the host's table"
}

is "$(wc -l <<<"$container") $(wc -l <<<"$cloud")" "1 1" "README has a line for each"
demo "in a container: $container" "$repo/scripts/fresh-root" --container 13 "$container"
demo "on a cloud VM: $cloud" "$repo/scripts/fresh-root" 13 \
	"apt-get update -q && apt-get install -qy passwd sudo && useradd -m user &&
	echo 'user ALL=(ALL) NOPASSWD:ALL' >/etc/sudoers.d/user &&
	cp -r . /home/user/kvm-exits && chown -R user: /home/user/kvm-exits &&
	su - user -c 'cd kvm-exits && $cloud'"
done_testing
