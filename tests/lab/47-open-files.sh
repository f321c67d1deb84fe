# SPDX-License-Identifier: GPL-2.0-only
# Files that are held open while their VM dies and while modules go, and everything that
# one can do to a file and no reader does.
. ./tap.sh
. ./held.sh

# Nothing runs, and no time counts, so that of what is read nothing changes but the clocks.
echo counts > $d/detail
hold --vcpus 3 cpuid=300 io=20
written="$d/enabled $d/detail $d/log_interval $d/reset $d/vm/$vm/cpuid"
read_only=$(find $d -type f ! -perm -200 ! -name now)
cat $d/exits > "$tmp/before"
# shellcheck disable=SC2086 # names of our own
{
	ok "files that are read, all of the directory and of a VM: $(echo "$read_only" | wc -l)" prod $read_only
	ok "files that are written refuse all nonsense" prod --write $written
}
is "$(cat $d/enabled $d/detail $d/log_interval $d/vm/"$vm"/cpuid | tr '\n' ' ')" "1 counts 0 1 " \
	"and are as they were"
is "$(cat $d/exits)" "$(cat "$tmp/before")" "and no number has changed"
echo full > $d/detail

# held_files FILE...: held open by a process; drop lets it go on, to $tmp/dropped.
held_files() {
	: > "$tmp/dropped"	# nothing of the process before
	mkfifo "$tmp/held_stdin"
	prod --hold "$@" < "$tmp/held_stdin" > "$tmp/dropped" 2>&1 9>&- &
	prod=$!
	exec 8> "$tmp/held_stdin"
	until grep -q '^held' "$tmp/dropped"; do
		kill -0 $prod 2>/dev/null || break
		sleep 0.1
	done
}
drop() {
	exec 8>&-
	wait $prod
	rm "$tmp/held_stdin"
}

# Each file of a VM while it dies. A reader gets the rest of the moment that it has
# begun to read, and no other.
vm_files=$(find $d/vm/"$vm" -type f)
# shellcheck disable=SC2086 # names of our own
held_files $vm_files
release
drop
is "$(sed -n 's/^held //p' "$tmp/dropped")" 7 "the 7 files of a VM are held while it dies"
is "$(grep -c '	read data	pread ENODEV	' "$tmp/dropped")" 7 "each says ENODEV then"
grep -v '	read data	pread ENODEV	' "$tmp/dropped" | sed 's/^/# /'

# A file that is open keeps its module. One of the host's, opened before the vendor's
# module goes and comes back, does not show the new one's numbers.
# shellcheck disable=SC2086 # names of our own
held_files $d/exits $d/all $d/all_hist $d/causes $d/all_causes $d/slowest $d/cpus $d/departed $d/hist $d/table $d/capabilities
modprobe -r $vendor_module
is "$(ls -d $d /sys/module/kvm* 2>/dev/null)" /sys/module/kvm "files are open: kvm stays, the directory goes"
modprobe $vendor_module
exitgen cpuid=20 > /dev/null
drop
is "$(grep -cE '	pread (ENODEV|EIO)	' "$tmp/dropped")" 11 "they show nothing of what came after"
sed 's/^/# /' "$tmp/dropped"
modprobe -r $vendor_module
[ ! -d /sys/module/kvm ]
verdict $? "they are closed: it goes"
is "$(ls -d $d 2>/dev/null)" "" "and the directory with it"
modprobe $vendor_module
exitgen cpuid=10 > /dev/null
is "$(sum $d/exits exits "$(reason_name cpuid)")" 10 "and begins from zero when it comes back"
finish
