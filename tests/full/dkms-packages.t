#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# make deb, by an ordinary user in a checkout of theirs: what is in the packages, what they
# depend on, and that lintian and the checkout have nothing to say of it.
. "$(dirname "$0")/../scripts/lib.sh"

mkdir "$scratch/tree"
chmod 755 "$scratch"
tar -c -C "$repo" --exclude=./build --exclude=./.git . | tar -x -C "$scratch/tree"
chown -R nobody:nogroup "$scratch/tree"
find "$scratch/tree" | sort >"$scratch/before"
setpriv --reuid=nobody --regid=nogroup --clear-groups env -i HOME=/nonexistent PATH="$PATH" \
	make -C "$scratch/tree" deb >"$scratch/says" 2>&1
ok $? "make deb, by an ordinary user" || tail -n 5 "$scratch/says" | sed 's/^/# /'
is "$(find "$scratch/tree" | grep -v "^$scratch/tree/build" | sort | diff "$scratch/before" -)" "" "the tree is as it was"
version=$(cut -s -d'"' -f2 "$repo/kernel/src/version.h")
is "$(cd "$scratch/tree/build/deb" && echo ./*.deb)" \
	"./kvm-exits-dkms_${version}_all.deb ./kvm-exitstat-bpf_${version}_amd64.deb ./kvm-exitstat_${version}_amd64.deb" \
	"the packages, of the version that the modules have"
dkms=$scratch/tree/build/deb/kvm-exits-dkms_${version}_all.deb
reader=$scratch/tree/build/deb/kvm-exitstat_${version}_amd64.deb
plugin=$scratch/tree/build/deb/kvm-exitstat-bpf_${version}_amd64.deb

is "$(lintian --allow-root --fail-on none --display-info "$scratch/tree/build/deb"/*.changes 2>&1)" "" "lintian has nothing"

# content DEB: its files with their rights; Debian 12 has units in /lib
content() {
	dpkg-deb -c "$1" | awk '$1 !~ /^d/ { sub("^./lib/", "./usr/lib/", $6); print $1, $2, $6 }' | sort
}

# files RIGHTS: of root's, named on standard input
files() {
	sed "s,^,-$1 root/root ./,"
}

documents() {
	printf "usr/share/doc/$1/%s\n" changelog.gz copyright
}

{
	echo usr/bin/kvm-exitstat | files rwxr-xr-x
	printf '%s\n' usr/share/man/man1/kvm-exitstat.1.gz usr/share/bash-completion/completions/kvm-exitstat \
		usr/share/zsh/vendor-completions/_kvm-exitstat "$(documents kvm-exitstat)" \
		usr/lib/systemd/system/kvm-exits.{service,timer} \
		usr/share/kvm-exits/prometheus/{dashboard.json,grafana.yml,kvm_exits.rules.yml,prometheus.yml,smaller.yml} |
		files rw-r--r--
} | sort >"$scratch/wanted"
is "$(content "$reader")" "$(cat "$scratch/wanted")" "kvm-exitstat: its files"
is "$(dpkg-deb -f "$reader" Depends | sed 's/ (>= [0-9.]*)//')" libc6 "kvm-exitstat: it depends on libc only"
is "$(dpkg-deb -f "$reader" Suggests)" "gnuplot, kvm-exits-dkms, kvm-exitstat-bpf" "kvm-exitstat: it suggests what it may use"

{
	printf '%s\n' usr/lib/kvm-exitstat/bpf.so "$(documents kvm-exitstat-bpf)" | files rw-r--r--
} | sort >"$scratch/wanted"
is "$(content "$plugin")" "$(cat "$scratch/wanted")" "kvm-exitstat-bpf: its files"
is "$(dpkg-deb -f "$plugin" Depends | sed 's/ (>= [0-9.:]*)//g')" "kvm-exitstat (= $version), libbpf1, libc6" \
	"kvm-exitstat-bpf: it depends on its reader, and on nothing that builds it"
dpkg-deb -x "$reader" "$scratch/both" && dpkg-deb -x "$plugin" "$scratch/both"
chmod 755 "$scratch/both"
is "$(setpriv --reuid=nobody --regid=nogroup --clear-groups "$scratch/both/usr/bin/kvm-exitstat" --source bpf 2>&1)" \
	"kvm-exitstat: BPF: only root may load programs: run it with sudo" "kvm-exitstat-bpf: its reader finds it"
setpriv --reuid=nobody --regid=nogroup --clear-groups make -s -C "$scratch/tree" install-plugin BPF=1 CLANG=no-clang \
	DESTDIR="$scratch/tree/build/to" O="$scratch/tree/build/other" >"$scratch/says" 2>&1
is $? 2 "make install BPF=1 without clang: status 2"
has "$scratch/says" 'what counts by BPF is not built without no-clang: run scripts/install-tools bpf' "and it says so"

# All of the kernel's side, and of scripts what scripts/host-modules takes
source=usr/src/kvm-exits-$version
{
	printf '%s\n' etc/kernel/{header_,}postinst.d/dkms-kvm-exits usr/sbin/kvm-exits-swap \
		"$source"/scripts/{dkms-install,dkms-stock,host-modules} | files rwxr-xr-x
	printf '%s\n' usr/share/man/man8/kvm-exits-swap.8.gz "$(documents kvm-exits-dkms)" "$source/dkms.conf" \
		"$source/scripts/lib/hunks.awk" | files rw-r--r--
	# shellcheck disable=SC2016 # as it is in that file
	sed -n 's|^\. "$lab_dir/lib/\(.*\)"$|\1|p' "$repo/scripts/host-modules" | sed "s,^,$source/scripts/lib/," | files rw-r--r--
	(cd "$repo" && find kernel/patches kernel/src -type f) | sed "s,^,$source/," | files rw-r--r--
} | sort >"$scratch/wanted"
is "$(content "$dkms")" "$(cat "$scratch/wanted")" "kvm-exits-dkms: its files"
"$repo/scripts/install-tools" --list host | sort >"$scratch/wanted"
is "$(dpkg-deb -f "$dkms" Depends | tr -s ', ' '\n' | sort | comm -13 - "$scratch/wanted")" "" \
	"kvm-exits-dkms: it depends on what a build takes"

dpkg-deb -x "$dkms" "$scratch/root"
"$scratch/root/$source/scripts/host-modules" --help >/dev/null
ok $? "kvm-exits-dkms: scripts/host-modules has all that it needs"
# shellcheck disable=SC2016 # for that shell
is "$(bash -c '. "$1"; echo "$PACKAGE_NAME-$PACKAGE_VERSION"' - "$scratch/root/$source/dkms.conf")" "${source##*/}" \
	"kvm-exits-dkms: DKMS knows it by that name"
"$scratch/root/usr/sbin/kvm-exits-swap" --help >"$scratch/says"
has "$scratch/says" '^  kvm-exits-swap --to stock' "kvm-exits-swap goes by its name"
is "$(grep -c swap-modules "$scratch/root/usr/sbin/kvm-exits-swap")" 0 "kvm-exits-swap goes by no other"
done_testing
