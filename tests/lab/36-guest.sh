# SPDX-License-Identifier: GPL-2.0-only
# needs: linux-guest
# What a guest owner, and a hostile one, can do with the leaves from a user process
# of a Linux guest.
. ./tap.sh
. ./manual.sh

parameters=/sys/module/kvm/parameters
case $isa in
vmx)	wbinvd=WBINVD nr_defined=80 ;;
svm)	wbinvd=wbinvd nr_defined=171 ;;
esac

nr=$(awk -F '\t' -v name=$wbinvd '$2 == name { print $1 }' $d/exits)
random=$((1000000 / fewer))
below=$((65536 / fewer))
asks="sweep --below $below --defined $(echo "$defined" | tr ' ' ,)"

# Neighbours come and go, and all that they do is the one thing that the guest,
# being no kernel at work on its caches, leaves at a handful.
neighbours() {
	while :; do
		exitgen --vcpus 3 wbinvd=700 > /dev/null || echo "a neighbour failed" >&2
		sleep 2
	done
}

# One guest of two vCPUs, as to boot one takes long. It says "== PART" before each of
# its parts; the host acts as it reads that, or a line of the part.
echo 1 > $parameters/force_emulation_prefix
mkfifo "$tmp/fifo"
lab-guest --smp 2 --file /lab/bin/sweep:/bin/sweep --file /lab/bin/ten-lines:/bin/ten-lines -- sh -c "
	echo == sweep
	su nobody -c 'id -u; $asks --random $random 0x4ffffffd'
	echo == prefix
	su nobody -c '$asks --prefix 0x4ffffffc'

	echo == fault
	ask() {
		su nobody -c 'cpuid -1 -r -l 0x4fffffff' > /dev/null 2>&1
		echo \$1 exit \$?
		su nobody -c '$asks --below 1 --prefix 0x4ffffffd' > /dev/null 2>&1
		echo \$1 prefix \$?
	}
	# CPUID faulting is bit 0 of MSR 0x140.
	fault() {
		for cpu in 0 1; do
			printf \"\\\\\$1\\\\0\\\\0\\\\0\\\\0\\\\0\\\\0\\\\0\" |
				dd of=/dev/cpu/\$cpu/msr bs=8 seek=40 conv=notrunc 2>/dev/null
		done
	}
	modprobe msr
	ask before
	fault 1
	ask faulting
	fault 0
	ask after

	echo == ten
	su nobody -c 'cpuid -1 -r -l 0x4fffffff; ten-lines; cpuid -1 -r -l 0x4fffffff'
	echo == json
	su nobody -c 'kvm-exitstat guest --json'
	echo == before
	su nobody -c 'kvm-exitstat guest --csv'
	echo == host
	sleep 3
	echo == after
	su nobody -c 'kvm-exitstat guest --csv'
	echo == changes
	su nobody -c 'kvm-exitstat guest --csv 1'
	echo status \$?
	echo == end" > "$tmp/fifo" 2>&1 &
guest=$!

