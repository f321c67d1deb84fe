#!/bin/bash
cd "$(dirname "$0")/../.." || exit 1
. tests/host/lib.sh
install_kernel "$1" "${1/image/headers}"
repack_kernel
make deb >/dev/null 2>&1
apt-get -qy install --no-install-recommends ./build/deb/*.deb 2>&1 | tail -n 5
dkms status
find /var/lib/dkms/kvm-exits | head -50
echo "== upgrade"
dpkg -i --force-depends "$scratch/new.deb" 2>&1 | tail -n 20
dkms status
find /var/lib/dkms/kvm-exits | head -50
echo "== purge"
apt-get -qy purge kvm-exits-dkms kvm-exitstat
echo "status $?"
find /var/lib/dkms | head -30
apt-get -qy --fix-broken install
echo "status $?"
