# SPDX-License-Identifier: GPL-2.0-only
# measure.sh WAY...: in the lab, ticks per exit of each kind while exits are watched
# in each of these ways. Prints WAY, kind and ticks, tab-separated; a way that does not
# run here is said on stderr and left out.
#
# exitgen warms up with as many exits as it then measures. The instruction clock has
# one CPU, so what a tool does elsewhere in the meantime is in its number, too.
tracing=/sys/kernel/tracing
d=/sys/kernel/debug/kvm_exits
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

[ -d $tracing/events ] || mount -t tracefs tracefs $tracing

# A tick of the host's clock in a run more or less is a third of an instruction in the
# first two; for tools, a hundred times as expensive, a quarter of it will do.
exact=${KINDS:-"cpuid=20000 msr-write=20000 io=5000 halt-wake=2000 page=5000 wbinvd=5000"}
rough=${KINDS:-"cpuid=5000 msr-write=5000 io=2000 halt-wake=1000 page=2000 wbinvd=2000"}

# run COMMAND...: ticks per exit. The least of three: the kernel's own work in the
# background only ever adds.
run() {
	for _ in 1 2 3; do
		"$@" > "$tmp/out" 2>"$tmp/err" || {
			echo "measure: $* failed:" >&2
			cat "$tmp/out" "$tmp/err" >&2
			return 1
		}
		awk '$3 == "ticks/exit" { print $2 }' "$tmp/out"
	done | sort -n | head -n 1
}

# each WAY [PREFIX...]: all kinds, exitgen under PREFIX
each() {
	way=$1
	shift
	for kind in $kinds; do
		ticks=$(run "$@" exitgen --bench "$kind") &&
			printf '%s\t%s\t%s\n' "$way" "${kind%=*}" "$ticks"
	done
}

# while_attached WAY PROGRAM [ARG...]: all kinds, between the line "attached" of the
# program's and SIGINT
while_attached() {
	way=$1
	shift
	"$@" > "$tmp/tool" 2>&1 &
	tool=$!
	for _ in $(seq 300); do
		grep -q '^attached' "$tmp/tool" && break
		kill -0 $tool 2>/dev/null || break
		sleep 0.2
	done
	if grep -q '^attached' "$tmp/tool"; then
		each "$way"
	else
		echo "measure: $1 does not run here:" >&2
		cat "$tmp/tool" >&2
	fi
	kill -INT $tool 2>/dev/null
	wait $tool
}

# with_bpftrace WAY PROGRAM
with_bpftrace() {
	while_attached "$1" bpftrace -e "BEGIN { printf(\"attached\\n\"); } $2"
}

# shellcheck disable=SC2016 # bpftrace's variables
# The same two tracepoints that perf kvm stat and bcc's kvmexit use.
bpf_count='tracepoint:kvm:kvm_exit { @n[args->exit_reason] = count(); }'
bpf_all='tracepoint:kvm:kvm_exit { @start[tid] = nsecs; @reason[tid] = args->exit_reason; }
	tracepoint:kvm:kvm_entry /@start[tid]/ {
		$t = nsecs - @start[tid];
		$r = @reason[tid];
		@n[$r] = count(); @time[$r] = sum($t); @hist[$r] = hist($t);
		delete(@start[tid]);
	}'

events() {
	for event in kvm_exit kvm_entry; do
		echo "$1" > $tracing/events/kvm/$event/enable
	done
}

measure() {
	case $1 in
	stock | full | time | counts | causes | off) kinds=$exact ;;
	*) kinds=$rough ;;
	esac
	case $1 in
	stock) each stock ;;
	perf-stat) each perf-stat perf stat -a -e kvm:kvm_exit ;;
	ftrace-hist)
		echo 'hist:keys=exit_reason' > $tracing/events/kvm/kvm_exit/trigger
		each ftrace-hist
		echo '!hist:keys=exit_reason' > $tracing/events/kvm/kvm_exit/trigger
		;;
	ftrace-events)
		events 1
		each ftrace-events
		events 0
		;;
	bpftrace-count) with_bpftrace bpftrace-count "$bpf_count" ;;
	perf-kvm-stat)
		each perf-kvm-stat perf kvm stat record -a -o "$tmp/perf.data"
		perf kvm stat record -a -o "$tmp/perf.data" exitgen cpuid=5000 > /dev/null 2>&1 &&
			printf 'perf-kvm-stat\tbytes\t%s\n' $(($(stat -c %s "$tmp/perf.data") / 5000))
		rm -f "$tmp/perf.data"
		;;
	perf-kvm-msr) # perf kvm stat report --event=msr needs no more than these
		each perf-kvm-msr perf record -a -o "$tmp/perf.data" \
			-e kvm:kvm_entry,kvm:kvm_exit,kvm:kvm_msr
		rm -f "$tmp/perf.data"
		;;
	bpftrace-all) with_bpftrace bpftrace-all "$bpf_all" ;;
	bpf-*-*) # bpf-DETAIL-STATE
		state=${1##*-}
		detail=${1#bpf-}
		while_attached "$1" bpf-peer "${detail%-*}" "$state"
		;;
	full | time | counts | causes)
		echo "$1" > $d/detail
		each "$1"
		echo full > $d/detail
		;;
	off)
		echo 0 > $d/enabled
		each off
		echo 1 > $d/enabled
		;;
	*)
		echo "measure: no way '$1'" >&2
		exit 2
		;;
	esac
}

printf 'kernel\t\t%s\n' "$(uname -rv)"
for way; do
	measure "$way"
done
