# SPDX-License-Identifier: GPL-2.0-only
# needs: linux-guest
# A Linux guest's own steal, in its /proc/stat, and ours grow alike while its vCPU stays in
# KVM_RUN and others want the CPU. Before and after that nobody does but we, who read, which
# on a debug kernel takes a tick and more: so ours is read before the guest looks, and after.
. ./tap.sh

case $isa in
svm)	rest=3 busy=5 ;;
vmx)	rest=2 busy=2 ;;
esac

# The guest says how much it has, runs without a pause, and says it again: what it says,
# and nothing else, makes its VMM work.
mkfifo "$tmp/fifo"
lab-guest sh -c "
	uptime() { read -r uptime _ < /proc/uptime; uptime=\${uptime%.*}; }
	steal() { read -r _ _ _ _ _ _ _ _ steal _ < /proc/stat; echo steal \$steal; }
	run() { uptime; end=\$((uptime + \$1)); while [ \$uptime -lt \$end ]; do uptime; done; }
	look() { echo soon; run $rest; steal; run $rest; }
	look
	run $((busy + 2))
	look" > "$tmp/fifo" 2>&1 &
guest=$!

loops_for() {
	loops=''
	for _ in 1 2; do
		sh -c 'while :; do :; done' &
		loops="$loops $!"
	done
	sleep "$1"
	# shellcheck disable=SC2086 # numbers of our own
	kill $loops
}

n=0
while read -r line; do
	echo "$line"
	case $line in
	soon)
		n=$((n + 1))
		cat $d/vm/*/vcpus > "$tmp/before.$n"
		;;
	'steal '*)
		cat $d/vm/*/vcpus > "$tmp/after.$n"
		[ $n = 2 ] || { sleep $rest; loops_for $busy; }
		;;
	esac
done < "$tmp/fifo" > "$tmp/guest"
wait $guest
is "$? $n" "0 2" "the guest ran, and has said twice how much was stolen"

# A tick of /proc/stat is 10 ms.
tick=$((10 * khz))
guests=$(awk '$1 == "steal" { if (NR > 1 && first != "") print $2 - first; first = $2 }' "$tmp/guest")
at() {
	sum "$tmp/$1" steal TOTAL
}
least=$(($(at before.2) - $(at after.1)))
most=$(($(at after.2) - $(at before.1)))
echo "# $guests ticks, $((least / khz)) to $((most / khz)) ms"
within "$guests" 10 100000 "the guest has missed at least 100 ms"
within "$guests" $((least / tick - 2)) $((most / tick + 2)) "as much is steal, within 2 ticks"
finish
