# SPDX-License-Identifier: GPL-2.0-only
# Sourced after tap.sh: a VM of exitgen that is kept when its guest is done, and what its
# vCPUs have done so far.

# hold ARG...: run exitgen, keep the VM stopped when its guest is done.
hold() {
	hold_start "$@"
	hold_wait
}

# hold_start ARG...: the same, but do not wait for the guest.
hold_start() {
	mkfifo "$tmp/stdin"
	: > "$tmp/out"
	exitgen --hold "$@" < "$tmp/stdin" > "$tmp/out" 2>&1 &
	holder=$!
	exec 9> "$tmp/stdin"
}

# hold_done: whether the guest is, or exitgen has failed.
hold_done() { grep -q '^ready' "$tmp/out" || ! kill -0 $holder 2>/dev/null; }

# hold_wait: until it is; $vm is the VM's name.
hold_wait() {
	until hold_done; do
		sleep 0.1
	done
	grep -q '^ready' "$tmp/out" || {
		verdict 1 "exitgen holds its VM"
		sed 's/^/# /' "$tmp/out"
	}
	vm=$(awk -F '\t' '$1 == "ready" { print $2 "-" $3 }' "$tmp/out")
	look
}

# hold_named: $vm is the name of the VM while its guest still runs, if no other VM does.
hold_named() {
	vm=''
	until [ -n "$vm" ]; do
		kill -0 $holder || return
		vm=$(find $d/vm -mindepth 1 -maxdepth 1 -name "$holder-*")
		vm=${vm##*/}
	done
}

release() {
	exec 9>&-
	wait $holder
	rm -f "$tmp/stdin"
}

# look: what the VM's vCPUs have now, each of one moment between $looked and $seen. What
# is in progress grows, so that two reads of something are never the same.
look() {
	looked=$(tsc)
	cat "$d/vm/$vm/vcpus" > "$tmp/vcpus"
	seen=$(tsc)
}

# phase VCPU PHASE [NAME]: cycles, as of the last look; of the six and of max.
phase() { sum "$tmp/vcpus" "$2" "${3:-TOTAL}" "vcpu=$1"; }

# phases VCPU: their sum.
phases() {
	all=0
	for p in guest kernel user halted blocked steal; do
		all=$((all + $(phase "$1" $p)))
	done
	echo $all
}

# stamp VCPU first|last|begin|end: one of exitgen's time stamps.
stamp() {
	awk -F '\t' -v vcpu="$1" -v which="$2" '
		BEGIN { nr["first"] = 3; nr["last"] = 4; nr["begin"] = 5; nr["end"] = 6 }
		$1 == "tsc" && $2 == vcpu { print $nr[which] }' "$tmp/out"
}

# shortest_run, longest_run VCPU: cycles that its guest took. Its life begins with the
# first VM entry, which lies between the VMM's first KVM_RUN and the guest's first
# instructions; its last exit lies between the guest's last instructions and the end of
# the last KVM_RUN.
shortest_run() { echo $(($(stamp "$1" end) - $(stamp "$1" first))); }
longest_run() { echo $(($(stamp "$1" last) - $(stamp "$1" begin))); }

# shortest_life, longest_life VCPU: cycles, up to the last look. A vCPU that is held is in
# userspace, and lives.
shortest_life() { echo $((looked - $(stamp "$1" first))); }
longest_life() { echo $((seen - $(stamp "$1" begin))); }

# after_run VCPU: the cycles of userspace that may have come after its guest's end.
after_run() { echo $((seen - $(stamp "$1" end))); }

# lasting SECONDS: CPUID exits that take a vCPU about so long, on this kernel and with
# what else the machine does now.
lasting() {
	exitgen cpuid=10000 > "$tmp/out"
	echo $((10000 * $1 * 1000 * khz / $(shortest_run 0)))
}

# adds_up VCPU NAME: how narrow that is depends on what else the lab's machine does;
# alone it is 0.1 % or less.
adds_up() {
	least=$(shortest_life "$1")
	most=$(longest_life "$1")
	within "$(phases "$1")" $least $most "$2: vCPU $1: the six phases are its life"
	awk -v least=$least -v most=$most 'BEGIN {
		printf "# known within %.3f %%\n", (most - least) * 100 / most }'
}
