# SPDX-License-Identifier: GPL-2.0-only
# needs: lockdown
# A kernel that is locked down for confidentiality: root can read, but switch nothing,
# and a guest still has its own numbers.
. ./tap.sh

mount -t securityfs securityfs /sys/kernel/security
cat $d/exits > "$tmp/before"
within "$(wc -l < "$tmp/before")" 10 1000 "before, exits can be read"
# At boot it would not let the lab load its modules, which have no signatures.
echo confidentiality > /sys/kernel/security/lockdown
is "$(sed 's/.*\[\(.*\)\].*/\1/' /sys/kernel/security/lockdown)" confidentiality "the kernel is locked down"
# debugfs lets files be opened that only root can read and nobody can write.
find $d -type f ! -perm -200 > "$tmp/files"
within "$(wc -l < "$tmp/files")" 10 100 "there are files that are only read"
while read -r file; do
	ok "${file#"$d"/} can be read" cat "$file"
done < "$tmp/files"
for file in enabled detail log_interval reset; do
	{ echo 1 > $d/$file; } 2> "$tmp/err"
	is "$(sed 's/.*: //' "$tmp/err")" "Operation not permitted" "$file cannot be written"
	cat $d/$file > /dev/null 2> "$tmp/err"
	is "$(sed 's/.*: //' "$tmp/err")" "Operation not permitted" "$file cannot be opened at all"
done
exitgen cpuid=50 --ask "0x4ffffffd:$(reason_nr cpuid)" > "$tmp/out"
is "$(sed -n 's/^ask\t//p' "$tmp/out" | cut -f 3)" 0x00000033 "a guest's own 51 CPUID exits, through CPUID"
kvm-exitstat check > "$tmp/page" 2>&1
status=$?
is $status 0 "check passes"
[ $status -eq 0 ] || sed 's/^/# /' "$tmp/page"
is "$(grep '^left out' "$tmp/page")" "left out: the cost of an exit: kernel lockdown: enabled and detail cannot be written" \
	"check: and leaves out what cannot be switched"
echo 0 > /sys/module/kvm/parameters/exit_stats_cpuid
is "$(cat /sys/module/kvm/parameters/exit_stats_cpuid)" 0 "root can still take them away"
finish
