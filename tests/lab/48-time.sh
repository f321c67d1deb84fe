# SPDX-License-Identifier: GPL-2.0-only
# When time or the VM goes wrong: a host that is suspended, a VMM that is killed, a
# triple fault, a VM entry that fails.
. ./tap.sh
. ./held.sh
. ./conserved.sh

cpuid=$(reason_name cpuid)

# The host is suspended, as far as that goes without switching the machine off: tasks
# frozen, devices and the second CPU down, KVM's virtualization off on the first.
if grep -qw mem /sys/power/state && [ -e /sys/power/pm_test ]; then
	long=$(lasting 4)
	hold_start --vcpus 2 cpuid="$long"
	sleep 0.5
	hold_done
	verdict $(($? == 0)) "suspend: the guest still runs"
	echo core > /sys/power/pm_test
	before=$(tsc)
	ok "suspend: five seconds, and back" sh -c 'echo mem > /sys/power/state'
	whole=$(($(tsc) - before))
	hold_wait
	is "$(sum $d/vm/"$vm"/exits exits "$cpuid")" $((2 * long)) "suspend: no exit is lost"
	# Five seconds are none of the phases', by another clock: how late they end is up to the host.
	for v in 0 1; do
		within "$(phases $v)" $(($(shortest_life $v) - whole)) $(($(longest_life $v) - 4900 * khz)) \
			"suspend: vCPU $v: the six phases are its life, without the suspension"
	done
	release
	conserved suspend
else
	skip "suspend" "this kernel cannot test it: $(cat /sys/power/state), no pm_test"
fi

# A VMM that is killed while its guest runs: what it did until then stays.
for i in 1 2 3 4 5 6 7 8 9 10; do
	exitgen --vcpus 4 cpuid=10000000 io=1 > "$tmp/out" 2>&1 &
	vmm=$!
	until grep -q "^[^-].*$cpuid	[1-9]" $d/vm/*/exits 2> /dev/null; do
		usleep 10000
	done
	usleep $((i * 10000))
	kill -KILL $vmm
	wait $vmm
	is "$? $(ls $d/vm)" "137 " "killed in KVM_RUN, $i: the VM goes"
	last_departed
	within "$(sum "$tmp/departed" exits "$cpuid" "vm=$vm")" 1 39999999 \
		"killed in KVM_RUN, $i: what it did stays"
done
conserved "killed in KVM_RUN"

# The last exit of a vCPU's life, and an entry that is none.
for last in shutdown=1 fail-entry=3; do
	kind=${last%=*}
	reason=$(reason_name "$kind")
	exitgen --vcpus 2 cpuid=100 $last > "$tmp/out" 2>&1
	is $? 0 "$kind: exitgen ends"
	last_departed
	is "$(sum "$tmp/departed" exits "$reason" "vm=$vm")" "$(made "$tmp/out" "$reason")" "$kind: each is counted"
	is "$(sum "$tmp/departed" exits "$cpuid" "vm=$vm")" 200 "$kind: and each exit before"
	conserved "$kind"
done

finish
