#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# userland/explain.txt: an entry for each reason of a real host of either vendor, whole
# entries, and nothing in them that does not exist. Modules' parameters and tracepoints are
# looked up in the lab.
. "$(dirname "$0")/lib.sh"

text=$here/../../userland/explain.txt
seen=$here/data/explain-seen

# headings: the lines that begin entries, as "ISA NUMBER NAME"
headings() {
	sed -n 's/^= //p' "$text" | sed 's/ (.*//'
}

# fields: "FIELD: TEXT", one a line, between the headings
fields() {
	awk '/^#/ { next }
	     /^\t/ { sub(/^\t/, " "); printf "%s", $0; next }
	     { printf "\n%s", $0 }
	     END { print "" }' "$text" | sed '/^$/d'
}

# names: what is in backquotes
names() {
	# shellcheck disable=SC2016 # they are meant as they are
	fields | grep -o '`[^`]*`' | tr -d '`' | sort -u
}

for isa in vmx svm; do
	is "$(sed '1d; /	RUNNING	/d; /	TOTAL	/d' "$here/data/$isa/exits" | cut -f 1,2 | sort |
		comm -23 - <(headings | sed -n "s/^$isa \([^ ]*\) /\1\t/p" | sort))" "" \
		"$isa: each reason of a real host has its entry"
done
is "$(headings | cut -d ' ' -f 1,2 | sort | uniq -d)" "" "none has two"
is "$(headings | grep -vE '^(vmx ([0-9]+|-)|svm (0x[0-9a-f]+|-)) ')" "" "headings are headings"
is "$(grep '^= ' "$text" | grep -v ' OTHER$' | grep -vE '\(.+\)$')" "" "the manual's name is in each"
is "$(fields | awk '
	/^= / { if (!heading) { if (entry) print entry ":" has; has = "" } heading = 1; entry = $0; next }
	{ heading = 0; field = $0; sub(/:.*/, "", field); has = has " " field }
	END { print entry ":" has }' |
	grep -vE ': short what makes lowers( look)?$')" "" "each entry is whole, in order"
is "$(fields | sed -n 's/^short: //p' | awk 'length > 50')" "" "the lines of the list are short"
is "$(LC_ALL=C grep -nP '[^\t -~]' "$text")" "" "ASCII only"
is "$(fields | awk 'gsub("`", "`") % 2')" "" "backquotes come in pairs"

# keys LIST TEXT: each KEY=VALUE of a list with commas is one of the options in TEXT
keys() {
	local key

	for key in ${1//,/ }; do
		grep -qE "(^| )${key%%=*}=" <<<"$2" || return
	done
}

# qemu_has OPTION...: whether QEMU says that it has it
qemu_has() {
	local qemu=qemu-system-x86_64 list=${2#*,}

	case $1 in
	-cpu) keys "$list" "$($qemu -device max-x86_64-cpu,help)" ;;
	-device | -object)
		list=$(grep -o ',.*' <<<"$2")
		keys "${list#,}" "$($qemu "$1" "${2%%,*}",help 2>&1 | tee "$scratch/help")" &&
			grep -q 'options:$' "$scratch/help"
		;;
	-global) keys "${2#*.}" "$($qemu -device "${2%%.*}",help)" ;;
	-machine)
		case $2 in
		*=*) keys "$2" "$($qemu -machine q35,help)" ;;
		*) $qemu -machine help | grep -qw "^$2" ;;
		esac
		;;
	-d) $qemu -d help | grep -qw "^$2" ;;
	-accel) $qemu -accel help | grep -qx "${2%%,*}" && keys "$list" "$($qemu -help | tr '[,' '  ')" ;;
	-overcommit) keys "$2" "$($qemu -help | grep '^-overcommit' | tr '[' ' ')" ;;
	*) $qemu -help | grep -qE "^$1 " ;;
	esac
}

