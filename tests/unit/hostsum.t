#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# tests/tools/hostsum finds each kind of fault that it is there for: in two copies of a
# tree that are right it finds nothing, with one number or one row changed it says which.
set -u
hostsum=${KVM_EXITS_BUILD:-$(cd "${0%/*}/../.." && pwd)/build}/tools/hostsum
tmp=$(mktemp -d) || exit
trap 'rm -rf "$tmp"' EXIT
n=0 failed=0

# tabs: the spaces of a table's lines
tabs() { sed 's/^ *//' | tr -s ' ' '\t'; }

columns="nr name exits guest kernel user halted blocked steal max nested since"

# Twice as long as before, the VM 7-4 has ended and another has its name.
rm -rf "$tmp/good"
mkdir -p "$tmp/good/1" "$tmp/good/2"
cd "$tmp/good/1" || exit
tabs > departed <<-END
	vm $columns ended
	3-4 10 CPUID 5 50 40 1 2 3 4 9 0 1000 1500
	3-4 - TOTAL 5 50 40 1 2 3 4 9 0 1000 1500
	older 10 CPUID 2 20 10 0 0 0 0 8 0 900 -
	older - TOTAL 2 20 10 0 0 0 0 8 0 900 -
END
tabs > all <<-END
	scope vm vcpu $columns
	host - - 10 CPUID 12 120 80 1 2 3 4 11 1 900
	host - - - RUNNING 0 7 0 0 0 0 0 0 0 900
	host - - - TOTAL 12 127 80 1 2 3 4 11 1 900
	vcpu 7-4 0 10 CPUID 4 40 20 0 0 0 0 10 1 2000
	vcpu 7-4 0 - RUNNING 0 7 0 0 0 0 0 0 0 2000
	vcpu 7-4 0 - TOTAL 4 47 20 0 0 0 0 10 1 2000
	vcpu 7-4 1 10 CPUID 1 10 10 0 0 0 0 11 0 2001
	vcpu 7-4 1 - RUNNING 0 0 0 0 0 0 0 0 0 2001
	vcpu 7-4 1 - TOTAL 1 10 10 0 0 0 0 11 0 2001
	vm 7-4 - 10 CPUID 5 50 30 0 0 0 0 11 1 2000
	vm 7-4 - - RUNNING 0 7 0 0 0 0 0 0 0 2000
	vm 7-4 - - TOTAL 5 57 30 0 0 0 0 11 1 2000
END
tabs > exits <<-END
	$columns
	10 CPUID 12 120 80 1 2 3 4 11 1 900
	12 HLT 0 0 0 0 0 0 0 0 0 900
	- RUNNING 0 9 0 0 0 0 0 0 0 900
	- TOTAL 12 129 80 1 2 3 4 11 1 900
END
cd ../2 || exit
tabs > departed <<-END
	vm $columns ended
	3-4 10 CPUID 5 50 40 1 2 3 4 9 0 1000 1500
	3-4 - TOTAL 5 50 40 1 2 3 4 9 0 1000 1500
	7-4 10 CPUID 6 60 40 0 0 0 0 11 1 2000 3000
	7-4 - TOTAL 6 60 40 0 0 0 0 11 1 2000 3000
	older 10 CPUID 2 20 10 0 0 0 0 8 0 900 -
	older - TOTAL 2 20 10 0 0 0 0 8 0 900 -
END
tabs > all <<-END
	scope vm vcpu $columns
	host - - 10 CPUID 14 140 95 1 2 3 4 11 1 900
	host - - - RUNNING 0 2 0 0 0 0 0 0 0 900
	host - - - TOTAL 14 142 95 1 2 3 4 11 1 900
	vcpu 7-4 0 10 CPUID 1 10 5 0 0 0 0 5 0 4000
	vcpu 7-4 0 - RUNNING 0 2 0 0 0 0 0 0 0 4000
	vcpu 7-4 0 - TOTAL 1 12 5 0 0 0 0 5 0 4000
	vm 7-4 - 10 CPUID 1 10 5 0 0 0 0 5 0 4000
	vm 7-4 - - RUNNING 0 2 0 0 0 0 0 0 0 4000
	vm 7-4 - - TOTAL 1 12 5 0 0 0 0 5 0 4000
END
tabs > exits <<-END
	$columns
	10 CPUID 14 142 95 1 2 3 4 11 1 900
	12 HLT 0 0 0 0 0 0 0 0 0 900
	- RUNNING 0 0 0 0 0 0 0 0 0 900
	- TOTAL 14 142 95 1 2 3 4 11 1 900
END

# expect STATUS TEXT NAME: what hostsum says of $tmp/tree
expect() {
	n=$((n + 1))
	said=$("$hostsum" --copies "$tmp/tree/1" "$tmp/tree/2" 2>&1)
	status=$?
	case $status:$said in
	"$1:"*"$2"*) echo "ok $n - $3" ;;
	*)
		echo "not ok $n - $3"
		echo "$status: $said" | sed 's/^/# /'
		failed=1
		;;
	esac
}

# begin: a right tree; change FILE SED: of several lines of it
begin() {
	rm -rf "$tmp/tree"
	cp -r "$tmp/good" "$tmp/tree"
}
change() { sed -i "$2" "$tmp/tree/$1"; }

