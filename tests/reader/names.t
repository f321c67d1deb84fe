#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What others call a VM, a reason or a file is their text: it is shown, it is
# never run, and it never tells a terminal anything.
. "$(dirname "$0")/lib.sh"

mark=$scratch/mark
export mark

# is_text FILE NAME: valid UTF-8 in whole lines, no control character but tabs, C1 neither as
# a byte nor as UTF-8.
is_text() {
	local wrong

	wrong=$(iconv -f UTF-8 -t UTF-32LE "$1" 2>&1 | od -An -v -tx4 -w4 |
		awk '{ sub(/^ */, ""); n = $0 }
		     n ~ /[^0-9a-f]/ { print }
		     n < "00000020" && n != "0000000a" && n != "00000009" { print n }
		     n >= "0000007f" && n < "000000a0" { print n }
		     n >= "00002028" && n <= "0000202e" { print n }')
	is "$wrong$(iconv -f UTF-8 -t UTF-8 "$1" 2>&1 >/dev/null)" "" "$2"
}

# record_vm FILE LABEL [REASON]: three samples of a VM with this name
record_vm() {
	local i

	{
		echo "kvm-exitstat recording 2"
		for i in 1 2 3; do
			printf 'sample\t%d\t170000000%d000000000\tvmx\t2000000\t2\tfull\n' "${i}000000000" "$i"
			[ "$i" -gt 1 ] || printf 'label\t7-8\t%s\n' "$2"
			printf 'scope\tvm\tvcpu\tcpu\tnr\tname\texits\tkernel\tsince\tended\n'
			printf 'host\t-\t-\t-\t10\t%s\t%d\t%d\t5\t-\n' "${3:-CPUID}" "${i}000" "${i}000000"
			printf 'vm\t7-8\t-\t-\t10\t%s\t%d\t%d\t5\t-\n' "${3:-CPUID}" "${i}000" "${i}000000"
			printf 'vm\t7-8\t-\t-\t-\tTOTAL\t%d\t%d\t5\t-\n' "${i}000" "${i}000000"
			printf 'end\t3\n'
		done
	} >"$1"
}

# words: all text of the picture
words() {
	sed -n 's/.*<text[^>]*>\(.*\)<\/text>.*/\1/p' "$1" |
		sed 's/<[^>]*>//g; s/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&apos;/'\''/g; s/&amp;/\&/g'
}

has_line() {
	grep -qxF -- "$2" "$1"
}

# shown LABEL TEXT NAME: however the label gets out, it is TEXT
shown() {
	local label=$1 text=$2 name=$3 file=$scratch/recording out=$scratch/out svg=$scratch/plot.svg

	record_vm "$file" "$label"
	"$reader" report --samples "$file" --per-vm >"$out" 2>&1
	is_text "$out" "$name: a table"
	"$reader" report --samples "$file" --vm "$label" >"$out" 2>&1
	is "$?" 0 "$name: found by its name"
	is_text "$out" "$name: a title"
	has_line "$out" "VM $text"
	ok $? "$name: is in it"
	"$reader" report --samples "$file" --per-vm --json | head -1 >"$out"
	is_text "$out" "$name: JSON"
	is "$(jq -r '.scopes[0].vm_name' "$out")" "$text" "$name: and what is in it"
	"$reader" report --samples "$file" --per-vm --csv >"$out"
	is_text "$out" "$name: CSV"
	rm -f "$svg"
	"$reader" plot "$file" --per-vm -o "$svg" >"$out" 2>&1
	is "$(cat "$out")" "" "$name: a legend, in silence"
	words "$svg" >"$out"
	has_line "$out" "$text"
	ok $? "$name: it is in the picture"
	is_text "$svg" "$name: a picture"
	rm -f "$svg"
	"$reader" plot "$file" --vm "$label" -o "$svg" >"$out" 2>&1
	words "$svg" >"$out"
	has_line "$out" "VM exits, VM $text"
	ok $? "$name: a title of a picture"
	rm -f "$svg"
	record_vm "$file" web "$label"
	"$reader" report --samples "$file" >"$out" 2>&1
	is_text "$out" "$name: a reason"
	"$reader" plot "$file" -o "$svg" >"$out" 2>&1
	words "$svg" >"$out"
	has_line "$out" "$text"
	ok $? "$name: a reason in a picture"
	rm -f "$svg"
	"$reader" plot "$file" --reason "$label" -o "$svg" >"$out" 2>&1
	words "$svg" >"$out"
	has_line "$out" "VM exits, host: $text"
	ok $? "$name: in a title, from the command line"
	[ ! -e "$mark" ]
	ok $? "$name: nothing was run"
	rm -f "$mark"
}

# shellcheck disable=SC1003,SC2016 # they are meant as they are
same=(
	'web`touch $mark`' '`touch $mark`' '$(touch $mark)' "it's" "'" 'a"b' '"' '"; system("touch $mark"); "'
	"'; system('touch \$mark'); '" '\' 'back\slash' '\n\t\101\x41' 'a\"b' '{/Times=40 big}' 'a^2_3@x~y'
	'EOD' 'EOF' '$data' '@mark' '!touch $mark' '#' '%s%n%d%%' '%1$s' '<b>&amp;</b>' 'others' 'TOTALS' 'a,b;c' '=1+1'
	'Büro' '中文虚拟机' '😀' 'é (combining)' '&#27;'
)
for label in "${same[@]}"; do
	shown "$label" "$label" "$label"
done

shown $'\e]0;owned\a' '?]0;owned?' "a title of a terminal"
shown $'a\e[31mred' 'a?[31mred' "a colour"
shown $'a\x7f\x08\rb' 'a???b' "backspaces"
shown $'a\x9b31m' 'a?31m' "C1 as a byte"
shown $'a\xc2\x9b31m' 'a?31m' "C1 as UTF-8"
shown $'a\xc2\x9d0;x\xc2\x9c' 'a?0;x?' "OSC and ST as UTF-8"
shown $'a\xff\xfe\xc3' 'a???' "bytes that are no UTF-8"
shown $'\xed\xa0\x80\xc0\x80' '?????' "a surrogate and an overlong NUL"
shown $'\xf4\x90\x80\x80' '?' "beyond Unicode"
shown $'\xe4\xb8' '??' "half a character"
shown $'a\xe2\x80\xaeb\xe2\x80\xa8c' 'a?b?c' "right to left, and a line's end"
shown $'a\xef\xbb\xbf\xe2\x80\x8bb' 'a??b' "characters without a width"

# A name is cut between characters.
long=$(printf '中%.0s' {1..60})
record_vm "$scratch/recording" "$long"
"$reader" report --samples "$scratch/recording" --per-vm --json >"$scratch/out"
is_text "$scratch/out" "a long name: JSON"
is "$(head -1 "$scratch/out" | jq -r '.scopes[0].vm_name')" "$(printf '中%.0s' {1..42})" \
	"a long name: whole characters"

# A terminal whose character set is not UTF-8 takes some of its bytes for C1.
record_vm "$scratch/recording" $'a\xdb\x9bb'
terminal="TERM=xterm script -qec '$reader report --samples $scratch/recording --vm 7-8' /dev/null"
is "$(LC_ALL=C sh -c "$terminal" </dev/null | grep -m1 '^VM' | tr -d '\r')" "VM a?b" "a terminal of ASCII"
is "$(LC_ALL=C.UTF-8 sh -c "$terminal" </dev/null | grep -m1 '^VM' | tr -d '\r')" $'VM a\xdb\x9bb' \
	"a terminal of UTF-8"

# Two VMs of one name are two lines of a picture.
record_vm "$scratch/recording" web
sed -i -E 's/^(label	)7-8(.*)/&\n\19-8\2/; s/^(vm	)7-8(.*)/&\n\19-8\2/; s/^end	3/end	5/' "$scratch/recording"
"$reader" plot "$scratch/recording" --per-vm -o "$scratch/two.svg"
is "$(words "$scratch/two.svg" | grep -c '^web')" 2 "two VMs of one name are two lines"

# The files of a copied tree.
evil=$'\e]0;x\a\x9b\xc2\x9b\xff`touch $mark`$(touch $mark)'
# shellcheck disable=SC2016 # as above
seen='?]0;x????`touch $mark`$(touch $mark)'
tree=$scratch/tree
"$here/simulate-tree" "$tree" 2 2 1
sed -i "s/HLT/$(printf '%s' "$evil" | sed 's/[&\/]/\\&/g')/" "$tree"/exits "$tree"/all "$tree"/hist "$tree"/cpus
sed -i "s/1001-10/$(printf '%s' "$evil" | sed 's/[&\/]/\\&/g')/" "$tree"/all
cp "$here/data/small/capabilities" "$tree"
sed -i "2s/\$/$(printf '%s' "$evil" | sed 's/[&\/]/\\&/g')/; 1s/group/$(printf '%s' "$evil" | sed 's/[&\/]/\\&/g')/" \
	"$tree/capabilities"
n=0
for arguments in "" --per-vm --per-vcpu --per-cpu --json --csv "--per-vm --json" "--per-vm --csv" hist \
	"hist --json" "hist --csv" explain caps "caps --json" "caps --csv"; do
	# shellcheck disable=SC2086 # words
	COLUMNS=200 "$reader" --debugfs "$tree" $arguments >"$scratch/out" 2>&1
	is_text "$scratch/out" "a copied tree: '$arguments'"
	case $arguments in
	*--json) jq -e . "$scratch/out" >/dev/null ;;
	*) true ;;
	esac
	ok $? "a copied tree: '$arguments' is whole"
	grep -qF -- "${seen%\$(*}" "$scratch/out" && n=$((n + 1))