while read -r name; do
	case $name in
	kvm.* | kvm_intel.* | kvm_amd.* | kvm:*) continue ;; # in the lab
	"kvm-exitstat explain "*) headings | grep -qE "^svm [^ ]+ ${name##* }\$" ;;
	-*)
		# shellcheck disable=SC2086 # words
		qemu_has $name
		;;
	*) grep -v '^#' "$seen" | cut -f 1 | grep -qxF -- "$name" ;;
	esac
	ok $? "there is: $name"
done < <(names)
is "$(grep -v '^#' "$seen" | cut -f 1 | sort | comm -23 - <(names))" "" "nothing was seen in vain"
is "$(grep -v '^#' "$seen" | awk -F '\t' 'NF != 2')" "" "where is told of each"

# The command. Where the host's own numbers are there is not this test's matter.
real=$here/data
for isa in svm vmx; do
	golden "$isa-explain" "$reader" --debugfs "$real/$isa" explain
	golden "$isa-explain-all" "$reader" --debugfs "$real/$isa" explain --isa "$isa"
done
golden svm-explain-io "$reader" --debugfs "$real/svm" explain io
golden vmx-explain-hlt "$reader" --debugfs "$real/vmx" explain EXIT_REASON_HLT
while read -r isa nr name; do
	explained=$("$reader" --debugfs "$real/$isa" explain "$name")
	is "$? ${explained%%:*}" "0 $name, ${isa^^} exit reason $nr" "explain $name"
done < <(headings)
vm=$(cd "$real/svm/vm" && echo *)
is "$("$reader" --debugfs "$real/svm" explain hlt --vm "$vm" --vcpu 0 | grep -x 'What.*say')" \
	"What the numbers of vCPU 0 of VM $vm say" "of a vCPU"
is "$("$reader" --debugfs "$real/svm" explain hlt --cpu 0 | grep -x 'What.*say')" \
	"What the numbers of CPU 0 say" "of a CPU"
fails 1 "reasons of svm have hexadecimal numbers: '78' is 0x78 or 0x4e?" "a number that is unclear" \
	--debugfs "$real/svm" explain 78
fails 1 "KVM does not handle 'rdtsc': where it happens it is in OTHER" "a reason without handler" \
	--debugfs "$real/svm" explain rdtsc
fails 1 "no exit reason 'npf' on vmx: --isa svm has it" "a reason of the other vendor" \
	--debugfs "$real/vmx" explain npf
fails 1 "no exit reason 'RUNNING' on vmx: 'kvm-exitstat explain --isa vmx' lists them" "no reason" \
	--debugfs "$real/vmx" explain RUNNING
fails 1 "these numbers are of vmx, not of svm" "numbers of the other vendor" \
	--debugfs "$real/vmx" explain --isa svm npf
fails 1 "$scratch/none: no such directory" "no numbers where they are asked for" \
	--debugfs "$scratch/none" explain hlt
fails 2 "--isa takes vmx or svm, not 'arm' (try 'kvm-exitstat --help')" "a vendor" explain --isa arm
fails 2 "--isa does not go with 'hist' (try 'kvm-exitstat --help')" "an option of explain" hist --isa vmx
fails 2 "one argument too many: 'b' (try 'kvm-exitstat --help')" "two reasons" explain a b

# host EXITS...: a host whose TSC counts nanoseconds, with rows of these numbers of exits,
# guest, kernel, user, halted, blocked, steal, max, nested: HLT, CPUID, IO_INSTRUCTION.
host() {
	local reasons=("12	HLT" "10	CPUID" "30	IO_INSTRUCTION") i=0 row

	mkdir -p "$scratch/host"
	cp "$here/data/small/"{format,isa,now,backwards} "$scratch/host"
	echo 1000000 >"$scratch/host/tsc_khz"
	{
		printf 'nr\tname\texits\tguest\tkernel\tuser\thalted\tblocked\tsteal\tmax\tnested\tsince\n'
		for row; do
			printf '%s\t%s\t1000000000\n' "${reasons[i++]}" "${row// /$'\t'}"
		done
		printf '%s\n' "$@" | awk '{ for (i = 1; i < 10; i++) sum[i] += $i }
			END { printf "-\tTOTAL"; for (i = 1; i < 10; i++) printf "\t%.0f", sum[i]
			      print "\t1000000000" }'
	} >"$scratch/host/exits"
}

