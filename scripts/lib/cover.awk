# SPDX-License-Identifier: GPL-2.0-only
#
# awk -v text=FILE -v base=VERSION -f cover.awk tests/bench/README.md COVER-LETTER
#
# Prints the cover letter that git format-patch has made with the subject and the text of
# FILE. There @svm:ROW@ and @vmx:ROW@ are what a CPUID exit takes by that row of the bench,
# @memory:ours@, @memory:stock@ and @create@ what it says of a vCPU, @kernel@ the version that
# it ran on; @about ...@ is such a number rounded and without a sign. @base@ is VERSION, of
# the source that the series is for. Ends with status 1 where the bench has no such number,
# and where FILE has one of its own, other than those that count the lines of a list.

# bench: one line of what was measured
function bench() {
	if (/^kernel /)
		number["kernel"] = without($2, "[-+].*")
	else if (/^(SVM|VMX): /)
		isa = tolower(substr($1, 1, 3))
	else if (/^$/)
		isa = ""
	else if (isa && match($0, /   +[-+0-9.]+   /))
		number[isa ":" substr($0, 1, RSTART - 1)] = without(substr($0, RSTART, RLENGTH), " ")
	else if (/^Memory of a vCPU, on SVM, in KiB: [0-9]+ instead of [0-9]+$/) {
		number["memory:ours"] = $(NF - 3)
		number["memory:stock"] = $NF
	} else if (/^Creating, running once and destroying a vCPU.*\(\+[0-9.]+ %\)$/)
		number["create"] = without($(NF - 1), "[(+]") " %"
}

function without(string, what) {
	gsub(what, "", string)
	return string
}

function fail(why) {
	print "cover: " why >"/dev/stderr"
	exit failed = 1
}

# value NAME: what stands for @NAME@
function value(name,	about) {
	about = sub(/^about /, "", name)
	if (!(name in number))
		fail("no " name " in the bench")
	return about ? sprintf("%.0f", without(number[name], "[-+]")) : number[name]
}

# filled LINE: with its numbers
function filled(line,	done, own, value_of) {
	own = without(line, "@[^@]*@")
	sub(/^ +[0-9]+\. /, "", own)
	if (own ~ /(^|[^A-Za-z0-9_])[0-9]/)
		fail("a number that nobody has measured: " line)
	while (match(line, /@[^@]*@/)) {
		value_of = value(substr(line, RSTART + 1, RLENGTH - 2))
		done = done substr(line, 1, RSTART - 1) value_of
		line = substr(line, RSTART + RLENGTH)
	}
	return done line
}

function text_line() {
	return (getline line <text) > 0
}

FILENAME != last { last = FILENAME; files++ }

files == 1 { bench(); next }

FNR == 1 { number["base"] = base }

/\*\*\* SUBJECT HERE \*\*\*/ {
	text_line()
	sub(/\*\*\* SUBJECT HERE \*\*\*/, filled(line))
	text_line()
}

/\*\*\* BLURB HERE \*\*\*/ {
	while (text_line())
		print filled(line)
	next
}

{ print }

END { exit failed }
