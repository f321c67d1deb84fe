#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# For which kernels no module is built, and what is said then: with a dpkg, an apt and a
# kernel that are made up. What is built and installed is in tests/full/install-*.t, dkms-*.t.
. "$(dirname "$0")/lib.sh"
export KERNEL=6.12.9-amd64 OWNER=linux-image-6.12.9-amd64 SOURCE=linux-signed-amd64 VERSION=6.12.9-2
export INSTALLED='' OFFERED=6.12.9-2 RUNNING='6.12.8-amd64 6.12.8-1' XDG_CACHE_HOME=$scratch/cache
mkdir "$scratch/bin" "$XDG_CACHE_HOME"
cat >"$scratch/bin/dpkg-query" <<'END'
#!/bin/sh
case "$*" in
-S*"/lib/modules/$KERNEL/kernel/arch/x86/kvm/kvm.ko"*) [ -z "$OWNER" ] || echo "$OWNER: /lib/modules/$KERNEL/kernel/arch/x86/kvm/kvm.ko.xz" ;;
*source:Package*) echo "$SOURCE $VERSION" ;;
*) printf %s "$INSTALLED" ;;
esac
END
cat >"$scratch/bin/uname" <<'END'
#!/bin/sh
set -- "$1" $RUNNING
case $1 in
-r) echo "$2" ;;
-v) echo "#1 SMP PREEMPT_DYNAMIC Debian $3 (2026-01-01)" ;;
esac
END
cat >"$scratch/bin/apt-cache" <<'END'
#!/bin/sh
for version in $OFFERED; do echo "linux-source-6.12 | $version | a mirror"; done
END
chmod +x "$scratch"/bin/*

# gives STATUS PATTERN NAME [VARIABLE=VALUE]... [OPTION]...: install does, with a line of that
gives() {
	local status=$1 pattern=$2 name=$3
	shift 3
	env "PATH=$scratch/bin:$PATH" "$@" >"$scratch/says" 2>&1
	is $? "$status" "$name: status $status"
	has "$scratch/says" "$pattern" "$name"
}
tool=$repo/scripts/host-modules

gives 0 '^Usage: scripts/host-modules install\|remove' "help" "$tool" --help
gives 2 'install, remove, check, build or trusted' "no action" "$tool"
gives 2 "what is '--force'" "an unknown option" "$tool" install --force
gives 2 'wants a release' "--kernel without one" "$tool" install --kernel
gives 2 "not '../../etc'" "--kernel with a path" "$tool" remove --kernel ../../etc
gives 2 'wants a key and a certificate' "--sign with one file" "$tool" install --sign key
gives 2 'wants a key and a certificate' "--sign to remove" "$tool" remove --sign key certificate
gives 2 'build wants --into DIR' "build without a directory" "$tool" build
gives 2 '--into wants a directory' "--into to install" "$tool" install --into "$scratch"

gives 3 'no package of Debian has KVM.s modules of Linux 6.12.8-amd64' "the kernel that runs is not apt's" "$tool" install
has "$scratch/says" 'Nothing was built: KVM stays the kernel.s own' "the last line says what is"
install=("$tool" install --kernel "$KERNEL")
# refused PATTERN NAME [VARIABLE=VALUE]...
refused() {
	gives 3 "$1" "$2" "${@:3}" "${install[@]}"
}
refused 'not a package of Debian.s kernel, but of linux-upstream' "a kernel of one's own" SOURCE=linux-upstream
refused 'no patches for Linux 5.10' "no patches" VERSION=5.10.9-1
gives 3 'PREEMPT_RT' "6.1 with PREEMPT_RT" VERSION=6.1.9-1 KERNEL=6.1.0-9-rt-amd64 \
	"$tool" install --kernel 6.1.0-9-rt-amd64
refused 'runs as version 6.12.9-1, but 6.12.9-2 is installed' "upgraded, not rebooted" RUNNING="$KERNEL 6.12.9-1"
if [ "$(id -u)" = 0 ]; then
	refused 'no source of exactly that version' "another version's source" OFFERED='6.12.9-1 6.12.10-1'
	has "$scratch/says" 'linux-source-6.12 is offered as: 6.12.10-1 6.12.9-1' "another version's source: which there are"
	has "$scratch/says" 'apt upgrade, reboot' "another version's source: what to do"
	refused 'no source of exactly that version' "no source at all" OFFERED=
	mkdir -p "$XDG_CACHE_HOME/kvm-exits/source/$VERSION"
	refused 'no headers of exactly that version' "a source that was kept, but no headers" OFFERED=6.12.9-20

	# What DKMS asks for, while apt may be at work: nothing is installed.
	check=("$tool" check --kernel "$KERNEL")
	gives 3 'linux-headers-6.12.9-amd64 of version 6.12.9-2 is not installed' "check, no headers" "${check[@]}"
	has "$scratch/says" '^6.12.9-2$' "check, no headers: the kernel's version"
	for state in installed unpacked half-configured triggers-awaited triggers-pending; do
		gives 0 '^6.12.9-2$' "check, headers $state" INSTALLED="$state $VERSION" "${check[@]}"
	done
	gives 3 'is not installed' "check, headers half-installed" INSTALLED="half-installed $VERSION" "${check[@]}"
	gives 3 'is not installed' "check, another version's headers" INSTALLED="installed $VERSION+1" "${check[@]}"
	gives 0 '^6.12.9-2$' "check, upgraded under the kernel that runs" INSTALLED="installed $VERSION" \
		RUNNING="$KERNEL 6.12.9-1" "${check[@]}"

	gives 1 'cannot read .*/nothing' "a key that is not there" "${install[@]}" --sign "$scratch/nothing" "$scratch/nothing"
	# shellcheck disable=SC2016 # for that shell
	gives 1 'loads signed modules only \(its kernel is locked down' "a host that is locked down" \
		unshare --mount sh -c 'mount -t tmpfs tmpfs /sys/kernel/security &&
		echo "none [integrity] confidentiality" >/sys/kernel/security/lockdown && exec "$@"' sh "${install[@]}"
	has "$scratch/says" '/usr/src/linux-headers-6.12.9-amd64/scripts/sign-file' "a host that is locked down: what signs"
	"$tool" trusted --kernel "$KERNEL" >"$scratch/says" 2>&1
	is "$? $(cat "$scratch/says")" "0 " "trusted, on a host that loads any"
	# known ANSWER: what is said on one that is locked down, where mokutil says ANSWER
	# shellcheck disable=SC2016 # for those shells
	known() {
		printf '#!/bin/sh\necho "$2 %s"\nexit 1\n' "$1" >"$scratch/bin/mokutil"
		chmod +x "$scratch/bin/mokutil"
		PATH="$scratch/bin:$PATH" unshare --mount sh -c 'mount -t tmpfs tmpfs /sys/kernel/security &&
			echo "none integrity [confidentiality]" >/sys/kernel/security/lockdown && exec "$@"' \
			sh "$tool" trusted --kernel "$KERNEL" >"$scratch/says" 2>&1
	}
	known "is already enrolled"
	is "$? $(cat "$scratch/says")" "0 " "trusted: DKMS's key is known"
	for answer in "is not enrolled" "is already in the enrollment request"; do
		known "$answer"
		is $? 1 "trusted: DKMS's key $answer: status"
		has "$scratch/says" 'mokutil --import /var/lib/dkms/mok.pub' "trusted: DKMS's key $answer"
	done
	rm "$scratch/bin/mokutil"
	# shellcheck disable=SC2016 # for that shell
	gives 1 'MB left in .*: a build takes' "a small disk" \
		unshare --mount sh -c 'mount -t tmpfs -o size=50m tmpfs "$XDG_CACHE_HOME" && exec "$@"' sh "${install[@]}"
	cp -r "$repo/scripts" "$repo/kernel" "$scratch/"
	chmod 755 "$scratch"
	chmod 777 "$XDG_CACHE_HOME"
	gives 1 'only root can install modules' "another user" setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$scratch/scripts/host-modules" install --kernel "$KERNEL"
