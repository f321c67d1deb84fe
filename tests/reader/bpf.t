#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The host's numbers by a plugin, in place of its files: each command that has them from it,
# each that has not, and every way in which there is no plugin.
. "$(dirname "$0")/lib.sh"
. "$here/terminal.sh"
. "$here/bpf.sh"

try="(try 'kvm-exitstat --help')"
begins="kvm-exitstat: BPF counts from now on, at no cost"
err=$scratch/err
"$here/simulate-tree" "$tree" 2 2 1

# A second, then what has been counted; all else is as from files.
is "$(by_bpf 2>"$err" | sed '$d')" "$("$reader" --debugfs "$tree")" "the host"
is "$(cat "$err")" "$begins" "from when on is said"
is "$(by_bpf 2>/dev/null | tail -1)" "these are of one second: with an INTERVAL it goes on" "for how long, too"
is "$(cat "$ended")" "full" "at the end nothing is attached"

# same NAME ARG...: for a program
same() {
	local name=$1

	shift
	is "$(by_bpf "$@" 2>/dev/null)" "$("$reader" --debugfs "$tree" "$@" | sed 's/"detail":[a-z]*/"detail":"full"/')" "$name"
}
same "--json" --json
same "--per-vm" --per-vm --csv
same "--per-vcpu" --per-vcpu --csv
same "--per-cpu" --per-cpu --csv
same "--cpu" --cpu 1 --csv
same "--vm" --vm 1002 --csv
same "--vcpu" --vm 1002-10 --vcpu 1 --csv
same "vCPUs of a VM" --vm 1002 --per-vcpu --csv
same "hist" hist --csv
same "hist of a VM" hist --vm 1001 --reason CPUID --json

# An interval: nothing was before the first one.
by_bpf --csv 0.01 2 >"$scratch/out" 2>"$err"
is "$(csv_fields interval_ns,name,exits <"$scratch/out" | grep TOTAL | xargs)" "0,TOTAL,0 0,TOTAL,0" \
	"COUNT intervals, and no totals before"
"$reader" --source bpf 0.1 >"$scratch/out" 2>/dev/null &
pid=$!
wait_for grep -q TOTAL "$scratch/out"
rm -f "$ended"
kill -INT "$pid"
wait "$pid"
is "$?" 0 "Ctrl-C in intervals"
is "$(cat "$ended")" full "nothing is attached after it"
"$reader" --source bpf --csv >"$scratch/out" 2>"$err" &
pid=$!
wait_for grep -q BPF "$err"
kill -INT "$pid"
wait "$pid"
is "$?.$(grep -c TOTAL "$scratch/out")" 0.1 "Ctrl-C in the second: what has been counted up to it"

# Two samples of which the second is another step
is "$(by_bpf run --vm 1001 --csv "$here/simulate-tree" "$tree" 2 2 2 2>&1 | sed 1d | csv_fields scope,vm,name,exits |
	grep -E 'CPUID|TOTAL' | xargs)" "vm,1001-10,CPUID,11000 vm,1001-10,TOTAL,192000" "run --vm"
is "$(cat "$ended")" full "run --vm: nothing is attached after it"
TREE=$tree by_bpf run --json "$here/fake-vmm" -name web 50 70 7 2>"$err"
is "$(sed 1d "$err" | jq -c '.scopes[] | [.scope, .vm_name, .total.exits, (.ended > .since)]')" '["vm","web",53,true]' "run: a VM from begin to end"
is "$(head -1 "$err")" "$begins" "run: from when on is said"
is "$(cat "$ended")" full "run: nothing is attached after it"

by_bpf record -o "$scratch/recording" 0.01 2 2>"$err"
is "$?" 0 "record"
is "$(head -1 "$err")" "$begins" "record: from when on is said"
is "$(grep -c '^sample' "$scratch/recording")" 2 "record: samples"
is "$("$reader" report --samples --csv "$scratch/recording" | csv_fields name,exits | grep -m1 TOTAL)" \
	"TOTAL,$("$reader" --debugfs "$tree" --csv | csv_fields name,exits | sed -n 's/^TOTAL,//p')" "record: what is in them"

open 80 24 "trap : INT; '$reader' --source bpf top 0.25; echo ended \$?; exec sleep 1000"
shows '^host  VMs by exits' "top"
key l
shows 'BPF keeps sums and no single exits' "top: the slowest exits"
rm -f "$ended"
key q
shows '^ended 0' "top: q"
is "$(cat "$ended")" full "top: nothing is attached after it"

