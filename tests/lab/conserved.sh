# SPDX-License-Identifier: GPL-2.0-only
# Sourced after tap.sh: the law of conservation.

# totals FILE KEYS: NAME COLUMN SUM for every reason and additive column, from
# the rows whose first column is not one of KEYS.
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
		$1 ~ skip || $name == "TOTAL" { next }
		{
			for (i = name + 1; i <= NF; i++)
				if (column[i] != "max")
					sum[$name "\t" column[i]] += $i
		}
		END {
			for (key in sum)
				printf "%s\t%.0f\n", key, sum[key]
		}' "$1"
}

# conserved NAME
conserved() {
	totals $d/cpus '^$' | sort > "$tmp/cpus"
	{
		totals $d/all '^(host|vm)$'
		totals $d/departed '^$'
	} | awk -F '\t' '
		{ sum[$1 "\t" $2] += $3 }
		END { for (key in sum) printf "%s\t%.0f\n", key, sum[key] }' |
		sort > "$tmp/vcpus"
	diff "$tmp/cpus" "$tmp/vcpus" > "$tmp/diff"
	is "$(cat "$tmp/diff")" "" "$1"
	within "$(wc -l < "$tmp/cpus")" 8 10000 "$1: of something"
}
