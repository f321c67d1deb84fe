# SPDX-License-Identifier: GPL-2.0-only
# kvm-exitstat explain on a real host: a text for each reason that this KVM handles, whose
# names of parameters and tracepoints are those of the modules, and numbers as in `exits`.
. ./tap.sh

events=/sys/kernel/debug/tracing/events

# reasons: number and name of all that this host counts
reasons() { awk -F '\t' 'NR > 1 && $2 != "RUNNING" && $2 != "TOTAL" { print $1 "\t" $2 }' $d/exits; }

within "$(reasons | wc -l)" 50 100 "the host has reasons"
reasons > "$tmp/reasons"
while IFS='	' read -r nr name; do
	kvm-exitstat explain "$name" > "$tmp/text" 2>&1
	is "$? $(sed -n '1s/:.*//p' "$tmp/text")" "0 $name, $(echo $isa | tr a-z A-Z) exit reason $nr" \
		"$name has a text"
	cat "$tmp/text" >> "$tmp/texts"
	[ "$nr" = - ] || {
		kvm-exitstat explain -- "$nr" | sed 1q > "$tmp/first"
		is "$(cat "$tmp/first")" "$(sed 1q "$tmp/text")" "$name has it by its number, too"
	}
done < "$tmp/reasons"

# named TYPE NAME PATH: it is there, or the text says from which Linux on, which is not this one.
named() {
	from=$(sed -n "s/^$2 (from Linux \([0-9.]*\)).*/\1/p" "$tmp/named" | head -n 1)
	if [ "$(printf '%s\n' "${from:-0}" "$(uname -r)" | sort -V | head -n 1)" = "${from:-0}" ]; then
		ok "$1 $2" test -e "$3"
	else
		ok "$1 $2: not before Linux $from" test ! -e "$3"
	fi
}

# What is named, of this vendor's module and of KVM's own.
tr -s '\n ' ' ' < "$tmp/texts" | grep -oE '`[^`]*`( \(from Linux [0-9.]+\))?' | tr -d '`' | sort -u > "$tmp/named"
sed 's/ (from Linux .*//' "$tmp/named" | sort -u > "$tmp/names"
for name in $(grep -E "^(kvm|$vendor_module)\.[a-z0-9_]*$" "$tmp/names"); do
	named parameter "$name" "/sys/module/${name%%.*}/parameters/${name#*.}"
done
for name in $(grep '^kvm:' "$tmp/names"); do
	named tracepoint "$name" "$events/kvm/${name#kvm:}"
done
within "$(grep -cE "^(kvm|$vendor_module)\." "$tmp/names")" 10 100 "parameters are named"
within "$(grep -c '^kvm:' "$tmp/names")" 10 100 "tracepoints are named"

# Numbers, of guests that have ended: nothing changes between two reads.
exitgen cpuid=3000 hlt=20 > "$tmp/out" 2>&1
is $? 0 "guests"
for kind in cpuid hlt; do
	name=$(reason_name $kind)
	is "$(kvm-exitstat explain "$name" | grep -oE '^    [0-9]+ exits? in')" \
		"    $(sum $d/exits exits "$name") exits in" "$name: as many as the host counted"
	is "$(kvm-exitstat explain "$name" | grep -c 'Their work took')" 1 "$name: with its work"
done
is "$(kvm-exitstat explain | sed '1d; /^REASON/d; /^[0-9]* more/d; /explain REASON/d' | wc -l)" \
	"$(awk -F '\t' 'NR > 1 && $3 && $2 != "TOTAL" && n < 9 { n++ } END { print n }' $d/exits)" \
	"the dearest are listed"
is "$(kvm-exitstat explain | awk 'NR == 2 { print $1 }')" \
	"$(awk -F '\t' 'NR > 1 && $3 && $2 != "TOTAL" { w = $5 + $6 + $8 + $9; if (w > most) { most = w; name = $2 } }
		END { print name }' $d/exits)" "the dearest is the first"
finish
