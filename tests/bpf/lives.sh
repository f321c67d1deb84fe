# SPDX-License-Identifier: GPL-2.0-only
# lives.sh VMS: in the lab, on stock modules, on SVM: so many VMs are made, exit and end while the
# reader counts by BPF, with an interval. Nothing grows, nothing is lost.
. /tap.sh

# status FIELD: of the reader, in kB
status() { awk -v field="$1:" '$1 == field { print $2 }' "/proc/$reader/status"; }

# in_maps: what the reader's BPF maps take of the kernel's memory, in bytes
in_maps() { cat "/proc/$reader"/fdinfo/* | awk '$1 == "memlock:" { sum += $2 } END { printf "%.0f\n", sum }'; }

# live VMS: in eight processes, as a life waits for grace periods most of the time
live() {
	lives=
	for i in 1 2 3 4 5 6 7 8; do
		lives --vms $(($1 / 8)) --vcpus $((i % 2 + 1)) --exits $i >> "$tmp/lives.$i" 2>&1 &
		lives="$lives $!"
	done
	for life in $lives; do
		wait "$life" || echo failed >> "$tmp/failed"
	done
}

kvm-exitstat record --source bpf -o "$tmp/recording" 1 2> "$tmp/said" &
reader=$!
until grep -q 'BPF counts from now on' "$tmp/said"; do
	sleep 0.1
done
sleep 5

# More than there are places, so that each has been used.
live $((1200 < $1 / 4 ? 1200 : $1 / 4))
memory=$(status VmRSS)
maps=$(in_maps)
live "$1"
grown=$(($(status VmRSS) - memory))
[ "$maps" -gt 0 ]
is $? 0 "the maps take $maps bytes"
is "$(in_maps)" "$maps" "and the same after $1 lives more"
[ $grown -le 1024 ]
is $? 0 "the reader has grown by $grown kB of $memory"
is "$(cat "$tmp/failed" 2> /dev/null)" "" "VMs lived and ended"

# There are places, for one more has times.
exitgen --vcpus 2 cpuid=1000 io=20 > "$tmp/made"
sleep 3
kill -INT $reader
wait $reader
is $? 0 "the reader is ended by SIGINT"
cat "$tmp"/lives.* > "$tmp/lives"
awk -F '\t' '{ n += $2; ms += $5 } END { print "# " n " VMs in " ms / 8 " ms" }' "$tmp/lives"

kvm-exitstat report --csv "$tmp/recording" > "$tmp/csv"

# of COLUMN NAME
of() {
	awk -F , -v column="$1" -v name="$2" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["name"] == name { sum += $at[column] }
		END { printf "%.0f\n", sum }' "$tmp/csv"
}

lived=$(awk -F '\t' '{ sum += $4 } END { print sum }' "$tmp/lives")
is "$(of exits cpuid)" $((lived + $(made cpuid))) "each of $lived CPUID exits is there"
is "$(of exits io)" "$(made io)" "and the last VM's"
is "$(of to_user io)" "$(made io)" "which had a place"
echo "1..$nr"
exit $failed
