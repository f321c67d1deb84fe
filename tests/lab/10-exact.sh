# SPDX-License-Identifier: GPL-2.0-only
# Every exit that exitgen makes is counted, under its reason, in both stores.
. ./tap.sh

# exact NAME ARG...: run exitgen, compare each reason's number three ways.
exact() {
	name=$1
	shift
	cat $d/exits > "$tmp/before"
	exitgen "$@" > "$tmp/out" 2>&1 || {
		verdict 1 "$name: exitgen"
		sed 's/^/# /' "$tmp/out"
		return
	}
	counted "$tmp/out" "$tmp/before" $d/exits $d/departed > "$tmp/counted"
	while IFS='	' read -r reason wanted cpus vcpus; do
		is "$cpus" "$wanted" "$name: the CPUs counted $wanted $reason"
		is "$vcpus" "$wanted" "$name: the vCPUs counted $wanted $reason"
	done < "$tmp/counted"
}

# counted OUT BEFORE AFTER DEPARTED: for each reason that exitgen's OUT names: how
# many it has made, the CPUs' difference, and what the last departed VM had.
counted() {
	awk -F '\t' '
		FNR == 1 { file++ }
		file == 1 && $1 == "made"	{ wanted[$2] += $3 }
		file == 2			{ before[$2] = $3 }
		file == 3			{ after[$2] = $3 }
		file == 4 && $1 != vm		{ vm = $1; split("", vcpus) }
		file == 4			{ vcpus[$3] = $4 }
		END {
			for (reason in wanted)
				printf "%s\t%d\t%d\t%d\n", reason, wanted[reason],
				       after[reason] - before[reason], vcpus[reason]
		}' "$@"
}

exact "an example" cpuid=1000 hlt=10 io=500

# Every kind there is, a number of its own for each.
n=100
exitgen --list | cut -f 1 > "$tmp/kinds"
while read -r kind; do
	n=$((n + 1))
	case $kind in
	done)				continue ;;
	shutdown | fail-entry)		exact "$kind" "$kind=1" ;;
	halt-wake)			exact "$kind" "$kind=5" ;;
	*)				exact "$kind" "$kind=$n" ;;
	esac
done < "$tmp/kinds"

exact "4 vCPUs" --vcpus 4 cpuid=1000 io=100 vmcall=100

finish
