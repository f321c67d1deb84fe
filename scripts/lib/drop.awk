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
	if (text ~ /^#/)
		return name_of_directive(text)
	if (match(text, /^(static |const )*(struct|enum|union) [A-Za-z_0-9]+ *[{;]/))
		return last_word(substr(text, 1, RLENGTH), " *[{;]$")
	head = text
	sub(/[=;{].*/, "", head)
	if (head ~ /^(static )?[A-Z_0-9]+\(/ && match(head, /(^|[ \t*])[A-Z_0-9]+\([ \t]*[A-Za-z_0-9]+/))
		return last_word(substr(head, RSTART, RLENGTH), "")
	return name_of_declaration(head)
}

function name_of_directive(text) {
	if (match(text, /^#include *[<"][^>"]*[>"]/)) {
		text = substr(text, 1, RLENGTH)
		sub(/^#include */, "", text)
		gsub(/"/, "", text)
		return text
	}
	return match(text, /^#define [A-Za-z_0-9]+/) ? substr(text, 9, RLENGTH - 8) : ""
}

# name_of_declaration HEAD: of a function, a pointer to one or a variable
function name_of_declaration(head) {
	if (match(head, /\(\*[A-Za-z_0-9]+\)/))
		return substr(head, RSTART + 2, RLENGTH - 3)
	gsub(/__attribute__.*/, "", head)
	if (match(head, /[A-Za-z_0-9]+\(/))
		return substr(head, RSTART, RLENGTH - 1)
	gsub(/\[[^]]*\]/, "", head)
	sub(/,.*/, "", head)
	return last_word(head, "( __[a-z_]+)*[ \t]*$")
}

# last_word TEXT END: without what ends it
function last_word(text, end) {
	sub(end, "", text)
	sub(/.*[ \t*(]/, "", text)
	return text
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
function next_line(n,	was_comment, plain) {
	was_comment = in_comment
	plain = code(line[n])
	if (!depth && !was_comment && !continued && line[n] ~ /^[ \t]*$/) {
		begun = 0
		text = ""
		return
	}
	if (!begun)
		begun = n
	if (plain ~ /[^ \t]/)
		text = text (text == "" ? "" : " ") (line[n] ~ /^#include/ ? line[n] : plain)
	if (line[n] ~ /^[ \t]*#/ || continued) {
		continued = line[n] ~ /\\$/
		if (!continued && !depth)
			end_statement(n)
		return
	}
	depth += count(plain, "[({]") - count(plain, "[)}]")
	if (!depth && !in_comment && is_over(plain))
		end_statement(n)
}

# is_over LINE: whether it ends the statement in `text`, outside of all brackets
function is_over(plain) {
	if (plain ~ /;[ \t]*$/ || plain ~ /^[A-Z_]+\([a-z_A-Z0-9, ()]*\)$/)
		return 1
	return plain ~ /}[ \t]*$/ && text !~ /^typedef|= \{[^}]*$/
}

function print_rest(	n, blank, printed) {
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
}

END {
	for (n = 1; n <= NR; n++)
		next_line(n)
	print_rest()
	for (name in wanted)
		if (!(name in gone)) {
			print FILENAME ": no " name >"/dev/stderr"
			status = 1
		}
	exit status
}
