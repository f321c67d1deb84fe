# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/lab
#
# apt, as this machine has it or with lists of another suite of Debian beside: in the
# cache, with the machine's own sources and the suite's name in them. The machine's lists
# are left alone, and root is not needed.

# Whatever the machine's configuration allows, nothing without a signature is used.
apt_strict=(-o Acquire::AllowInsecureRepositories=false -o Acquire::AllowWeakRepositories=false
	-o Acquire::AllowDowngradeToInsecureRepositories=false -o APT::Get::AllowUnauthenticated=false)
apt_options=()
apt_suite=
apt_lists=/var/lib/apt/lists
apt_keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# how old such lists may be, in minutes
apt_lists_age=1440

apt_get() {
	apt-get "${apt_strict[@]}" "${apt_options[@]}" "$@"
}

apt_cache() {
	apt-cache "${apt_options[@]}" "$@"
}

# debian_sources SUITE: the machine's lines of Debian, with that release's name, or for a
# suite of backports those of the release itself with that name.
debian_sources() {
	local here
	here=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
	# shellcheck disable=SC2016 # apt's own names
	apt-get indextargets --format '$(ORIGIN) $(REPO_URI) $(CODENAME) $(COMPONENT)' \
		'Created-By: Packages' | awk -v here="$here" -v there="$1" '
		there ~ /-backports$/ && $3 != here { next }
		$1 == "Debian" && sub("^" here, there, $3) && !seen[$0]++ { print $2, $3, $4 }'
}

# apt_use SUITE: from now on apt_get and apt_cache are of that suite; "own": the machine's.
apt_use() {
	local dir=$cache/apt/$1
	apt_suite=$1 apt_options=() apt_lists=/var/lib/apt/lists
	[ "$1" != own ] || return 0
	apt_lists=$dir/lists
	apt_options=(-o "Dir::State=$dir" -o "Dir::State::lists=$apt_lists" -o Dir::State::status=/dev/null
		-o "Dir::Cache=$dir" -o "Dir::Etc::sourcelist=$dir/sources" -o Dir::Etc::sourceparts=-
		-o Dir::Etc::preferences=- -o Dir::Etc::preferencesparts=- -o APT::Default-Release=
		-o APT::Sandbox::User=)
	[ -z "$(find "$dir/fetched" -mmin "-$apt_lists_age" 2>/dev/null)" ] || return 0
	mkdir -p "$apt_lists/partial" "$dir/archives/partial" || die_if_full || die "cannot write to $dir"
	debian_sources "$1" | sed "s,^,deb [signed-by=$apt_keyring] ," >"$dir/sources"
	[ -s "$dir/sources" ] ||
		die "$1: this machine's own sources of packages are not Debian's" "see: apt-cache policy"
	step "Fetching the package lists of $1" - apt_fetch "$dir"
	[ -e "$dir/fetched" ] || return 1
	[ ! -e "$dir/old" ] || say "the package lists of $1 could not be fetched: using those of $(date -r "$dir/fetched" +%F)"
}

# apt_fetch DIR: old lists are better than none
apt_fetch() {
	rm -f "$1/old"
	if apt_get -q --error-on=any update; then
		touch "$1/fetched"
	elif [ -e "$1/fetched" ]; then
		touch "$1/old"
	else
		echo "apt could not fetch the lists: is there a network?"
		return 1
	fi
}

# apt_want_lists: those of the machine, where nobody has fetched any
apt_want_lists() {
	[ -z "$(apt_list_names)" ] || return 0
	[ "$(id -u)" = 0 ] || die "apt has no package lists" "run as root: apt-get update"
	step "Fetching apt's package lists" - apt_get update
	[ -n "$(apt_list_names)" ] || die "apt has got no package lists: is there a network?" "see: apt-get update"
}

apt_list_names() {
	find "$apt_lists" -maxdepth 1 -name '*_Packages*' -printf '%f %s %T@\n' 2>/dev/null | sort
}
