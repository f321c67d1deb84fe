# SPDX-License-Identifier: GPL-2.0-only
# exact.sh CELL=NAME...: in the lab, on stock modules, what bpf-peer counts beside what
# exitgen says it has made, with each way to keep the time of an exit until the entry.
# NAME is exitgen's for the reason, CELL the number that bpf-peer prints.
set -f
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
nr=0
failed=0

is() {
	nr=$((nr + 1))
	if [ "$1" = "$2" ]; then
		echo "ok $nr - $3"
	else
		echo "not ok $nr - $3: $1, not $2"
		failed=1
	fi
}

# column N CELL: of what bpf-peer has printed
column() { awk -F '\t' -v n="$1" -v cell="$2" '$1 == cell { print $n }' "$tmp/bpf"; }

# made NAME: what exitgen says
made() { awk -F '\t' -v name="$1" '$1 == "made" && $2 == name { print $3 }' "$tmp/made"; }

# watched DETAIL STATE CELL=NAME...: three vCPUs, more than CPUs
watched() {
	how="$1, $2"
	mkfifo "$tmp/said"
	bpf-peer "$1" "$2" > "$tmp/said" 2>&1 &
	peer=$!
	exec 3< "$tmp/said"
	rm "$tmp/said"
	read -r line <&3
	is "$line" attached "$how: attached"
	exitgen --vcpus 3 cpuid=1000 msr-write=500 > "$tmp/made"
	is $? 0 "$how: exitgen"
	kill -INT $peer
	cat <&3 > "$tmp/bpf"
	wait $peer
	is $? 0 "$how: ended by SIGINT"
	detail=$1
	shift 2
	for reason; do
		each "${reason%%=*}" "$(made "${reason#*=}")" "$how: ${reason#*=}"
	done
}

# each CELL N NAME
each() {
	is "$(column 2 $1)" "$2" "$3"
	[ $detail = counts ] || is "$(column 3 $1)" "$2" "$3: each was closed by an entry"
	[ $detail != hist ] || is "$(column 6 $1)" "$2" "$3: each is in the histogram"
}

watched counts cpu "$@"
watched hist array "$@"
watched time hash "$@"
watched time task "$@"

# What cannot be loaded says why, in one line.
said=$(su nobody -s /bin/sh -c '/bin/bpf-peer counts cpu' 2>&1)
is "$said" "bpf-peer: BPF programs are loaded by root only: run it with sudo" "an ordinary user is told"

# After SIGKILL nothing is attached any more: the programs have ended with their owner.
bpf-peer hist array > "$tmp/bpf" &
until grep -q attached "$tmp/bpf"; do sleep 0.1; done
kill -KILL $!
wait $!
is "$(cat /proc/[0-9]*/fdinfo/* 2>/dev/null | grep -c prog_tag)" 0 "after SIGKILL there is no program"
echo "1..$nr"
exit $failed
