# SPDX-License-Identifier: GPL-2.0-only
# What goes to Prometheus is what the host's files say: of a VM that lives, with what is
# behind its exits, and, under the same name, when it has ended.
. ./tap.sh
. ./held.sh

metrics=$tmp/kvm_exits.prom

# write: the metrics' file, as the timer does
write() {
	kvm-exitstat --prometheus --force -o "$metrics"
	verdict $? "$1: metrics are written"
}

# told METRIC [TEXT]: of the VM, with TEXT in its labels: a line "reason value" each
told() {
	awk -F '"' -v metric="$1" -v id="$vm" -v text="${2-id=}" '
		index($0, metric "{") == 1 && index($0, "id=\"" id "\"") && index($0, text) {
			reason = $0
			sub(/.*reason="/, "", reason)
			sub(/".*/, "", reason)
			sub(/.*} /, "")
			print reason "\t" $0
		}' "$metrics" | sort
}

# rows FILE COLUMN [KHZ]: of the VM, "reason value" of each reason that happened and has
# some; in seconds with the TSC's kHz.
rows() {
	awk -F '\t' -v column="$2" -v vm="$vm" -v khz="${3-}" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		"vm" in at && $at["vm"] != vm { next }
		$at["nr"] != "-" && $at["exits"] && $at[column] {
			value = $at[column]
			if (khz)
				value = sprintf("%.9f", int(value * 1000000 / khz + 0.5) / 1000000000)
			print $at["name"] "\t" value
		}' "$1" | sort
}

# What is in progress is userspace, which is the one phase that grows.
same() {
	is "$(told kvm_exits_total)" "$(rows "$2" exits)" "$1: exits"
	for p in guest kernel halted steal; do
		is "$(told kvm_exit_seconds_total "phase=\"$p\"")" "$(rows "$2" $p "$khz")" "$1: seconds of $p"
	done
}

# causes_told: of the VM, "cause exits" a line, those with most exits first
causes_told() {
	sed -n "s/^kvm_exit_causes_total{.*id=\"$vm\".*cause=\"\([^\"]*\)\".*} /\1	/p" "$metrics"
}

# most_causes N: the same of the VM's own file; of as many exits by name
most_causes() {
	awk -F '\t' -v OFS='\t' '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["cause"] != "more" && $at["exits"] { print $at["cause"], $at["exits"] }' "$d/vm/$vm/causes" |
		LC_ALL=C sort -t '	' -k 2,2nr -k 1,1 | head -n "$1"
}

# A guest with more causes than are told, before it is one that makes as many as it can.
echo causes > $d/detail
for load in "cpuid=1000 hlt=10 leaves=30" "cpuid=1000 leaves=20000 io-ports=3000"; do
	# shellcheck disable=SC2086 # words
	hold --vcpus 2 $load
	write "$load"
	is "$(causes_told)" "$(most_causes 10)" "$load: the ten causes with most exits"
	is "$(causes_told | head -n 1)" "cpuid:0x0	2000" "$load: the first of them"
	is "$(told kvm_exits_total | grep "^$(reason_name cpuid)	")" \
		"$(rows "$d/vm/$vm/exits" exits | grep "^$(reason_name cpuid)	")" "$load: the reason has all"
	release
	write "it has ended"
	is "$(causes_told)" "" "$load: of one that has ended none are known"
done
echo full > $d/detail

hold --vcpus 2 cpuid=1000 hlt=10
write "a VM that lives"
is "$(grep -c kvm_exit_causes "$metrics")" 0 "there are no causes while they are not looked for"
is "$(told kvm_exits_total | grep "^$(reason_name cpuid)	")" "$(reason_name cpuid)	2000" "a VM that lives: its CPUID exits"
cat "$d/vm/$vm/exits" > "$tmp/exits"
same "a VM that lives" "$tmp/exits"
is "$(grep "^kvm_exits_vm_info" "$metrics" | grep "id=\"$vm\"")" \
	"kvm_exits_vm_info{vm=\"$holder exitgen\",id=\"$vm\"} 1" "a VM that lives: its name"

release
write "it has ended"
cat $d/departed > "$tmp/departed"
is "$(told kvm_exits_total | grep "^$(reason_name cpuid)	")" "$(reason_name cpuid)	2000" "it has ended: its CPUID exits"
same "it has ended" "$tmp/departed"
is "$(told kvm_exit_seconds_total 'phase="user"')" "$(rows "$tmp/departed" user "$khz")" "it has ended: seconds of user"
is "$(grep "^kvm_exits_vm_info" "$metrics" | grep "id=\"$vm\"")" \
	"kvm_exits_vm_info{vm=\"$holder exitgen\",id=\"$vm\"} 1" "it has ended: its name is what it was"

# No VM runs: nothing is between an exit and its entry, and each exit is in a bucket.
is "$(sed -n 's/^kvm_exit_kernel_seconds_count{reason="\(.*\)"} /\1	/p' "$metrics" | sort)" \
	"$(awk -F '\t' 'NR > 1 && $1 != "-" && $(NF - 1) { print $2 "\t" $(NF - 1) }' $d/hist | sort)" \
	"the host's distributions have all exits"
finish
