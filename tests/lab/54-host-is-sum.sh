# SPDX-License-Identifier: GPL-2.0-only
# The host is the sum of its VMs, those that live and those that have ended: while
# thousands of VMs live and end as fast as they can, departed, all and exits are read as
# fast as they can be, and each read is held against the one before it; hostsum --help
# says how. In the end it is exactly what the lives have made.
. ./tap.sh

cpuid=$(reason_name cpuid)
# 10,000 in tests/full/lives-svm.t; Bochs is ten times slower
vms=${LIVES:-1500}
[ $isa = svm ] || vms=$((vms / 5))
vms=$((vms / fewer))

# Whatever was before this, in this lab, is in all three.
before=$(sum $d/exits exits "$cpuid")

# A life waits for grace periods most of the time: eight processes have one each.
for i in 1 2 3 4 5 6 7 8; do
	lives --vms $((vms / 8)) --vcpus $((i % 2 + 1)) --exits $i > "$tmp/lives.$i" 2>&1 &
	lives="${lives-} $!"
done
hostsum $d "$tmp/stop" > "$tmp/sums" 2>&1 &
sums=$!
for life in $lives; do
	wait "$life"
	is $? 0 "VMs lived and ended"
done
: > "$tmp/stop"
wait $sums
is $? 0 "nothing is lost, is counted twice or goes backwards"
sed 's/^/# /' "$tmp/sums"
cat "$tmp"/lives.* > "$tmp/lives"
awk -F '\t' '{ n += $2; ms = $5 > ms ? $5 : ms } END { print "# " n " VMs in " ms " ms" }' "$tmp/lives"

made=$(awk -F '\t' '{ n += $4 } END { print n }' "$tmp/lives")
within "$made" $((vms * 4)) $((vms * 8)) "$made CPUID exits were made"
is $(($(sum $d/exits exits "$cpuid") - before)) "$made" "exits has all of them"
is $(($(sum $d/departed exits "$cpuid") - before)) "$made" "departed, too"
is $(($(sum $d/all exits "$cpuid" scope=host) - before)) "$made" "and the host in all"
is "$(sum $d/all exits TOTAL scope=vm)" 0 "no VM is left"
is "$(awk -F '\t' '
	NR == 1 { for (i = 1; i <= NF; i++) nr_of[$i] = i }
	NR > 1 && $1 != "older" { print $1, $nr_of["since"] }' $d/departed | sort -u | wc -l)" 16 \
	"the last 16 VMs are remembered, whatever their names"
finish