# What is behind exits costs more, and is looked for where it was asked for only.
. "$here/caused.sh"
"$here/simulate-tree" "$tree" 2 2 1
causes "$tree/causes" "" 1
same "causes" causes --csv
is "$(cat "$ended")" causes "causes: they are looked for"
is "$(by_bpf causes 2>&1 >/dev/null)" "${begins/no cost/the cost of causes}" "causes: what they cost is said"
by_bpf --causes --csv >"$scratch/out" 2>/dev/null
is "$(cat "$ended").$(grep -c wrmsr:0x6e0 "$scratch/out")" causes.1 "--causes: likewise"
by_bpf record --causes --force -o "$scratch/recording" 0.01 2 2>/dev/null
is "$(cat "$ended").$(grep -c wrmsr:0x6e0 "$scratch/recording")" causes.2 "record --causes: they are in it"
all_causes 1
open 80 24 "trap : INT; '$reader' --source bpf top --causes --reason MSR_WRITE 0.25; exec sleep 1000"
shows '^host  VMs by exits' "top --causes"
key t Tab Enter
shows 'wrmsr:0x6e0' "top --causes: Enter at a reason"
key q
rm "$tree/causes"
by_bpf causes >/dev/null 2>"$err"
is "$?.$(tail -1 "$err")" "1.kvm-exitstat: bpf: nothing is told of what is behind exits" "a plugin without causes"

# What BPF does not know is nowhere 0.
for file in exits all vm/1001-10/exits; do
	awk -F '\t' -v OFS='\t' 'NR == 1 { for (i = 1; i <= NF; i++) drop[i] = $i ~ /^(user|halted|blocked|steal|nested|to_user)$/ }
		{ line = ""; for (i = 1; i <= NF; i++) if (!drop[i]) line = line (line == "" ? "" : OFS) $i; print line }' \
		"$tree/$file" >"$scratch/less" && cp "$scratch/less" "$tree/$file"
done
by_bpf --json >"$scratch/out" 2>"$err"
is "$(cat "$err")" "$begins; nothing is known of user, halted, blocked, steal, nested, to_user" "what is not known is said"
is "$(jq -c '.scopes[0].total | [.exits, .kernel, .user, .halted, .blocked, .steal, .nested, .to_user]' "$scratch/out")" \
	"[408000,816000000,null,null,null,null,null,null]" "--json: null"
is "$(by_bpf --csv 2>/dev/null | csv_fields name,exits,user,halted,blocked,steal,nested,to_user | tail -1)" \
	"TOTAL,408000,,,,,," "--csv: empty"
is "$(COLUMNS=200 by_bpf 2>/dev/null | head -1 | xargs)" "REASON NR EXITS EXITS% KERNEL AVG MAX GUEST" "no columns of it"
by_bpf --columns exits,steal >/dev/null 2>"$err"
is "$?.$(tail -1 "$err")" "1.kvm-exitstat: nothing is known of STEAL here: leave it out of --columns" "--columns of it"
by_bpf record --force -o "$scratch/recording" 0.01 2 2>/dev/null
is "$("$reader" report --json "$scratch/recording" | jq -c '.scopes[0].total | [.exits, .user]')" "[0,null]" "a recording: null"

# What works with files only says why.
modules="load the kvm modules of kvm-exits"
fails 2 "'slowest' does not work by BPF, which keeps sums and no single exits ('hist' says how long they took): $modules" \
	"slowest" --source bpf slowest
fails 2 "'check' does not work by BPF, which is not what it checks: $modules" "check" --source bpf check
fails 2 "'caps' does not work by BPF, which sees exits, not what this CPU can do: $modules" "caps" --source bpf caps
fails 2 "'departed' does not work by BPF, which knows of VMs that end while it counts only ('--per-vm 1' shows these): $modules" \
	"departed" --source bpf departed
fails 2 "'explain' does not work by BPF, which has no numbers before it counts ('record' first, then 'explain --from FILE'): $modules" \
	"explain" --source bpf explain HLT
for command in enable disable reset "detail full"; do
	# shellcheck disable=SC2086 # two words
	fails 2 "'${command% *}' does not work by BPF, which counts while a command runs only, and then always: $modules" \
		"$command" --source bpf $command
done
fails 2 "metrics do not work by BPF, which has no totals to scrape: $modules" "metrics" --source bpf --prometheus
fails 2 "--source does not go with 'guest' $try" "guest" --source bpf guest
fails 2 "--source bpf is of this host: not with --from and --debugfs $try" "a directory" --source bpf --debugfs "$tree"
fails 2 "--source bpf is of this host: not with --from and --debugfs $try" "a recording" --source bpf causes --from "$scratch/recording"
fails 2 "--source takes debugfs, bpf or auto, not 'x' $try" "another source" --source x
fails 1 "$scratch/none: no such directory" "debugfs means files" --source debugfs --debugfs "$scratch/none"
fails 1 "$scratch/none: no such directory" "and so does a directory of its own" --source auto --debugfs "$scratch/none"

