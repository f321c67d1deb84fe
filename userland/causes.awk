# SPDX-License-Identifier: GPL-2.0-only
#
# causes.txt as C: the rows of names[], for cause_names.c, sorted as they are there. What is
# wrong with the text ends the build with its line.

function wrong(what)
{
	printf "%s:%d: %s\n", FILENAME, FNR, what >"/dev/stderr"
	exit 1
}

# The numbers are hexadecimal, of up to 8 digits.
function number(hex, i, n)
{
	n = 0
	for (i = 3; i <= length(hex); i++)
		n = n * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
	return n
}

/^#/ || /^$/ { next }
$1 !~ /^(msr|port|cpuid|hypercall|hyperv|mmio|intr|apic|vmgexit|ghcb|tdvmcall)$/ || $2 !~ /^0x[0-9a-f]+(-0x[0-9a-f]+)?$/ || NF < 3 {
	wrong("not 'KIND NUMBER[-NUMBER] NAME'")
}
{
	first = last = $2
	sub(/-.*/, "", first)
	sub(/.*-/, "", last)
	if (number(last) < number(first))
		wrong("the range ends before it begins")
	if ($1 == kind && number(first) <= end)
		wrong("not in the order of the numbers")
	kind = $1
	end = number(last)
	name = $0
	sub(/^[^ ]+ [^ ]+ /, "", name)
	gsub(/[\\"]/, "\\\\&", name)
	printf "\t{ \"%s\", %s, %s, \"%s\" },\n", kind, first, last, name
}
