# SPDX-License-Identifier: GPL-2.0-only
# needs: fast-reads
# No counter goes back, however what is in progress ends: a thousand reads a second beside
# vCPUs in every phase and busy loops on both CPUs. With a row's `since', which a reset
# changes, it may begin anew.
. ./tap.sh

reads=$((2000 / fewer))

# What runs until it is told to end; all of it competes for the two CPUs.
running=''
start() {
	"$@" > /dev/null 2>> "$tmp/err" &
	running="$running $!"
}
for cpu in 1 2; do
	start taskset $cpu sh -c 'while :; do :; done'
done
start exitgen --vcpus 2 --cpus 0,1 --halt-ms 1 halt-wake=100000000
start exitgen --vcpus 2 --cpus 0,1 cpuid=1000000000
start exitgen --vcpus 2 --cpus 0,1 io=1000000000
start exitgen --vcpus 2 --cpus 0,1 --spin 1000000000000 cpuid=1
start exitgen --withhold-ms 5 page=100000
start exitgen --withhold-ms 5 --withhold-as halt page=100000

# columns: which phases of vCPUs have grown to anything
columns() {
	awk -F '\t' '
		NR == 1 { for (i = 1; i <= NF; i++) nr_of[$i] = i; next }
		$1 == "vcpu" && $nr_of["name"] == "TOTAL" {
			vcpus++
			n = split("guest kernel user halted blocked steal", phase, " ")
			for (i = 1; i <= n; i++)
				if ($nr_of[phase[i]] > 0)
					seen[i] = 1
		}
		END {
			printf "%d", vcpus
			for (i = 1; i <= n; i++)
				if (seen[i])
					printf " %s", phase[i]
			print ""
		}' $d/all
}
wanted="10 guest kernel user halted blocked steal"
for _ in $(seq 300); do
	[ "$(columns)" != "$wanted" ] || break
	sleep 0.1
done
is "$(columns)" "$wanted" "ten vCPUs, and all six phases"

# watch NAME FILE...: a thousand times a second, if the machine is up to that, as it is not
# for all VMs at once in an emulator
watch() {
	watched=$1
	shift
	hostwatch --monotonic --rate 1000 --reads $reads "$@" > "$tmp/watched" 2>&1
	is "$?" 0 "$watched: $reads reads, and no counter goes back"
	sed 's/^/# /' "$tmp/watched"
}
n=0
for vm in $d/vm/*; do
	n=$((n + 1))
	watch "VM $n" "$vm/vcpus"
done
is $n 6 "six VMs were watched"
watch all $d/all
watch "host and CPUs" $d/exits $d/cpus
# With resets in between, after which all may begin anew, with another "since".
for _ in 1 2 3 4 5 6 7 8 9 10; do
	sleep 0.3
	echo 1 > $d/reset
done &
resets=$!
watch "beside resets" $d/all $d/exits $d/cpus
wait $resets

# shellcheck disable=SC2086 # numbers of our own
kill $running
# shellcheck disable=SC2086
wait $running 2> /dev/null
is "$(cat "$tmp/err")" "" "no guest has failed"
finish
