# SPDX-License-Identifier: GPL-2.0-only
# How many exits of a reason went to userspace is exact, in every view: what exitgen's VMM
# handles has gone there, what KVM handles has not, with times or without.
. ./tap.sh

cpuid=$(reason_name cpuid)
io=$(reason_name io)
mmio=$(reason_name mmio)

# made_and_left NAME: of each vCPU 30 OUT and 20 MMIO for userspace, 10 OUT for KVM, 40 CPUID
made_and_left() {
	echo 1 > $d/reset
	exitgen --vcpus 2 cpuid=40 io=30 io-kernel=10 mmio=20 > "$tmp/out" || verdict 1 "exitgen"
	for view in exits cpus; do
		is "$(sum $d/$view to_user "$io")" 62 "$1, $view: OUT for userspace, and done"
		is "$(sum $d/$view exits "$io")" "$(made "$tmp/out" "$io")" "$1, $view: of all $io"
		is "$(sum $d/$view to_user "$mmio")" "$(made "$tmp/out" "$mmio")" "$1, $view: $mmio"
		is "$(sum $d/$view to_user "$cpuid")" 0 "$1, $view: no $cpuid"
		is "$(sum $d/$view exits "$cpuid")" 80 "$1, $view: of 80"
	done
	last_departed
	is "$(sum "$tmp/departed" to_user "$io" "vm=$vm")" 62 "$1, departed: $io"
	is "$(sum "$tmp/departed" to_user "$mmio" "vm=$vm")" "$(made "$tmp/out" "$mmio")" "$1, departed: $mmio"
	is "$(sum "$tmp/departed" to_user "$cpuid" "vm=$vm")" 0 "$1, departed: no $cpuid"
	is "$(sum "$tmp/departed" to_user TOTAL "vm=$vm")" \
		"$(sum $d/exits to_user TOTAL)" "$1: the host has what the VM has"
}

made_and_left "with times"
echo counts > $d/detail
made_and_left "without"
echo full > $d/detail

# A VM that lives, before and after a reset: what is open then is none of its exits.
mkfifo "$tmp/stdin"
exitgen --hold --vcpus 2 cpuid=40 io=30 < "$tmp/stdin" > "$tmp/held" &
exec 9> "$tmp/stdin"
until grep -q '^ready' "$tmp/held"; do
	sleep 0.1
done
is "$(sum $d/all to_user "$io" scope=vm)" 62 "all: the VM"
is "$(sum $d/all to_user "$io" scope=vcpu)" 62 "all: its vCPUs"
is "$(cat $d/vm/*/vcpus > "$tmp/vcpus" && sum "$tmp/vcpus" to_user "$io")" 62 "vcpus"
is "$(cat $d/vm/*/exits > "$tmp/vm" && sum "$tmp/vm" to_user "$io")" 62 "the VM's exits"
echo 1 > $d/reset
is "$(sum $d/all to_user TOTAL scope=vm)" 0 "after a reset none"
is "$(sum $d/cpus to_user TOTAL)" 0 "nor on the CPUs"
exec 9>&-
wait
is "$(sum $d/exits to_user TOTAL)" 0 "nor does what was open count when it goes on"
finish
