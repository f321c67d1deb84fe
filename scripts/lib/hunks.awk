# SPDX-License-Identifier: GPL-2.0-only
#
# awk -v tree=DIR -v name=NAME -f hunks.awk OUTPUT PATCH
#
# Has GNU patch, whose OUTPUT with --verbose this is, put each hunk of PATCH where it
# belongs? It may be on other lines than it says, but in the function that its @@ line
# names, and what is there must be what the hunk makes. Says what is wrong by file, hunk
# and function, and then ends with status 1.

BEGIN {
	wrong = 0
}

# function_of LINE: what git calls the function that begins there, or ""
function function_of(line) {
	sub(/[ \t]+$/, "", line)
	if (line !~ /^[A-Za-z_$]/ || line ~ /^[A-Za-z_][A-Za-z_0-9]*:[ \t]*($|\/[\/*])/)
		return ""
	return line
}

# name_of LINE: a function's own name, whatever its arguments have become; of anything
# else, all of it
function name_of(line) {
	if (line ~ /;$/ || !match(line, /[A-Za-z_0-9]+\(/))
		return line
	return substr(line, RSTART, RLENGTH - 1)
}

function complain(what) {
	printf "%s: %s, hunk %d, in %s: %s\n", name, file, hunk, named == "" ? "no function" : name_of(named), what
	wrong = 1
}

function read_file(path,	line) {
	split("", lines)
	split("", added)
	nr_lines = 0
	while ((getline line <path) > 0)
		lines[++nr_lines] = line
	close(path)
}

# Lines that the patch has added are not looked at: git names by what was there before.
function function_before(line,	found) {
	for (line--; line > 0; line--) {
		found = added[line] ? "" : function_of(lines[line])
		if (found != "")
			return found
	}
	return ""
}

function check_hunk(	i, found) {
	if (!hunk)
		return
	if (!((file, hunk) in at)) {
		complain("does not apply")
		return
	}
	for (i = 1; i <= length_new; i++) {
		if (lines[at[file, hunk] + i - 1] != new[i]) {
			complain("line " at[file, hunk] + i - 1 " is not what it makes")
			return
		}
		added[at[file, hunk] + i - 1] = is_added[i]
	}
	found = function_before(at[file, hunk])
	if (name_of(found) != name_of(named) && !(named != "" && index(found, named) == 1))
		complain("was put into " (found == "" ? "no function" : name_of(found)) ", line " at[file, hunk])
}

FILENAME == ARGV[1] && /^patching file / {
	file = $0
	sub(/^patching file /, "", file)
	gsub(/^'|'$/, "", file)
}
FILENAME == ARGV[1] && /^Hunk #[0-9]+ succeeded at [0-9]+/ && !/fuzz/ {
	at[file, substr($2, 2) + 0] = $5 + 0
}
FILENAME == ARGV[1] { next }

/^\+\+\+ / && !left {
	check_hunk()
	hunk = 0
	file = $2
	sub(/^b\//, "", file)
	read_file(tree "/" file)
	next
}
/^@@ / && !left {
	check_hunk()
	hunk++
	hunks++
	named = $0
	sub(/^@@ [^@]* @@ ?/, "", named)
	sub(/[ \t]+$/, "", named)
	split($3, range, ",")
	left = length_new = 0
	left_new = range[2] == "" ? 1 : range[2]
	split($2, range, ",")
	left_old = range[2] == "" ? 1 : range[2]
	left = left_new + left_old
	next
}
left {
	mark = substr($0, 1, 1)
	if (mark == "\\")
		next
	if (mark != "-") {
		new[++length_new] = substr($0, 2)
		is_added[length_new] = mark == "+"
		left--
	}
	if (mark != "+")
		left--
}
END {
	check_hunk()
	if (!hunks) {
		print name ": has no hunk"
		wrong = 1
	}
	exit wrong
}
