# SPDX-License-Identifier: GPL-2.0-only
# Who is remembered: the last sixteen that had an exit. And what modinfo says of the
# module's parameters.
. ./tap.sh

cpuid=$(reason_name cpuid)

# Sixteen VMs without an exit push nobody out.
exitgen cpuid=123 > /dev/null
last_departed
real=$vm
cut -f 1 "$tmp/departed" | sed '1d' | uniq > "$tmp/before"
none=''
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
	none="$none 0:0"
done
# shellcheck disable=SC2086 # sixteen arguments
in-turn $none > "$tmp/lives" || verdict 1 "in-turn"
is "$(wc -l < "$tmp/lives")" 16 "sixteen VMs without an exit have come and gone"
cat $d/departed > "$tmp/departed"
is "$(sum "$tmp/departed" exits "$cpuid" "vm=$real")" 123 "the one before them, with exits, is remembered"
is "$(cut -f 1 "$tmp/departed" | sed '1d' | uniq)" "$(cat "$tmp/before")" "and they are not"

# Sixteen with one do.
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
	exitgen io=1 > /dev/null || verdict 1 "exitgen"
done
cat $d/departed > "$tmp/departed"
is "$(sum "$tmp/departed" exits "$cpuid" "vm=$real")" 0 "sixteen with an exit push it out"
within "$(sum "$tmp/departed" exits "$cpuid" vm=older)" 123 1000000000000 "to the older ones"
is "$(cut -f 1 "$tmp/departed" | sed '1d' | uniq | tail -n 1)" older "which come last"

# It is one file for both, and Bochs takes half a minute to look through it.
if [ "$isa" = svm ]; then
	tr '\0' '\n' < "$(find /lib/modules -name kvm.ko)" | grep '^parm' > "$tmp/parms"
	for parameter in exit_stats_cpuid exit_stats_leaves; do
		is "$(grep "^parmtype=$parameter:" "$tmp/parms")" "parmtype=$parameter:uint" \
			"modinfo: the type of $parameter"
		is "$(grep -c "^parm=$parameter:" "$tmp/parms")" 1 "modinfo: what $parameter is"
	done
else
	skip "modinfo: the types of parameters" "kvm.ko is the same file on SVM, where this is tested"
fi
finish
