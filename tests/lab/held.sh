# SPDX-License-Identifier: GPL-2.0-only
# Sourced after tap.sh: a VM of exitgen that is kept when its guest is done.

# hold ARG...: run exitgen, keep the VM stopped; $vm is its name.
hold() {
	mkfifo "$tmp/stdin"
	: > "$tmp/out"
	exitgen --hold "$@" < "$tmp/stdin" > "$tmp/out" 2>&1 &
	holder=$!
	exec 9> "$tmp/stdin"
	until grep -q '^ready' "$tmp/out"; do
		kill -0 $holder 2>/dev/null || {
			verdict 1 "exitgen $*"
			sed 's/^/# /' "$tmp/out"
			break
		}
		sleep 0.1
	done
	vm=$(awk -F '\t' '$1 == "ready" { print $2 "-" $3 }' "$tmp/out")
}

release() {
	exec 9>&-
	wait $holder
	rm -f "$tmp/stdin"
}

# phase VCPU PHASE [NAME]: cycles.
phase() { sum "$d/vm/$vm/vcpu$1/exits" "$2" "${3:-TOTAL}"; }

# life VCPU: cycles.
life() {
	awk -F '\t' -v v="$1" '$1 == "tsc" && $2 == v { printf "%.0f", $4 - $3 }' "$tmp/out"
}
