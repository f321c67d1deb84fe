#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The manual page, --help and the completions: well-formed, and of one mind.
. "$(dirname "$0")/lib.sh"
. "$here/terminal.sh"

userland=$here/../../userland
page=$userland/kvm-exitstat.1

# What other pages the machine has is not this page's matter.
is "$(mandoc -Tlint "$page" 2>&1 | grep -vE 'outdated mandoc.db|referenced manual not found')" "" "mandoc -Tlint"
is "$(mandoc -Tutf8 "$page" 2>/dev/null | col -b | grep -cE '““|””|“[^”]*“')" 0 "no quotes in quotes"
is "$("$reader" --help | grep -oE -- '(^|[^-])--[a-z-]+' | grep -oE -- '--[a-z-]+' | sort -u | xargs)" \
	"--all-reasons --causes --changes --columns --cpu --csv --cycles --debugfs --force --from --help --hist --isa --json --no-switch --openmetrics --output --per-cpu --per-vcpu \
--per-vm --prometheus --reason --samples --since --sort --source --switch --top --until --until-halted --vcpu --version --vm --with-halted" \
	"--help has all options"
for option in $("$reader" --help | grep -oE -- '--[a-z]+[a-z-]*' | sort -u); do
	grep -q -- "Fl -${option#--}" "$page"
	ok $? "$option is in the manual page"
	"$reader" "$option" 2>&1 | grep -q 'there is no option'
	[ "$?" -eq 1 ]
	ok $? "$option is an option"
	grep -q -- "$option" "$userland/completions/kvm-exitstat.bash"
	ok $? "$option is completed by bash"
	grep -qE -- "$option|\{-[a-zA-Z],$option\}" "$userland/completions/_kvm-exitstat"
	ok $? "$option is completed by zsh"
done
commands=$("$reader" --help | sed -n '/^Usage:/,/^$/s/^  kvm-exitstat \([a-z][a-z]*\( [a-z][a-z]*\)*\).*/\1/p')
is "$(echo "$commands" | sort | xargs)" "$(sed -n 's/^	\.name = "\(.*\)",$/\1/p' "$userland"/commands/command_*.c |
	sort | xargs)" "--help has all commands"
while read -r command second; do
	grep -qE "^\.It Cm (.* , )?$command${second:+ $second}( |\$)" "$page"
	ok $? "$command $second is in the manual page"
	[ -z "$second" ] || continue
	grep -qE "commands=.*\\b$command\\b" "$userland/completions/kvm-exitstat.bash"
	ok $? "$command is completed by bash"
	grep -qE "^		'$command:" "$userland/completions/_kvm-exitstat"
	ok $? "$command is completed by zsh"
done <<<"$commands"
for key in $("$reader" --sort help); do
	sed -n '/^\.It Fl -sort/,/^\.It Fl/p' "$page" | grep -qw "$key"
	ok $? "--sort $key is in the manual page"
done
for heading in $("$reader" --help | sed -n '/^Columns:/,/^More/s|^  \([A-Z0-9.%/]*\) .*|\1|p'); do
	grep -q "^\.It Sy $heading\$" "$page"
	ok $? "$heading is in the manual page"
done
"$here/simulate-tree" "$scratch/tree" 2 1 1
for name in $("$reader" --debugfs "$scratch/tree" --json | jq -r '.scopes[0].total | keys[]'); do
	sed -n '/^\.Ss JSON/,/^\.S[sh] [^J]/p' "$page" | grep -E '^\.Cm' | grep -qw "$name"
	ok $? "$name of JSON is in the manual page"
done

# complete WORD...: what bash offers for the last one
complete() {
	bash -c '. "$0"; COMP_WORDS=("$reader" "$@"); COMP_CWORD=$#; _kvm_exitstat
		echo "${COMPREPLY[*]}"' "$userland/completions/kvm-exitstat.bash" "$@"
}
is "$(complete re)" "record report reset" "bash: commands"
is "$(complete guest rec)" "record" "bash: a second word"
is "$(complete guest record --)" "--output --force" "bash: and its options"
is "$(complete --per)" "--per-vm --per-vcpu --per-cpu" "bash: options"
is "$(complete top --per)" "" "bash: not those of other commands"
is "$(complete --debugfs "$scratch/tree" --vm "")" "1001-10 1002-10" "bash: VMs"
is "$(complete --debugfs "$scratch/tree" --reason C)" "CPUID CR_ACCESS" "bash: reasons"
is "$(complete hist --debugfs "$scratch/tree" E)" \
	"EXCEPTION_NMI EXTERNAL_INTERRUPT EPT_VIOLATION EPT_MISCONFIG" "bash: reasons of hist"
is "$(complete explain --debugfs "$scratch/tree" CP)" "CPUID" "bash: reasons of explain"
is "$(complete explain --isa "")" "vmx svm" "bash: vendors"
is "$(complete run --debugfs "$scratch/tree" --vm 1002)" "1002-10" "bash: VMs of run"
is "$(complete run --per)" "--per-vcpu" "bash: the list of run"
is "$(complete run --v)" "--vm --vcpu" "bash: options of run"
is "$(complete --sort st)" "steal" "bash: sort keys"
is "$(complete --columns ex)$(complete --columns EX)" "EXITS EXITS/S EXITS%" "bash: columns"
is "$(complete --columns avg,MA)" "avg,MAX" "bash: another column"
is "$(complete --debugfs "$scratch/tree" --reason RUN)" "" "bash: RUNNING is no reason"
is "$(complete report "$scratch/tree/is")" "$scratch/tree/isa" "bash: files"

# zsh has no way to ask but to press the key.
mkdir "$scratch/zsh"
cat >"$scratch/zsh/.zshrc" <<END
fpath=($userland/completions \$fpath)
autoload -Uz compinit && compinit -u -d $scratch/zsh/dump
PS1='%% '
END
open 100 30 "ZDOTDIR=$scratch/zsh zsh -d -i"
# press TEXT PATTERN NAME
press() {
	key C-u
	key C-l
	terminal send-keys -l "$1"
	key Tab
	shows "$2" "$3"
}
wait_for screen_has '^%'
press "kvm-exitstat rep" '^% kvm-exitstat report' "zsh: commands"
press "kvm-exitstat --until" '^% kvm-exitstat --until$' "zsh: not the options of other commands"
press "kvm-exitstat run --until" '^% kvm-exitstat run --until-halted' "zsh: but those of this one"
press "kvm-exitstat run --debugfs $scratch/tree --vm 1001" '--vm 1001-10' "zsh: VMs of run"
press "kvm-exitstat run --per" '^% kvm-exitstat run --per-vcpu' "zsh: the list of run"
press "kvm-exitstat guest rec" '^% kvm-exitstat guest record' "zsh: a second word"
press "kvm-exitstat guest record --f" '^% kvm-exitstat guest record --force' "zsh: and its options"
press "kvm-exitstat --debugfs $scratch/tree --vm 1001" '--vm 1001-10' "zsh: VMs"
press "kvm-exitstat hist --debugfs $scratch/tree EPT_V" 'EPT_VIOLATION' "zsh: reasons"

done_testing
