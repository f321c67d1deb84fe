#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What was behind exits, in recordings and copies: recorded, reported, compared.
. "$(dirname "$0")/lib.sh"
. "$here/caused.sh"

file=$scratch/recording

# sample STEP: one more in the file
sample() {
	step_causes "$1"
	"$reader" --debugfs "$tree" record --per-vcpu -o - 0.01 1 2>"$scratch/err" | tail -n +2 >>"$file"
}
echo "kvm-exitstat recording 2" >"$file"
sample 1
sample 3

is "$(awk -F '\t' '/^causes$/, /^end/ { if (NF > 9 && $1 != "scope") { n++; all += length($0) + 1 } } END { printf "%.0f\n", all / n / 20 }' "$file")" \
	3 "about 60 bytes a line, as the manual page says"

# rows FILE ARG...: reason, cause and exits of a report, of CSV
rows() {
	"$reader" "$@" --csv | csv_fields name,cause,exits | sed 1d | grep -v '^TOTAL' | xargs
}
is "$(grep -c '^causes$' "$file")" 2 "recorded where they are looked for"
is "$(rows report "$file" --causes --reason MSR_WRITE)" \
	"MSR_WRITE,,18000 MSR_WRITE,wrmsr:0x6e0,16000 MSR_WRITE,wrmsr:0x830,2000" "report --causes"
is "$(rows report "$file" --causes --samples --reason CR_ACCESS)" \
	"CR_ACCESS,,7 CR_ACCESS,write:cr3,7 CR_ACCESS,,14 CR_ACCESS,write:cr3,14" "of each sample"
is "$(rows report "$file" --causes --vm 1001 --vcpu 1 --reason VMCALL)" "VMCALL,,48 VMCALL,hypercall:0x5,48" "of a vCPU"
is "$("$reader" report "$file" --reason MSR_WRITE --csv | csv_fields name,exits | sed 1d)" "MSR_WRITE,18000" "the same reasons without"
is "$(rows causes --from "$file" 'wrmsr*')" "MSR_WRITE,wrmsr:0x6e0,16000 MSR_WRITE,wrmsr:0x830,2000" "causes --from a recording"
is "$(rows causes --from "$tree" VMCALL --vm 1001)" "VMCALL,hypercall:0x5,48" "from a copied directory"
is "$(rows causes --from "$tree/causes" VMCALL)" "VMCALL,hypercall:0x5,24" "from a copied file"
fails 2 "--from takes no interval: 'report --causes --samples' shows each sample" "from one in intervals" causes --from "$file" 1

# Which has grown
{ head -n 1 "$file"; sed -n '/^sample/,$p' "$file" | awk '/^sample/ { n++ } n == 1'; } >"$scratch/a"
is "$(COLUMNS=200 "$reader" diff --causes "$scratch/a" "$file" --reason 'wrmsr*' | sed 1,2d | awk '{ $1 = $1; print $1, $2, $3, $4, $5, $6, $7 }')" \
	"REASON CAUSE KNOWN AS NR EXITS A
MSR_WRITE wrmsr:0x6e0 IA32_TSC_DEADLINE 32 8000 16000 +8000
MSR_WRITE wrmsr:0x830 x2APIC ICR 32 1000 2000
TOTAL 14040 28080 +14040 2.00x 139 14040" "diff --causes"
is "$("$reader" diff --causes "$scratch/a" "$file" --csv --reason VMCALL | csv_fields name,cause,a_exits,b_exits | sed 1d)" \
	"VMCALL,hypercall:0x5,8,16" "as CSV"
is "$("$reader" diff --causes "$scratch/a" "$file" --json --reason VMCALL | jq -c '.reasons[] | [.name, .cause, .known_as, .a.exits, .b.exits]')" \
	'["VMCALL","hypercall:0x5","KVM_HC_KICK_CPU",8,16]' "as JSON"

# Where it is not known
echo full >"$tree/detail"
"$reader" --debugfs "$tree" record --force -o "$scratch/without" 0.01 1 2>"$scratch/err"
is "$(grep -c '^causes$' "$scratch/without")" 0 "not recorded where they are not looked for"
is "$("$reader" report --causes "$scratch/without" | tail -n 1)" \
	"nothing is known of what was behind these exits: 'kvm-exitstat detail causes' begins" "a report says so"
fails 1 "$scratch/without: nothing in it of what was behind exits: 'kvm-exitstat detail causes' first" "causes of such a one" causes --from "$scratch/without"
fails 1 "$scratch/without: nothing in it of what was behind exits: 'kvm-exitstat detail causes' first" "a comparison" diff --causes "$file" "$scratch/without"

# Damaged ones
sed 's/^causes$/causes\
causes/' "$scratch/a" >"$scratch/twice"
"$reader" report "$scratch/twice" >"$scratch/out" 2>"$scratch/err"
is "$?" 1 "two blocks of causes are damaged"
awk -F '\t' -v OFS='\t' '$0 == "causes" { in_causes = 1 } in_causes && $7 == "cause" { $7 = "what" } { print }' "$scratch/a" >"$scratch/none"
"$reader" report "$scratch/none" >"$scratch/out" 2>"$scratch/err"
is "$?" 1 "a block of causes without any is damaged"

done_testing
