# SPDX-License-Identifier: GPL-2.0-only
# births.sh NAME: in the lab, how long it takes to create 100 VMs of 2 vCPUs and to destroy
# them again, one after the other, beside 1,000 idle ones: with nothing else, beside a
# busy loop, beside one who reads `all` in a loop, and beside one who switches `enabled`.
# Prints NAME-births, which, and milliseconds by L1's clock, the least of three.
name=$1
d=/sys/kernel/debug/kvm_exits
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

printf 'kernel\t\t%s\n' "$(uname -rv)"

births() {
	for _ in 1 2 3; do
		lives --vms 100 --vcpus 2 --exits 0 | cut -f 5
	done | sort -n | head -n 1
}

# beside WHAT [COMMAND...]: COMMAND runs meanwhile
beside() {
	beside=$1
	shift
	loop=
	[ $# = 0 ] || {
		"$@" > /dev/null &
		loop=$!
	}
	printf '%s-births\t%s\t%s\n' $name $beside "$(births)"
	[ -z "$loop" ] || {
		kill $loop
		wait $loop
	}
}

busy() { while :; do :; done; }
switch() {
	while :; do
		echo 0 > $d/enabled
		echo 1 > $d/enabled
	done
}

mkfifo "$tmp/stdin"
lives --vms 1000 --idle < "$tmp/stdin" > "$tmp/idle" &
idle=$!
exec 9> "$tmp/stdin"
until grep -q ready "$tmp/idle"; do
	kill -0 $idle || exit 1
	sleep 0.2
done
{
	beside nothing
	beside busy busy
	[ ! -e $d ] || {
		beside reader reread $d/all "$tmp/never"
		beside switch switch
	}
} 9>&-
exec 9>&-
wait $idle