samples=0
while read -r line; do
	case $line in
	'== sweep')
		neighbours 2> "$tmp/neighbours" &
		neighbours=$!
		;;
	'== fault')
		kill $neighbours
		wait $neighbours 2>/dev/null
		cat $d/exits > "$tmp/with_neighbours"
		;;
	'== host') cat $d/vm/*/exits > "$tmp/exits_there" ;;
	*,TOTAL,*) [ "$part" != changes ] || samples=$((samples + 1)) ;;
	esac
	case $line in
	'== '*)
		part=${line#== }
		echo "# $part, after $(cut -d ' ' -f 1 /proc/uptime) s"
		: > "$tmp/$part"
		continue
		;;
	esac
	echo "$line" >> "$tmp/$part"
	case $line,$samples in
	*,TOTAL,*,2) echo 2022 > $parameters/exit_stats_leaves ;;
	*,TOTAL,*,4) echo 2021 > $parameters/exit_stats_leaves ;;
	*,TOTAL,*,6) echo 2 > $parameters/exit_stats_cpuid ;;
	esac
done < "$tmp/fifo"
wait $guest
is "$?" 0 "the guest ran"
echo 1 > $parameters/exit_stats_cpuid
echo 0 > $parameters/force_emulation_prefix

# The sweep: twice 0 to below, and 32 powers of two with their neighbours and the last
# number; and random ones, shared by the two.
value() {
	awk -v name="$2" '$1 == name { print $2 }' "$tmp/$1"
}
grep -v '^reason' "$tmp/sweep" | sed 's/^/# /'
is "$(head -n 1 "$tmp/sweep")" 65534 "sweep: a user process without rights"
is "$(value sweep cpus)" 2 "sweep: from two vCPUs"
is "$(value sweep answers)" $((2 * (below + 97) + random)) "sweep: each question is answered"
is "$(value sweep wrong)" 0 "sweep: each as the manual says"
# Each defined reason (all are below 6,553) once per vCPU; those that a power of two or a
# neighbour of one is, once more for each; and what chance brings.
within "$(($(value sweep answers) - $(value sweep undefined)))" $((2 * nr_defined)) \
	$((2 * nr_defined + 200)) "sweep: all but the defined reasons are undefined"
is "$(cat "$tmp/neighbours")" "" "sweep: no neighbour failed"
theirs=$(($(sum "$tmp/with_neighbours" exits $wbinvd) / 2100))
within $theirs $((fewer > 1 ? 1 : 3)) 1000000 "sweep: $theirs neighbours made WBINVD exits"
seen=$(awk -v nr=$((nr)) '$1 == "reason" && $2 == nr { print $3 }' "$tmp/sweep")
within "${seen:-0}" 0 699 "sweep: the guest saw none of theirs"
is "$(value prefix answers) $(value prefix wrong)" "$((2 * (below + 97))) 0" \
	"sweep through the emulator, in a user process: all right"

# 139: SIGSEGV.
is "$(tr '\n' ' ' < "$tmp/fault")" \
	"before exit 0 before prefix 0 faulting exit 139 faulting prefix 139 after exit 0 after prefix 0 " \
	"CPUID faulting, by either way"

sed -n 's/.* eax=\(0x[0-9a-f]*\) .*/\1/p' "$tmp/ten" | while read -r eax; do
	echo $((eax))
done > "$tmp/cpuid"
is "$(wc -l < "$tmp/cpuid")" 2 "cpuid saw all exits twice"
within "$(sed -n 's/ exits$//p' "$tmp/ten")" "$(head -n 1 "$tmp/cpuid")" "$(tail -n 1 "$tmp/cpuid")" \
	"the ten lines of the guests' page: exits between those"

# kvm-exitstat: each row of the host's table lies between two of the guest's, one
# before and one after.
is "$(grep -c '^{.*"exits":.*}$' "$tmp/json") $(wc -l < "$tmp/json")" "1 1" "kvm-exitstat --json: one object"
for column in exits kernel; do
	awk -F '[,\t]' -v column=$column '
		FNR == 1 {
			file++
			for (i = 1; i <= NF; i++)
				nr[$i] = i
			next
		}
		file == 1 { before[$nr["name"]] = $nr[column] }
		file == 2 { host[$nr["name"]] = $nr[column] }
		file == 3 { after[$nr["name"]] = $nr[column] }
		END {
			for (name in host) {
				if (host[name] < before[name] || host[name] > after[name])
					print name, before[name] + 0, host[name], after[name] + 0
				rows++
			}
			print rows " rows"
		}' "$tmp/before" "$tmp/exits_there" "$tmp/after" > "$tmp/compared"
	is "$(cat "$tmp/compared")" "$(($(wc -l < "$tmp/exits_there") - 1)) rows" \
		"$column: each of the host's rows is between the guest's"
done

# The host changes the numbering while a program reads: it goes on. It changes the
# scope: the program says so.
is "$(awk -F , '$11 == "TOTAL" && ($12 > 10000000 || $14 > 1000000000000)' "$tmp/changes")" "" \
	"numbering changes meanwhile: no number but a likely one"
within "$(grep -c ',TOTAL,' "$tmp/changes")" 6 20 "numbering changes meanwhile: kvm-exitstat goes on"
is "$(tail -n 2 "$tmp/changes" | tr '\n' '|')" \
	"kvm-exitstat: the host now shows the exits of all its VMs: start kvm-exitstat again|status 1|" \
	"scope changes meanwhile: an error"
finish
