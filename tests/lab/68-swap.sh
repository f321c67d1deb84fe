# SPDX-License-Identifier: GPL-2.0-only
# needs: both-modules
# KVM's modules exchanged while the host runs: ours, which the lab has loaded, for Debian's
# own in /lab/stock, and back. What fails is injected by functions in the place of insmod
# and rmmod, or is a fault in a module's file.
. ./tap.sh

release=$(uname -r)
stock=/lib/modules/$release/kernel/arch/x86/kvm
file=$(echo $vendor_module | tr _ -).ko
state=/run/kvm-exits-swap
mkdir -p "$stock" "$tmp/empty"
cp /lab/stock/kvm.ko "/lab/stock/$file" "$stock/"
case $isa in
svm)	own=npt other=0 ;;
vmx)	own=ept other=N ;;
esac

# swap STATUS NAME ARG...: what it says is in $tmp/out
swap() {
	status=$1 name=$2
	shift 2
	sh -c "$injected . /lab/bin/swap-modules" swap-modules "$@" > "$tmp/out" 2>&1
	got=$?
	is $got "$status" "$name: status"
	[ $got = "$status" ] || sed 's/^/# /' "$tmp/out"
}

# says PATTERN NAME
says() {
	grep -q -- "$1" "$tmp/out"
	said=$?
	verdict $said "$2"
	[ $said -eq 0 ] || sed 's/^/# /' "$tmp/out"
}

# are KIND NAME: both modules are loaded and of that kind, and run a VM
are() {
	for module in kvm $vendor_module; do
		if [ -e /sys/module/$module/version ]; then
			echo kvm-exits
		elif [ -d /sys/module/$module ]; then
			echo stock
		fi
	done | sort -u | xargs > "$tmp/kinds"
	is "$(cat "$tmp/kinds") $(ls $state 2>&1)" "$1 ls: $state: No such file or directory" "$2: $1 is loaded"
	ok "$2: a VM runs" exitgen cpuid=10
}

# instead PROGRAM COMMAND: a function of that name does this, then what the program does. Not
# a program: busybox' shell prefers its own.
instead() { injected="$1() { $2; /bin/$1 \"\$@\"; }; "; }
injected=''

parameter() { cat "/sys/module/$1/parameters/$2"; }

are kvm-exits "in the beginning"
swap 0 "already" --to kvm-exits
says "they are loaded already: kvm-exits" "already: it says so"

# There and back; a parameter that can be written, one that can only be given.
modprobe -r $vendor_module
modprobe $vendor_module $own=$other
echo 12345 > /sys/module/kvm/parameters/halt_poll_ns
kept="12345 $(parameter $vendor_module $own)"
swap 0 "to stock" --to stock
says "loaded: stock, from $stock" "to stock: it says so"
are stock "to stock"
is "$(parameter kvm halt_poll_ns) $(parameter $vendor_module $own)" "$kept" "to stock: parameters are kept"
is "$(ls -d $d 2>&1)" "ls: $d: No such file or directory" "to stock: no statistics"
swap 0 "back"
are kvm-exits "back"
is "$(parameter kvm halt_poll_ns) $(parameter $vendor_module $own)" "$kept" "back: parameters are kept"
within "$(sum $d/exits exits "$(reason_name cpuid)")" 10 20 "back: exits are counted"

