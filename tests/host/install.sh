#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# make install and make uninstall in a fresh root, for the kernel of the package $1, which
# is then upgraded to a version that has no source, and purged. For tests/full/install-*.t.
cd "$(dirname "$0")/../.." || exit 1
. tests/host/lib.sh
install_kernel "$1" openssl
ours=/lib/modules/$kernel/updates/kvm-exits

# Nothing is there yet, nor can it be fetched.
try 2 "without a network" unshare --net make install KERNEL="$kernel"
has "$scratch/says" 'without a network|is there a network' "without a network: what to do"
stock_is "without a network"

# What a host with enforced signatures takes, and where it does not enforce them
openssl req -new -x509 -newkey rsa:2048 -nodes -subj /CN=kvm-exits-test -outform DER \
	-keyout "$scratch/key" -out "$scratch/certificate" 2>/dev/null
try 0 "make install" make install KERNEL="$kernel" SIGN="$scratch/key $scratch/certificate"
tail -n 4 "$scratch/says" | sed 's/^/# /'
is "$(loads)" "$ours/kvm $ours/kvm-amd $ours/kvm-intel" "make install: modprobe loads ours"
is "$(dpkg -V "$package")" "" "make install: no file of its package has changed"
for module in kvm kvm-amd kvm-intel; do
	is "$(modinfo -F vermagic "$ours/$module.ko")" "$(modinfo -F vermagic "/lib/modules/$kernel/kernel/arch/x86/kvm/$module".ko*)" \
		"$module: its vermagic is stock's"
	is "$(modinfo -F signer "$ours/$module.ko")" kvm-exits-test "$module: it is signed"
done
is "$(modinfo -k "$kernel" -F parm kvm | grep -c '^exit_stats_')" 2 "kvm has our parameters"
/usr/local/bin/kvm-exitstat --help >/dev/null
ok $? "the reader runs"
is "$(find ~/.cache/kvm-exits/run ~/.cache/kvm-exits/tmp -mindepth 1)" "" "nothing is left of the build"

# Ctrl-C while it builds: ours stay as they are. Its source is kept, so that no network is
# needed.
setsid env --default-signal=INT unshare --net scripts/host-modules install --kernel "$kernel" >"$scratch/says" 2>&1 &
until grep -q "Building KVM's modules.*, 10 s" "$scratch/says" || ! kill -0 $!; do sleep 1; done
kill -INT -- -$!
wait $!
is $? 130 "Ctrl-C: status 130"
is "$(find ~/.cache/kvm-exits/run ~/.cache/kvm-exits/tmp -mindepth 1) $(ls "/lib/modules/$kernel/updates")" \
	" kvm-exits" "Ctrl-C: nothing is left"
is "$(loads)" "$ours/kvm $ours/kvm-amd $ours/kvm-intel" "Ctrl-C: what was installed stays"

# The same release in a version without source
cp -a "$ours" "$scratch/kept"
repack_kernel
try 0 "upgrade" dpkg -i --force-depends "$scratch/new.deb"
has "$scratch/says" "^kvm-exits: .* were of version ${version//[+]/.}, the kernel is of .*\+1: KVM is the kernel's own again" \
	"upgrade: it is said"
stock_is "upgrade"
is "$(ls "/lib/modules/$kernel/updates" 2>&1)" "ls: cannot access '/lib/modules/$kernel/updates': No such file or directory" \
	"upgrade: nothing is left"
try 3 "upgrade, install" scripts/host-modules install --kernel "$kernel"
has "$scratch/says" "linux-source-$series is offered as: .*${version//[+]/.}" "upgrade, install: which source there is"
has "$scratch/says" 'Nothing was built' "upgrade, install: nothing was built"
stock_is "upgrade, install"

# What came back that way is taken away again.
dpkg -i --force-depends --force-downgrade "$scratch/old.deb" >/dev/null 2>&1
mkdir "${ours%/*}" && cp -a "$scratch/kept" "$ours" && depmod "$kernel"
is "$(loads)" "$ours/kvm $ours/kvm-amd $ours/kvm-intel" "installed again"
try 0 "make uninstall" make uninstall
stock_is "make uninstall"
is "$(find /etc/kernel /usr/local "/lib/modules/$kernel/updates" -name '*kvm-exit*' 2>/dev/null)" "" "make uninstall: nothing is left"

# The kernel goes: nothing of it is kept by what is ours.
mkdir "${ours%/*}" && cp -a "$scratch/kept" "$ours" && install -m 755 scripts/kernel-hook /etc/kernel/postrm.d/kvm-exits
try 0 "purge" apt-get -qy purge "linux-image*" "linux-headers*"
is "$(ls /lib/modules 2>/dev/null)" "" "purge: nothing is left"
done_testing
