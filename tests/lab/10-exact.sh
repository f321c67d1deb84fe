# SPDX-License-Identifier: GPL-2.0-only
# Every exit that exitgen makes is counted, under its reason, in both stores, and the host
# has each once.
. ./tap.sh

# exact NAME ARG...: run exitgen, compare each reason's number four ways.
exact() {
	name=$1
	shift
	cat $d/exits > "$tmp/exits"
	cat $d/cpus > "$tmp/cpus"
	exitgen "$@" > "$tmp/out" 2>&1 || {
		verdict 1 "$name: exitgen"
		sed 's/^/# /' "$tmp/out"
		return
	}
	counted "$tmp/out" "$tmp/exits" $d/exits "$tmp/cpus" $d/cpus $d/departed > "$tmp/counted"
	while IFS='	' read -r reason wanted host cpus vcpus; do
		is "$host" "$wanted" "$name: the host counted $wanted $reason"
		is "$cpus" "$wanted" "$name: the CPUs counted $wanted $reason"
		is "$vcpus" "$wanted" "$name: the vCPUs counted $wanted $reason"
	done < "$tmp/counted"
}

# counted OUT EXITS EXITS CPUS CPUS DEPARTED: for each reason that exitgen's OUT names: how
# many it has made, the host's and the CPUs' differences, and what the last departed VM
# had.
counted() {
	awk -F '\t' '
		FNR == 1 { file++ }
		file == 1 && $1 == "made"	{ wanted[$2] += $3 }
		file == 2			{ host[$2] -= $3 }
		file == 3			{ host[$2] += $3 }
		file == 4			{ cpus[$3] -= $4 }
		file == 5			{ cpus[$3] += $4 }
		file == 6 && $1 == "older"	{ next }
		file == 6 && $1 != vm		{ vm = $1; split("", vcpus) }
		file == 6			{ vcpus[$3] = $4 }
		END {
			for (reason in wanted)
				printf "%s\t%d\t%d\t%d\t%d\n", reason, wanted[reason],
				       host[reason], cpus[reason], vcpus[reason]
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
