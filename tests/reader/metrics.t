#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Totals for Prometheus and as OpenMetrics: what is in them, under which labels, and that no
# two have the same.
. "$(dirname "$0")/lib.sh"

tree=$scratch/tree
header=$(printf 'nr\tname\texits\tguest\tkernel\tuser\thalted\tblocked\tsteal\tmax\tnested\tsince')

# rows BEFORE EXITS SINCE AFTER: CPUID, RUNNING where it is not a VM that has ended, TOTAL
rows() {
	printf '%s10\tCPUID\t%d\t200\t%d000\t0\t0\t0\t7\t900\t0\t%d000000000%s\t%d\n' "$1" "$2" "$2" "$3" "$4" $(($2 / 20))
	[ -n "$4" ] || printf '%s-\tRUNNING\t0\t500\t0\t0\t0\t0\t0\t0\t0\t%d000000000\t0\n' "$1" "$3"
	printf '%s-\tTOTAL\t%d\t700\t%d000\t0\t0\t0\t7\t900\t0\t%d000000000%s\t%d\n' "$1" "$2" "$2" "$3" "$4" $(($2 / 20))
}

# A VM that lives; its namesake and another one, which ended 100 and 200 s ago; one that
# ended 301 s ago; all before.
mkdir -p "$tree/vm/7-1"
echo 2 >"$tree/format"
echo vmx >"$tree/isa"
echo 1000000 >"$tree/tsc_khz"
printf '1000000000000\t1700001000000000000\n' >"$tree/now"
{
	printf 'scope\tvm\tvcpu\t%s\tto_user\n' "$header"
	rows "vcpu	7-1	0	" 10 905 ""
	rows "vcpu	7-1	1	" 20 905 ""
	rows "vm	7-1	-	" 30 905 ""
	rows "host	-	-	" 1000 5 ""
} >"$tree/all"
{
	printf 'vm\t%s\tended\tto_user\n' "$header"
	rows "7-1	" 40 800 "	900000000000"
	rows "8-1	" 50 700 "	800000000000"
	rows "9-1	" 60 600 "	699000000000"
	rows "older	" 70 5 "	-"
} >"$tree/departed"
{
	printf 'nr\tname\t1000\t2345678\t4000000\tclosed\tsince\n'
	printf '10\tCPUID\t900\t60\t40\t1000\t5000000000\n12\tHLT\t0\t0\t0\t0\t5000000000\n'
} >"$tree/hist"

golden metrics-prometheus "$reader" --debugfs "$tree" --prometheus
golden metrics-openmetrics "$reader" --debugfs "$tree" --openmetrics
golden metrics-vcpus "$reader" --debugfs "$tree" --prometheus --per-vcpu
cp -r "$tree" "$scratch/older"
sed -i 's/\t[^\t]*$//' "$scratch/older/all" "$scratch/older/departed"
is "$("$reader" --debugfs "$scratch/older" --prometheus)" "$("$reader" --debugfs "$tree" --prometheus | grep -v to_user)" \
	"an older host does not say how many went to userspace"
is "$("$reader" --debugfs "$tree" --prometheus --per-vcpu | grep '^kvm_exits_total' | awk '{ n += $2 } END { print n }')" \
	"$("$reader" --debugfs "$tree" --prometheus | grep '^kvm_exits_total' | awk '{ n += $2 } END { print n }')" \
	"vCPUs have as many exits as their VMs"

# unique FILE: no two samples have one name and the same labels
unique() {
	grep -v '^#' "$1" | sed 's/ [^ ]*$//' | sort | uniq -d
}
"$here/simulate-tree" "$scratch/many" 3 2
for format in prometheus openmetrics; do
	for of in per-vm per-vcpu; do
		"$reader" --debugfs "$tree" --$format --$of >"$scratch/1"
		is "$(unique "$scratch/1")" "" "--$format --$of: no two are the same"
		"$reader" --debugfs "$scratch/many" --$format --$of >"$scratch/2"
		is "$(unique "$scratch/2")" "" "--$format --$of: nor of many"
	done
done
# The host's own numbers, added up.
is "$("$reader" --debugfs "$scratch/many" --prometheus | awk '/^kvm_exits_total/ { n += $2 } END { print n }')" \
	"$(awk -F '\t' '$2 == "TOTAL" { print $3 }' "$scratch/many/exits")" "the exits are the host's"
