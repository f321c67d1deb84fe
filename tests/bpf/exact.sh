# SPDX-License-Identifier: GPL-2.0-only
# exact.sh NAME...: in the lab, on stock modules, what BPF counts beside what exitgen says it
# has made, with each way to find a vCPU's place. The NAMEs are of reasons.
. /tap.sh

# near A B NAME: equal but for a cycle of each CPU's and each vCPU's, as times are kept in ns
near() {
	difference=$(($1 - $2))
	[ "${difference#-}" -le $(($(nproc) + 3)) ]
	is $? 0 "$3: $1 of $2"
}

# sum FILE COLUMN NAME [COLUMN=VALUE]: of a reason's rows
sum() {
	awk -F '\t' -v column="$2" -v name="$3" -v where="${4-}" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; n = split(where, w, "="); next }
		$at["name"] == name && (!n || $at[w[1]] == w[2]) { sum += $at[column] }
		END { printf "%d\n", sum }' "$tmp/$1"
}

# attach DETAIL STATE
attach() {
	mkfifo "$tmp/said"
	# Not with what keeps exitgen's VM.
	bpf-peer "$1" "$2" "$tmp" > "$tmp/said" 2>&1 9>&- &
	peer=$!
	exec 3< "$tmp/said"
	rm "$tmp/said"
	read -r line <&3
	is "$line" attached "$how: attached"
}

detach() {
	kill -INT $peer
	sed 's/^/# /' <&3
	wait $peer
	is $? 0 "$how: ended by SIGINT"
}

# watched DETAIL STATE NAME...: three vCPUs, more than CPUs
watched() {
	how="$1, $2"
	detail=$1
	attach "$1" "$2"
	shift 2
	exitgen --vcpus 3 cpuid=1000 msr-write=500 io=50 hlt=10 > "$tmp/made"
	is $? 0 "$how: exitgen"
	detach
	for reason; do
		each "$reason" "$(made "$reason")"
	done
	[ $detail = counts ] || phases
}

# each NAME N: the three views agree
each() {
	is "$(sum exits exits "$1")" "$2" "$how: $1, the host"
	is "$(sum cpus exits "$1")" "$2" "$how: $1, the CPUs"
	is "$(sum departed exits "$1")" "$2" "$how: $1, the VM that has ended"
	[ $detail = counts ] || near "$(sum cpus kernel "$1")" "$(sum exits kernel "$1")" "$how: $1, KVM's work"
	case $detail in
	full | causes) is "$(sum hist closed "$1")" "$2" "$how: $1, each was closed by an entry" ;;
	esac
	[ "$detail" != causes ] || [ "$1" = "$hlt" ] || is "$(sum causes exits "$1")" "$2" "$how: $1, each has a row"
}

# phases: of the VM, what each has ends where it begins: each row is the host's
phases() {
	for column in guest user halted blocked steal to_user; do
		is "$(sum departed $column TOTAL)" "$(sum exits $column TOTAL)" "$how: $column, the VM and the host"
	done
	is "$(awk -F '\t' '$3 == "TOTAL" && $1 != "older" && $5 > 0 && $6 > 0 && $7 > 0' "$tmp/departed" | wc -l)" 1 \
		"$how: there is time in the guest, in KVM and in the VMM"
	is "$(sum exits to_user "$hlt")" "$(made "$hlt")" "$how: each HLT went to userspace"
}

# attached: how many programs are. A process that ends is gone a little before they are.
attached() {
	for _ in $(seq 100); do
		n=$(cat /proc/[0-9]*/fdinfo/* 2>/dev/null | grep -c prog_tag)
		[ "$n" = "$1" ] && break
		sleep 0.1
	done
	echo "$n"
}

# enabled: which tracepoints are, and functions
enabled() {
	cat $tracing/events/kvm/*/enable $tracing/enabled_functions 2>/dev/null | grep -v '^0'
}

tracing=/sys/kernel/tracing
[ -d $tracing/events ] || mount -t tracefs tracefs $tracing
hlt=$1
enabled > "$tmp/before"

watched counts cpu "$@"
watched causes cpu "$@"
watched full array "$@"
watched time hash "$@"
watched time task "$@"

# A VM that was there before, and its name.
mkfifo "$tmp/stdin"
exitgen --hold cpuid=10 < "$tmp/stdin" > "$tmp/made" &
holder=$!
exec 9> "$tmp/stdin"
until grep -q '^ready' "$tmp/made"; do sleep 0.1; done
vm=$(awk -F '\t' '$1 == "ready" { print $2 "-" $3 }' "$tmp/made")
how="a VM that is idle"
attach causes cpu
kill -USR1 $peer
read -r line <&3
is "$line" written "$how: read"
is "$(cat "$tmp/vm")" "$vm" "$how: has its name"
is "$(sum all exits TOTAL "vm=$vm")" 0 "$how: and no exit yet"
exec 9>&-
wait $holder
detach
is "$(cat "$tmp/vm")" "" "$how: is none of those that live when it has ended"

# What cannot be loaded says why, in one line.
said=$(su nobody -s /bin/sh -c '/bin/bpf-peer counts cpu' 2>&1)
is "$said" "bpf-peer: only root may load programs: run it with sudo" "an ordinary user is told"

# After SIGKILL nothing is attached any more: the programs have ended with their owner.
is "$(attached 0)" 0 "no program is left"
bpf-peer causes array > "$tmp/bpf" &
until grep -q attached "$tmp/bpf"; do sleep 0.1; done
nr_programs=$(cat /proc/[0-9]*/fdinfo/* 2>/dev/null | grep -c prog_tag)
[ "$nr_programs" -ge 15 ]
is $? 0 "$nr_programs programs are attached"
kill -KILL $!
wait $!
is "$(attached 0)" 0 "after SIGKILL there is no program"
for _ in $(seq 100); do
	enabled > "$tmp/after"
	cmp -s "$tmp/before" "$tmp/after" && break
	sleep 0.1
done
is "$(cat "$tmp/after")" "$(cat "$tmp/before")" "nor any tracepoint or function that calls one"
echo "1..$nr"
exit $failed
