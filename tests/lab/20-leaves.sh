# SPDX-License-Identifier: GPL-2.0-only
# The table of cpuid-leaves.md, row by row and register by register, in all three
# numberings, asked by a guest that has made 50 CPUID, 20 OUT (and a last one) and
# 3 HLT.
. ./tap.sh
. ./manual.sh

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

# hex DECIMAL_OR_HEX: as exitgen prints an index.
hex() { printf '0x%x' "$1"; }

cpuid=$(hex "$(reason_nr cpuid)")
io=$(hex "$(reason_nr io)")
hlt=$(hex "$(reason_nr hlt)")
undefined='0x00000000 0x00000000 0x00000000 0xffffffff'
nothing='0x00000000 0x00000000 0x00000000 0x00000000'

# exits N: registers of a leaf that counts exits.
exits() { printf '0x%08x 0x%08x 0x00000000 0x00000000' $(($1 & 0xffffffff)) $(($1 >> 32)); }

case $isa in
vmx)	vendor=1 number=80 ;;
svm)	vendor=2 number=173 ;;
esac

# use NUMBERING: sets it, the leaves' names, and the digit that FB has for it. 2020 has
# both totals in one leaf, and two for the exits of a reason.
use() {
	echo "$1" > $parameters/exit_stats_leaves
	case $1 in
	2020)
		all_exits=0x4fffffff all_cycles=0x4fffffff
		exits_of=0x4ffffffe cycles_of=0x4ffffffc description=4
		;;
	2021)
		all_exits=0x4fffffff all_cycles=0x4ffffffe
		exits_of=0x4ffffffd cycles_of=0x4ffffffc description=0
		;;
	2022)
		all_exits=0x4ffffffc all_cycles=0x4ffffffd
		exits_of=0x4ffffffe cycles_of=0x4fffffff description=2
		;;
	esac
}

# cycles REGISTERS: the number, if EDX is 0, and EAX where it has no exits.
cycles() {
	echo "$1" | awk -v eax="${2:-0x00000000}" '$1 == eax && $4 == "0x00000000" { print $2, $3 }' |
		while read -r high low; do echo $(((high << 32) + low)); done
}

# frequency REGISTERS: what FA has but for its EDX.
frequency=$(printf '0x%08x 0x00000000 0x00000000' "$(cat $d/tsc_khz)")

test_counts() {
	ask --ask "$exits_of:$cpuid" --ask "$exits_of:$io" --ask "$exits_of:$hlt" \
		--ask $all_exits --ask $all_cycles --ask "$cycles_of:$cpuid" \
		--ask 0x4ffffffb --ask 0x4ffffffa
	is "$(registers $exits_of "$cpuid")" "$(exits 51)" "exits of cpuid: 50 and the asking one"
	is "$(registers $exits_of "$io")" "$(exits 21)" "exits of io: 20 and the last one"
	is "$(registers $exits_of "$hlt")" "$(exits 3)" "exits of hlt: 3"

	total=$(($(registers $all_exits 0x0 | cut -d ' ' -f 1)))
	last_departed
	# After the question: 4 more questions, the last OUT, and interrupts at any time.
	rest=$(($(sum "$tmp/departed" exits TOTAL "vm=$vm") - 5))
	within "$total" $((rest - $(sum "$tmp/departed" exits interrupt "vm=$vm") - \
			   $(sum "$tmp/departed" exits EXTERNAL_INTERRUPT "vm=$vm"))) "$rest" \
		"all exits: all exits up to the question"
	if [ "$numbering" = 2020 ]; then
		sum_cycles=$(cycles "$(registers $all_cycles 0x0)" "$(registers $all_exits 0x0 | cut -d ' ' -f 1)")
	else
		is "$(registers $all_exits 0x0 | cut -d ' ' -f 2-)" '0x00000000 0x00000000 0x00000000' \
			"all exits: EBX, ECX and EDX are 0"
		sum_cycles=$(cycles "$(registers $all_cycles 0x0)")
	fi
	cpuid_cycles=$(cycles "$(registers $cycles_of "$cpuid")")
	within "$sum_cycles" 1 "$(sum "$tmp/departed" kernel TOTAL "vm=$vm")" \
		"all cycles: cycles of the exits before the question"
	name=$(reason_name cpuid)
	within "$cpuid_cycles" 1 "$(sum "$tmp/departed" kernel "$name" "vm=$vm")" \
		"cycles of cpuid: cycles of the CPUID exits before the question"

	is "$(registers 0x4ffffffb 0x0)" \
		"0x000${vendor}0${description}01 0x454d564b 0x53746978 0x73746174" "FB: version 1, own counts, numbering, vendor, KVMExitStats"
	is "$(registers 0x4ffffffa 0x0 | cut -d ' ' -f 1-3)" "$frequency" "FA: TSC frequency"
	within "$(($(registers 0x4ffffffa 0x0 | cut -d ' ' -f 4)))" 1 $((0xffffffff)) "FA: and a number"
}

