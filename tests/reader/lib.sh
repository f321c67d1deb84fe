# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Sourced by the tests: where the build is, and what they share.

here=$(cd "$(dirname "$0")" && pwd) || exit 1
build=${KVM_EXITS_BUILD:-$here/../../build}
# The reader under test; sanitized.t runs the tests once more with another one.
reader=${KVM_EXITSTAT:-$build/kvm-exitstat}
# shellcheck source=../tap.sh
. "$here/../tap.sh"
export here build reader scratch

LC_ALL=C TZ=UTC
export LC_ALL TZ
unset COLUMNS NO_COLOR

if ! [ -x "$reader" ] || ! [ -x "$build/tests/reader/test-units" ]; then
	echo "Bail out! nothing built: run 'make -C tests/reader' first"
	exit 1
fi

# fails STATUS TEXT NAME ARG...: the exit status and the one line of error.
fails() {
	fails_status=$1 fails_text=$2 fails_name=$3
	shift 3
	fails_out=$("$reader" "$@" 2>&1 >"$scratch/stdout")
	is "$?" "$fails_status" "$fails_name: status $fails_status"
	is "$fails_out" "kvm-exitstat: $fails_text" "$fails_name: what it says"
	is "$(cat "$scratch/stdout")" "" "$fails_name: nothing on standard output"
}

# with VARIABLE=VALUE... COMMAND...: also for functions
with() (
	while :; do
		case $1 in
		[A-Z]*=*)
			export "${1?}"
			shift
			;;
		*) break ;;
		esac
	done
	"$@"
)

# filtered FILTER COMMAND...
filtered() {
	filtered_by=$1
	shift
	"$@" | eval "$filtered_by"
}

# golden NAME COMMAND...: all that it prints is exactly data/golden/NAME. With
# GOLDEN_WRITE=1 that is written anew, to be looked at before it is called right.
golden() {
	golden_file=$here/data/golden/$1
	golden_name=$1
	shift
	"$@" >"$scratch/golden" 2>&1
	[ -n "$GOLDEN_WRITE" ] && cp "$scratch/golden" "$golden_file"
	cmp -s "$scratch/golden" "$golden_file"
	golden_status=$?
	ok "$golden_status" "golden $golden_name"
	[ "$golden_status" -eq 0 ] || diff -u "$golden_file" "$scratch/golden" | sed 's/^/# /'
}

# csv_fields NAME,...: these fields of the CSV on standard input, which has no quotes
csv_fields() {
	awk -F, -v OFS=, -v names="$1" '
		NR == 1 { nr = split(names, wanted); for (i = 1; i <= NF; i++) at[$i] = i }
		{ line = $at[wanted[1]]; for (i = 2; i <= nr; i++) line = line "," $at[wanted[i]]; print line }'
}

# wait_for COMMAND...: until it succeeds; it has failed after a minute.
wait_for() {
	wait_tries=0
	until "$@"; do
		wait_tries=$((wait_tries + 1))
		[ "$wait_tries" -lt 1200 ] || return 1
		sleep 0.05
	done
}

# has_lines FILE NUMBER: at least so many
has_lines() {
	[ "$(wc -l <"$1")" -ge "$2" ]
}

# recorded FILE OPTION... -- STEP...: a recording of simulate-tree's 2 VMs with 2 vCPUs, a
# sample of each step
recorded() {
	recorded_file=$1 recorded_options=
	shift
	while [ "$1" != -- ]; do
		recorded_options="$recorded_options $1"
		shift
	done
	shift
	echo "kvm-exitstat recording 2" >"$recorded_file"
	for recorded_step; do
		"$here/simulate-tree" "$scratch/recorded" 2 2 "$recorded_step"
		# shellcheck disable=SC2086 # options
		"$reader" --debugfs "$scratch/recorded" record $recorded_options -o - 0.01 1 2>"$scratch/err" |
			tail -n +2 >>"$recorded_file"
	done
	rm -r "$scratch/recorded"
}
