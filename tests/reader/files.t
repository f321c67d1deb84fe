#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Files that are written: none that is there is lost, and none is called written that
# is not.
. "$(dirname "$0")/lib.sh"

recording=$here/data/recording
tree=$scratch/tree
dir=$scratch/dir
file=$dir/file
svg=$dir/plot.svg
mkdir "$dir"
"$here/simulate-tree" "$tree" 2 2 1

# kept NAME: what was there is there, and nothing else
kept() {
	is "$(cat "$dir"/*)" "precious" "$1: what was there is as it was"
	is "$(find "$dir" -type f | wc -l)" 1 "$1: and alone"
}

# nothing NAME
nothing() {
	is "$(find "$dir" -type f)" "" "$1: no file is left"
}

record() {
	"$reader" --debugfs "$tree" record "$@"
}

# Recordings.
echo precious >"$file"
fails 1 "$file is there already: --force overwrites it" "a recording onto another" \
	--debugfs "$tree" record -o "$file" 0.02 1
kept "a recording onto another"
ln -s file "$dir/link"
fails 1 "$dir/link is there already: --force overwrites it" "onto a link" \
	--debugfs "$tree" record -o "$dir/link" 0.02 1
chmod 640 "$file"
record -o "$dir/link" --force 0.02 2 2>"$scratch/err"
is "$?" 0 "--force"
is "$("$reader" report --samples "$file" --csv | grep -c TOTAL)" 2 "overwrites it, through a link"
is "$(stat -c %a "$file")" 640 "its mode stays"
[ -L "$dir/link" ]
ok $? "the link, too"
rm "$dir/link" "$file"

# What fails before there is a sample costs nothing.
echo precious >"$file"
mv "$tree/exits" "$tree/saved"
printf 'nr\tname\texits\n1\tHLT\tx\n' >"$tree/exits"
record -o "$file" --force 0.02 1 >"$scratch/out" 2>&1
is "$?" 1 "a recording of a damaged list: status 1"
kept "a recording of a damaged list"
rm "$file"
record -o "$file" 0.02 1 >"$scratch/out" 2>&1
is "$(wc -l <"$scratch/out")" 1 "one line about it"
nothing "a new recording of a damaged list"
mv "$tree/saved" "$tree/exits"
echo precious >"$file"
(
	trap '' XFSZ
	ulimit -f 1
	"$reader" --debugfs "$tree" record --per-vcpu -o "$file" --force 0.02 1 >"$scratch/out" 2>&1
)
is "$?" 1 "a disk that is full at once: status 1"
kept "a disk that is full at once"
rm "$file"

# run: whether it can be kept is known before the VM is there.
echo precious >"$file"
export TREE=$tree
"$reader" --debugfs "$tree" run -o "$file" -- touch "$scratch/started" >"$scratch/out" 2>&1
is "$?" 1 "run onto another: status 1"
[ ! -e "$scratch/started" ]
ok $? "run onto another: nothing was started"
kept "run onto another"
"$reader" --debugfs "$tree" run -o "$file" --force -- true >"$scratch/out" 2>&1
kept "run without a VM"
"$reader" --debugfs "$tree" run -o "$file" --force -- "$scratch/none" >"$scratch/out" 2>&1
kept "run of nothing"
"$reader" --debugfs "$tree" run -o "$file" --force -- "$here/fake-vmm" -name web 50 70 7 >"$scratch/out" 2>&1
is "$?" 0 "run --force"
is "$("$reader" report --samples "$file" --per-vm --csv | grep -c TOTAL)" 1 "overwrites it"
rm "$file"
"$reader" --debugfs "$tree" run -o "$file" -- true >"$scratch/out" 2>&1
nothing "run without a VM"
"$reader" --debugfs "$tree" run -o - -- true >"$scratch/out" 2>&1
is "$?" 2 "run -o -: status 2"

# Pictures.
echo precious >"$svg"
fails 1 "$svg is there already: --force overwrites it" "a picture onto another" plot "$recording" -o "$svg"
kept "a picture onto another"
out=$(PATH=$scratch "$reader" plot "$recording" -o "$svg" --force 2>&1)
is "$?" 1 "no gnuplot: status 1"
kept "no gnuplot"
mkdir "$scratch/bin"
# A gnuplot that fails, one that is killed, one that says half a picture and success.
for body in 'echo "<svg>"; exit 1' 'kill -9 $$' 'echo "<svg>half"'; do
	printf '#!/bin/sh\ncat >/dev/null\n%s\n' "$body" >"$scratch/bin/gnuplot"
	chmod +x "$scratch/bin/gnuplot"
	out=$(PATH=$scratch/bin:$PATH "$reader" plot "$recording" -o "$svg" --force 2>&1)
	is "$?" 1 "gnuplot: $body: status 1"
	is "$(echo "$out" | tail -1)" "kvm-exitstat: gnuplot could not draw the picture" "it says so"
	kept "gnuplot: $body"
done
(
	trap '' XFSZ
	# Room for the script, not for the picture.
	ulimit -f 8
	"$reader" plot "$recording" -o "$svg" --force >"$scratch/out" 2>&1
)
is "$?" 1 "a picture on a full disk: status 1"
is "$(cat "$scratch/out")" "kvm-exitstat: $svg: File too large" "it says so"
kept "a picture on a full disk"
head -1 "$recording" >"$scratch/empty"
"$reader" plot "$scratch/empty" -o "$svg" --force >"$scratch/out" 2>&1
kept "a picture of nothing"
"$reader" plot "$recording" -o "$svg" --force >"$scratch/out" 2>&1
is "$?" 0 "--force"
is "$(grep -c '</svg>' "$svg")" 1 "overwrites it"
rm "$svg"
PATH=$scratch "$reader" plot "$recording" -o "$svg" >"$scratch/out" 2>&1
nothing "no gnuplot and no picture"
ln -s /dev/full "$dir/full.svg"
fails 1 "$dir/full.svg: No space left on device" "a picture on a full device" \
	plot "$recording" -o "$dir/full.svg"

# Standard output.
is "$("$reader" plot "$recording" -o - | grep -c '</svg>')" 1 "plot -o -: an SVG"
out=$("$reader" plot "$recording" -o - 2>&1 >/dev/full)
is "$?" 1 "on a full device: status 1"
is "$out" "kvm-exitstat: standard output: No space left on device" "it says so"
record -o - 0.02 2 2>"$scratch/err" >"$scratch/piped"
is "$("$reader" report --samples "$scratch/piped" --csv | grep -c TOTAL)" 2 "record -o -"
is "$(cat "$scratch/err")" \
	"kvm-exitstat: 2 samples, $(wc -c <"$scratch/piped") bytes in standard output" "it says so"
for arguments in "" --json --csv hist caps "report $recording" "diff $tree $tree" --help; do
	case $arguments in
	report*|diff*|--help) at= ;;
	*) at="--debugfs $tree" ;;
	esac
	cp "$here/data/small/capabilities" "$tree"
	# shellcheck disable=SC2086 # words
	out=$("$reader" $arguments $at 2>&1 >/dev/full)
	is "$?" 1 "'$arguments' on a full device: status 1"
	is "$out" "kvm-exitstat: cannot write the output: No space left on device" "it says so"
done
"$reader" --debugfs "$tree" >&- 2>"$scratch/err"
is "$?" 1 "no standard output: status 1"

done_testing