done
[ "$n" -ge 12 ]
ok $? "the name is in them: $n"
"$reader" --debugfs "$tree" hist "$evil" >"$scratch/out" 2>&1
is "$?" 0 "a distribution of such a reason"
is_text "$scratch/out" "is text"
cp -r "$tree" "$scratch/$evil"
for arguments in "" --json --csv; do
	# shellcheck disable=SC2086 # words
	"$reader" diff "$tree" "$scratch/$evil" $arguments >"$scratch/out" 2>&1
	is_text "$scratch/out" "a comparison: '$arguments'"
done

# Messages about all of these, and about what is on the command line.
for file in tsc_khz format exits all; do
	cp -r "$tree" "$scratch/bad"
	printf '%s\n' "$evil" >"$scratch/bad/$file"
	"$reader" --debugfs "$scratch/bad" --per-vm >"$scratch/out" 2>&1
	"$reader" --debugfs "$scratch/bad" >>"$scratch/out" 2>&1
	is_text "$scratch/out" "a message about $file"
	printf 'nr\tname\texits\t%s\t%s\n%s\tx\t%s\n' "$evil" "$evil" "$evil" "$evil" >"$scratch/bad/$file"
	"$reader" --debugfs "$scratch/bad" --per-vm >"$scratch/out" 2>&1
	"$reader" --debugfs "$scratch/bad" >>"$scratch/out" 2>&1
	is_text "$scratch/out" "a message about a field of $file"
	rm -r "$scratch/bad"