# said REASON: what the numbers say, in one line
said() {
	COLUMNS=60 "$reader" --debugfs "$scratch/host" explain "$1" |
		sed '1,/^What the numbers/d' | tr -s ' \n' ' ' | sed 's/^ //; s/ $//'
}

host "3000 1000000000 30000000 0 600000000 0 10000000 90000 150" \
	"1000 5000000000 1000000 0 0 0 0 5000 0" "2000 0 20000000 80000000 0 0 0 60000 0"
is "$(said hlt)" "3000 exits in 30.0s, 100 each second: 50.00% of all, the most frequent of 3 \
reasons. Their work took 40.0ms, 28.37% of that of all exits: the 2nd dearest of 3 reasons. KVM \
takes 10.0us for one, at most 90.0us. Of their work 75.00% is KVM's, 25.00% is waiting for a \
CPU. Most of it is KVM's own work: only fewer exits make it less. Besides, vCPUs were halted \
after it for 600ms, most of its time: an idle guest, which is no loss. It is 0.65% of the time \
in which vCPUs were not halted: to lower it gains little. 5.00% of them are from guests' own \
guests." "all that numbers can say"
is "$(said io_instruction)" "2000 exits in 30.0s, 66.7 each second: 33.33% of all, the 2nd most \
frequent of 3 reasons. Their work took 100ms, 70.92% of that of all exits: the dearest of 3 \
reasons. KVM takes 10.0us for one, at most 60.0us. Of their work 20.00% is KVM's, 80.00% is the \
VMM's. Most of it is spent in the VMM: look at its device model, or move the device into the \
kernel (vhost, ioeventfd) or to virtio. It is 1.63% of the time in which vCPUs were not halted: \
to lower it gains something." "a VMM's work"
is "$(said cpuid | grep -o 'the 3rd.*')" "the 3rd most frequent of 3 reasons. Their work took \
1.00ms, 0.71% of that of all exits: the 3rd dearest of 3 reasons. KVM takes 1.00us for one, at \
most 5.00us. Of their work 100.00% is KVM's. Most of it is KVM's own work: only fewer exits make \
it less. It is 0.02% of the time in which vCPUs were not halted: to lower it gains little." "the last"
is "$(said invd)" "No exit of it." "none"

# says TEXT NAME ROW: what is said of a single reason
says() {
	host "$3"
	said hlt | grep -qF -- "$1"
	ok $? "$2"
}
says "Most of it is waiting in KVM: for memory" "half of it blocked" "1 0 40 10 0 50 0 40 0"
says "No part is most of it." "a bit less than half" "10000 0 2501 2501 0 4998 0 1 0"
says "Most of it is waiting for a CPU: the host has more" "half of it steal" "1 0 25 25 0 0 50 40 0"
says "for 49ns." "halted less than half" "1 0 51 0 49 0 0 40 0"
says "for 50ns, most of its time" "halted half" "1 0 50 0 50 0 0 40 0"
says "gains little." "less than 1 %" "1 9901 99 0 0 0 0 40 0"
says "It is 1.00% of the time in which vCPUs were not halted: to lower it gains something." "1 %" \
	"1 9900 100 0 0 0 0 40 0"
says "gains something." "less than 10 %" "1 9001 999 0 0 0 0 40 0"
says "It is 10.00% of the time in which vCPUs were not halted: to lower it gains much." "10 %" \
	"1 9000 1000 0 0 0 0 40 0"
