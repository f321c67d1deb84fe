# SPDX-License-Identifier: GPL-2.0-only
# The longest exit since a reset, not a bound of it: an exit of 300 ms before the reset
# does not show, one after it does, and no maximum is above the sum of its row.
. ./tap.sh
. ./held.sh

cpuid=$(reason_name cpuid)
long=$((300 * khz))

# slow_exits: CPUID exits of which the tenth takes 300 ms more.
slow_exits() {
	modprobe burn function=kvm_emulate_cpuid ms=300 times=1
	exitgen cpuid=10 > "$tmp/out" 2>&1
	is $? 0 "$1: exitgen"
	modprobe -r burn
}

# max_of FILE KEY...: of CPUID; sum() of one row.
max_of() { max_file=$1; shift; sum "$max_file" max "$cpuid" "$@"; }

# bounded FILE NAME: in no row is the maximum more than all kernel time.
bounded() {
	is "$(awk -F '\t' '
		NR == 1 { for (i = 1; i <= NF; i++) nr_of[$i] = i; next }
		$nr_of["max"] + 0 > $nr_of["kernel"] + 0' "$1")" "" "$2: no maximum is above the sum of its row"
}

for detail in time full; do
	echo $detail > $d/detail
	echo 1 > $d/reset
	slow_exits $detail
	last_departed
	before=$(max_of $d/exits)
	within "$before" $long "$(sum $d/exits kernel "$cpuid")" "$detail: an exit of 300 ms is the longest"
	is "$(max_of "$tmp/departed" "vm=$vm")" "$before" "$detail: of the VM that made it, too"
	within "$(awk -F '\t' -v name="$cpuid" '
		NR == 1 { for (i = 1; i <= NF; i++) nr_of[$i] = i; next }
		$nr_of["name"] == name && $nr_of["max"] > max { max = $nr_of["max"] }
		END { print max }' $d/cpus)" "$before" "$before" "$detail: and of a CPU"

	# A VM that lives through the reset, and ends; what it makes then is short.
	hold_start --user-sleep-ms 3000 cpuid=10 io=1 msr-read=50
	hold_named
	until [ "$(sum $d/vm/"$vm"/exits exits "$(reason_name io)")" -gt 0 ]; do
		:
	done
	echo 1 > $d/reset
	is "$(awk -F '\t' '
		NR == 1 { for (i = 1; i <= NF; i++) if ($i == "max") max = i; next }
		{ sum += $max }
		END { print sum + 0 }' $d/exits)" 0 "$detail: after a reset there is no maximum"
	is "$(max_of $d/cpus)" 0 "$detail: nor of a CPU"
	hold_wait
	cat $d/exits > "$tmp/exits"
	cat $d/cpus > "$tmp/cpus"
	bounded "$tmp/exits" "$detail: after a reset: host"
	bounded "$tmp/vcpus" "$detail: after a reset: vCPU"
	bounded "$tmp/cpus" "$detail: after a reset: CPUs"
	within "$(sum "$tmp/exits" max TOTAL)" 1 $((long - 1)) "$detail: after a reset the 300 ms do not show"
	release

	slow_exits "$detail, after a reset"
	within "$(max_of $d/exits)" $long "$(sum $d/exits kernel "$cpuid")" \
		"$detail: after a reset an exit of 300 ms shows"
	last_departed
	is "$(max_of "$tmp/departed" "vm=$vm")" "$(max_of $d/exits)" "$detail: and is the VM's"
	bounded $d/exits "$detail: after all that: host"
	bounded $d/cpus "$detail: after all that: CPUs"
done

# One maximum, exactly: of a single exit of its reason, which is the whole row.
echo 1 > $d/reset
hold cpuid=1 wbinvd=1
for kind in cpuid wbinvd; do
	name=$(reason_name $kind)
	is "$(phase 0 max "$name")" "$(phase 0 kernel "$name")" "$name: one exit is its row's maximum"
done
release
finish
