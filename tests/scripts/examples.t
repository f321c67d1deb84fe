#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Each example of the helps of scripts/, lab-guest and exitgen, of README.md and of
# kernel/README.md is in the list `examples`, and works.
. "$(dirname "$0")/lib.sh"
list=$repo/tests/scripts/examples
make -s -C "$repo" build || exit 1

# of_help COMMAND...: the lines below Examples, without what is said about them
of_help() {
	"$@" --help 2>/dev/null | awk '/^Examples:/ { on = 1; next } /^$/ { on = 0 } on && /^  ? ?[^ ]/'
}

# of_page FILE: what is indented as code
of_page() {
	grep -E '^    (make|scripts/|tests/|docker|sudo) ?' "$1"
}

shown() {
	{
		of_help "$repo/scripts/lab"
		of_help "$repo/scripts/fresh-root"
		of_help "$repo/scripts/install-tools"
		of_help sh "$repo/scripts/lab-init/lab-guest"
		of_help "$repo/build/exitgen"
		of_page "$repo/README.md"
		of_page "$repo/kernel/README.md"
	} | sed -E 's/^ +//; s/ +# .*//; s/  +.*//; s/^(exitgen cpuid=10 --ask [^ ]*) then .*/\1/' | sort -u
}

shown >"$scratch/shown"
grep -v '^#' "$list" | cut -f 2 | sort -u >"$scratch/listed"
is "$(comm -23 "$scratch/shown" "$scratch/listed")" "" "all that is shown is in the list"
is "$(comm -13 "$scratch/shown" "$scratch/listed")" "" "all that is in the list is shown"
while IFS= read -r file; do
	[ -x "$repo/$file" ]
	ok $? "$file is there"
done < <(grep -o '^tests/[^	]*' "$list" | sort -u)

# What they take for granted is around them.
mkdir "$scratch/here"
ln -s "$repo/scripts" "$repo/tests" "$scratch/here/"
# shellcheck disable=SC2016 # for the lab's shell
echo 'grep -q 2022 /sys/module/kvm/parameters/exit_stats_leaves' >"$scratch/here/test.sh"

# listed HOW
listed() {
	sed -n "s/^$1	//p" "$list"
}

while IFS= read -r example; do
	(cd "$scratch/here" && timeout 900 sh -c "$example") >"$scratch/out" 2>&1 </dev/null
	status=$?
	ok $status "$example"
	[ $status = 0 ] || tail -n 5 "$scratch/out" | sed 's/^/# /'
done < <(listed here)
while IFS= read -r example; do
	(cd "$scratch/here" && { sleep 40; echo exit; sleep 20; } | timeout 200 script -qec "$example" /dev/null) >"$scratch/out" 2>&1
	status=$?
	ok $status "$example, at a terminal"
	[ $status = 0 ] || tail -n 5 "$scratch/out" | sed 's/^/# /'
done < <(listed terminal)

{
	printf '%s\n' "printf '#!/bin/sh\\necho prog\\n' >/bin/prog" 'chmod 755 /bin/prog'
	listed lab | while IFS= read -r example; do
		case $example in
		*--move-when*) echo '(sleep 15; touch /tmp/now) &' ;;
		esac
		quoted=${example//\'/\'\\\'\'}
		printf "( %s ) >/tmp/out 2>&1 </dev/null\ns=\$?; echo 'example '\"\$s\"' %s'\n[ \$s = 0 ] || tail -n 5 /tmp/out\n" \
			"$example" "$quoted"
	done
} >"$scratch/all.sh"
"$repo/scripts/lab" --guest --smp 2 --timeout 900 --file "$scratch/all.sh:/root/all.sh" -- sh all.sh 2>"$scratch/log" |
	tr -d '\r' >"$scratch/out"
while IFS= read -r example; do
	grep -qxF -- "example 0 $example" "$scratch/out"
	ok $? "$example"
	grep -qxF -- "example 0 $example" "$scratch/out" || grep -F -A 5 -- " $example" "$scratch/out" | sed 's/^/# /'
done < <(listed lab)

done_testing