# Why there is no plugin
PLUGIN_REFUSES="only root may: use sudo" fails 1 "BPF: only root may: use sudo" "a plugin that refuses" --source bpf
cp "$build/tests/reader/plugin-other.so" "$plugin"
fails 1 "$plugin: of another version than this program (999, not 2): install kvm-exitstat and kvm-exitstat-bpf of the same version" \
	"a plugin of another version" --source bpf
echo nonsense >"$plugin"
fails 1 "$plugin: file too short: install what it depends on, or build it anew by 'make install-plugin'" "a damaged plugin" --source bpf
sed s/kvm_exitstat_plugin/kvm_exitstat_xxxxxx/g "$build/tests/reader/plugin.so" >"$plugin"
fails 1 "$plugin: this is no plugin of kvm-exitstat: install kvm-exitstat-bpf anew, or build it by 'make install-plugin'" "another library" --source bpf
cp "$build/tests/reader/plugin.so" "$plugin"
for writable in "$plugin" "${plugin%/*}"; do
	chmod o+w "$writable"
	fails 1 "$writable: everybody may write it, so no plugin is loaded: run 'chmod o-w $writable'" \
		"${writable##*/} is everybody's" --source bpf
	chmod o-w "$writable"
done
if [ "$(id -u)" -eq 0 ]; then
	for another in "$plugin" "${plugin%/*}"; do
		chown 12345 "$another"
		fails 1 "$another: it is another user's, so no plugin is loaded: run 'chown root $another'" \
			"${another##*/} is another user's" --source bpf
		chown 0 "$another"
	done
	chown 12345 "$plugin" "$reader"
	is "$(by_bpf --csv 2>/dev/null | tail -1 | grep -c TOTAL)" 1 "but not where the program is his, too"
	chown 0 "$plugin" "$reader"
fi
mv "$plugin" "$installed/bin/kvm-exitstat-bpf.so"
is "$(by_bpf 0.01 1 2>&1 >/dev/null | cut -d';' -f1)" "$begins" "a plugin beside the program"
mv "$installed/bin/kvm-exitstat-bpf.so" "$scratch/away.so"
missing="what counts by BPF is not here: install the package kvm-exitstat-bpf, or build it by"
fails 1 "$missing 'make install-plugin'" "no plugin" --source bpf
LD_LIBRARY_PATH=$scratch fails 1 "$missing 'make install-plugin'" "none that the environment names" --source bpf
cp "$reader" "$scratch/kvm-exitstat"
reader=$scratch/kvm-exitstat fails 1 "$missing 'make -C userland/bpf'" "beside a program that is not installed" --source bpf

# What is not asked for by name, where the only KVM is stock
cat >"$scratch/on-stock" <<-END
	#!/bin/sh
	exec unshare --mount sh -c 'mount -t tmpfs tmpfs /sys/module && mkdir /sys/module/kvm /sys/module/kvm_amd && exec "\$@"' sh $reader "\$@"
END
chmod 755 "$scratch/on-stock"
if [ "$(id -u)" -eq 0 ] && "$scratch/on-stock" --version >/dev/null 2>&1; then
	reader=$scratch/on-stock
	none="this KVM has no statistics of its own"
	fails 1 "$none, and $missing 'make install-plugin'; or $modules" "auto without a plugin"
	cp "$scratch/away.so" "$plugin"
	is "$("$reader" 0.01 1 2>&1 >/dev/null | cut -d';' -f1)" "${begins/BPF/$none: BPF}" "auto: BPF where KVM is not patched"
	is "$("$reader" --source auto 0.01 1 2>&1 >/dev/null | cut -d';' -f1)" "${begins/BPF/$none: BPF}" "--source auto is the default"
	"$reader" --source debugfs >/dev/null 2>"$err"
	is "$?.$(grep -c BPF "$err")" 1.0 "--source debugfs: not by BPF"
	"$reader" slowest >/dev/null 2>"$err"
	is "$?.$(grep -c "; 'slowest' does not work by BPF, which keeps" "$err")" 1.1 "auto: a command that does not work by BPF says why"
	PLUGIN_REFUSES="locked down: unlock it" fails 1 "$none, and BPF: locked down: unlock it; or $modules" "auto: a plugin that refuses"
fi

# What it says of its cost is what was measured, rounded to tens.
costs=$(awk '$1 == "cpu" && NF == 5 { for (i = 2; i <= NF; i++) print int($i / 10 + 0.5) * 10 }' "$here/../../userland/bpf/README.md" | xargs)
is "$(grep -oE 'at some [0-9]+' "$here/../../userland/bpf/plugin.c" | grep -oE '[0-9]+' | xargs)" "$costs" "the plugin's words about its cost"
is "$(tr '\n' ' ' <"$here/../../debian/control" | tr -s ' ' | grep -oE 'some [0-9]+ to [0-9]+ instructions')" \
	"some ${costs%% *} to ${costs##* } instructions" "and its package's"

done_testing
