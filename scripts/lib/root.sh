# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with who sources it
#
# The root of a Debian of its own: made by mmdebstrap from the machine's own sources of
# packages with the suite changed, entered by chroot.

declare -A codenames=([12]=bookworm [13]=trixie)

# what is left to root in a container of Docker's
container_capabilities=-all,+chown,+dac_override,+fsetid,+fowner,+mknod,+net_raw,+setgid,+setuid
container_capabilities+=,+setfcap,+setpcap,+net_bind_service,+sys_chroot,+kill,+audit_write

# what is found first where one is entered
root_path=/usr/sbin:/usr/bin:/sbin:/bin

# want_root_tools: what making and entering one takes
want_root_tools() {
	[ "$(id -u)" = 0 ] || die "only root can make a root"
	command -v mmdebstrap >/dev/null || die "mmdebstrap is not installed" "run: apt-get install mmdebstrap"
}

# apt_settings: how this machine reaches its sources
apt_settings() {
	apt-config dump | grep -E '^Acquire::(Check-|[a-z]+::(Proxy|Verify|CaInfo)|Retries)' || :
}

# make_root ROOT RELEASE PACKAGES: with apt and PACKAGES, separated by commas. Beside it are
# ROOT-sources and ROOT-settings afterwards. In namespaces, as what mmdebstrap mounts there
# would else be left of one that is killed, for whoever deletes the root to delete.
make_root() {
	local root=$1 codename=${codenames[$2]}
	debian_sources "$codename" | sed 's/^/deb /' >"$root-sources"
	[ -s "$root-sources" ] ||
		die "the machine's own sources of packages are not Debian's" "see: apt-cache policy; or run: apt-get update"
	apt_settings >"$root-settings"
	unshare --mount --pid --fork --kill-child --mount-proc \
		mmdebstrap --quiet --variant=apt --dpkgopt=force-unsafe-io --include="$3" \
		--aptopt="$root-settings" --keyring="$apt_keyring" "$codename" "$root" "$root-sources" ||
		die "mmdebstrap made no root of $codename" "is there a network?"
	cp /etc/resolv.conf /etc/hosts "$root/etc/"
}

# copy_checkout ROOT: to /root/kvm-exits there, without what is built
copy_checkout() {
	mkdir "$1/root/kvm-exits"
	tar -c -C "$repo" --exclude=./build --exclude=./.git . | tar -x -C "$1/root/kvm-exits"
}

# enter ROOT COMMAND [container]: in namespaces, which take mounts and processes along when
# they end; sets job meanwhile. The root is a mount of its own, as any system's is. With
# "container", without the rights that one lacks.
enter() {
	# shellcheck disable=SC2016 # for the shell in there
	unshare --mount --pid --fork --kill-child sh -c '
		container_devices() {
			mount -t tmpfs -o mode=755 dev dev &&
				mkdir dev/pts dev/shm &&
				mount -t devpts -o newinstance,ptmxmode=666 devpts dev/pts &&
				mount -t tmpfs shm dev/shm &&
				ln -s pts/ptmx dev/ptmx && ln -s /proc/self/fd dev/fd &&
				cp -a /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty dev/
		}
		mount --bind "$1" "$1" && cd "$1" && mount -t proc proc proc || exit 125
		if [ -n "$3" ]; then
			container_devices && mount --bind -o ro /sys sys || exit 125
			limit="setpriv --bounding-set $3 --inh-caps -all"
		else
			mount --rbind /dev dev && mount --rbind /sys sys || exit 125
			limit=
		fi
		exec $limit chroot . env -i HOME=/root PATH="$4" \
			TERM="${TERM:-dumb}" ${http_proxy:+"http_proxy=$http_proxy"} \
			sh -c "cd /root/kvm-exits && eval \"\$1\"" sh "$2"
	' sh "$1" "$2" "${3:+$container_capabilities}" "$root_path" <&0 &
	job=$!
	local status=0
	wait "$job" || status=$?
	job=
	return "$status"
}

# leave: ends what was entered
leave() {
	[ -z "${job-}" ] || { kill -KILL "$job" && wait "$job"; } 2>/dev/null || :
}
