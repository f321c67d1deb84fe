# SPDX-License-Identifier: GPL-2.0-only
# causes.sh: in the lab, on stock modules, with a Linux guest (lab-guest), whose firmware reads
# strings from ports: what is behind exits is of the reason that it stands at.
. /tap.sh

# rows NAME CAUSE: how many rows a reason has whose cause matches; - are all others
rows() {
	awk -F , -v name="$1" -v cause="$2" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["cause"] ~ cause && (name == "-" ? $at["name"] !~ /^(cpuid|CPUID)$/ : $at["name"] ~ "^" name "$") { n++ }
		END { print n + 0 }' "$tmp/csv"
}

io="(io|IO_INSTRUCTION)"
kvm-exitstat run --causes --csv -- lab-guest true > "$tmp/out" 2> "$tmp/said"
is $? 0 "a guest"
grep -v '^kvm-exitstat: ' "$tmp/said" > "$tmp/csv"
[ "$(rows "$io" '^out:0x')" -gt 20 ]
is $? 0 "ports that it writes to: $(rows "$io" '^out:0x')"
is "$(rows "$io" '^ins:0x511/1$')" 1 "a port from which it reads strings"
is "$(rows "$io" '^(in|out)s?:0x')" "$(rows "$io" '^[^m]')" "nothing but ports is behind $io"
is "$(rows - '^cpuid:')" 0 "leaves of CPUID are behind CPUID only"
kvm-exitstat --source bpf --all-reasons --csv > "$tmp/csv" 2> "$tmp/said"
is "$(cut -d, -f8-12 "$tmp/csv" | grep -cE ',(idle-halt|buslock|TDCALL|MSR_READ_IMM|MSR_WRITE_IMM),0$')" "$1" "newer reasons have their names"
echo "1..$nr"
exit $failed
