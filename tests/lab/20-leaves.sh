# SPDX-License-Identifier: GPL-2.0-only
# The table of cpuid-leaves.md, row by row and register by register, asked by a
# guest that has made 50 CPUID, 20 OUT (and a last one) and 3 HLT.
. ./tap.sh

parameters=/sys/module/kvm/parameters

# ask ARG...: the guest's questions after its exits; the answers to $tmp/answers
# as LEAF INDEX EAX EBX ECX EDX, the counts to $tmp/out.
ask() {
	exitgen cpuid=50 io=20 hlt=3 "$@" > "$tmp/out" 2>&1 ||
		sed 's/^/# /' "$tmp/out"
	sed -n 's/^ask\t//p' "$tmp/out" > "$tmp/answers"
}

# registers LEAF INDEX: the first answer to that question.
registers() {
	awk -F '\t' -v leaf="$1" -v index_="$2" '
		$1 == leaf && $2 == index_ { print $3, $4, $5, $6; exit }' \
		"$tmp/answers"
}

number() {
	exitgen --list | awk -F '\t' -v kind="$1" '$1 == kind { print $2 }'
}

# hex DECIMAL_OR_HEX: as exitgen prints an index.
hex() { printf '0x%x' "$1"; }

cpuid=$(hex "$(number cpuid)")
io=$(hex "$(number io)")
hlt=$(hex "$(number hlt)")
undefined='0x00000000 0x00000000 0x00000000 0xffffffff'
nothing='0x00000000 0x00000000 0x00000000 0x00000000'

# exits N: registers of a leaf that counts exits.
exits() { printf '0x%08x 0x%08x 0x00000000 0x00000000' $(($1 & 0xffffffff)) $(($1 >> 32)); }

ask --ask "0x4ffffffd:$cpuid" --ask "0x4ffffffd:$io" --ask "0x4ffffffd:$hlt" \
	--ask 0x4fffffff --ask 0x4ffffffe --ask "0x4ffffffc:$cpuid" \
	--ask 0x4ffffffb --ask 0x4ffffffa
is "$(registers 0x4ffffffd "$cpuid")" "$(exits 51)" "FD cpuid: 50 and the asking one"
is "$(registers 0x4ffffffd "$io")" "$(exits 21)" "FD io: 20 and the last one"
is "$(registers 0x4ffffffd "$hlt")" "$(exits 3)" "FD hlt: 3"

total=$(($(registers 0x4fffffff 0x0 | cut -d ' ' -f 1)))
vm=$(tail -n 1 $d/departed | cut -f 1)
cat $d/departed > "$tmp/departed"
# After the question: 4 more questions, the last OUT, and interrupts at any time.
rest=$(($(sum "$tmp/departed" exits TOTAL "vm=$vm") - 5))
within "$total" $((rest - $(sum "$tmp/departed" exits interrupt "vm=$vm") - \
		   $(sum "$tmp/departed" exits EXTERNAL_INTERRUPT "vm=$vm"))) "$rest" \
	"FF: all exits up to the question"
is "$(registers 0x4fffffff 0x0 | cut -d ' ' -f 2-)" '0x00000000 0x00000000 0x00000000' \
	"FF: EBX, ECX and EDX are 0"

# cycles REGISTERS: the number, if EAX and EDX are 0.
cycles() {
	echo "$1" | awk '$1 == "0x00000000" && $4 == "0x00000000" { print $2, $3 }' |
		while read -r high low; do echo $(((high << 32) + low)); done
}
all_cycles=$(cycles "$(registers 0x4ffffffe 0x0)")
cpuid_cycles=$(cycles "$(registers 0x4ffffffc "$cpuid")")
within "$all_cycles" 1 "$(sum "$tmp/departed" kernel TOTAL "vm=$vm")" \
	"FE: cycles of the exits before the question"
name=$(exitgen --list | awk -F '\t' '$1 == "cpuid" { print $3 }')
within "$cpuid_cycles" 1 "$(sum "$tmp/departed" kernel "$name" "vm=$vm")" \
	"FC cpuid: cycles of the CPUID exits before the question"

case $isa in
vmx)	vendor=1 ;;
svm)	vendor=2 ;;
esac
is "$(registers 0x4ffffffb 0x0)" \
	"0x000${vendor}0001 0x454d564b 0x53746978 0x73746174" "FB: version 1, own counts, vendor, KVMExitStats"
is "$(registers 0x4ffffffa 0x0)" \
	"$(printf '0x%08x 0x00000000 0x00000000 0x00000000' "$(cat $d/tsc_khz)")" "FA: TSC frequency"

# Whether ECX is ignored where it must be.
ask --ask 0x4ffffffb:0xffffffff --ask 0x4ffffffa:77 --ask 0x4fffffff:0xffffffff
is "$(registers 0x4ffffffb 0xffffffff | cut -d ' ' -f 2-)" "0x454d564b 0x53746978 0x73746174" "FB ignores ECX"
is "$(registers 0x4ffffffa 0x4d)" \
	"$(printf '0x%08x 0x00000000 0x00000000 0x00000000' "$(cat $d/tsc_khz)")" "FA ignores ECX"
is "$(registers 0x4fffffff 0xffffffff | cut -d ' ' -f 4)" 0x00000000 "FF ignores ECX"

