# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Sourced after lib.sh: directories as the host's, of VMs that live and that have ended, and
# $tree, which is one of them after the other.

tree=$scratch/tree
header=$(printf 'nr\tname\texits\tkernel\tsince')

# rows BEFORE EXITS SINCE AFTER: a reason and TOTAL, 10 cycles for each exit
rows() {
	[ "$2" -eq 0 ] || printf '%s10\tCPUID\t%d\t%d0\t%d000000000%s\n' "$1" "$2" "$2" "$3" "$4"
	printf '%s-\tTOTAL\t%d\t%d0\t%d000000000%s\n' "$1" "$2" "$2" "$3" "$4"
}

# make_tree DIR SECONDS VM...: at so many seconds. A VM is NAME,SINCE,EXITS while it
# lives, NAME,SINCE,EXITS,ENDED afterwards; older,EXITS are those the host has forgotten.
# The host, whose counters began at second ${since:-1}, is the sum.
make_tree() {
	dir=$1
	mkdir -p "$dir/vm"
	echo 2 >"$dir/format"
	echo vmx >"$dir/isa"
	echo 1000 >"$dir/tsc_khz"
	printf '%d000000000\t17000%05d000000000\n' "$2" "$2" >"$dir/now"
	shift 2
	printf 'scope\tvm\tvcpu\t%s\n' "$header" >"$dir/all"
	printf 'vm\t%s\tended\n' "$header" >"$dir/departed"
	host=0
	older=0
	for vm in "$@"; do
		IFS=, read -r name begin exits ended <<-END
			$vm
		END
		[ "$name" != older ] || older=$begin exits=$begin
		host=$((host + exits))
		if [ "$name" = older ]; then
			continue
		elif [ -n "$ended" ]; then
			rows "$name	" "$exits" "$begin" "	${ended}000000000" >>"$dir/departed"
			continue
		fi
		rows "vcpu	$name	0	" "$exits" "$begin" "" >>"$dir/all"
		rows "vm	$name	-	" "$exits" "$begin" "" >>"$dir/all"
		mkdir "$dir/vm/$name"
		{
			echo "$header"
			rows "" "$exits" "$begin" ""
		} >"$dir/vm/$name/exits"
	done
	rows "older	" "$older" "${since:-1}" "	-" >>"$dir/departed"
	rows "host	-	-	" "$host" "${since:-1}" "" >>"$dir/all"
	{
		echo "$header"
		rows "" "$host" "${since:-1}" ""
	} >"$dir/exits"
}

# to DIR: from one moment to the next
to() {
	ln -sfn "$1" "$tree.new"
	mv -T "$tree.new" "$tree"
}
