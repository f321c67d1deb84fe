# SPDX-License-Identifier: GPL-2.0-only
# The lines below a reason add up to it exactly, exits and kernel time: of the host, of VMs and
# of vCPUs, while guests run and end, in intervals, and in what is recorded.
. ./tap.sh
. ./held.sh

# adds_up_below NAME: in $tmp/csv what a reason's causes have is what it has
adds_up_below() {
	awk -F , '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["name"] ~ /^(RUNNING|TOTAL)?$/ { next }
		{ key = $at["time"] " " $at["scope"] " " $at["vm"] " " $at["vcpu"] " " $at["name"] }
		$at["cause"] == "" { exits[key] = $at["exits"]; kernel[key] = $at["kernel"]; next }
		{ exits[key] -= $at["exits"]; kernel[key] -= $at["kernel"]; caused[key]; rows++ }
		END {
			for (key in caused)
				if (exits[key] || kernel[key])
					print key, exits[key], kernel[key]
			print rows + 0 > "/dev/stderr"
		}' "$tmp/csv" > "$tmp/left" 2> "$tmp/rows"
	is "$(cat "$tmp/left")" "" "$1: the causes of a reason add up to it"
	within "$(cat "$tmp/rows")" 1 1000000 "$1: there are some"
}

# recorded CAUSE: exits of it in the recording
recorded() {
	kvm-exitstat report --per-vm --causes --csv "$tmp/recording" | awk -F , -v cause="$1" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["cause"] == cause { n += $at["exits"] }
		END { print n + 0 }'
}

exitgen cpuid=10 > /dev/null
kvm-exitstat run --force -o "$tmp/recording" -- exitgen cpuid=10 > /dev/null 2>&1
is "$(grep -c '^causes$' "$tmp/recording")" 0 "run -o records none where they are not looked for"

echo causes > $d/detail
echo 1 > $d/reset
exitgen --vcpus 2 leaves=300 msr-read=5000 io-ports=500 cpuid=1000000000 > /dev/null &
load=$!
until [ -e "$tmp/looked" ]; do
	exitgen leaves=50 msr-read=500 > /dev/null
done &
ends=$!
for lines in "" --per-vm --per-vcpu; do
	# shellcheck disable=SC2086 # none or one
	kvm-exitstat --causes --csv $lines 0.3 4 > "$tmp/csv"
	adds_up_below "while guests run, ${lines:-the host}"
done
: > "$tmp/looked"
wait $ends
kill $load
wait $load
kvm-exitstat --causes --csv > "$tmp/csv"
adds_up_below "after it"

kvm-exitstat run --force -o "$tmp/recording" -- exitgen "cpuid=$(lasting 2)" > /dev/null 2>&1
kvm-exitstat report --per-vm --causes --csv "$tmp/recording" > "$tmp/csv"
adds_up_below "what run -o records"
within "$(recorded cpuid:0x0)" 1 1000000000 "of what was known of it"

hold cpuid=40 msr-read=30
kvm-exitstat run --vm "$holder" --force -o "$tmp/recording" -- true > /dev/null 2>&1
is "$(grep -c '	cpuid:0x0	40	' "$tmp/recording")" 2 "run --vm -o: before and after"
release
echo full > $d/detail
finish
