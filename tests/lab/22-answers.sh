# SPDX-License-Identifier: GPL-2.0-only
# needs: instruction-clock
# What an answer costs the host, in instructions: the lab's clock counts them.
. ./tap.sh

asks=200
name=$(reason_name cpuid)
nr=$(reason_nr cpuid)

# cost VCPUS LEAF: instructions of one CPUID exit of LEAF, everything included.
cost() {
	exitgen --vcpus "$1" io=1 --ask-range "$2:$nr-$((nr + asks - 1))" > "$tmp/made" 2>&1
	last_departed
	echo $(($(sum "$tmp/departed" kernel "$name" "vm=$vm") /
		$(sum "$tmp/departed" exits "$name" "vm=$vm")))
}

for vcpus in 1 2 64 512; do
	for leaf in 0x0 0x4ffffffb 0x4ffffffd 0x4ffffffe 0x4fffffff; do
		instructions=$(cost $vcpus $leaf)
		echo "# $vcpus vCPUs, leaf $leaf: $instructions instructions"
		case $vcpus,$leaf in
		64,0x4fffffff) most=$instructions ;;
		64,0x4ffffffe) most_cycles=$instructions ;;
		512,0x4fffffff) most_of_512=$instructions ;;
		esac
	done
done
within "$most" 1 20000 "all exits of 64 vCPUs: at most 20,000 instructions, 20 us at 1 GHz"
within "$most_cycles" 1 20000 "all cycles of 64 vCPUs: the same"

# What a vCPU adds, between two points at which others may run; of KVM's 4,096 all.
each=$(((most_of_512 - most) / 448))
echo "# $each instructions per vCPU: $((each * 4096 / 1000)) us with 4,096 at 1 GHz"
within $each 1 1000 "all exits: at most 1,000 instructions, 1 us at 1 GHz, for each vCPU"

# A guest that asks holds no lock, and lets others run between two vCPUs, or CPUs: what
# its answers call is this and nothing else.
tracing=/sys/kernel/tracing
mount -t tracefs tracefs $tracing 2>/dev/null
echo 0 > $tracing/tracing_on
echo 20000 > $tracing/buffer_size_kb
echo kvm_vmexit_cpuid > $tracing/set_graph_function
echo function_graph > $tracing/current_tracer
echo 1 > $tracing/tracing_on
for scope in 1 2; do
	echo $scope > /sys/module/kvm/parameters/exit_stats_cpuid
	exitgen --vcpus 64 io=1 --ask-range 0x4ffffffd:0-40 --ask 0x4fffffff --ask 0x4ffffffe \
		> /dev/null 2>&1
done
echo 0 > $tracing/tracing_on
echo 1 > /sys/module/kvm/parameters/exit_stats_cpuid
awk '
	# Function and indentation: what an interrupt calls is indented more than its entry,
	# and so is whoever runs where others may.
	/\|/ {
		sub(/.*\| /, "")
		match($0, /^ */)
		depth = RLENGTH
		if (skipping && depth >= skipped) {
			if (depth == skipped)
				skipping = 0
			next
		}
		skipping = 0
		if ($0 !~ /^ *[a-z_0-9]+( \[kvm\])?\(\)/)
			next
		name = $0
		gsub(/^ *|( \[kvm\])?\(\).*/, "", name)
		if (name ~ /^(irq_(enter|exit)_rcu|__sysvec_.*|__common_interrupt|irqtime_account_irq|irqentry_.*|raw_irqentry_.*|preempt_schedule_irq)$/) {
			skipping = /\{ *$/
			skipped = depth
			next
		}
		print name
		if (name == "__cond_resched") {
			skipping = /\{ *$/
			skipped = depth
		}
	}' $tracing/trace |
	sort | uniq -c | while read -r n name; do
		echo "$n $name"
	done > "$tmp/called"
echo nop > $tracing/current_tracer
handled=$(cut -f 1 $d/exits | sed '1d;/^-/d' | while read -r nr; do
	[ $((nr)) -le 40 ] && echo "$nr"
done | wc -l)
sed 's/^/# /' "$tmp/called"
is "$(grep 'kvm_vmexit_cpuid$' "$tmp/called")" "86 kvm_vmexit_cpuid" "86 questions were traced"
cpus=$(find /sys/devices/system/cpu -maxdepth 1 -name 'cpu[0-9]*' | wc -l)
is "$(grep '__cond_resched$' "$tmp/called")" "$(((handled + 2) * (64 + cpus))) __cond_resched" \
	"after each vCPU and each CPU others may run"
is "$(grep -vE ' (kvm_vmexit_cpuid|kvm_vmexit_(reason_(defined|slot)|leaves_of)|__cond_resched|__rcu_read_(un)?lock|answer(_[a-z]*)?|sum_(cells|cpus|vcpus))$' \
	"$tmp/called")" "" "nothing else is called"
finish
