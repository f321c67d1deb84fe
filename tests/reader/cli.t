#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The command line: the table of the host, and every way to be wrong.
. "$(dirname "$0")/lib.sh"

small=$here/data/small
try="(try 'kvm-exitstat --help')"

golden small-80 "$reader" --debugfs "$small"
golden small-45-cycles with COLUMNS=45 "$reader" --debugfs "$small" --cycles --all-reasons
golden small-200-with-halted with COLUMNS=200 "$reader" --debugfs "$small" --with-halted
golden small-by-name "$reader" --debugfs "$small" --sort name
golden small-top-1 "$reader" --debugfs "$small" --top 1
golden small-reason "$reader" --debugfs "$small" --reason 0xc
golden small-caps "$reader" caps --debugfs "$small"

fails 1 "$scratch/none: no such directory" "no directory" --debugfs "$scratch/none"

cp -r "$small" "$scratch/bad"
echo x >"$scratch/bad/tsc_khz"
fails 1 "$scratch/bad/tsc_khz: damaged: 'x' is not a number" \
	"a damaged frequency" --debugfs "$scratch/bad"
rm "$scratch/bad/tsc_khz"
fails 1 "$scratch/bad/tsc_khz: No such file or directory" \
	"no frequency" --debugfs "$scratch/bad"
echo 1000 >"$scratch/bad/tsc_khz"
sed -i '2s/5000/many/' "$scratch/bad/exits"
fails 1 "$scratch/bad/exits:2: damaged: column 'exits' cannot be 'many'" \
	"a damaged list" --debugfs "$scratch/bad"

cp -r "$small" "$scratch/newer"
echo 3 >"$scratch/newer/format"
sed -i '1s/$/\tlater/; 2,$s/$/\t1/' "$scratch/newer/exits"
is "$("$reader" --debugfs "$scratch/newer" 2>"$scratch/stderr")" \
	"$("$reader" --debugfs "$small")" "a newer format: what is known is shown"
is "$(cat "$scratch/stderr")" \
	"kvm-exitstat: the format is 3, newer than the 2 that is known: showing what is known" \
	"and it says so"

cp -r "$small" "$scratch/older"
echo 1 >"$scratch/older/format"
fails 1 "$scratch/older: format 1, older than the 2 that this program reads" \
	"an older format" --debugfs "$scratch/older"
cp -r "$small" "$scratch/timeless"
rm "$scratch/timeless/now"
fails 1 "$scratch/timeless/now: No such file or directory" "no clock" \
	--debugfs "$scratch/timeless"
echo 5 >"$scratch/timeless/now"
fails 1 "$scratch/timeless/now: damaged: '5' is not two times" "half a clock" \
	--debugfs "$scratch/timeless"

cp -r "$small" "$scratch/backwards"
echo 3 >"$scratch/backwards/backwards"
is "$("$reader" --debugfs "$scratch/backwards" | tail -1)" \
	"3 times the TSC went backwards: these count as no time" "differences that were negative"
is "$("$reader" --debugfs "$scratch/backwards" --json | jq .backwards)" 3 "for a program"
is "$("$reader" --debugfs "$scratch/backwards" 0.01 2 | grep -c backwards)" 1 "none in the interval"

cp -r "$small" "$scratch/cut"
sed -i '$d' "$scratch/cut/exits"
"$reader" --debugfs "$scratch/cut" >"$scratch/stdout" 2>"$scratch/stderr"
is "$?" 0 "a list without TOTAL is shown"
is "$(cat "$scratch/stderr")" \
	"kvm-exitstat: the list ends without its TOTAL: it may have been cut short" \
	"and said to be cut"

# Root may read everything: give up its rights for the one test that needs it.
chmod 0 "$scratch/newer"
if [ "$(id -u)" -eq 0 ]; then
	chmod 755 "$scratch"
	out=$(setpriv --reuid=65534 --clear-groups "$reader" --debugfs "$scratch/newer" 2>&1)
else
	out=$("$reader" --debugfs "$scratch/newer" 2>&1)
fi
is "$?" 1 "no permission: status 1"
is "$out" "kvm-exitstat: $scratch/newer: permission denied: run as root" \
	"no permission: what it says"
