# SPDX-License-Identifier: GPL-2.0-only
# Sourced by the tests that run in the lab (busybox sh): TAP, and the host's
# files.  A test file ends with `finish`.

d=/sys/kernel/debug/kvm_exits
isa=$(cat $d/isa)
khz=$(cat $d/tsc_khz)
case $isa in
svm)	vendor_module=kvm_amd ;;
vmx)	vendor_module=kvm_intel ;;
esac
# A slow kernel does one in so many of what only takes long: FEWER=10.
fewer=${FEWER:-1}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

tests=0 failed=0

# verdict STATUS NAME: one line of TAP.
verdict() {
	tests=$((tests + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tests - $2"
	else
		echo "not ok $tests - $2"
		failed=$((failed + 1))
	fi
}

# is GOT WANTED NAME
is() {
	[ "$1" = "$2" ]
	verdict $? "$3"
	[ "$1" = "$2" ] || {
		echo "# got:    $1"
		echo "# wanted: $2"
	}
}

# ok NAME COMMAND...: passes if COMMAND succeeds; its output is shown if not.
ok() {
	ok_name=$1
	shift
	ok_out=$("$@" 2>&1)
	ok_status=$?
	verdict $ok_status "$ok_name"
	[ $ok_status -eq 0 ] || echo "$ok_out" | sed 's/^/# /'
}

# within GOT LOW HIGH NAME: LOW <= GOT <= HIGH, of any size.
within() {
	awk -v g="$1" -v l="$2" -v h="$3" \
		'BEGIN { exit !(g != "" && g + 0 >= l + 0 && g + 0 <= h + 0) }'
	within_status=$?
	verdict $within_status "$4"
	[ $within_status -eq 0 ] || echo "# got $1, wanted $2 to $3"
}

# skip NAME REASON: counted, and said why.
skip() {
	tests=$((tests + 1))
	echo "ok $tests - $1 # SKIP $2"
}

finish() {
	echo "1..$tests"
	[ $failed -eq 0 ]
	exit
}

# by_row FILE COLUMN: of a VM's file vcpus each number that is not zero: VCPU REASON VALUE
by_row() {
	awk -F '\t' -v column="$2" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["name"] !~ /^(TOTAL|RUNNING)$/ && $at[column] {
			printf "%s %s %s\n", $at["vcpu"], $at["name"], $at[column]
		}' "$1" | sort
}

# sum FILE COLUMN NAME [KEY=VALUE]...: the sum of a named column over the rows
# of FILE whose name is NAME and whose other columns have these values.
sum() {
	sum_file=$1 sum_column=$2 sum_name=$3
	shift 3
	awk -F '\t' -v column="$sum_column" -v name="$sum_name" -v keys="$*" '
		NR == 1 {
			for (i = 1; i <= NF; i++)
				nr_of[$i] = i
			n = split(keys, key, " ")
			for (i = 1; i <= n; i++) {
				split(key[i], pair, "=")
				where[i] = nr_of[pair[1]]
				what[i] = pair[2]
			}
			next
		}
		$nr_of["name"] == name {
			for (i = 1; i <= n; i++)
				if ($where[i] != what[i])
					next
			sum += $nr_of[column]
		}
		END { printf "%.0f\n", sum }' "$sum_file"
}

# reason_name KIND, reason_nr KIND: KVM's name and number of the exits that exitgen
# makes under the name KIND.
reason_name() { exitgen --list | awk -F '\t' -v kind="$1" '$1 == kind { print $3 }'; }
reason_nr() { exitgen --list | awk -F '\t' -v kind="$1" '$1 == kind { print $2 }'; }

# last_departed: the VM that went last is $vm, its rows are among those of
# $tmp/departed, before those of all older ones.
last_departed() {
	cat $d/departed > "$tmp/departed"
	vm=$(cut -f 1 "$tmp/departed" | sed '1d;/^older$/d' | tail -n 1)
}

# buckets FILE NAME: of the rows of that name in a file of histograms each bucket that is
# not empty: its lower bound in cycles, its exits.
buckets() {
	awk -F '\t' -v name="$2" '
		NR == 1 {
			for (i = 1; i <= NF; i++) {
				nr_of[$i] = i
				lower[i] = $i
			}
			next
		}
		$nr_of["name"] == name {
			for (i = nr_of["name"] + 1; i < nr_of["closed"]; i++)
				sum[i] += $i
		}
		END {
			for (i = nr_of["name"] + 1; i < nr_of["closed"]; i++)
				if (sum[i])
					printf "%s %.0f\n", lower[i], sum[i]
		}' "$1"
}

# made FILE REASON: what exitgen says it has made.
made() {
	awk -F '\t' -v name="$2" '
		$1 == "made" && $2 == name { sum += $3 }
		END { printf "%d\n", sum }' "$1"
}
