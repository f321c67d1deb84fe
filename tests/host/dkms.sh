#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The packages of make deb in a fresh root, for the kernel of the package $1: built by DKMS
# where there is a source of exactly its version, whatever else happens, apt and dpkg go on;
# booted in the lab; purged. For tests/full/dkms-*.t.
cd "$(dirname "$0")/../.." || exit 1
. tests/host/lib.sh
install_kernel "$1" "${1/image/headers}"
repack_kernel
of_dkms="/lib/modules/$kernel/updates/dkms"
ours="$of_dkms/kvm $of_dkms/kvm-amd $of_dkms/kvm-intel"

# kept NAME: nothing of ours is beside the kernel's own
kept() {
	stock_is "$1"
	is "$(ls "$of_dkms" 2>/dev/null)" "" "$1: none of ours are there"
}

# signature FILE: whether it has one by DKMS's key. Behind what is signed are the signature, its
# length as four bytes, and 28 that say so.
signature() {
	local size length
	xz -dc "$1.xz" >"$scratch/signed" 2>/dev/null || cp "$1" "$scratch/signed" || return
	size=$(stat -c %s "$scratch/signed")
	length=$((0x$(tail -c 32 "$scratch/signed" | head -c 4 | od -An -tx1 | tr -d ' \n')))
	head -c $((size - 40 - length)) "$scratch/signed" >"$scratch/content"
	tail -c $((40 + length)) "$scratch/signed" | head -c "$length" >"$scratch/signature"
	openssl x509 -inform DER -in /var/lib/dkms/mok.pub -out "$scratch/certificate" &&
		openssl cms -verify -binary -inform DER -noverify -in "$scratch/signature" \
			-content "$scratch/content" -certfile "$scratch/certificate" -out /dev/null
}

try 0 "make deb" make deb
# What they need is there, so that they can be installed without a network.
dkms_deb=$(ls build/deb/kvm-exits-dkms_*.deb)
dpkg-deb -f "$dkms_deb" Depends | tr -d ',' | xargs apt-get -qy install --no-install-recommends mokutil mount >"$scratch/apt" 2>&1 ||
	tail "$scratch/apt" >&2

try 0 "without a network" unshare --net apt-get -qy install --no-install-recommends ./build/deb/*.deb
has "$scratch/says" "^kvm-exits: DKMS has not installed KVM's modules for Linux ${kernel//[+]/.}, which keeps its own" \
	"without a network: it is said"
has "$scratch/says" 'apt could not download .*: is there a network' "without a network: and why"
kept "without a network"
is "$(dpkg-query -W -f '${db:Status-Status} ' kvm-exits-dkms kvm-exitstat)" "installed installed " "both are installed"
kvm-exitstat --help >/dev/null
ok $? "the reader runs"

# As apt upgrades a kernel: to a version without source, and to one with
try 0 "another version" dpkg -i --force-depends "$scratch/new.deb"
has "$scratch/says" "^kvm-exits: no modules for Linux ${kernel//[+]/.}: linux-headers-.* of version .*\+1 is not installed" \
	"another version: it is said"
kept "another version"
try 0 "the kernel comes" dpkg -i --force-depends --force-downgrade "$scratch/old.deb"
tail -n 4 "$scratch/says" | sed 's/^/# /'
has "$scratch/says" "^kvm-exits: modprobe loads them from now on: ${of_dkms//[+]/.}/kvm" "the kernel comes: it is said"
is "$(loads)" "$ours" "the kernel comes: modprobe loads ours"
is "$(dpkg -V "$package")" "" "the kernel comes: no file of its package has changed"
is "$(find /var/cache/kvm-exits/run /var/cache/kvm-exits/tmp /var/lib/dkms/kvm-exits/*/build -mindepth 1 2>/dev/null)" "" \
	"the kernel comes: nothing is left of the build"
