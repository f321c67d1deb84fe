# SPDX-License-Identifier: GPL-2.0-only
# CPUID in KVM's instruction emulator answers as CPUID that exits does: by the
# prefix that forces the emulator, and from big real mode, which VMX emulates
# without unrestricted_guest.
. ./tap.sh

parameters=/sys/module/kvm/parameters
cpuid=$(reason_nr cpuid) io=$(reason_nr io) hlt=$(reason_nr hlt)
case $isa in
vmx)	undefined_opcode=0 ;;
svm)	undefined_opcode=0x46 ;;
esac

# ask WAY: after 50 CPUID, 20 OUT and 3 HLT; the answers to $tmp/WAY.
ask() {
	exitgen cpuid=50 io=20 hlt=3 --ask-by "$1" \
		--ask "0x4ffffffd:$cpuid" --ask "0x4ffffffd:$io" --ask "0x4ffffffd:$hlt" \
		--ask "0x4ffffffd:$undefined_opcode" --ask 0x4ffffffa --ask 0x4ffffffb \
		--ask-range 0x4ffffffd:0-1100 --ask-range 0x4ffffffc:0-1100 \
		--ask 0x4ffffffd:0x7fffffff --ask 0x4ffffffd:0x80000000 \
		--ask 0x4ffffffd:0xfffffffe --ask 0x4ffffffd:0xffffffff \
		--ask 0x4fffffff --ask 0x4ffffffe > "$tmp/out" 2>&1
	is "$?" 0 "$1: the guest asked"
	grep -v '^ask' "$tmp/out" | sed 's/^/# /'
	sed -n 's/^ask\t//p' "$tmp/out" > "$tmp/$1"
}

# nth WAY N: the registers of the N-th answer.
nth() {
	sed -n "${2}p" "$tmp/$1" | cut -f 3-
}

count() {
	printf '0x%08x\t0x00000000\t0x00000000\t0x00000000' "$1"
}

# The numbers of the reasons that KVM handles: their answers count something.
cut -f 1 $d/exits | sed '1d;/^-/d' | while read -r nr; do printf '0x%x\n' "$nr"; done > "$tmp/handled"

# same WAY: what does not count anything is the same to the last bit, and what
# does has the same registers 0. Only the number of FA is each VM's own.
same() {
	is "$(wc -l < "$tmp/$1")" 2214 "$1: 2,214 answers"
	paste "$tmp/exit" "$tmp/$1" | awk -F '\t' -v handled="$tmp/handled" '
		BEGIN {
			while ((getline nr < handled) > 0)
				is_handled[nr] = 1
			zero = "0x00000000"
		}
		{
			# 0x4ffffffa has a number in EDX that each VM has for itself.
			own = $1 ~ /a$/ && $6 != zero && $12 != zero
			exit_way = $3 " " $4 " " $5 " " (own ? "own" : $6)
			this_way = $9 " " $10 " " $11 " " (own ? "own" : $12)
			total = $1 ~ /[ef]$/
			cycles = $1 ~ /[ce]$/
			if ($1 ~ /a$/)
				right = $3 == $9 && $4 == $10 && $5 == $11 && $6 != zero && $12 != zero
			else if (total || ($1 ~ /[cd]$/ && $2 in is_handled))
				right = $12 == zero && (cycles ? $9 : $11) == zero
			else
				right = exit_way == this_way
			if (!right || $1 != $7 || $2 != $8)
				print $1, $2, exit_way, this_way
		}' > "$tmp/different"
	is "$(cat "$tmp/different")" "" "$1: all as when CPUID exits"
	is "$(nth "$1" 2)" "$(count 21)" "$1: 20 OUT and the last one before the questions"
	is "$(nth "$1" 3)" "$(count 3)" "$1: 3 HLT"
}

ask exit
is "$(nth exit 1)" "$(count 51)" "exit: 50 CPUID and the one that asks"
same exit

ask real-mode
same real-mode
is "$(nth real-mode 1)" "$(count 51)" "real-mode: 50 CPUID and the one that asks"

echo 1 > $parameters/force_emulation_prefix
ask prefix
same prefix
is "$(nth prefix 1)" "$(count 50)" "prefix: 50 CPUID, the one that asks is none"
is "$(nth prefix 4)" "$(count 4)" "prefix: the fourth question is the fourth invalid opcode"

# Switched off, the emulator gives what an unpatched one gives.
echo 0 > $parameters/exit_stats_cpuid
exitgen --ask-by prefix --ask 0x4ffffffd:3 --ask 0x4fffff00:3 | sed -n 's/^ask\t//p' > "$tmp/off"
is "$(nth off 1)" "$(nth off 2)" "prefix, scope 0: FD is no leaf"
echo 1 > $parameters/exit_stats_cpuid
echo 0 > $parameters/force_emulation_prefix

if [ "$isa" = vmx ]; then
	modprobe -r kvm_intel
	modprobe kvm_intel unrestricted_guest=0
	is "$(cat /sys/module/kvm_intel/parameters/unrestricted_guest)" N "unrestricted_guest is off"
	ask real-mode
	same real-mode
	is "$(nth real-mode 1)" "$(count 50)" "emulated real mode: 50 CPUID, the one that asks is none"
	last_departed
	is "$(sum "$tmp/departed" exits CPUID "vm=$vm")" 50 "emulated real mode: nor are the others"
	modprobe -r kvm_intel
	modprobe kvm_intel
fi
finish
