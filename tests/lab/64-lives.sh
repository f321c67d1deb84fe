# SPDX-License-Identifier: GPL-2.0-only
# since, now and ended: what may be subtracted from what. VMs that follow each other under
# one name are told apart, and each has its exact count.
. ./tap.sh
. ./held.sh

cpuid=$(reason_name cpuid)

# boottime, realtime: the two clocks of `now'.
boottime() { cut -f 1 $d/now; }
realtime() { cut -f 2 $d/now; }

# since FILE [KEY=VALUE]...: the value of that column in the rows, which have one.
since() { column since "$@"; }

# column NAME FILE [KEY=VALUE]...: the different values of a column in those rows.
column() {
	column=$1 file=$2
	shift 2
	awk -F '\t' -v column="$column" -v keys="$*" '
		NR == 1 {
			for (i = 1; i <= NF; i++)
				nr_of[$i] = i
			n = split(keys, key, " ")
			next
		}
		{
			for (i = 1; i <= n; i++) {
				split(key[i], pair, "=")
				if ($nr_of[pair[1]] != pair[2])
					next
			}
			if (!seen[$nr_of[column]]++)
				print $nr_of[column]
		}' "$file"
}

# The clocks: of this moment, in order, in ns.
first=$(boottime)
is "$(awk -F '\t' '{ print NF }' $d/now)" 2 "now: two numbers"
read -r uptime _ < /proc/uptime
seconds=$(date +%s)
later=$(boottime)
within "${uptime%.*}" $((first / 1000000000 - 1)) $((later / 1000000000)) "now: CLOCK_BOOTTIME"
within "$(realtime)" $((seconds * 1000000000)) $(((seconds + 60) * 1000000000)) "now: CLOCK_REALTIME"
within "$later" $((first + 1)) 1000000000000000000 "now: goes on"

# Lives under one name. Each has another "since"; what they had is exact.
in-turn 5000:0 20:0 70000:0 > "$tmp/lives" || verdict 1 "in-turn"
cat $d/departed > "$tmp/departed"
vm=$(awk -F '\t' 'NR == 1 { print $1 "-" $2 }' "$tmp/lives")
is "$(cut -f 1,2 "$tmp/lives" | sort -u | wc -l)" 1 "three VMs of one name"
since "$tmp/departed" "vm=$vm" > "$tmp/since"
is "$(wc -l < "$tmp/since")" 3 "three values of since"
n=0
while IFS='	' read -r _ _ exits created closing closed; do
	n=$((n + 1))
	since=$(sed -n "${n}p" "$tmp/since")
	ended=$(column ended "$tmp/departed" "vm=$vm" "since=$since")
	is "$(sum "$tmp/departed" exits "$cpuid" "vm=$vm" "since=$since")" "$exits" \
		"life $n: its $exits exits"
	within "$since" "$created" "$closing" "life $n: since its creation"
	within "$ended" "$closing" "$closed" "life $n: ended when it was closed"
	within "$ended" "$since" 1000000000000000000 "life $n: ended after it began"
done < "$tmp/lives"

# One that is watched, while it lives and after.
in-turn 300:2000 > "$tmp/lives" &
lives=$!
vm=''
until [ -n "$vm" ] && [ "$(sum $d/vm/"$vm"/exits exits "$cpuid")" = 300 ]; do
	vm=$(find $d/vm -mindepth 1 -maxdepth 1 -name "$lives-*")
	vm=${vm##*/}
done
living=$(since $d/vm/"$vm"/exits)
is "$(echo "$living" | wc -l)" 1 "a VM that lives: one since"
is "$(since $d/vm/"$vm"/vcpus | wc -l)" 1 "its vCPU: one since"
within "$(since $d/vm/"$vm"/vcpus)" "$living" "$(boottime)" "its vCPU: created after it"
is "$(since $d/all scope=vm "vm=$vm")" "$living" "all: the same"
is "$(since $d/all scope=vcpu "vm=$vm")" "$(since $d/vm/"$vm"/vcpus)" "all: the same of the vCPU"
is "$(since $d/vm/"$vm"/hist)" "$living" "hist: the same"
is "$(since $d/all_hist scope=vm "vm=$vm")" "$living" "all_hist: the same"
wait $lives
is "$(since $d/departed "vm=$vm")" "$living" "departed: the same"

# The host: since the module came, or a reset.
for file in exits hist cpus; do
	is "$(since $d/$file)" "$(since $d/exits)" "$file: since one moment"
done
is "$(since $d/all scope=host)" "$(since $d/exits)" "all: the host's"
is "$(since $d/departed vm=older) $(column ended $d/departed vm=older)" "$(since $d/exits) -" \
	"departed: older VMs, since then, and no end"
hold cpuid=50
kept=$vm
before=$(boottime)
echo 1 > $d/reset
after=$(boottime)
at=$(since $d/exits)
within "$at" "$before" "$after" "after a reset: since then"
for file in $d/exits $d/hist $d/all $d/all_hist $d/departed $d/vm/"$kept"/exits $d/vm/"$kept"/hist $d/vm/"$kept"/vcpus; do
	is "$(since "$file")" "$at" "after a reset: ${file#"$d"/}"
done
is "$(since $d/cpus) $(sum $d/cpus exits TOTAL)" "$at 0" "after a reset: cpus"
release
last_departed
is "$(since "$tmp/departed" "vm=$kept")" "$at" "a VM that ends after a reset: since then"
exitgen cpuid=10 > /dev/null
last_departed
within "$(since "$tmp/departed" "vm=$vm")" $((at + 1)) "$(boottime)" "a VM that comes after a reset: since it came"
within "$(column ended "$tmp/departed" "vm=$vm")" "$(since "$tmp/departed" "vm=$vm")" "$(boottime)" \
	"and ended after that"

# Modules that go and come back.
before=$(boottime)
modprobe -r $vendor_module
modprobe $vendor_module
within "$(since $d/exits)" "$before" "$(boottime)" "modules reloaded: since they came"
is "$(sum $d/exits exits TOTAL)" 0 "modules reloaded: and nothing before"
finish