is "$("$reader" --debugfs "$scratch/many" --prometheus | awk '/^kvm_exit_seconds_total.*phase="kernel"/ { n += $2 } END { printf "%.6f\n", n }')" \
	"$(awk -F '\t' '$2 == "TOTAL" { printf "%.6f\n", $5 / 2000000000 }' "$scratch/many/exits")" "and so are the seconds in KVM"
is "$("$reader" --debugfs "$scratch/many" --prometheus | awk -F '[" ]' '/^kvm_exit_kernel_seconds_bucket/ && /Inf/ { n += $NF } END { print n }')" \
	"$(awk -F '\t' '$2 == "TOTAL" { print $3 }' "$scratch/many/exits")" "and so are those of the histogram"
is "$("$reader" --debugfs "$scratch/many" --openmetrics | tail -n 1)" "# EOF" "OpenMetrics has an end"

# What was behind exits, while it is looked for: of each VM those with most, each a counter of
# its own. What is left over is none: it would become less.
caused=$scratch/caused
cp -r "$tree" "$caused"
echo causes >"$caused/detail"
# causes_of SCOPE VM VCPU TIMES: rows of all_causes; names with a quote are text as well
causes_of() {
	while read -r cause n; do
		printf '%s\t%s\t%s\t10\tCPUID\t%s\t%d\t%d000\t905000000000\n' "$1" "$2" "$3" "$cause" $((n * $4)) $((n * $4))
	done <<-END
	cpuid:0x4ffffffd 3
	more 4
	cpuid:0x1 2
	cpuid:"x 1
	END
}
caused() {
	printf 'scope\tvm\tvcpu\tnr\tname\tcause\texits\tkernel\tsince\n'
	causes_of vcpu 7-1 0 1
	causes_of vcpu 7-1 1 2
	causes_of vm 7-1 - 3
}
caused >"$caused/all_causes"
golden metrics-causes "$reader" --debugfs "$caused" --prometheus
golden metrics-causes-openmetrics "$reader" --debugfs "$caused" --openmetrics --per-vcpu
is "$("$reader" --debugfs "$caused" --prometheus | grep -v kvm_exit_causes)" "$("$reader" --debugfs "$tree" --prometheus)" \
	"all else is as it was"
is "$("$reader" --debugfs "$caused" --prometheus --top 1 | grep -c '^kvm_exit_causes_total')" 1 "--top says how many"
is "$("$reader" --debugfs "$caused" --prometheus --top 1 --per-vcpu | grep '^kvm_exit_causes_total' | xargs -d '\n')" \
	'kvm_exit_causes_total{vm="7-1",id="7-1",vcpu="0",reason="CPUID",cause="cpuid:0x4ffffffd",known_as="kvm-exits: of a reason"} 3 kvm_exit_causes_total{vm="7-1",id="7-1",vcpu="1",reason="CPUID",cause="cpuid:0x4ffffffd",known_as="kvm-exits: of a reason"} 6' \
	"of each vCPU"

# A guest that makes as many as it can has ten, of a million as of a thousand; of as many
# exits always the same ones. When others come to the top nothing that is told is less.
# hostile FIRST: MSRs, from that one on with more exits than any before
hostile() {
	printf 'scope\tvm\tvcpu\tnr\tname\tcause\texits\tkernel\tsince\n'
	seq 0 999 | awk -v OFS='\t' -v first="$1" '{
		printf "vm\t7-1\t-\t31\tMSR_READ\trdmsr:0x%x\t%d\t0\t905000000000\n", $1, $1 < first ? 5 : 10 }'
}
# told_of FIRST [COMMAND]: what is told then, "cause value" a line; the rows by way of COMMAND
told_of() {
	hostile "$1" | head -n 1 >"$caused/all_causes"
	hostile "$1" | tail -n +2 | "${2-cat}" >>"$caused/all_causes"
	"$reader" --debugfs "$caused" --prometheus | sed -n 's/^kvm_exit_causes_total{.*cause="\([^"]*\)".* /\1 /p' | sort
}
told_of 1000 >"$scratch/before"
told_of 995 >"$scratch/after"
is "$(wc -l <"$scratch/before") $(wc -l <"$scratch/after")" "10 10" "a thousand causes are ten series"
told_of 1000 tac >"$scratch/again"
is "$(cat "$scratch/again")" "$(cat "$scratch/before")" "the same ones, however they come"
is "$(join "$scratch/before" "$scratch/after" | awk '$3 < $2')" "" "none is less when others come before it"
is "$(grep ' 10$' "$scratch/after" | xargs)" \
	"rdmsr:0x3e3 10 rdmsr:0x3e4 10 rdmsr:0x3e5 10 rdmsr:0x3e6 10 rdmsr:0x3e7 10" "those with most"
