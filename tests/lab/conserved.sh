# SPDX-License-Identifier: GPL-2.0-only
# Sourced after tap.sh: the law of conservation.

# totals FILE SKIP: NAME COLUMN SUM for every reason and additive column, from
# the rows whose first column does not match SKIP.
totals() {
	awk -F '\t' -v skip="$2" '
		NR == 1 {
			for (i = 1; i <= NF; i++)
				if ($i == "name")
					name = i
			for (i = 1; i <= NF; i++)
				column[i] = $i
			next
		}
		$1 ~ skip || $name == "TOTAL" || $name == "RUNNING" { next }
		{
			for (i = name + 1; i <= NF; i++)
				if (column[i] !~ /^(max|since|ended)$/)
					sum[$name "\t" column[i]] += $i
		}
		END {
			for (key in sum)
				printf "%s\t%.0f\n", key, sum[key]
		}' "$1" | grep -v '	0$' | sort
}

# conserved NAME: while no vCPU runs. The host is all VMs, those that live and those that
# have ended; a VM is its vCPUs; and the CPUs have what is closed of all that. A vCPU whose
# VMM is at work on an exit is shown with what that has taken so far, as no entry has
# closed it: so much more than the CPUs' may its kernel and user time be.
conserved() {
	cat $d/all > "$tmp/all"
	cat $d/departed > "$tmp/gone"
	cat $d/cpus > "$tmp/cpus"
	totals "$tmp/all" '^(vcpu|vm)$' > "$tmp/host"
	totals "$tmp/all" '^(host|vcpu)$' > "$tmp/vms"
	totals "$tmp/all" '^(host|vm)$' > "$tmp/vcpus_now"
	totals "$tmp/gone" '^$' | cat - "$tmp/vms" | add_up > "$tmp/of_vms"
	totals "$tmp/gone" '^$' | cat - "$tmp/vcpus_now" | add_up > "$tmp/of_vcpus"
	totals "$tmp/cpus" '^$' > "$tmp/of_cpus"
	is "$(diff "$tmp/host" "$tmp/of_vms")" "" "$1: the host is its VMs"
	is "$(diff "$tmp/vms" "$tmp/vcpus_now")" "" "$1: a VM is its vCPUs"
	[ -n "$(ls $d/vm)" ] && open='^(kernel|user)$' || open='^$'
	awk -F '\t' -v open="$open" '
		FNR == NR { cpus[$1 FS $2] = $3; next }
		{ vcpus[$1 FS $2] = $3 }
		END {
			for (key in vcpus)
				cpus[key] += 0
			for (key in cpus) {
				split(key, part, FS)
				more = vcpus[key] - cpus[key]
				if (part[2] ~ open ? more < 0 : more)
					printf "%s: CPUs %.0f, vCPUs %.0f\n", key, cpus[key], vcpus[key]
			}
		}' "$tmp/of_cpus" "$tmp/of_vcpus" > "$tmp/differ"
	is "$(cat "$tmp/differ")" "" "$1: the CPUs have what the vCPUs have"
	for file in all gone; do
		is "$(awk -F '\t' '
			NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
			$at["to_user"] > $at["exits"]' "$tmp/$file")" "" \
			"$1: no more exits went to userspace than there were, $file"
	done
	within "$(wc -l < "$tmp/of_cpus")" 4 10000 "$1: of something"
}

# add_up: the sums of rows of NAME COLUMN SUM
add_up() {
	awk -F '\t' '
		{ sum[$1 "\t" $2] += $3 }
		END { for (key in sum) printf "%s\t%.0f\n", key, sum[key] }' | sort
}