# wrong FILE OLD NEW TEXT NAME: a line's text changed, given with spaces
wrong() {
	begin
	old=$(printf '%s' "$2" | tr ' ' '\t') new=$(printf '%s' "$3" | tr ' ' '\t')
	sed "s/^$old\$/$new/" "$tmp/good/$1" > "$tmp/tree/$1"
	if cmp -s "$tmp/good/$1" "$tmp/tree/$1"; then
		n=$((n + 1)) failed=1
		echo "not ok $n - $5: there is no line '$2'"
		return
	fi
	expect 1 "$4" "$5"
}

begin
expect 0 "6 reads, 2 VMs in them" "nothing is wrong with a right tree"

wrong 1/all 'vm 7-4 - - TOTAL 5 57 30 0 0 0 0 11 1 2000' 'vm 7-4 - - TOTAL 5 57 31 0 0 0 0 11 1 2000' \
	"kernel is 31, its rows are 30" "a TOTAL that is not the sum of its rows"
wrong 1/all 'vm 7-4 - - TOTAL 5 57 30 0 0 0 0 11 1 2000' '' "" "a scope without its TOTAL"
wrong 1/all 'vcpu 7-4 1 - TOTAL 1 10 10 0 0 0 0 11 0 2001' \
	'vcpu 7-4 1 - TOTAL 1 10 10 0 0 0 0 11 0 2001\nvcpu 7-4 1 - TOTAL 0 0 0 0 0 0 0 0 0 2001' \
	"is there twice" "a vCPU that is there twice"
wrong 1/departed 'older - TOTAL 2 20 10 0 0 0 0 8 0 900 -' \
	'older - TOTAL 2 20 10 0 0 0 0 8 0 900 -\n3-4 - TOTAL 0 0 0 0 0 0 0 0 0 1000 1500' \
	"is there twice" "a VM that has ended twice"

t=$(printf '\t')

begin
change 1/all "/^vm/s/${t}5${t}50${t}/${t}4${t}50${t}/; /^vm/s/${t}5${t}57${t}/${t}4${t}57${t}/"
expect 1 "a VM has less than its vCPUs: exits of CPUID: 5, then 4" "a VM with less than its vCPUs"
begin
change 1/all "/^vm/s/${t}5${t}50${t}/${t}6${t}50${t}/; /^vm/s/${t}5${t}57${t}/${t}6${t}57${t}/"
expect 1 "the vCPUs have less than their VM: exits of CPUID: 6, then 5" "a VM with more"
begin
change 1/all "/^host/s/${t}12${t}12/${t}11${t}12/"
expect 1 "what has ended, then the host less its VMs: exits of CPUID: 7, then 6" \
	"the host lacks an exit of one that has ended"
begin
change 2/all "/^host/s/${t}14${t}14/${t}13${t}14/"
expect 1 "what has ended, then the host less its VMs: exits of CPUID: 13, then 12" \
	"in the second read, too"
begin
change 1/all "/^host/s/${t}12${t}12/${t}42${t}12/"
expect 1 "the host in all, then in exits: exits of CPUID: 42, then 12" "the host has too much in one read"
begin
change 1/all "/^host/s/${t}80${t}1${t}2/${t}80${t}1${t}1/"
expect 1 "halted of CPUID: 2, then 1" "the same of a time"
begin
change 1/all "/^host/s/${t}12${t}12/${t}20${t}12/"
change 1/exits "s/${t}12${t}12/${t}20${t}12/"
expect 1 "the host less its VMs, then what has ended: exits of CPUID: 15, then 13" \
	"the host has a VM's exits twice while it ends"
begin
change 1/departed "/^older/s/${t}2${t}20/${t}9${t}20/"
expect 1 "what has ended, then the host less its VMs: exits of CPUID: 14, then 7" "what has ended is more than the host"
begin
change 2/departed "/^older/s/${t}2${t}20/${t}1${t}20/"
expect 1 "departed:  older  CPUID since 900: exits: 2, then 1" "older forgets an exit"
begin
change 2/departed "/^3-4/s/${t}5${t}50/${t}6${t}50/"
expect 1 "has ended, and exits changes" "a VM that has ended has another exit"
begin
change 2/all "s/${t}4000\$/${t}2000/"
expect 1 "exits: 4, then 1" "a new VM with the old one's since"
begin
change 2/exits "s/${t}95${t}1/${t}75${t}1/"
expect 1 "kernel: 80, then 75" "the host goes backwards in exits"
begin
change 1/all "/RUNNING/s/${t}7${t}/${t}8${t}/; /TOTAL/s/${t}57${t}/${t}58${t}/; /^vcpu.*TOTAL/s/${t}47${t}/${t}48${t}/"
expect 1 "TOTAL since 900: guest is 127, its rows are 128" "RUNNING is part of TOTAL"
begin
change 1/all "/^vm.*RUNNING/s/${t}7${t}/${t}8${t}/; /^vm.*TOTAL/s/${t}57${t}/${t}58${t}/"
expect 1 "the vCPUs have less than their VM: guest of TOTAL: 58, then 57" "RUNNING of a VM is its vCPUs'"
begin
change 1/exits "s/${t}since\$//"
expect 1 "exits has no column since" "a column is missing"
begin
change 1/exits "s/${t}80${t}/${t}-1${t}/"
expect 1 "'-1' is no number" "what is no number"

echo "1..$n"
exit $failed
