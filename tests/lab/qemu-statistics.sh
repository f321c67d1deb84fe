# SPDX-License-Identifier: GPL-2.0-only
# Sourced after tap.sh: QEMU as it is shows a guest's exit statistics, in QMP and to people:
# what the host's files have of the same vCPUs. For a guest of lab-guest --qmp "$tmp/qmp".
mkfifo "$tmp/qmp.in" "$tmp/qmp.out"
exec 5<> "$tmp/qmp.in" 6<> "$tmp/qmp.out"

# ask COMMAND [ARGUMENTS]: QEMU's answer to it, which is what has this id; nothing if there
# is none for a minute
ask() {
	echo "{\"execute\":\"$1\",\"arguments\":{${2-}},\"id\":\"$1\"}" >&5
	for _ in $(seq 12); do
		answer=''
		# shellcheck disable=SC3045 # busybox has it
		read -r -t 5 answer <&6
		case $answer in
		*"\"id\": \"$1\""*)
			echo "$answer"
			return ;;
		esac
	done
}

# statistic NAME: of each vCPU in $tmp/answer each bucket that is not zero: VCPU, the slot's
# reason or the bucket's number, value, as by_row has them. QEMU has the last vCPU first, and the last bucket.
statistic() {
	awk -F '\t' -v name="$1" '
		NR == FNR { reason[$1] = $3; next }
		/"provider"/ { vcpu-- }
		index($0, "\"" name "\"") {
			sub(/.*\[/, "")
			sub(/\].*/, "")
			n = split($0, value, /, */)
			for (i = 1; i <= n; i++)
				if (value[i] + 0)
					print vcpu + 2, name ~ /hist$/ ? n - i : reason[n - i], value[i]
		}' /sys/module/kvm/exit_stats/slots "$tmp/answer" | sort
}

# by_bucket: of its vCPUs together BUCKET VALUE, numbered as KVM does
by_bucket() {
	awk -F '\t' '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{
			for (i = at["256"]; i < at["closed"]; i++)
				sum[i - at["256"] + 9] += $i
		}
		END {
			for (i in sum)
				if (sum[i])
					print i, sum[i]
		}' "$tmp/hist" | sort -n
}

# compare NAME: of two vCPUs; stops the guest meanwhile
compare() {
	ask stop > /dev/null
	ask query-stats '"target":"vcpu"' | tr '{' '\n' > "$tmp/answer"
	cat $d/vm/*/vcpus > "$tmp/vcpus"
	cat $d/vm/*/hist > "$tmp/hist"
	is "$(statistic exits_by_reason)" "$(by_row "$tmp/vcpus" exits)" "$1: exits"
	is "$(statistic kernel_cycles_by_reason)" "$(by_row "$tmp/vcpus" kernel)" "$1: kernel cycles"
	is "$(statistic kernel_cycles_hist | awk '
		{ sum[$2] += $3 }
		END { for (i in sum) print i, sum[i] }' | sort -n)" "$(by_bucket)" "$1: kernel phases"
	ask cont > /dev/null
}

# describe: of which kind they are, and what "info stats" shows of vCPU 0, numbered from 1 on
describe() {
	ask query-stats-schemas '"provider":"kvm"' | tr '{' '\n' > "$tmp/schemas"
	is "$(grep -o '"name": "\(exits\|kernel_cycles\)_.*"type": "[^"]*"' "$tmp/schemas" | sort)" \
		'"name": "exits_by_reason", "bucket-size": 1, "exponent": 0, "type": "linear-histogram"
"name": "kernel_cycles_by_reason", "unit": "cycles", "bucket-size": 1, "exponent": 0, "type": "linear-histogram"
"name": "kernel_cycles_hist", "unit": "cycles", "exponent": 0, "type": "log2-histogram"' \
		"query-stats-schemas: their kinds"
	ask stop > /dev/null
	ask human-monitor-command '"command-line":"info stats vcpu"' | sed 's/\\r\\n/\n/g' |
		sed -n 's/^ *exits_by_reason (linear-histogram, bucket size=1): //p' | tr -s ' ' '\n' |
		sed -n 's/^\[\([0-9]*\)\]=\([1-9][0-9]*\)$/\1\t\2/p' > "$tmp/people"
	cat $d/vm/*/vcpus > "$tmp/vcpus"
	is "$(awk -F '\t' '
		NR == FNR { reason[$1] = $3; slots = $1; next }
		{ print 0, reason[slots + 1 - $1], $2 }' /sys/module/kvm/exit_stats/slots "$tmp/people" | sort)" \
		"$(by_row "$tmp/vcpus" exits | grep '^0 ')" "info stats vcpu: exits of vCPU 0"
	ask cont > /dev/null
}
