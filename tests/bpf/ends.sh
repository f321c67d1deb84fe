# SPDX-License-Identifier: GPL-2.0-only
# ends.sh: in the lab, on stock modules: whatever way the reader ends, the kernel soon has no
# program and no link of its plugin's. To detach from a function takes it a tenth of a second, one
# after the other, and there are ten.
. /tap.sh
mkdir -p /dev/pts
mount -t devpts devpts /dev/pts

# begins NAME: it counts, with all its programs
begins() {
	name=$1
	for _ in $(seq 300); do
		left=$(bpf-left exits_)
		[ "${left% *}" -ge 9 ] && [ "${left% *}" = "${left#* }" ] && break
		sleep 0.1
	done
	[ "${left% *}" -ge 9 ] && [ "${left% *}" = "${left#* }" ]
	is $? 0 "$name: programs and links: $left"
	sleep 0.5
}

# ended: nothing is left soon
ended() {
	ms=$(bpf-left -w exits_)
	[ "${ms:-99999}" -le 1500 ]
	is $? 0 "$name: nothing is left after ${ms:-more than 10000} ms"
	wait
}

# by SIGNAL COMMAND...: in the background of its own, as any service is
by() {
	signal=$1
	shift
	"$@" > "$tmp/out" 2> "$tmp/said" &
	reader=$!
	begins "$signal: $*"
	kill -"$signal" $reader
	ended
}

# at_terminal COMMAND: keys go to it by descriptor 8
at_terminal() {
	mkfifo "$tmp/keys"
	/lab/bin/script -qec "stty rows 24 cols 80; exec $1" /dev/null < "$tmp/keys" > "$tmp/screen" 2>&1 &
	terminal=$!
	exec 8> "$tmp/keys"
	rm "$tmp/keys"
	begins "$2: $1"
}

# key KEY NAME COMMAND
key() {
	at_terminal "$3" "$2"
	printf "$1" >&8
	ended
	exec 8>&-
}

for command in "kvm-exitstat --source bpf 1" "kvm-exitstat top" "kvm-exitstat record --force -o $tmp/recording 1" \
	"kvm-exitstat run -- sleep 1000" "kvm-exitstat causes 1" "kvm-exitstat hist 1"; do
	key '\003' Ctrl-C "$command"
	# The terminal goes, and all that it had get SIGHUP.
	at_terminal "$command" "its terminal closed"
	kill -KILL $terminal
	ended
	exec 8>&-
done
key q q "kvm-exitstat top"
for signal in TERM HUP KILL; do
	by $signal kvm-exitstat --source bpf 1
	by $signal kvm-exitstat record --force -o "$tmp/recording" 1
	by $signal kvm-exitstat run -- sleep 3
done
name="a command that ends"
kvm-exitstat run -- true > "$tmp/out" 2>&1
ended

# The next interval has nobody who reads it.
mkfifo "$tmp/pipe"
kvm-exitstat --source bpf --csv 0.1 > "$tmp/pipe" 2> "$tmp/said" &
exec 7< "$tmp/pipe"
begins "a closed pipe"
read -r line <&7
exec 7<&-
ended
is "${line%%,*}" time "$name: it had a line"
echo "1..$nr"
exit $failed