# Whether ECX is ignored where it must be.
test_ignored() {
	ask --ask 0x4ffffffb:0xffffffff --ask 0x4ffffffa:77 --ask 0x4ffffffa --ask $all_exits:0xffffffff
	is "$(registers 0x4ffffffb 0xffffffff | cut -d ' ' -f 2-)" "0x454d564b 0x53746978 0x73746174" "FB ignores ECX"
	is "$(registers 0x4ffffffa 0x4d | cut -d ' ' -f 1-3)" "$frequency" "FA ignores ECX"
	is "$(registers 0x4ffffffa 0x4d)" "$(registers 0x4ffffffa 0x0)" "FA has one number in one VM"
	is "$(registers $all_exits 0xffffffff | cut -d ' ' -f 4)" 0x00000000 "the leaf of all exits ignores ECX"
}

# The totals answer a program that loops over ECX as they answer any other.
test_loop() {
	ask --ask-range $all_exits:0-75 --ask-range $all_cycles:0-75
	is "$(wc -l < "$tmp/answers")" 152 "all exits and all cycles with ECX 0 to 75: all answered"
	# The second time of 2020's one leaf is another 76 answers of both.
	loops=76
	[ "$numbering" != 2020 ] || loops=152
	awk -F '\t' -v leaf=$all_exits -v both=$((numbering == 2020)) '
		$1 == leaf && (both || $4 == "0x00000000" && $5 == "0x00000000") && $6 == "0x00000000" {
			print $3
		}' "$tmp/answers" > "$tmp/loop"
	is "$(wc -l < "$tmp/loop")" $loops "all exits with ECX 0 to 75: EDX is 0, and what has no number"
	is "$(sort -u "$tmp/loop" | wc -l)" $loops "all exits with ECX 0 to 75: more each time"
	is "$(sort -c "$tmp/loop" && echo grows)" grows "all exits with ECX 0 to 75: never less"
	awk -F '\t' -v leaf=$all_cycles -v both=$((numbering == 2020)) '
		$1 == leaf && (both || $3 == "0x00000000") && $6 == "0x00000000" {
			print $4 $5
		}' "$tmp/answers" > "$tmp/loop"
	is "$(sort -u "$tmp/loop" | wc -l)" $loops "all cycles with ECX 0 to 75: more each time"
	is "$(sort -c "$tmp/loop" && echo grows)" grows "all cycles with ECX 0 to 75: never less"
}

# Every reason from 0 to 1100 and the strange ones, on both leaves.  The manual's:
# decimal of Intel, hexadecimal of AMD.
test_ranges() {
	cut -f 1 $d/exits | sed '1d;/^-/d' |
		while read -r nr; do echo $((nr)); done > "$tmp/handled"
	for leaf in $exits_of $cycles_of; do
		ask --ask-range $leaf:0-1100 --ask $leaf:0x7fffffff --ask $leaf:0x80000000 \
			--ask $leaf:0xfffffffc --ask $leaf:0xfffffffd \
			--ask $leaf:0xfffffffe --ask $leaf:0xffffffff
		# Decimal indices, in the order of the answers.
		while IFS='	' read -r _ index _; do
			echo $((index))
		done < "$tmp/answers" | paste - "$tmp/answers" > "$tmp/numbered"
		awk -F '\t' -v defined="$defined" -v handled="$tmp/handled" -v counts=$((leaf == exits_of)) \
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
				else if (counts)
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
}

# The reasons that the specification names.
test_named() {
	if [ "$isa" = vmx ]; then
		ask --ask $exits_of:35 --ask $exits_of:38 --ask $exits_of:42 \
			--ask $exits_of:444 --ask $exits_of:3
		for index in 35 38 42 444; do
			is "$(registers $exits_of "$(hex $index)")" "$undefined" "exits of $index is undefined"
		done
		is "$(registers $exits_of 0x3)" "$nothing" "exits of 3 (INIT) is not handled"
	fi
}

# FD, too, has the exits of a reason in 2020, as in 2021.
test_2020() {
	ask --ask "0x4ffffffd:$io" --ask "0x4ffffffd:$hlt" --ask 0x4ffffffd:0x7fffffff --ask 0x4ffffffe:0x7fffffff
	is "$(registers 0x4ffffffd "$io")" "$(exits 21)" "FD: exits of io"
	is "$(registers 0x4ffffffd "$hlt")" "$(exits 3)" "FD: exits of hlt"
	is "$(registers 0x4ffffffd 0x7fffffff)" "$undefined" "FD: undefined"
	is "$(registers 0x4ffffffe 0x7fffffff)" "$undefined" "FE: undefined"
}

for numbering in 2021 2022 2020; do
	echo "# numbering $numbering"
	use $numbering
	test_counts
	test_ignored
	test_loop
	test_ranges
	test_named
	[ $numbering != 2020 ] || test_2020
done
use 2021

# Scope 2: the host's numbers.  No other VM runs, so the host's are those of
# all VMs so far, as the CPUs have them.
echo 2 > $parameters/exit_stats_cpuid
cat $d/cpus > "$tmp/before"
ask --ask "0x4ffffffd:$hlt" --ask 0x4ffffffb
name=$(reason_name hlt)
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
	echo "$word" > $parameters/exit_stats_leaves 2>/dev/null
	verdict $(($? == 0)) "exit_stats_leaves refuses '$word'"
	is "$(cat $parameters/exit_stats_leaves)" 2021 "and stays 2021"
done
for word in 2019 2023; do
	echo $word > $parameters/exit_stats_leaves 2>/dev/null
	verdict $(($? == 0)) "exit_stats_leaves refuses '$word'"
	is "$(cat $parameters/exit_stats_leaves)" 2021 "and stays 2021"
done
finish
