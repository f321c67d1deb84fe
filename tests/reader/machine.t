#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# JSON and CSV: other programs read them, in every locale.
. "$(dirname "$0")/lib.sh"

tree=$scratch/tree
"$here/simulate-tree" "$tree" 2 2 || exit 1
stat() {
	"$reader" --debugfs "$tree" "$@"
}

# query WANTED FILTER NAME ARG...
query() {
	local wanted=$1 filter=$2 name=$3

	shift 3
	is "$(stat --json "$@" | jq -c "$filter")" "$wanted" "$name"
}

query 1 .schema "schema"
query '"vmx"' .isa "instruction set"
query 2000000 .tsc_khz "frequency"
query 0 .interval_ns "totals have no interval"
query 1001000000000 .boottime_ns "when it was copied"
query 900000000000 .scopes[0].since "when the counters began"
query 101000000000 .scopes[0].duration_ns "how long they count"
query '["backwards","boottime_ns","cut","interval_ns","isa","schema","scopes","time","tsc_khz"]' keys "keys"
query '["cpu","duration_ns","ended","reasons","restarted","running","scope","since","total","vcpu","vm","vm_name"]' \
	'.scopes[0] | keys' "keys of a scope"
query "$(stat --csv | head -1 | tr , '\n' | sed -n '/^nr$/,/^timed$/p' | sort | jq -R . | jq -sc .)" \
	'.scopes[0].reasons[0] | keys' "keys of a reason"
query 408000 .scopes[0].total.exits "the total"
query 408000 '[.scopes[0].reasons[].exits] | add' "is the sum"
query '["HLT","CPUID"]' '[.scopes[0].reasons[].name] | map(select(. == "HLT" or . == "CPUID")) | sort | reverse' "names"
query '"CR_ACCESS"' .scopes[0].reasons[0].name "sorted by exits"
query '"EXCEPTION_NMI"' .scopes[0].reasons[0].name "sorted by number" --sort nr
query 2 '.scopes | length' "VMs" --per-vm
query '["vm","1001-10",null,null]' '.scopes[] | select(.total.exits == 192000) |
	[.scope, .vm, .vcpu, .cpu]' "a VM" --per-vm
query '["vcpu","1001-10",1]' '.scopes[] | select(.total.exits == 102000 and .vm == "1001-10") |
	[.scope, .vm, .vcpu]' "a vCPU" --per-vcpu
query 1 '.scopes | length' "one of them" --per-vcpu --top 1
query '[["HLT"]]' '[.scopes[] | [.reasons[].name]] | unique' "one reason" --per-vm --reason hlt
query 12 '.scopes[0].reasons | length' "all reasons" --all-reasons
is "$(stat --json 0.01 3 | wc -l)" 3 "one line a sample"
is "$(stat --json 0.01 3 | jq -s -c 'map(.scopes[0].total.exits)')" "[408000,0,0]" \
	"nothing changes in a copy"

fields=interval_ns,tsc_khz,isa,scope,vm,vm_name,vcpu,cpu,nr,name,exits,guest,kernel,user,halted,blocked,steal
fields=$fields,max,nested,to_user,timed,since,ended,duration_ns
golden sim-csv filtered "csv_fields $fields" stat --csv --top 2
golden sim-csv-vms filtered "csv_fields $fields" stat --csv --per-vm --reason CPUID --sort name
is "$(stat --csv 0.01 3 | grep -c '^time,')" 1 "one header line for all samples"
is "$(stat --csv --per-vcpu | awk -F, '{ print NF }' | uniq | wc -l)" 1 "as many fields in each line"
golden small-caps-json filtered "jq -c .controls" "$reader" caps --json --debugfs "$here/data/small"

# A comma for a point would be wrong: ask for it, where the machine has it.
export LOCPATH=$scratch/locales
mkdir -p "$LOCPATH"
localedef -f UTF-8 -i de_DE "$LOCPATH/de_DE.UTF-8" 2>"$scratch/localedef"
is "$(LC_ALL=de_DE.UTF-8 printf %.1f 0,5 2>&1)" "0,5" "the German locale works here"
for option in --json --csv; do
	is "$(LC_ALL=de_DE.UTF-8 stat $option)" "$(LC_ALL=C stat $option)" \
		"$option is the same in Germany"
done
is "$(LC_ALL=de_DE.UTF-8 stat)" "$(stat)" "and so is the table"

# What a person may call a VM must not break a line.
cat >"$scratch/recording" <<'END'
kvm-exitstat recording 2
sample	1	1700000000123456789	vmx	2000000	2	full
label	7-8	a "b", c\d
scope	vm	vcpu	cpu	nr	name	exits	kernel
vm	7-8	-	-	10	CPUID	18446744073709551615	9007199254740993
vm	7-8	-	-	-	TOTAL	18446744073709551615	9007199254740993
end	2
END
is "$("$reader" report --samples "$scratch/recording" --json | jq -r .scopes[0].vm_name)" 'a "b", c\d' \
	"a name with quotes in JSON"
is "$("$reader" report --samples "$scratch/recording" --csv | sed -n '2s/,*$//p')" \
	'2023-11-14T22:13:20.123456789Z,0,2000000,vmx,vm,7-8,"a ""b"", c\d",,,10,CPUID,18446744073709551615,,9007199254740993' \
	"and in CSV; 64 bits exactly; missing columns are empty"
is "$("$reader" report --samples "$scratch/recording" --json | grep -c 18446744073709551615)" 1 \
	"64 bits exactly in JSON"

done_testing
