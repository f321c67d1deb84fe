# SPDX-License-Identifier: GPL-2.0-only
#
# awk -v names="NAME ..." -f drop.awk FILE
#
# Prints a C file without these definitions, declarations and includes, each with the
# comment above it and the export below it. A name is a function's, a variable's, a type's,
# a macro's, an included file's as it stands there without quotes, or the first argument of
# a macro in capitals that defines it. Ends with status 1, and says which, if the file has
# no such name.

BEGIN {
	nr_wanted = split(names, list, " ")
	for (i = 1; i <= nr_wanted; i++)
		wanted[list[i]] = 1
}

{ line[NR] = $0 }

# code LINE: without comments and what is quoted; remembers whether a comment goes on
function code(text,	from) {
	if (in_comment) {
		if (!(from = index(text, "*/")))
			return ""
		in_comment = 0
		text = substr(text, from + 2)
	}
	gsub(/"([^"\\]|\\.)*"/, "\"\"", text)
	gsub(/\/\*([^*]|\*[^\/])*\*\//, "", text)
	sub(/\/\/.*/, "", text)
	if ((from = index(text, "/*"))) {
		in_comment = 1
		text = substr(text, 1, from - 1)
	}
	return text
}

function count(text, what) {
	return gsub(what, "", text)
}

# name_of STATEMENT: "" for what has none
function name_of(text,	head) {
	if (match(text, /^#include *[<"][^>"]*[>"]/)) {
		text = substr(text, 1, RLENGTH)
		sub(/^#include */, "", text)
		gsub(/"/, "", text)
		return text
	}
	if (match(text, /^#define [A-Za-z_0-9]+/))
		return substr(text, 9, RLENGTH - 8)
	if (text ~ /^#/)
		return ""
	if (match(text, /^(static |const )*(struct|enum|union) [A-Za-z_0-9]+ *[{;]/)) {
		head = substr(text, 1, RLENGTH)
		sub(/ *[{;]$/, "", head)
		sub(/.* /, "", head)
		return head
	}
	head = text
	sub(/[=;{].*/, "", head)
	if (match(head, /(^|[ \t*])[A-Z_0-9]+\([ \t]*[A-Za-z_0-9]+/) && head ~ /^(static )?[A-Z_0-9]+\(/) {
		head = substr(head, RSTART, RLENGTH)
		sub(/.*\([ \t]*/, "", head)
		return head
	}
	if (match(head, /\(\*[A-Za-z_0-9]+\)/))
		return substr(head, RSTART + 2, RLENGTH - 3)
	gsub(/__attribute__.*/, "", head)
	if (match(head, /[A-Za-z_0-9]+\(/))
		return substr(head, RSTART, RLENGTH - 1)
	gsub(/\[[^]]*\]/, "", head)
	sub(/,.*/, "", head)
	sub(/( __[a-z_]+)*[ \t]*$/, "", head)
	sub(/.*[ \t*]/, "", head)
	return head
}

# end_statement LAST: what began at `begun` and has its code in `text`
function end_statement(last,	name, i) {
	name = name_of(text)
	# above an include stands what is said of the file
	if (text ~ /^#include/)
		begun = last
	if (text ~ /^EXPORT_SYMBOL/ ? name in gone : name in wanted) {
		for (i = begun; i <= last; i++)
			dropped[i] = 1
		gone[name] = 1
	}
	begun = 0
	text = ""
}

# begun: where the statement or the comment above it begins; 0: nothing has
END {
	for (n = 1; n <= NR; n++) {
		was_comment = in_comment
		plain = code(line[n])
		if (!depth && !was_comment && !continued && line[n] ~ /^[ \t]*$/) {
			begun = 0
			text = ""
			continue
		}
		if (!begun)
			begun = n
		if (plain ~ /[^ \t]/)
			text = text (text == "" ? "" : " ") (plain ~ /^#include/ || line[n] ~ /^#include/ ? line[n] : plain)
		if (line[n] ~ /^[ \t]*#/ || continued) {
			continued = line[n] ~ /\\$/
			if (!continued && !depth)
				end_statement(n)
			continue
		}
		depth += count(plain, "[({]") - count(plain, "[)}]")
		if (!depth && !in_comment && text != "" && plain ~ /[;}][ \t]*$/ && (plain !~ /}[ \t]*$/ || text !~ /^typedef|= \{[^}]*$/))
			end_statement(n)
		else if (!depth && !in_comment && plain ~ /^[A-Z_]+\([a-z_A-Z0-9, ()]*\)$/)
			end_statement(n)
	}
	for (n = 1; n <= NR; n++) {
		if (dropped[n])
			continue
		if (line[n] ~ /^[ \t]*$/) {
			blank = 1
			continue
		}
		if (blank && printed)
			print ""
		print line[n]
		blank = 0
		printed = 1
	}
	for (name in wanted)
		if (!(name in gone)) {
			print FILENAME ": no " name >"/dev/stderr"
			status = 1
		}
	exit status
}