done
told() {
	"$reader" "$@" >"$scratch/out" 2>&1
	is_text "$scratch/out" "a message about what was asked: $(printf '%q' "$1")"
	is "$(wc -l <"$scratch/out")" 1 "in one line"
}
told "$evil"
told --"$evil"
told --json="$evil"
told -$'\x9b'
told -$'\e'
told --sort "$evil"
told --top "$evil"
told --reason "$evil"$'\n' --debugfs "$here/data/small"
told --vm "$evil"$'\n' --debugfs "$tree"
told --debugfs "$scratch/x/$evil"
told "1$evil"
told report "$evil"
told report "$scratch/recording" --vm "$evil"
told diff "$evil" "$evil"
told plot "$scratch/recording" -o "$scratch/x/$evil.svg"
told --debugfs "$tree" record -o "$scratch/x/$evil"
told --debugfs "$tree" hist "x$evil"
told --debugfs "$tree" run "$scratch/x/$evil"

# A VMM that runs.
TREE=$tree "$reader" --debugfs "$tree" run -o "$scratch/ran" -- "$here/fake-vmm" -name "guest=$evil" 50 70 7 \
	>"$scratch/out" 2>&1
is_text "$scratch/out" "run: its table"
is_text "$scratch/ran" "run: its recording"
grep -qF "VM $seen (" "$scratch/out"
ok $? "run: its name"