chmod 700 "$scratch/newer"

fails 1 "no exit reason 'nonsense' on vmx: --all-reasons lists them" \
	"an unknown reason" --debugfs "$small" --reason nonsense
fails 1 "no exit reason 'running' on vmx: --all-reasons lists them" \
	"RUNNING is no reason" --debugfs "$small" --reason running
fails 1 "$small/cpus: No such file or directory" "no CPUs" --debugfs "$small" --cpu 0
fails 1 "no VM 'web' is running: 'kvm-exitstat --per-vm' lists those that are" \
	"an unknown VM" --debugfs "$small" --vm web

fails 2 "there is no command 'x' $try" "a command" x
fails 2 "there is no option '--wrong' $try" "an option" --wrong
fails 2 "there is no option '-x' $try" "a short option" -x
fails 2 "an argument is missing after '--top' $try" "no argument" --top
fails 2 "no argument is allowed in '--json=1' $try" "an argument too many" --json=1
fails 2 "--top takes a number, not '0' $try" "no lines" --top 0
fails 2 "--vcpu takes a number, not '-1' $try" "a negative vCPU" --vm a --vcpu -1
fails 2 "an interval is seconds from 0.01 to 86400, not '0' $try" "no interval" 0
fails 2 "a count is a number above 0, not 'x' $try" "a count" 1 x
fails 2 "one argument too many: '3' $try" "three numbers" 1 2 3
fails 2 "only one of --json, --csv, --prometheus and --openmetrics $try" "two formats" --json --csv
fails 2 "only one of --per-vm, --per-vcpu and --per-cpu $try" "two lists" --per-vm --per-cpu
fails 2 "--vcpu needs --vm $try" "a vCPU without a VM" --vcpu 1
fails 2 "--cpu goes with no other scope $try" "a CPU of a VM" --cpu 1 --vm a
fails 2 "--vm does not go with --per-cpu: CPUs are not a VM's $try" "CPUs of a VM" --vm a --per-cpu
fails 2 "only one of --vcpu and --per-vcpu $try" "vCPUs of a vCPU" --vm a --vcpu 1 --per-vcpu
fails 2 "--vm does not go with 'caps' $try" "a VM's controls" caps --vm a
fails 2 "--until-halted needs a command $try" "an option of run" --until-halted
fails 2 "--json does not go with 'top' $try" "a screen in JSON" top --json
fails 2 "'report' needs a recording $try" "nothing to report" report
fails 2 "'diff' needs two recordings or snapshots, A and B $try" "one side" diff a
fails 2 "record needs -o FILE $try" "nowhere to record" record 1
fails 2 "--sort max is of totals: no interval's longest exit is known $try" \
	"the longest exits of an interval" --sort max 1
fails 2 "plot needs -o FILE.svg or -o FILE.png" "nowhere to draw" plot a
fails 2 "--sort max is of totals: no interval's longest exit is known $try" \
	"the longest exits of an interval" --sort max 1
fails 2 "plot needs -o FILE.svg or -o FILE.png" "an unknown picture" plot a -o b.jpg
fails 2 "'run' needs a command $try" "nothing to run" run
fails 2 "cannot sort by 'x': 'kvm-exitstat --sort help' lists the keys" "an unknown key" --sort x
is "$("$reader" --sort help | grep -cxE 'exits|kernel|avg|time|name|nr')" 6 "the keys"
for key in $("$reader" --sort help); do
	"$reader" --debugfs "$here/data/vmx" --sort "$key" >/dev/null 2>&1
	[ $? -ne 2 ]
	ok $? "--sort $key"
done

is "$("$reader" --help | head -1)" "Examples:" "--help begins with examples"
is "$("$reader" --help | awk 'length > 88')" "" "--help has no long lines"
is "$("$reader" guest --help)" "$("$reader" --help)" "--help after a command"
is "$("$reader" --version)" "kvm-exitstat $(cut -s -d'"' -f2 "$here/../../kernel/src/version.h")" "--version is that of KVM's modules"
out=$("$reader" --help 2>&1 >/dev/full)
is "$?" 1 "a full disk is an error"
is "$out" "kvm-exitstat: cannot write the output: No space left on device" "and it says so"

done_testing