# Every reason from 0 to 1100 and the strange ones, on both leaves.  The manual's:
# decimal of Intel, hexadecimal of AMD.
case $isa in
vmx)	defined="0-34 36-37 39-41 43-70 72-81 84-85" number=80 ;;
svm)	defined="0-166 1024-1027 4294967294-4294967295" number=173 ;;
esac
cut -f 1 $d/exits | sed '1d;/^-/d' |
	while read -r nr; do echo $((nr)); done > "$tmp/handled"
for leaf in 0x4ffffffd 0x4ffffffc; do
	ask --ask-range $leaf:0-1100 --ask $leaf:0x7fffffff --ask $leaf:0x80000000 \
		--ask $leaf:0xfffffffc --ask $leaf:0xfffffffd \
		--ask $leaf:0xfffffffe --ask $leaf:0xffffffff
	# Decimal indices, in the order of the answers.
	while IFS='	' read -r _ index _; do
		echo $((index))
	done < "$tmp/answers" | paste - "$tmp/answers" > "$tmp/numbered"
	awk -F '\t' -v defined="$defined" -v handled="$tmp/handled" -v leaf=$leaf \
	    -v undefined="$undefined" -v nothing="$nothing" '
		BEGIN {
			while ((getline nr < handled) > 0)
				is_handled[nr] = 1
			n = split(defined, range, " ")
			for (i = 1; i <= n; i++) {
				split(range[i], end, "-")
				first[i] = end[1]
				last[i] = end[2]
			}
			zero = "0x00000000"
		}
		{
			expect = "undefined"
			for (i = 1; i <= n; i++)
				if ($1 >= first[i] + 0 && $1 <= last[i] + 0)
					expect = $1 in is_handled ? "handled" : "unhandled"
			seen[expect]++
			answer = $4 " " $5 " " $6 " " $7
			if (expect == "undefined")
				right = answer == undefined
			else if (expect == "unhandled")
				right = answer == nothing
			else if (leaf ~ /d$/)
				right = $6 == zero && $7 == zero
			else
				right = $4 == zero && $7 == zero
			if (!right)
				print $1, "should be", expect ":", answer > "/dev/stderr"
		}
		END {
			print NR, seen["undefined"], seen["unhandled"], seen["handled"]
		}' "$tmp/numbered" > "$tmp/seen" 2> "$tmp/wrong"
	is "$(cat "$tmp/wrong")" "" "$leaf: all of 0-1100 and six more are as the manual and KVM say"
	read -r answers n_undefined n_unhandled n_handled < "$tmp/seen"
	is "$answers" 1107 "$leaf: 1107 answers"
	is "$n_undefined" $((1107 - number)) "$leaf: all but $number of them undefined"
	is "$n_handled" "$(wc -l < "$tmp/handled")" "$leaf: each handled reason is among them"
	is "$n_unhandled" $((number - n_handled)) "$leaf: the others are defined and not handled"
done

# The reasons that the specification names.
if [ "$isa" = vmx ]; then
	ask --ask 0x4ffffffd:35 --ask 0x4ffffffd:38 --ask 0x4ffffffd:42 \
		--ask 0x4ffffffd:444 --ask 0x4ffffffd:3
	for index in 35 38 42 444; do
		is "$(registers 0x4ffffffd "$(hex $index)")" "$undefined" "FD $index is undefined"
	done
	is "$(registers 0x4ffffffd 0x3)" "$nothing" "FD 3 (INIT) is not handled"
fi

# Scope 2: the host's numbers.  No other VM runs, so the host's are those of
# all VMs so far.
echo 2 > $parameters/exit_stats_cpuid
cat $d/exits > "$tmp/before"
ask --ask "0x4ffffffd:$hlt" --ask 0x4ffffffb
name=$(exitgen --list | awk -F '\t' '$1 == "hlt" { print $3 }')
is "$(registers 0x4ffffffd "$hlt")" "$(exits $(($(sum "$tmp/before" exits "$name") + 3)))" \
	"scope 2: the HLT exits of the host"
is "$(registers 0x4ffffffb 0x0 | cut -d ' ' -f 1)" "0x000${vendor}0101" "scope 2: FB says so"

# Scope 0: as the leaf beside them, which nobody defines.
echo 0 > $parameters/exit_stats_cpuid
ask --ask 0x4fffff00 --ask-range 0x4ffffffd:0-3 --ask 0x4ffffffa --ask 0x4ffffffb \
	--ask 0x4ffffffc --ask 0x4ffffffe --ask 0x4fffffff --ask 0x4fffff00:3
for leaf in a b c d e f; do
	is "$(registers 0x4ffffff$leaf 0x0)" "$(registers 0x4fffff00 0x0)" "scope 0: F$leaf is no leaf"
done
is "$(registers 0x4ffffffd 0x3)" "$(registers 0x4fffff00 0x3)" "scope 0: FD 3 is no leaf"

# Nonsense changes nothing.
echo 1 > $parameters/exit_stats_cpuid
for word in 3 -1 x '' 99999999999999999999; do
	echo "$word" > $parameters/exit_stats_cpuid 2>/dev/null
	verdict $(($? == 0)) "exit_stats_cpuid refuses '$word'"
	is "$(cat $parameters/exit_stats_cpuid)" 1 "and stays 1"
done
finish
