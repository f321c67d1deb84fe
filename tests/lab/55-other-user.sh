# SPDX-License-Identifier: GPL-2.0-only
# A VMM that is not root, as libvirt's are: its VM has its directory with every file, and
# it is root who can read them, and nobody else.
. ./tap.sh
. ./held.sh

cpuid=$(reason_name cpuid)

# as_nobody COMMAND: by the shell
as_nobody() { su -s /bin/sh nobody -c "$1"; }

# It has to get at KVM, at our directory and at its own input.
chmod 666 /dev/kvm
chmod 755 /sys/kernel/debug
is "$(as_nobody 'id -un')" nobody "there is another user"

mkfifo "$tmp/stdin"
as_nobody 'exec exitgen --hold --vcpus 2 cpuid=150' < "$tmp/stdin" > "$tmp/out" 2>&1 &
holder=$!
exec 9> "$tmp/stdin"
hold_wait
is "$(stat -c %U "/proc/${vm%-*}")" nobody "whose VM it is: $vm"

is "$(ls $d/vm)" "$vm" "it has a directory"
is "$(cd "$d/vm/$vm" && find . -type f -exec stat -c '%n %a %U' {} + | sort | tr '\n' ' ')" \
	"./causes 400 root ./cpuid 600 root ./exits 400 root ./hist 400 root ./slowest 400 root ./table 400 root ./vcpus 400 root " \
	"with every file, for root"
is "$(sum "$d/vm/$vm/exits" exits "$cpuid")" 300 "exits has its exits"
is "$(sum "$d/vm/$vm/vcpus" exits "$cpuid")" 300 "vcpus, too"
is "$(sum $d/all exits "$cpuid" scope=vm "vm=$vm")" 300 "and all"

# Every file of ours, opened for what its mode would let root do.
is "$(find $d -type d ! -perm 755)" "" "directories are as debugfs makes them"
is "$(find $d -type f ! -perm 400 ! -perm 600 ! -perm 200)" "" "files are root's"
files=$(find $d -type f | wc -l)
# shellcheck disable=SC2016 # the inner shell's
as_nobody 'for file in $(find '$d' -type f); do
	(: < $file) 2>&1
	(: >> $file) 2>&1
done' > "$tmp/refused"
within "$files" 15 1000 "there are $files files"
is "$(grep -c 'Permission denied' "$tmp/refused")" $((2 * files)) "another user can open none, neither way"
is "$(grep -vc 'Permission denied' "$tmp/refused")" 0 "and gets no other answer"

exec 9>&-
wait $holder
is $? 0 "the VMM ends well"
is "$(ls $d/vm)" "" "its directory goes"
is "$(sum $d/departed exits "$cpuid" "vm=$vm")" 300 "its exits do not"
chmod 700 /sys/kernel/debug
chmod 600 /dev/kvm
finish