says "1 exit in 30.0s" "one exit" "1 9000 1000 0 0 0 0 40 0"
says "They were counted and not timed, as with detail=counts." "counts" "500 0 0 0 0 0 0 0 0"
host "500 0 0 0 0 0 0 0 0" "600 0 0 0 0 0 0 0 0"
is "$("$reader" --debugfs "$scratch/host" explain | head -3 | tr -s ' ' | cut -d ' ' -f 1,2 | xargs)" \
	"REASON EXITS% CPUID 54.55% HLT 45.45%" "the list of what was only counted"
host "0 0 0 0 0 0 0 0 0"
is "$("$reader" --debugfs "$scratch/host" explain | head -1)" "Exit reasons of VMX:" "nothing yet: all"

# Recordings count from their first sample to their last one, copies with their totals.
recording=$here/data/recording
is "$("$reader" explain --from "$recording" cpuid | grep -oE '^    [0-9]+ exits in')" \
	"    $("$reader" diff "$recording" "$recording" --reason cpuid --csv |
		awk -F, 'NR == 2 { print $3 }') exits in" "the numbers of a recording"
is "$("$reader" explain --from "$real/svm" io)" "$("$reader" --debugfs "$real/svm" explain io)" "of a copy"
is "$("$reader" explain --from - cpuid <"$recording")" "$("$reader" explain --from "$recording" cpuid)" \
	"of standard input"

# What was behind most exits, where that is known.
rm -r "$scratch/host"
. "$here/caused.sh"
behind() {
	"$reader" "$@" | xargs -d '\n' | tr -s ' ' | grep -o 'Behind [^`]*'
}
is "$(behind --debugfs "$tree" explain MSR_WRITE)" \
	"Behind 88.89% of them was wrmsr:0x6e0 (IA32_TSC_DEADLINE), the largest of 2 causes: " "its largest cause"
is "$(behind --debugfs "$tree" explain VMCALL)" "Behind 100.00% of them was hypercall:0x5 (KVM_HC_KICK_CPU): " "its only one"
is "$(behind --debugfs "$tree" explain CR_ACCESS)" "Behind 100.00% of them was write:cr3: " "one without a name"
is "$(behind --debugfs "$tree" explain CPUID)" \
	"Behind 5.99% of them was cpuid:0x4ffffffd (kvm-exits: of a reason), the largest of 2 causes: " "most are not told"
is "$(behind --debugfs "$tree" explain --vm 1001 --vcpu 1 VMCALL)" \
	"Behind 100.00% of them was hypercall:0x5 (KVM_HC_KICK_CPU): " "of a vCPU"
is "$(behind --debugfs "$tree" explain MSR_READ)$(behind --debugfs "$tree" explain CPUID --cpu 0)" "" "of others it is not known"
"$reader" --debugfs "$tree" record -o "$scratch/caused" 0.01 1 2>"$scratch/err"
is "$(behind explain --from "$scratch/caused" VMCALL)$(behind explain --from "$tree" VMCALL)" \
	"$(behind --debugfs "$tree" explain VMCALL)$(behind --debugfs "$tree" explain VMCALL)" "of a recording and a copy"
echo full >"$tree/detail"
is "$(behind --debugfs "$tree" explain VMCALL)" "" "not while it is not looked for"

# On a terminal what is to be typed is bold and nothing is wider than that.
COLUMNS='' TERM=xterm script -qec "stty cols 60; '$reader' --debugfs '$real/svm' explain pause" /dev/null \
	</dev/null | tr -d '\r' >"$scratch/screen"
is "$(grep -c $'\e\\[1m-overcommit cpu-pm=on\e' "$scratch/screen")" 1 "an option is bold"
# shellcheck disable=SC2016 # it is one
is "$(grep -c '`' "$scratch/screen")" 0 "without backquotes"
is "$(sed 's/\x1b\[[0-9;]*m//g' "$scratch/screen" | awk 'NR > 2 && length > 60')" "" "as wide as the terminal"

done_testing
