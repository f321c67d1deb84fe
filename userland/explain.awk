# SPDX-License-Identifier: GPL-2.0-only
#
# explain.txt as C: the rows of explanations[], for explanations.c. What is wrong with the
# text ends the build with its line.

function wrong(what)
{
	printf "%s:%d: %s\n", FILENAME, FNR, what >"/dev/stderr"
	failed = 1
	exit 1
}

function quoted(s)
{
	gsub(/\\/, "\\\\", s)
	gsub(/"/, "\\\"", s)
	return "\"" s "\""
}

# One row for each of the reasons that the entry is of.
function finish(i, texts)
{
	for (i = 1; i <= nr_fields; i++) {
		if (!(fields[i] in text) && fields[i] != "look")
			wrong("'" fields[i] ":' is missing in the entry above")
		texts = texts ",\n\t  " (fields[i] in text ? quoted(text[fields[i]]) : "NULL")
	}
	for (i = 1; i <= nr_reasons; i++)
		print "\t{ " reason[i] texts " },"
	nr_reasons = 0
	split("", text)
}

function begin(s, isa, nr, manual)
{
	sub(/^= /, "", s)
	isa = s; sub(/ .*/, "", isa); sub(/^[^ ]+ /, "", s)
	nr = s; sub(/ .*/, "", nr); sub(/^[^ ]+ /, "", s)
	if ((isa != "vmx" && isa != "svm") || nr !~ /^(-|[0-9]+|0x[0-9a-f]+)$/ || s == nr)
		wrong("not '= vmx|svm NUMBER NAME (NAME IN THE MANUAL)'")
	if (match(s, / \(.*\)$/)) {
		manual = substr(s, RSTART + 2, RLENGTH - 3)
		s = substr(s, 1, RSTART - 1)
	}
	reason[++nr_reasons] = "ISA_" toupper(isa) ", " quoted(nr) ", " quoted(s) ", " \
			       (manual == "" ? "NULL" : quoted(manual))
}

BEGIN { nr_fields = split("short what makes lowers look", fields, " ") }
/^#/ || /^$/ { next }
/^= / {
	if (field != "")
		finish()
	field = ""
	begin($0)
	next
}
/^\t./ && field != "" { text[field] = text[field] " " substr($0, 2); next }
/^(short|what|makes|lowers|look): ./ && nr_reasons {
	field = $1
	sub(/:$/, "", field)
	if (field in text)
		wrong("'" field ":' is there twice")
	text[field] = substr($0, length(field) + 3)
	next
}
{ wrong("neither '= ISA NUMBER NAME', a field nor its next line, which begins with a tab") }
END {
	if (!failed)
		finish()
}
