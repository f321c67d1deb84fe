#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# lines.sh NATIVE LIMIT: the cache lines that an exit and its entry touch, all but the
# stack's and those that are KVM's, counted by valgrind's tool lackey, which lists each
# access to memory, where NATIVE --lines makes one record. Says whose they are. Fails if
# they are more than LIMIT.
set -u
native=$1
limit=$2
tmp=$(mktemp -d) || exit
trap 'rm -rf "$tmp"' EXIT

valgrind --tool=lackey --trace-mem=yes --log-file="$tmp/trace" "$native" --lines > "$tmp/parts" || {
	tail "$tmp/trace" >&2
	exit 1
}

# Loads, stores and both at once are " L", " S" and " M" with address and size.
grep '^ [LSM] ' "$tmp/trace" | awk -v limit="$limit" -v parts="$tmp/parts" '
	function number(hex,  i, n) {
		for (i = 1; i <= length(hex); i++)
			n = n * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
		return n
	}
	function owner(at,  i) {
		for (i = 1; i <= n_parts; i++)
			if (at >= first[i] && at < first[i] + bytes[i])
				return part[i]
		return "others"
	}
	BEGIN {
		FS = "\t"
		while ((getline < parts) > 0) {
			first[++n_parts] = number($1)
			bytes[n_parts] = $2
			part[n_parts] = $3
			if ($3 == "marker")
				marker = first[n_parts]
		}
		FS = "[ ,]+"
	}
	{
		at = number($3)
		if (at == marker) {
			marks++
			next
		}
		if (marks != 1)
			next
		who = owner(at)
		if (who == "stack")
			next
		for (line = int(at / 64); line <= int((at + $4 - 1) / 64); line++)
			if (!(line in seen)) {
				seen[line] = 1
				lines += who !~ /^KVM/
				if (!of[who]++)
					order[++n_order] = who
			}
	}
	END {
		if (!lines) {
			print "lines.sh: no record was seen" > "/dev/stderr"
			exit 1
		}
		printf "cache lines %d:", lines
		for (i = 1; i <= n_order; i++)
			if (order[i] !~ /^KVM/)
				printf("%s %s %d", (n++ ? "," : ""), order[i], of[order[i]])
		for (i = 1; i <= n_order; i++)
			if (order[i] ~ /^KVM/)
				printf("; and of %s %d", order[i], of[order[i]])
		print ""
		if (lines > limit) {
			print "lines.sh: " limit " are allowed" > "/dev/stderr"
			exit 1
		}
	}'