for module in kvm kvm-amd kvm-intel; do
	is "$(modinfo -F vermagic "$of_dkms/$module".ko*)" \
		"$(modinfo -F vermagic "/lib/modules/$kernel/kernel/arch/x86/kvm/$module".ko*)" "$module: its vermagic is stock's"
	is "$(modinfo -F version "$of_dkms/$module".ko*)" "$(dpkg-query -W -f '${Version}' kvm-exits-dkms)" "$module: its version is the package's"
	signature "$of_dkms/$module.ko" 2>"$scratch/openssl"
	ok $? "$module: DKMS's key has signed it"
done
is "$("/etc/kernel/header_postinst.d/dkms-kvm-exits" "$kernel" 2>&1)" "" "once more: nothing is to be done"

# On a host of that kernel, with its own KVM, they are swapped in and count exactly.
mkdir "$scratch/modules" "$scratch/tests"
cp "$of_dkms"/*.ko* "$scratch/modules/"
xz -dq "$scratch/modules"/*.xz 2>/dev/null
cp tests/lab/{tap.sh,10-exact.sh} "$scratch/tests/"
scripts/install-tools svm >/dev/null 2>&1
LAB_ACCEL=tcg scripts/lab --kernel "$series" --stock --timeout 900 --file "$scratch/modules:/root/modules" \
	--file "$scratch/tests:/tests" --file /usr/sbin/kvm-exits-swap:/bin/kvm-exits-swap --file "$(command -v flock)":/bin/flock \
	-- sh -c 'mkdir -p /run && kvm-exits-swap --from /root/modules && cd /tests && sh 10-exact.sh' 2>"$scratch/lab" |
	tr -d '\r' >"$scratch/out"
is "${PIPESTATUS[0]}" 0 "in the lab: status" || tail -n 5 "$scratch/lab" | sed 's/^/# /'
has "$scratch/out" '^kvm-exits-swap: loaded: kvm-exits' "in the lab: they are loaded"
has "$scratch/out" '^ok .* counted' "in the lab: they count"
is "$(grep '^not ok' "$scratch/out")" "" "in the lab: exactly"

# They are of another version than the kernel has now.
try 0 "upgrade" dpkg -i --force-depends "$scratch/new.deb"
has "$scratch/says" "^kvm-exits: KVM's modules for Linux .* were of version ${version//[+]/.}, the kernel is of .*\+1: removed" \
	"upgrade: it is said"
kept "upgrade"

# A host that is locked down, whose owner makes DKMS's key known. Its source is kept.
cat >"$scratch/locked" <<'END_LOCKED'
mount -t tmpfs tmpfs /sys/kernel/security && echo "none [integrity] confidentiality" >/sys/kernel/security/lockdown && exec "$@"
END_LOCKED
try 0 "locked down" unshare --mount --net sh "$scratch/locked" dpkg -i --force-depends --force-downgrade "$scratch/old.deb"
has "$scratch/says" "^host-modules: error: this host loads signed modules only .* DKMS's key is not known" "locked down: it is said"
has "$scratch/says" 'mokutil --import /var/lib/dkms/mok.pub' "locked down: what to do"
kept "locked down"
cat >/usr/bin/mokutil <<'END_MOKUTIL'
#!/bin/sh
[ "$*" = "--test-key /var/lib/dkms/mok.pub" ] && echo "$2 is already enrolled"
exit 1
END_MOKUTIL
chmod +x /usr/bin/mokutil
try 0 "its key is known" unshare --mount --net sh "$scratch/locked" /etc/kernel/postinst.d/dkms-kvm-exits "$kernel"
is "$(loads)" "$ours" "its key is known: modprobe loads ours"

# make install would put others beside
try 1 "make install beside" scripts/host-modules install --kernel "$kernel"
has "$scratch/says" 'kvm-exits-dkms looks after' "make install beside: it is said"
is "$(loads)" "$ours" "make install beside: modprobe loads ours"

try 0 "purge" apt-get -qy purge kvm-exits-dkms kvm-exitstat
kept "purge"
is "$(find /etc /usr /var /lib/modules -not -path '/var/lib/apt/*' -name '*kvm-exit*')" "" "purge: nothing is left"
is "$(ls "/lib/modules/$kernel/updates" 2>/dev/null)" "" "purge: nor beside the kernel's modules"
done_testing
