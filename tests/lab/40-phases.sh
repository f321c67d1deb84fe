# SPDX-License-Identifier: GPL-2.0-only
# All of a vCPU's time: five phases that add up to its life, each as long as
# what the guest or its VMM has done.
. ./tap.sh
. ./held.sh

hlt=$(reason_name hlt)
io=$(reason_name io)
cpuid=$(reason_name cpuid)

hold --halt-ms 1000 halt-wake=2
# How late it wakes up is up to the host; with the other phases it makes its life. On its
# way into the halt another thread may run in its place: then it is preempted.
within "$(($(phase 0 halted "$hlt") + $(phase 0 preempted "$hlt")))" $((2000 * khz)) "$(longest_life 0)" \
	"a guest that halts for 2 s: halted for 2 s, on the account of HLT"
within "$((($(phases 0) - $(phase 0 halted)) * 4))" 1 "$(phase 0 halted)" \
	"and a fraction of that in all other phases"
is "$(phase 0 halted)" "$(phase 0 halted "$hlt")" "and nothing else is halted"
adds_up 0 "halt"
release

hold --user-sleep-ms 1000 io=3
within "$(phase 0 user "$io")" $((1000 * khz)) "$(longest_life 0)" \
	"a VMM that sleeps 1 s on an OUT: user for 1 s, on the account of the OUT"
within "$((($(phase 0 guest) + $(phase 0 kernel)) * 4))" 1 "$(phase 0 user)" \
	"and a fraction of that in all other phases"
is "$(phase 0 halted)" 0 "and nothing is halted"
adds_up 0 "user"
release

hold --vcpus 2 --cpus 0,0 cpuid=$((100000 / fewer))
for v in 0 1; do
	adds_up $v "two on one CPU"
done
both=0 preempted=0
for v in 0 1; do
	preempted=$((preempted + $(phase $v preempted)))
	for p in guest kernel user preempted; do
		both=$((both + $(phase $v $p)))
	done
done
within $preempted $((both / 100 * 40)) $((both / 100 * 60)) \
	"two busy vCPUs on one CPU are preempted close to half of the time"
release

# Kernel time is what is in the histograms, maximum included.
hold cpuid=1000
awk -F '\t' -v name="$cpuid" '$2 == name { for (i = 3; i <= 34; i++) sum += $i
	print sum }' "$d/vm/$vm/hist" > "$tmp/sum"
is "$(cat "$tmp/sum")" 1000 "1,000 CPUID exits are in the histogram"
bucket=$(awk -F '\t' -v name="$cpuid" '$2 == name { for (i = 34; i >= 3; i--)
	if ($i) { print i - 3; exit } }' "$d/vm/$vm/hist")
max=$(phase 0 max "$cpuid")
within "$max" $((1 << bucket)) $(((2 << bucket) - 1)) "the longest is in the last bucket"
within "$(phase 0 kernel "$cpuid")" "$max" $((1000 * max)) "the kernel phases are between one and 1,000 times it"
release
finish
