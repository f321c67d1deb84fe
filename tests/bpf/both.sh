# SPDX-License-Identifier: GPL-2.0-only
# both.sh EXITS: in the lab, on our modules with BTF, what KVM itself and BPF count of the same
# EXITS exits or more: of each reason the same, but for entries that VMX refuses: they have none.
. /tap.sh
d=/sys/kernel/debug/kvm_exits

# each COLUMN FILE: of the host, NR, NAME and it, without sums
each() {
	awk -F '\t' -v column="$1" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["name"] != "TOTAL" && $at["name"] != "RUNNING" && $at[column] { print $1 "\t" $2 "\t" $at[column] }' "$2" | sort
}

# total COLUMN FILE
total() { each "$1" "$2" | awk -F '\t' '{ sum += $3 } END { printf "%.0f\n", sum }'; }

# other FILE: exits of no known reason
other() { each exits "$1" | awk -F '\t' '$2 == "OTHER" { sum += $3 } END { printf "%d\n", sum }'; }

# same COLUMN FILE NAME: both have it
same() {
	each "$1" "$tmp/$2" > "$tmp/bpf"
	each "$1" "$tmp/ours.$2" | grep -v '	OTHER	' > "$tmp/ours"
	is "$(cut -f 1,2 "$tmp/bpf" | tr '\n\t' ' :')" "$(cut -f 1,2 "$tmp/ours" | tr '\n\t' ' :')" "$3: the same reasons"
	while IFS='	' read -r number name n; do
		is "$(awk -F '\t' -v number="$number" '$1 == number { print $3 }' "$tmp/bpf")" "$n" "$3: $name, $n"
	done < "$tmp/ours"
}

refused=0
[ "$(cat $d/isa)" = svm ] || refused=7

echo 1 > $d/reset
mkfifo "$tmp/said"
bpf-peer full cpu "$tmp" > "$tmp/said" 2>&1 &
peer=$!
read -r line < "$tmp/said"
is "$line" attached attached
n=$(($1 / 4))
{
	exitgen --vcpus 4 cpuid=$((n * 6 / 10)) msr-write=$((n * 2 / 10)) vmcall=$((n / 10)) io=$((n * 4 / 100)) \
		io-kernel=$((n * 2 / 100)) cr-write=$((n * 2 / 100)) wbinvd=$((n * 2 / 100)) dr-access=$((n / 200))
	exitgen --vcpus 2 halt-wake=100 msr-fast=$((n / 50))
	exitgen --vcpus 2 hlt=500 mmio=500 page=1000 msr-read=500
	exitgen --vcpus 1 fail-entry=5
	exitgen --vcpus 1 shutdown=1
	[ $refused = 0 ] || refused $refused
} > "$tmp/made" 2>&1
is $? 0 exitgen
kill -INT $peer
wait $peer
is $? 0 "ended by SIGINT"
cat $d/exits > "$tmp/ours.exits"
cat $d/hist > "$tmp/ours.hist"
exits=$(total exits "$tmp/ours.exits")
[ "$exits" -ge "$1" ]
is $? 0 "$exits exits"
same exits exits exits
is "$(other "$tmp/ours.exits") $(other "$tmp/exits")" "$refused 0" "$refused refused entries are KVM's own only"
same closed hist "closed by an entry"
same to_user exits "gone to userspace"
echo "# cycles, as KVM itself has them and as BPF has:"
for column in guest kernel user halted blocked steal; do
	echo "# $column $(total $column "$tmp/ours.exits") $(total $column "$tmp/exits")"
done
echo "1..$nr"
exit $failed
