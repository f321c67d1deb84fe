# SPDX-License-Identifier: GPL-2.0-only
# needs: fast-reads
# A read of a vCPU is one moment of it: in 100,000 reads while 4 vCPUs run,
# the buckets of each reason add up to its closed exits.
. ./tap.sh

reads=$((100000 / fewer))

exitgen --vcpus 4 cpuid=100000000 > "$tmp/out" 2>&1 &
load=$!
until grep -q '^vcpu	[^	]*	3	' $d/all; do
	sleep 0.1
done
sleep 1
ok "$reads reads of 4 running vCPUs" \
	hostwatch --closed --reads $((reads / 4)) $d/all_hist
cpuid=$(reason_name cpuid)
within "$(sum $d/all exits "$cpuid" scope=host)" 10000 1000000000000 "they did run meanwhile"
kill $load
wait $load
finish