else
	ok 0 "as root: sources, signatures, a small disk # SKIP only root comes there"
fi
is "$(find "$XDG_CACHE_HOME/kvm-exits/run" -mindepth 1 2>/dev/null)" "" "nothing is left"

make -s -C "$repo" install DESTDIR="$scratch/to" PREFIX=/usr CLANG=no-clang >"$scratch/says" 2>&1
ok $? "make install below a directory, without clang"
has "$scratch/says" '^left out: what counts by BPF, built with no-clang.*, which BPF=1 installs$' "it says what is left out"
shipped=$(cd "$repo/userland/prometheus" && printf './usr/share/kvm-exits/prometheus/%s ' *.json *.yml)
is "$(cd "$scratch/to" && find . -type f | sort | xargs)" \
	"./usr/bin/kvm-exitstat ./usr/lib/systemd/system/kvm-exits.service ./usr/lib/systemd/system/kvm-exits.timer \
./usr/share/bash-completion/completions/kvm-exitstat $shipped./usr/share/man/man1/kvm-exitstat.1 ./usr/share/zsh/site-functions/_kvm-exitstat" \
	"the reader, its page and completions, what is for Prometheus"
"$scratch/to/usr/bin/kvm-exitstat" --help >/dev/null
ok $? "it runs"
lacks=$(make -s -C "$repo/userland/bpf" lacks)
if [ -z "$lacks" ]; then
	make -s -C "$repo" install DESTDIR="$scratch/to" PREFIX=/usr >"$scratch/says" 2>&1
	is "$? $(cat "$scratch/says")" "0 " "make install, with what builds the plugin"
	is "$(find "$scratch/to/usr/lib/kvm-exitstat" -type f -perm 644)" "$scratch/to/usr/lib/kvm-exitstat/bpf.so" \
		"what counts by BPF is installed"
else
	ok 0 "what counts by BPF is installed # SKIP without $lacks"
fi
make -s -C "$repo" uninstall DESTDIR="$scratch/to" PREFIX=/usr
is "$? $(find "$scratch/to" -type f -o -name kvm-exitstat)" "0 " "make uninstall: nothing is left"
done_testing
