# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/lab
#
# What a person sees while the lab or a program like it works, all of it on stderr,
# and the one way to run something that takes time.

# who says it
me=${me:-lab}

# Exit statuses of the lab's own; any other is the command's.
EMULATOR_DIED=122
KERNEL_CRASHED=123
TIMED_OUT=124
LAB_FAILED=125

say() {
	printf '%s: %s\n' "$me" "$*" >&2
}

# die [-s STATUS] LINE...: the last words, one line each.
die() {
	local status=$LAB_FAILED line
	if [ "$1" = -s ]; then
		status=$2
		shift 2
	fi
	printf '%s: error: %s\n' "$me" "$1" >&2
	shift
	for line; do
		printf '     %s\n' "$line" >&2
	done
	exit "$status"
}

# nap SECONDS: sleeps without starting a process, and signals end it at once.
nap() {
	[ -n "${nap_fd-}" ] || exec {nap_fd}<> <(:)
	read -rt "$1" -u "$nap_fd" _ || :
}

# start_job COMMAND...: runs COMMAND in a process group of its own, so that
# stop_jobs can end it with everything that it started; sets job.
jobs_running=()
start_job() {
	set -m
	("$@") &
	set +m
	job=$!
	jobs_running+=("$job")
}

# start_terminal_job COMMAND...: the same for a job that reads the terminal, for
# which it has to stay in our process group.
start_terminal_job() {
	"$@" </dev/tty &
	job=$!
	jobs_running+=("$job")
}

# signal_job SIGNAL PID
signal_job() {
	kill "-$1" -- "-$2" 2>/dev/null || kill "-$1" "$2" 2>/dev/null || :
}

# wait_job PID: its status; afterwards stop_jobs does not know it any more.
wait_job() {
	local status=0 pid left=()
	wait "$1" || status=$?
	for pid in "${jobs_running[@]}"; do
		[ "$pid" = "$1" ] || left+=("$pid")
	done
	jobs_running=("${left[@]}")
	return "$status"
}

# stop_jobs: TERM first, so that each can put its things in order
stop_jobs() {
	local pid tries
	for pid in "${jobs_running[@]}"; do
		signal_job TERM "$pid"
	done
	for ((tries = 0; tries < 20; tries++)); do
		[ -n "$(jobs -rp)" ] || break
		nap 0.05
	done
	for pid in "${jobs_running[@]}"; do
		signal_job KILL "$pid"
		wait "$pid" 2>/dev/null || :
	done
	jobs_running=()
}

# step TITLE FAR COMMAND...: runs COMMAND as a job and shows TITLE, what the
# function FAR (or -) prints about how far it has come, and the seconds. One
# line that changes on a terminal, else a line every ten seconds. COMMAND's
# output is kept in $run_dir/step.log; if it fails, EXPLAIN (a function set by
# the caller, default: the last lines) shows why and the lab ends.
step() {
	local title=$1 far=$2 start=$SECONDS shown=0 seconds pid status=0 text
	shift 2
	[ -t 2 ] || say "$title ..."
	start_job "$@" >"$run_dir/step.log" 2>&1
	pid=$job
	while kill -0 "$pid" 2>/dev/null; do
		seconds=$((SECONDS - start))
		if [ -t 2 ]; then
			text=$(step_text)
			printf '\r\033[K%s: %s' "$me" "${text:0:$((${COLUMNS:-80} - ${#me} - 3))}" >&2
		elif ((seconds >= shown + 10)); then
			shown=$seconds
			say "$(step_text)"
		fi
		nap 0.2
	done
	wait_job "$pid" || status=$?
	[ -t 2 ] && printf '\r\033[K' >&2
	if [ "$status" != 0 ]; then
		die_if_full "$title" || :
		"${explain:-explain_tail}" "$run_dir/step.log" >&2
		die "failed: $title (status $status)"
	fi
	say "$title: done in $((SECONDS - start)) s"
}

step_text() {
	local how_far=
	[ "$far" = - ] || how_far=$("$far")
	printf '%s%s, %d s' "$title" "${how_far:+: $how_far}" "$seconds"
}

# explain_tail LOG: what is wrong, which a build of many at once says long before its end,
# and the end.
explain_tail() {
	grep -iE -A 3 'error:|not found|no such file|cannot|unable to' "$1" | grep -v '^--' | head -n 20
	tail -n 8 "$1"
}