is "$("$reader" --debugfs "$caused" --prometheus | awk '/^kvm_exits_total.*MSR_READ/ { print $2 }')" 5000 \
	"the reason has all of them"
for detail in full off; do
	[ "$detail" = off ] && echo 0 >"$caused/enabled" || echo $detail >"$caused/detail"
	is "$("$reader" --debugfs "$caused" --prometheus)" "$("$reader" --debugfs "$tree" --prometheus)" \
		"none while they are not looked for: $detail"
	echo causes >"$caused/detail"
done
rm "$caused/enabled" "$caused/all_causes"
is "$("$reader" --debugfs "$caused" --prometheus)" "$("$reader" --debugfs "$tree" --prometheus)" "a copy may be without them"

# A file: a name outlives its VM, whatever it is.
file=$scratch/kvm.prom
printf 'kvm_exits_vm_info{vm="%s",id="8-1",uuid="u-8"} 1\n' 'a\"b\\c{d}' >"$file"
printf 'kvm_exits_vm_info{vm="of another",id="7-1@3"} 1\nkvm_exits_vm_info{vm="cut' >>"$file"
fails 1 "$file is there already: --force overwrites it" "a file that is there" --debugfs "$tree" --prometheus -o "$file"
"$reader" --debugfs "$tree" --prometheus -o "$file" --force
is "$?" 0 "-o FILE --force"
is "$(grep -c '^kvm_exits_total{vm="a\\"b\\\\c{d}",id="8-1",reason="CPUID"} 50$' "$file")" 1 "a quote and a backslash arrive as what they are"
is "$(grep '^kvm_exits_vm_info.*8-1' "$file")" 'kvm_exits_vm_info{vm="a\"b\\c{d}",id="8-1",uuid="u-8"} 1' "with its UUID, to be read again"
is "$(grep -c 'of another\|cut' "$file")" 0 "what is no VM's any more, or cut, is not"
cp "$file" "$scratch/before"
"$reader" --debugfs "$tree" --prometheus -o "$file" --force
is "$(cat "$file")" "$(cat "$scratch/before")" "the same again"
printf 'kvm_exits_vm_info{vm="",id="8-1"} 1\n' >"$file"
"$reader" --debugfs "$tree" --prometheus -o "$file" --force
is "$(grep -c '^kvm_exits_total{vm="8-1",id="8-1"' "$file")" 1 "no name is no name"
printf 'kvm_exits_vm_info{vm="\033[2J\302\233x",id="8-1"} 1\n' >"$file"
"$reader" --debugfs "$tree" --prometheus -o "$file" --force
is "$(LC_ALL=C grep -c '[^ -~]' "$file")" 0 "what controls a terminal is gone"
is "$(find "$scratch" -name 'kvm.prom*' | wc -l)" 1 "no temporary file is left"
"$reader" --debugfs "$tree" --prometheus -o "$scratch/new" && "$reader" --debugfs "$tree" --prometheus >"$scratch/out"
is "$(cat "$scratch/new")" "$(cat "$scratch/out")" "a file has what standard output has"
"$reader" --debugfs "$tree" --prometheus >/dev/full 2>"$scratch/err"
is "$?" 1 "a full disk is a failure"
cp "$scratch/before" "$file"
fails 1 "$scratch/none: no such directory" "no numbers" --debugfs "$scratch/none" --prometheus -o "$file" --force
is "$(cat "$file")" "$(cat "$scratch/before")" "then the file stays"

take="--prometheus and --openmetrics take --per-vcpu, --top, -o and --force only (try 'kvm-exitstat --help')"
for option in "--vm 7-1" "--reason CPUID" --all-reasons --per-cpu --cycles --causes -y 5; do
	# shellcheck disable=SC2086 # an option and its argument
	fails 2 "$take" "beside $option" --debugfs "$tree" --prometheus $option
done
fails 2 "only one of --json, --csv, --prometheus and --openmetrics (try 'kvm-exitstat --help')" "two formats" --json --prometheus
fails 2 "--output needs a command, --prometheus or --openmetrics (try 'kvm-exitstat --help')" "a file for a table" -o "$file"
fails 2 "--prometheus does not go with 'top' (try 'kvm-exitstat --help')" "not of top" top --prometheus

done_testing
