#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Recordings: written, cut off, reported, compared and drawn.
. "$(dirname "$0")/lib.sh"

tree=$scratch/tree
file=$scratch/recording
golden_recording=$here/data/recording
"$here/simulate-tree" "$tree" 2 2 1

# scopes: of the first object, without the percentiles that a recording has
scopes() {
	head -1 | jq -c '.scopes | walk(if type == "object" then del(.p50, .p90, .p99, .p999) else . end)'
}

out=$("$reader" --debugfs "$tree" record -o "$file" 0.02 3 2>&1)
is "$?" 0 "a recording of three samples"
is "$out" "kvm-exitstat: 3 samples, $(wc -c <"$file") bytes in $file" "it says how much it is"
is "$("$reader" report --samples "$file" --json | jq -s -c 'map(.scopes[0].total.exits)')" "[408000,0,0]" \
	"the report has all of them"
is "$("$reader" report --samples "$file" --json | scopes)" "$("$reader" --debugfs "$tree" --json | scopes)" \
	"the same numbers as live"

"$reader" --debugfs "$tree" record --force --per-vm -o "$file" 0.02 1 2>"$scratch/err"
is "$("$reader" report --samples "$file" --per-vm --json | scopes)" \
	"$("$reader" --debugfs "$tree" --per-vm --json | scopes)" "VMs"
is "$("$reader" report --samples "$file" --json | scopes)" "$("$reader" --debugfs "$tree" --json | scopes)" \
	"and the host with them"
is "$(grep -c '^vcpu' "$file")" 0 "vCPUs are not in it"
"$reader" --debugfs "$tree" record --force --per-vcpu -o "$file" 0.02 1 2>"$scratch/err"
is "$("$reader" report --samples "$file" --vm 1002-10 --vcpu 1 --csv | tail -1 | cut -d, -f12)" 114000 \
	"one vCPU of a recording of vCPUs"
fails 1 "$file: no VM '5' in it" "no such VM" report "$file" --vm 5
fails 1 "$file: no vCPU 7 of a VM '1002-10' in it" "no such vCPU" \
	report "$file" --vm 1002-10 --vcpu 7
"$reader" --debugfs "$tree" record --force --per-cpu -o "$file" 0.02 1 2>"$scratch/err"
is "$("$reader" report --samples "$file" --per-cpu --csv | grep -c TOTAL)" 2 "CPUs"
fails 1 "$file: no exits of the whole host in it: use --per-vm, --per-cpu or --vm" \
	"no host in it" report "$file"

# distribution FILE SCOPE REASON: the last one of the first row
distribution() {
	awk -F '\t' -v scope="$2" -v reason="$3" '$1 == scope && $6 == reason { print $NF; exit }' "$1"
}
"$reader" --debugfs "$tree" record --force -o "$file" 0.02 1 2>"$scratch/err"
is "$(distribution "$file" host HLT)" \
	"$("$reader" --debugfs "$tree" hist HLT --json | jq -r '.reasons[0] | [.closed] + .buckets | join(",") | sub("(,0)*$"; "")')" \
	"distributions, zeroes at their end left out"
is "$(distribution "$file" host TOTAL)" "-" "none of what is no reason"
is "$(sed -n 3p "$file" | sed 's/.*\t//' | cut -d, -f1-3)" "closed,256,512" "what their numbers are"
"$reader" --debugfs "$tree" record --force --per-vcpu -o "$file" 0.02 1 2>"$scratch/err"
is "$(distribution "$file" vcpu HLT | cut -d, -f1-5)" "4000,0,0,2000,1000" "of each vCPU"
is "$(distribution "$file" vm HLT | cut -d, -f1-5)" "9000,0,0,4500,2250" "of each VM"
is "$(distribution "$file" host HLT | cut -d, -f1-5)" "20000,0,0,10000,5000" "of the host with them"
"$reader" --debugfs "$tree" record --force --vm 1002-10 -o "$file" 0.02 1 2>"$scratch/err"
is "$(distribution "$file" vm HLT | cut -d, -f1-5)" "11000,0,0,5500,2750" "of one VM"
"$reader" --debugfs "$tree" record --force --per-cpu -o "$file" 0.02 1 2>"$scratch/err"
is "$(grep -c closed "$file")" 0 "none of CPUs"

