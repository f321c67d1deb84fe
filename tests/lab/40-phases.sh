# SPDX-License-Identifier: GPL-2.0-only
# All of a vCPU's time: six phases that add up to its life, each as long as
# what the guest or its VMM has done.
. ./tap.sh
. ./held.sh

hlt=$(reason_name hlt)
io=$(reason_name io)
cpuid=$(reason_name cpuid)

hold --halt-ms 1000 halt-wake=2
# How late it runs once it is woken is up to the host: that is steal. On its way into the
# halt another thread may run in its place: that is steal as well.
within "$(($(phase 0 halted "$hlt") + $(phase 0 steal "$hlt")))" $((2000 * khz)) "$(longest_run 0)" \
	"a guest that halts for 2 s: halted for 2 s, on the account of HLT"
within "$(($(phase 0 guest) + $(phase 0 kernel) + $(phase 0 blocked)))" 1 \
	"$(($(longest_run 0) - 2000 * khz))" "and guest, kernel and blocked have what else its run took"
is "$(phase 0 halted)" "$(phase 0 halted "$hlt")" "and nothing else is halted"
within "$(phase 0 user)" 1 "$(after_run 0)" "and userspace has what came after"
adds_up 0 "halt"
release

hold --user-sleep-ms 1000 io=3
within "$(phase 0 user "$io")" $((1000 * khz)) "$(longest_life 0)" \
	"a VMM that sleeps 1 s on an OUT: user for 1 s, on the account of the OUT"
within "$(($(phases 0) - $(phase 0 user)))" 1 "$(($(longest_run 0) - 1000 * khz))" \
	"and the other phases have what else its run took"
is "$(phase 0 halted)" 0 "and nothing is halted"
adds_up 0 "user"
release

hold --vcpus 2 --cpus 0,0 cpuid=$((100000 / fewer))
for v in 0 1; do
	adds_up $v "two on one CPU"
done
both=0 steal=0
for v in 0 1; do
	steal=$((steal + $(phase $v steal)))
	for p in guest kernel steal; do
		both=$((both + $(phase $v $p)))
	done
done
# Close to half, and more where others run there, we ourselves among them.
within $steal $((both / 100 * 40)) $both \
	"two busy vCPUs on one CPU wait for each other"
is "$(($(phase 0 halted) + $(phase 1 halted)))" 0 "and are not halted"
release

# Kernel time is what is in the histograms, maximum included.
hold cpuid=1000
buckets "$d/vm/$vm/hist" "$cpuid" > "$tmp/buckets"
is "$(awk '{ sum += $2 } END { print sum }' "$tmp/buckets")" 1000 "1,000 CPUID exits are in the histogram"
lower=$(tail -n 1 "$tmp/buckets" | cut -d ' ' -f 1)
max=$(phase 0 max "$cpuid")
# The first bucket takes anything shorter, too.
within "$max" $((lower > 256 ? lower : 0)) $((2 * lower - 1)) "the longest is in the last bucket"
within "$(phase 0 kernel "$cpuid")" "$max" $((1000 * max)) "the kernel phases are between one and 1,000 times it"
release
is "$(sed 's/\tclosed.*//; s/^nr\tname\t//; q' $d/hist | tr '\t' '\n' |
	awk 'NR == 1 && $1 != 256 || NR > 1 && $1 != 2 * last { print } { last = $1 } END { print NR, last }')" \
	"24 2147483648" "24 buckets, of powers of two from 256 cycles on"
finish