# A VM of somebody else, with a name for a terminal
cp "$(command -v exitgen)" "$tmp/exitgen"
printf 'evil\033[2J\n' > "$tmp/name"
cp "$tmp/exitgen" "$tmp/$(cat "$tmp/name")"
mkfifo "$tmp/stdin"
chmod 755 "$tmp"
chmod 666 /dev/kvm
chmod 755 "$tmp"/*
"$tmp/$(cat "$tmp/name")" --hold cpuid=5 < "$tmp/stdin" > "$tmp/held" 2>&1 &
holder=$!
exec 9> "$tmp/stdin"
until grep -q ^ready "$tmp/held"; do sleep 0.1; done
# shellcheck disable=SC2217 # only to have it open
sleep 1000 < /dev/kvm &
opened=$!
mknod "$tmp/kvm" c 10 232
# shellcheck disable=SC2217
sleep 1000 < "$tmp/kvm" &
elsewhere=$!
vm-only > "$tmp/only" &
only=$!
until grep -q ^ready "$tmp/only"; do sleep 0.1; done
swap 1 "a VM runs" --to stock
says "KVM is in use, nothing has changed:" "a VM runs: it says so"
is "$(sed 1d "$tmp/out" | sort)" "$(printf '  pid %s, uid 0: %s\n' $holder 'evil?[2J' $opened sleep \
	$elsewhere sleep $only vm-only | sort)" \
	"a VM runs: who it is, safe for a terminal"
is "$(cat /sys/module/kvm/version 2>&1)" "$(modinfo -F version "/lib/modules/$release/kvm.ko")" "a VM runs: nothing has changed"
swap 1 "--wait 1" --to stock --wait 1
says "KVM is still in use after 1 s, nothing has changed:" "--wait 1: it says so"
: > "$tmp/out"	# the run before has said that it was waiting, too
swap-modules --to stock --wait > "$tmp/out" 2>&1 9>&- &
waiting=$!
until grep -q waiting "$tmp/out" || ! kill -0 $waiting; do sleep 0.1; done
exec 9>&-
kill $opened $elsewhere $only
wait $waiting
is $? 0 "--wait: once they have gone"
says "waiting for those who use KVM:" "--wait: it says so"
wait
are stock "--wait"
swap 0 "after --wait"

# fails NAME: to stock; it says so, and ours are back with their parameters
fails() {
	swap 3 "$1" --to stock ${2:+--from "$2"}
	says "failed: kvm-exits is loaded as before" "$1: it says so"
	are kvm-exits "$1"
	is "$(parameter kvm halt_poll_ns) $(parameter $vendor_module $own)" "$kept" "$1: parameters are kept"
}

instead rmmod "[ \$1 != $vendor_module ] || return 1"
fails "the vendor's module is busy"
instead rmmod "[ \$1 != kvm ] || [ -e $tmp/once ] || { touch $tmp/once; return 1; }"
fails "kvm is busy"
injected=''

instead insmod "case \"\$*\" in $stock/*$own=*) return 1 ;; esac"
fails "a parameter is refused"
injected=''

# A module whose symbol is not in the other, and one for another kernel
mkdir "$tmp/symbols" "$tmp/magic"
cp "$stock/kvm.ko" "$tmp/symbols/"
cp "/lib/modules/$release/$file" "$tmp/symbols/"
fails "a missing symbol" "$tmp/symbols"
for name in kvm.ko "$file"; do
	sed "s/vermagic=${release%%.*}/vermagic=9/" "$stock/$name" > "$tmp/magic/$name"
done
swap 1 "another kernel's" --to stock --from "$tmp/magic"
says "is not for this kernel" "another kernel's: it says so"
are kvm-exits "another kernel's"

# Killed in the middle: between the modules, and when one has been loaded without its
# parameters. The next one ends it, whichever way.
for way in stock kvm-exits; do
	instead insmod "case \"\$*\" in $stock/$file*) kill -9 \$\$ ;; esac"
	swap 137 "killed before the vendor's module" --to stock
	injected=''
	is "$(ls $state /sys/module/$vendor_module 2>&1)" "ls: /sys/module/$vendor_module: No such file or directory
$state" "killed: half is done"
	swap 0 "after that, to $way" --to $way
	says "finishing a swap that was interrupted" "after that, to $way: it says so"
	are $way "after that, to $way"
	is "$(parameter kvm halt_poll_ns) $(parameter $vendor_module $own)" "$kept" "after that, to $way: parameters are kept"
	swap 0 "on we go"
done
instead insmod "case \"\$*\" in $stock/*$own=*) kill -9 \$\$ ;; esac"
swap 137 "killed before its parameters" --to stock
injected=''
swap 0 "after its parameters" --to stock
are stock "after its parameters"
is "$(parameter kvm halt_poll_ns) $(parameter $vendor_module $own)" "$kept" "after its parameters: they are kept"
swap 0 "back to ours"

# Compressed, as those of Debian 13 are; by Debian's own programs, too
mkdir "$tmp/stock" "$tmp/ours"
for name in kvm.ko "$file"; do
	/lab/debian/xz -0 --check=crc32 -c "$stock/$name" > "$tmp/stock/$name.xz"
	/lab/debian/xz -0 --check=crc32 -c "/lib/modules/$release/$name" > "$tmp/ours/$name.xz"
done
for by in busybox debian; do
	[ $by = busybox ] || for program in insmod rmmod modinfo xz; do
		injected="$injected$program() { /lab/debian/$program \"\$@\"; }; "
	done
	swap 0 "compressed, by $by: to stock" --to stock --from "$tmp/stock"
	are stock "compressed, by $by"
	is "$(parameter kvm halt_poll_ns) $(parameter $vendor_module $own)" "$kept" "compressed, by $by: parameters are kept"
	swap 0 "compressed, by $by: back" --from "$tmp/ours"
	are kvm-exits "compressed, by $by"
	is "$(parameter kvm halt_poll_ns) $(parameter $vendor_module $own)" "$kept" "compressed, by $by: back, they are"
done
injected=''

# Two at once
exec 9>$state.lock
flock 9
swap 1 "another one is under way" --to stock
says "another swap is under way" "another one is under way: it says so"
exec 9>&-

# Wrong usage
for arguments in "--to nowhere" "--wait 1x" "--from /nowhere" "--what"; do
	# shellcheck disable=SC2086 # two words
	swap 2 "'$arguments'" $arguments
done
swap 1 "nothing there" --from "$tmp/empty"
says "are no modules kvm and $vendor_module of the kind kvm-exits" "nothing there: it says so"

# Last, as it cannot be taken back: a kernel that wants signatures. Debian's own modules have
# them, ours have none: so there is no way back, but the next swap goes on. In Bochs the lab
# leaves out what reads the kernel's keys.
if grep -q 'builtin_trusted_keys: empty' /proc/keys; then
	skip "signatures" "this kernel has read no key, and knows no module's"
	finish
fi
mount -t securityfs securityfs /sys/kernel/security
echo integrity > /sys/kernel/security/lockdown
instead rmmod "[ \$1 != kvm ] || return 1"
swap 4 "locked down: kvm is busy" --to stock
injected=''
says "kvm-exits could not be loaded again: .*kvm.ko has no signature, .* (its kernel is locked down" \
	"locked down: before, it says that there is no way back"
says "failed, and kvm-exits could not be loaded again, either: KVM is not usable." "locked down: it says so"
swap 0 "locked down: to stock" --to stock
are stock "locked down"
is "$(parameter kvm halt_poll_ns) $(parameter $vendor_module $own)" "$kept" "locked down: parameters are kept"
swap 1 "locked down: back"
says "kvm.ko has no signature, and this host loads signed modules only (its kernel is locked down" "locked down: it says why"
echo 1 > /sys/module/module/parameters/sig_enforce
for from in "/lib/modules/$release" "$tmp/ours"; do
	swap 1 "signatures enforced: back" --from "$from"
	says "kvm.ko.* has no signature, and this host loads signed modules only (its kernel enforces it)" "signatures enforced: it says so"
done
are stock "signatures enforced"
finish