# What it costs: the manual page's numbers are those of a Linux guest's first seconds, and of
# 10^10 exits of each reason, in all buckets.
# says PATTERN: the two numbers in it
says() {
	tr '\n' ' ' <"$here/../../userland/kvm-exitstat.1" | sed -nE "s/.*$1.*/\\1 \\2/p"
}
# line FILE: bytes of a VM's reason, and of the distribution in it, to tens
line() {
	awk -F '\t' '$1 == "vm" && $NF != "-" { n++; all += length($0) + 1; part += length($NF) + 1 }
		END { printf "%.0f %.0f\n", all / n / 10, part / n / 10 }' "$1" | sed 's/ /0 /; s/$/0/'
}
# bytes COUNT: of so many samples, as the program says
bytes() {
	"$reader" --debugfs "$here/data/svm" record --force --per-vm -o "$file" 0.01 "$1" 2>&1 |
		sed -n 's/.* samples, \([0-9]*\) bytes.*/\1/p'
}
sample=$(($(bytes 3) - $(bytes 2)))
is "$(says 'are ([0-9.]+) kB, at one sample a minute ([0-9.]+) MB')" \
	"$(awk -v n=$sample 'BEGIN { printf "%.1f %.1f\n", n / 1000, n * 1440 / 1e6 }')" \
	"the manual page has the size of a sample, and of a day"
bytes 2 >"$scratch/out"
is "$(says 'of ([0-9]+) bytes, ([0-9]+) of them')" "$(line "$file")" "the size of a young guest's line"
is "$(says '(with) ([0-9]+) reasons')" "with $(awk -F '\t' '$1 == "vm" && $NF != "-" && !seen[$6]++' "$file" | wc -l)" \
	"and of how many reasons it is"
"$here/simulate-tree" "$scratch/large" 2 1 1000000
"$reader" --debugfs "$scratch/large" record --force --per-vm -o "$file" 0.01 1 2>"$scratch/err"
is "$(says 'up to ([0-9]+) bytes, ([0-9]+) of them')" "$(line "$file")" "the size of an old one's"

mv "$tree/hist" "$tree/no-hist"
"$reader" --debugfs "$tree" record --force -o "$file" 0.02 1 2>"$scratch/err"
is "$? $(grep -c closed "$file") $(grep -c '^end' "$file")" "0 0 1" "a host without distributions"
mv "$tree/no-hist" "$tree/hist"

# Ctrl-C ends a recording well.
"$reader" --debugfs "$tree" record --force -o "$file" 0.02 2>"$scratch/err" &
pid=$!
wait_for has_lines "$file" 40
kill -INT $pid
wait $pid
is "$?" 0 "Ctrl-C: status 0"
is "$(tail -1 "$file" | cut -f1)" "end" "and the last sample is whole"

# A disk that is full after two samples and a half.
"$reader" --debugfs "$tree" record --force -o "$file" 0.02 1 2>"$scratch/err"
size=$(($(wc -c <"$file") * 5 / 2 / 1024))
(
	trap '' XFSZ
	ulimit -f "$((size * 2))"
	exec "$reader" --debugfs "$tree" record --force -o "$file" 0.02 9 2>"$scratch/err"
)
is "$?" 1 "a full disk: status 1"
is "$(head -1 "$scratch/err")" "kvm-exitstat: $file: File too large" "it says so"
is "$(tail -1 "$file" | cut -f1)" "end" "the last sample in it is whole"
"$reader" report --samples "$file" --csv >/dev/null 2>"$scratch/err"
is "$?" 0 "and it can be read"
is "$(cat "$scratch/err")" "" "without a complaint"
out=$("$reader" --debugfs "$tree" record -o /dev/full 0.02 1 2>&1)
is "$?" 1 "no room at all: status 1"
is "$(echo "$out" | head -1)" "kvm-exitstat: /dev/full: No space left on device" "it says so"
fails 1 "$scratch/no/file: No such file or directory" "nowhere to write" \
	--debugfs "$tree" record -o "$scratch/no/file"

# A kept recording: ten intervals of 3 s, twelve reasons, a reset in the middle.
golden recording-report "$reader" report --samples "$golden_recording" --top 2
golden recording-series "$reader" report --samples "$golden_recording" --reason CPUID
golden recording-wide with COLUMNS=200 "$reader" report --samples "$golden_recording" --top 3 --sort kernel
is "$("$reader" report --samples "$golden_recording" --json | jq -s -c 'map(.scopes[0].restarted) | indices(true)')" \
	"[6]" "the reset is seen"
head -c 6800 "$golden_recording" >"$file"
"$reader" report --samples "$file" --csv >"$scratch/out" 2>"$scratch/err"
is "$?" 0 "cut off: status 0"
is "$(cat "$scratch/err")" "kvm-exitstat: $file: cut off after sample 5" "it says where"
is "$(grep -c TOTAL "$scratch/out")" 5 "what is before the cut is there"
sed '39s/CPUID	[0-9]*/CPUID	x/' "$golden_recording" >"$file"
"$reader" report --samples "$file" --csv >"$scratch/out" 2>"$scratch/err"
is "$?" 1 "damaged: status 1"
is "$(wc -l <"$scratch/err")" 1 "one line about it"
is "$(grep -c TOTAL "$scratch/out")" 2 "what is before the damage is there"
fails 1 "$tree/exits: not a recording of kvm-exitstat" "not a recording" report "$tree/exits"

done_testing
