# SPDX-License-Identifier: GPL-2.0-only
# The host has what the VMs have that live and that have departed, and the CPUs have the
# same, whenever no vCPU runs; and no number ever decreases while they run.
. ./tap.sh

. ./conserved.sh

exitgen --vcpus 2 cpuid=500 io=50 > /dev/null
conserved "one VM departed"

# Two VMs that stay, stopped; others that go, more than are remembered.
mkfifo "$tmp/stdin"
for i in 1 2; do
	exitgen --hold --vcpus 2 cpuid=500 io=50 vmcall=20 hlt=5 \
		< "$tmp/stdin" > "$tmp/held.$i" &
done
exec 9> "$tmp/stdin"
until [ "$(cat "$tmp"/held.* 2>/dev/null | grep -c '^ready')" = 2 ]; do
	sleep 0.1
done
conserved "two VMs stopped"

for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	exitgen --vcpus 2 cpuid=20 io=$i > /dev/null || verdict 1 "exitgen"
done
is "$(cut -f 1 $d/departed | sed '1d;/^older$/d' | sort -u | wc -l)" 16 "16 departed VMs are remembered"
within "$(sum $d/departed exits TOTAL vm=older)" 200 1000000000 "older ones are summed"
conserved "20 VMs later"

# Under load, readers watching.
exitgen --vcpus 4 cpuid=20000 io=2000 > /dev/null &
load=$!
ok "no number decreases while 4 vCPUs run" \
	hostwatch --monotonic --reads 300 $d/exits $d/cpus $d/all $d/hist $d/all_hist $d/departed
wait $load
verdict $? "the load ended well"
conserved "after the load"

# Reset: all views begin at zero, nothing is lost between them.
echo 1 > $d/reset
is "$(sum $d/exits exits TOTAL)" 0 "reset: no exits"
# The two VMMs are in userspace, and that is in progress.
is "$(awk -F '\t' '
	NR == 1 { for (i = 3; i <= NF; i++) if ($i !~ /^(user|since)$/) column[i] = 1; next }
	{ for (i in column) sum += $i }
	END { print sum + 0 }' $d/exits)" 0 "reset: nothing at all"
is "$(sum $d/departed exits TOTAL)" 0 "reset: no departed VMs"
is "$(sum $d/all exits TOTAL)" 0 "reset: all is zero"
is "$(sum $d/cpus exits TOTAL)" 0 "reset: cpus is zero"
exitgen --vcpus 2 cpuid=30 > "$tmp/out"
cpuid=$(reason_name cpuid)
is "$(sum $d/exits exits "$cpuid")" 60 "after a reset only what came after"
conserved "after a reset"
exec 9>&-
wait
conserved "after the two VMs have gone"

# counted: more exits than the start of a guest takes, since the last reset
counted() {
	until [ "$(sum $d/exits exits "$cpuid")" -gt 100 ]; do
		:
	done
}

# Reset while guests run: each exit is forgotten by both views, or by neither. A VM that
# ends by itself comes after those that are killed, for a second reason.
for i in 1 2 3 4 5 6 7 8 9 10; do
	echo 1 > $d/reset
	exitgen --vcpus 4 cpuid=10000000 > /dev/null &
	load=$!
	counted
	echo 1 > $d/reset
	counted
	kill -KILL $load
	wait $load
	exitgen cpuid=1 > /dev/null
	conserved "reset while 4 vCPUs run, $i"
done
finish
