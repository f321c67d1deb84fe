# SPDX-License-Identifier: GPL-2.0-only
# One VM's leaves: the file `cpuid' of each, which is as the parameter says until it is
# written; the number that says whose counters they are; and nothing for a guest's guest
# whose hypervisor lets CPUID through to us.
. ./tap.sh
. ./held.sh

parameter=/sys/module/kvm/parameters/exit_stats_cpuid
nr=$(reason_nr cpuid)

# start N: a VM that stays, with the name $vm, and asks when it is told to: it begins with
# an OUT at which its VMM waits for a second, so that its file can be written before.
start() {
	hold_start --user-sleep-ms "$1" io=1 --ask 0x4ffffffb --ask 0x4ffffffa --ask 0x4fffff00 \
		--ask "0x4ffffffd:$nr" --ask 0x4ffffffa
	hold_named
	until [ -e $d/vm/"$vm"/cpuid ]; do
		:
	done
}

# answer LEAF: of $tmp/out, the first
answer() { awk -F '\t' -v leaf="$1" '$1 == "ask" && $2 == leaf { print $4, $5, $6, $7; exit }' "$tmp/out"; }

# Written while it lives: to 0, as if it did not exist, and to 2, the host's.
start 2000
is "$(cat $d/vm/"$vm"/cpuid)" 1 "a VM begins with the parameter's 1"
echo 0 > $d/vm/"$vm"/cpuid
is "$(cat $d/vm/"$vm"/cpuid)" 0 "0 is written"
is "$(cat $parameter)" 1 "which leaves the parameter as it is"
exitgen --ask 0x4ffffffb | sed -n 's/^ask\t//p' > "$tmp/other"
is "$(cut -f 4-6 "$tmp/other" | tr '\t' ' ')" "0x454d564b 0x53746978 0x73746174" "another VM has its leaves"
hold_wait
for leaf in 0x4ffffffb 0x4ffffffa 0x4ffffffd; do
	is "$(answer $leaf)" "$(answer 0x4fffff00)" "0: $leaf is no leaf"
done
for word in 3 -1 x '' ' ' '1 1' 99999999999999999999; do
	echo "$word" 2> "$tmp/err" > $d/vm/"$vm"/cpuid
	verdict $(($? == 0)) "cpuid refuses '$word'"
	grep -q 'Invalid argument' "$tmp/err"
	verdict $? "and says so"
	is "$(cat $d/vm/"$vm"/cpuid)" 0 "and stays as it was"
done 2> /dev/null
release

# The host's leaves know of no reset, which the file of its CPUs does.
modprobe -r $vendor_module
modprobe $vendor_module
exitgen cpuid=1000 > /dev/null
forgotten=0
for resets in 0 1; do
	start 2000
	echo 2 > $d/vm/"$vm"/cpuid
	cpus=$(sum $d/cpus exits "$(reason_name cpuid)")
	hold_wait
	is "$(answer 0x4ffffffb | cut -c 8)" 1 "2: it sees the host's exits"
	# Before it, of all VMs; its own two questions and this one.
	is "$(($(answer "0x4ffffffd" | cut -d ' ' -f 1)))" $((cpus + forgotten + 4)) \
		"2: as many as the CPUs have had, after $resets resets"
	release
	forgotten=$(sum $d/cpus exits "$(reason_name cpuid)")
	echo 1 > $d/reset
done

# A file that nobody writes goes with the parameter, one that was written does not.
start 2000
kept=$vm
echo 1 > $d/vm/"$kept"/cpuid
in-turn 10:4000 > "$tmp/lives" &
follows=''
until [ -n "$follows" ] && [ -e $d/vm/"$follows"/cpuid ]; do
	follows=$(find $d/vm -mindepth 1 -maxdepth 1 -name "$!-*")
	follows=${follows##*/}
done
for scope in 0 2 1; do
	echo $scope > $parameter
	is "$(cat $d/vm/"$follows"/cpuid) $(cat $d/vm/"$kept"/cpuid)" "$scope 1" \
		"the parameter is $scope: so is a VM's that was not written, and only that"
done
hold_wait
is "$(answer 0x4ffffffb | cut -d ' ' -f 2)" 0x454d564b "and the one that was written has its leaves"
release
wait

# The number of 0x4ffffffa: one of each VM, the same to all who see the host's.
# instance ARG...: EDX of all answers
instances() { exitgen --ask-range 0x4ffffffa:0-20 "$@" | sed -n 's/^ask\t//p' | cut -f 6 | sort -u; }
for vcpus in 1 2 3; do
	instances --vcpus $vcpus cpuid=$vcpus > "$tmp/own.$vcpus"
	is "$(wc -l < "$tmp/own.$vcpus")" 1 "VM $vcpus: one number in 21 answers"
done
cat "$tmp"/own.* > "$tmp/own"
is "$(sort -u "$tmp/own" | wc -l)" 3 "three VMs have three numbers"
is "$(grep -c 0x00000000 "$tmp/own")" 0 "none is 0"
echo 2 > $parameter
instances > "$tmp/host"
instances >> "$tmp/host"
is "$(sort -u "$tmp/host" | wc -l)" 1 "scope 2: two VMs have one number"
is "$(grep -cxF -f "$tmp/host" "$tmp/own") $(grep -c 0x00000000 "$tmp/host")" "0 0" "scope 2: no VM's, and not 0"
modprobe -r $vendor_module
modprobe $vendor_module
echo 2 > $parameter
instances > "$tmp/reloaded"
is "$(wc -l < "$tmp/reloaded") $(grep -cxF -f "$tmp/host" "$tmp/reloaded")" "1 0" "scope 2: another one once the module has come back"
echo 1 > $parameter

# A guest's guest: on SVM its hypervisor need not intercept CPUID, and then KVM gets it.
if [ "$isa" = svm ]; then
	for scope in 1 2; do
		echo $scope > $parameter
		exitgen cpuid=5 --ask-by guest --ask 0x4fffff00 --ask-range 0x4ffffffc:0-3 --ask 0x4ffffffa \
			--ask 0x4ffffffb --ask "0x4ffffffd:$nr" --ask 0x4ffffffe --ask 0x4fffffff \
			--ask 0x4fffff00:3 --ask 0 > "$tmp/out" 2>&1
		is $? 0 "guest's guest, scope $scope: it asked"
		for leaf in a b c d e f; do
			is "$(answer 0x4ffffff$leaf)" "$(answer 0x4fffff00)" \
				"guest's guest, scope $scope: F$leaf is no leaf"
		done
		is "$(awk -F '\t' '$1 == "ask" && $2 == "0x4ffffffc" && $3 == "0x3" { print $4, $5, $6, $7 }' "$tmp/out")" \
			"$(awk -F '\t' '$1 == "ask" && $2 == "0x4fffff00" && $3 == "0x3" { print $4, $5, $6, $7 }' "$tmp/out")" \
			"guest's guest, scope $scope: nor is FC 3"
		# It did get an answer to what is a leaf.
		within "$(($(answer 0x00000000 | cut -d ' ' -f 1)))" 1 255 "guest's guest, scope $scope: leaf 0 is"
		last_departed
		is "$(sum "$tmp/departed" nested "$(reason_name cpuid)" "vm=$vm")" 12 \
			"guest's guest, scope $scope: its 12 CPUID exits came to us"
	done
	echo 1 > $parameter
else
	skip "a guest's guest whose CPUID gets past its hypervisor" "on VMX none does; see 35-nested.sh"
fi
finish
