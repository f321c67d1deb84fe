# SPDX-License-Identifier: GPL-2.0-only
# needs: linux-guest
# A Linux guest of two vCPUs with Debian's cpuid sees what the host's files show.
# It asks, waits, asks again; the host reads when it has seen an answer.  So what
# the host reads lies between two answers: equal up to the exits between two reads.
# QEMU shows the same, to whoever asks QEMU.
. ./tap.sh
. ./qemu-statistics.sh

name=$(reason_name cpuid)
nr=$(reason_nr cpuid)

mkfifo "$tmp/fifo"
lab-guest --smp 2 --qmp "$tmp/qmp" sh -c "
	for i in 1 2 3 4 5; do
		cpuid -l 0x4fffffff -1
		cpuid -l 0x4ffffffd -s $nr -1
		echo answered
		sleep 2
	done" > "$tmp/fifo" 2>&1 &
guest=$!
n=0
while read -r line; do
	echo "$line"
	[ "$line" = answered ] || continue
	n=$((n + 1))
	cat $d/vm/*/exits > "$tmp/host.$n"
	case $n in
	1) ask qmp_capabilities > "$tmp/capable" ;;
	2 | 4) compare "query-stats, $n" >&7 ;;
	3) describe >&7 ;;
	esac
done < "$tmp/fifo" 7>&1 > "$tmp/guest"
wait $guest
is "$?" 0 "the guest ran"
is $n 5 "the guest answered five times"
is "$(tr -d '\r' < "$tmp/capable")" '{"return": {}, "id": "qmp_capabilities"}' "and QEMU"

# number LEAF N: the N-th answer of LEAF as one number.
number() {
	awk -v leaf="$1" -v n="$2" '$1 == leaf && ++seen == n { print $3, $4 }' "$tmp/guest" |
		tr '=' ' ' | while read -r _ low _ high; do
			echo $((low + (high << 32)))
		done
}

for i in 1 2 3 4; do
	within "$(sum "$tmp/host.$i" exits TOTAL)" "$(number 0x4fffffff $i)" \
		"$(number 0x4fffffff $((i + 1)))" "all exits: the host's number is between the guest's, $i"
	within "$(sum "$tmp/host.$i" exits "$name")" "$(number 0x4ffffffd $i)" \
		"$(number 0x4ffffffd $((i + 1)))" "$name: the host's number is between the guest's, $i"
	# Debian's cpuid asks some hundred leaves each time that it runs.
	within $(($(number 0x4ffffffd $((i + 1))) - $(number 0x4ffffffd $i))) 2 500 \
		"$name: the two are close, $i"
done

last_departed
last=$(number 0x4ffffffd 5)
within "$(sum "$tmp/departed" exits "$name" "vm=$vm")" "$last" $((last + 500)) \
	"$name: what the VM had in the end is what it last saw and the way down"
sed 's/^/# /' "$tmp/guest" | head -n 6
finish
