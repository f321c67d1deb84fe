# SPDX-License-Identifier: GPL-2.0-only
# verdicts.awk: TAP of KVM's selftests, from two files of compare's: results on stock
# modules, then on ours. A test passes if all its results are the same on both. Where
# they are not, it passes only if it ran often enough to tell, and how often each
# result came out differs no more than chance makes it: Fisher's exact test (R. A. Fisher,
# Statistical Methods for Research Workers, section 21.02), two-sided, at 5 %.
#
# The test of the variable own is ours only, and has to pass each time.
#
# With the variable list set: prints instead the tests whose results differ.

BEGIN {
	FS = "\t"
	enough = 20 # results of a test, of both together
}

FNR == 1 {
	who++ # 1: stock, 2: ours
}

{
	if (!((who, $1) in runs) && who == 2)
		names[++tests] = $1
	if (!((1, $1, $2) in times) && !((2, $1, $2) in times))
		kinds[$1] = kinds[$1] (kinds[$1] == "" ? "" : FS) $2
	runs[who, $1]++
	times[who, $1, $2]++
	words[who, $1, $2] = $4
}

function text(status) {
	if (status == 0)
		return "passes"
	if (status == 4)
		return "is skipped"
	return status == "late" ? "does not end" : "fails with status " status
}

# history(WHO, NAME): what came out how often
function history(who, name,    n, i, kind, all) {
	n = split(kinds[name], kind, FS)
	for (i = 1; i <= n; i++)
		if (times[who, name, kind[i]])
			all = all (all == "" ? "" : ", ") text(kind[i]) " " times[who, name, kind[i]] "x"
	return all == "" ? "has not run" : all
}

# choose(N, K): logarithm of the number of ways
function choose(n, k,    i, sum) {
	for (i = 1; i <= k; i++)
		sum += log((n - k + i) / i)
	return sum
}

# chance(A, N, B, M): the probability of a split no likelier than A of N and B of M
function chance(a, n, b, m,    i, all, p, observed, sum) {
	all = a + b
	observed = exp(choose(n, a) + choose(m, b) - choose(n + m, all))
	for (i = all > m ? all - m : 0; i <= n && i <= all; i++) {
		p = exp(choose(n, i) + choose(m, all - i) - choose(n + m, all))
		if (p <= observed * (1 + 1e-9))
			sum += p
	}
	return sum
}

# least(NAME): the smallest such probability of its results; 0 if it ran too seldom
function least(name,    n, i, kind, p, min) {
	if (!((1, name) in runs) || runs[1, name] + runs[2, name] < enough)
		return 0
	n = split(kinds[name], kind, FS)
	min = 1
	for (i = 1; i <= n; i++) {
		p = chance(times[2, name, kind[i]] + 0, runs[2, name],
			times[1, name, kind[i]] + 0, runs[1, name])
		if (p < min)
			min = p
	}
	return min
}

# differing(NAME, P): its history, its last words where it does not pass
function differing(name, p,    i, n, kind, who, verdict) {
	verdict = name " " history(2, name) ", with stock KVM it " history(1, name)
	if (p > 0)
		verdict = verdict sprintf(" (Fisher's exact test: p = %.2g)", p)
	n = split(kinds[name], kind, FS)
	for (i = 1; i <= n; i++)
		for (who = 1; who <= 2; who++)
			if (kind[i] != 0 && words[who, name, kind[i]] != "")
				verdict = verdict "\n# " (who == 1 ? "stock: " : "ours: ") words[who, name, kind[i]]
	return verdict
}

END {
	if (own != "" && !((2, own) in runs) && !list)
		names[++tests] = own
	for (t = 1; t <= tests; t++) {
		name = names[t]
		same = index(kinds[name], FS) == 0 && (1, name) in runs
		if (list) {
			if (!same && (1, name) in runs)
				print name
			continue
		}
		if (same) {
			good = 1
			status = kinds[name]
			kind = text(status)
			verdict = name " " kind (status == 0 ? "" : " on both: " words[2, name, status])
		} else if (name == own) {
			good = kinds[name] == "0"
			kind = good ? text(0) : "varies"
			verdict = name ", our own, " history(2, name) (good ? "" : ": " words[2, name, kinds[name]])
		} else {
			p = least(name)
			good = p >= 0.05
			kind = "varies"
			verdict = differing(name, p)
		}
		printf "%s %d - %s\n", good ? "ok" : "not ok", t, verdict
		sub(/ with status.*/, "", kind)
		count[kind]++
		wrong += !good
	}
	if (list)
		exit
	for (key in runs) {
		split(key, part, SUBSEP)
		if (part[1] == 1 && !((2, part[2]) in runs)) {
			printf "not ok %d - %s has not run with our KVM\n", t++, part[2]
			wrong++
		}
	}
	for (kind in count)
		printf "# %d: %s\n", count[kind], kind
	printf "1..%d\n", t - 1
	exit wrong > 0
}