# Completion in a shell.
mkdir "$tree/vm/\$(touch \$mark)" "$tree/vm/\`touch \$mark\`"
# shellcheck disable=SC2016 # as above
printf '1\t$(touch${IFS}$mark)\t1\n' >>"$tree/exits"
bash -c '. "$0"; COMP_WORDS=(kvm-exitstat "$@"); COMP_CWORD=$#; _kvm_exitstat' \
	"$here/../../userland/completions/kvm-exitstat.bash" --debugfs "$tree" --vm ""
bash -c '. "$0"; COMP_WORDS=(kvm-exitstat "$@"); COMP_CWORD=$#; _kvm_exitstat' \
	"$here/../../userland/completions/kvm-exitstat.bash" --debugfs "$tree" --reason ""
[ ! -e "$mark" ]
ok $? "nothing was run"

# A name that is another row's: the line of the VM has its <pid>-<fd> in front, a
# program finds the name as it is, and so does --vm.
for name in TOTAL ' total ' RUNNING OTHER older host 'web (ended)' '(ENDED)'; do
	record_vm "$scratch/recording" "$name"
	"$reader" report --samples "$scratch/recording" --per-vm >"$scratch/out"
	is "$(grep -cF "7-8 $name  " "$scratch/out")" 3 "a VM called '$name': its line"
	is "$(grep -cE '^(TOTAL|RUNNING|OTHER|older|host|web|\(ENDED\)) ' "$scratch/out")" 3 \
		"'$name': beside the three of TOTAL"
	is "$("$reader" report --samples "$scratch/recording" --per-vm --json | head -1 | jq -c '.scopes[0] | [.vm, .vm_name]')" \
		"[\"7-8\",\"$name\"]" "'$name': for a program it is the name"
	"$reader" report --samples "$scratch/recording" --vm "$name" >"$scratch/out" 2>&1
	is "$?" 0 "'$name': --vm finds it"
	rm -f "$scratch/plot.svg"
	"$reader" plot "$scratch/recording" --per-vm -o "$scratch/plot.svg"
	words "$scratch/plot.svg" >"$scratch/out"
	sed 's/[^[:print:]]/ /g' "$scratch/out" | grep -qxE " *7-8 +${name//[() ]/.} *"
	ok $? "'$name': in a legend"
	"$reader" diff "$scratch/recording" "$scratch/recording" --vm "$name" >"$scratch/out"
	is "$?" 0 "'$name': and so does diff"
done
record_vm "$scratch/recording" "TOTALLY"
is "$("$reader" report --samples "$scratch/recording" --per-vm | grep -c '^TOTALLY ')" 3 "a name that only begins so"
{
	printf 'vm\tnr\tname\texits\tsince\tended\n1-2\t-\tTOTAL\t5\t1\t2\n'
	printf 'older\t10\tCPUID\t5\t1\t-\nolder\t-\tTOTAL\t5\t1\t-\n'
} >"$scratch/departed"
mkdir -p "$scratch/olds"
cp "$here/data/small/"* "$scratch/olds"
{
	printf 'scope\tvm\tvcpu\tnr\tname\texits\tsince\n'
	printf 'host\t-\t-\t10\tCPUID\t10\t1\nhost\t-\t-\t-\tTOTAL\t10\t1\n'
} >"$scratch/olds/all"
cp "$scratch/departed" "$scratch/olds"
"$reader" --debugfs "$scratch/olds" record -o "$scratch/older" --per-vm 0.01 1 2>/dev/null
sed -e 's/	10	1	/	20	1	/' -e '2s/sample	\([0-9]*\)/sample	\19/' -e 1d "$scratch/older" |
	cat "$scratch/older" - >"$scratch/olds/recording"
is "$("$reader" report --samples "$scratch/olds/recording" --per-vm --json | tail -1 |
	jq -c '.scopes[] | select(.vm == "older") | [.scope, .vm_name]')" '["departed",null]' \
	"older itself has no name"
is "$("$reader" report --samples "$scratch/olds/recording" --per-vm --csv | awk -F, '$6 == "older" { print $5, "<" $7 ">" }' | sort -u)" \
	"departed <>" "in CSV"

done_testing
