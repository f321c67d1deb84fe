# SPDX-License-Identifier: GPL-2.0-only
# Sourced by what tests BPF on stock modules, where tests/lab's own has no files to begin with.
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
nr=0
failed=0

is() {
	nr=$((nr + 1))
	if [ "$1" = "$2" ]; then
		echo "ok $nr - $3"
	else
		echo "not ok $nr - $3: $1, not $2"
		failed=1
	fi
}

# made NAME: what exitgen says
made() { awk -F '\t' -v name="$1" '$1 == "made" && $2 == name { print $3 }' "$tmp/made"; }

# at_rest PID: it has been given no CPU for a second
at_rest() {
	used=
	until [ "$used" = "$(awk '{ print $14 + $15 }' "/proc/$1/stat")" ]; do
		used=$(awk '{ print $14 + $15 }' "/proc/$1/stat")
		sleep 1
	done
}
