#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Pictures: what gnuplot is given to draw, and that it draws it. That they look right was
# seen by a person.
. "$(dirname "$0")/lib.sh"

recording=$here/data/recording
svg=$scratch/plot.svg

# The data and the script go through a gnuplot that keeps a copy.
mkdir "$scratch/bin"
cat >"$scratch/bin/gnuplot" <<-END
	#!/bin/sh
	tee "$scratch/script" | PATH=$PATH gnuplot "\$@"
END
chmod +x "$scratch/bin/gnuplot"
draw() {
	with PATH="$scratch/bin:$PATH" "$reader" plot "$@" --force -o "$svg" 2>"$scratch/err"
}

# block NAME: the lines of one of the data blocks
block() {
	awk -v name="\$$1" '$1 == name { on = 1; next } $1 == "EOD" { on = 0 } on' "$scratch/script"
}
# drawn: a line for each interval; data COLUMN: one of its columns
drawn() {
	block data
}
data() {
	drawn | cut -d' ' -f"$1" | xargs
}
# texts: the title, the axes, and the names of the lines or what a heat map has
texts() {
	block texts | awk '{ for (i = 1; i <= NF; i++) printf "%c", $i + 0; print "" }'
}
legend() {
	texts | tail -n +4
}
# shows TEXT NAME: once
shows() {
	is "$(texts | grep -cxF -- "$1")" 1 "$2"
}
# as_svg: as a picture has it
as_svg() {
	sed 's/&/\&amp;/g; s/</\&lt;/g'
}
# is_whole NAME: all texts are in the picture, too
is_whole() {
	texts | as_svg | sort -u | while IFS= read -r whole_text; do
		grep -qF -- "$whole_text" "$svg" || echo "$whole_text"
	done >"$scratch/missing"
	is "$(cat "$scratch/missing")" "" "$1: all of it is in the picture"
}

draw "$recording"
is "$?" 0 "an SVG"
is "$(cat "$scratch/err")" "" "in silence"
shows "VM exits, host" "the title"
shows "exits per second (1/s)" "the y axis with its unit"
shows "time since the first sample (s)" "the x axis with its unit"
for name in HLT CPUID EPT_VIOLATION EPT_MISCONFIG MSR_WRITE MSR_READ PREEMPTION_TIMER other; do
	shows "$name" "$name in the legend"
done
is "$(legend | wc -l)" 9 "eight reasons and the others"
is "$(legend | tail -1)" other "which come last"
is_whole "lines"

# All others together are what is left of the whole.
draw "$recording" --top 3
is "$(drawn | awk '{ print $2 + $3 + $4 + $5 }' | xargs printf '%.3f ')" \
	"$("$reader" report --samples "$recording" --csv | awk -F, '$11 == "TOTAL" && $2 > 0 { print $12 / $NF * 1e9 }' | xargs printf '%.3f ')" \
	"the lines and 'other' are all exits"

draw "$recording" --sort kernel --top 2
shows "kernel time per second (ms/s)" "time in ms"
is "$(legend | wc -l)" 3 "two reasons and the others"
draw "$recording" --sort avg --top 2
shows "average kernel time per exit (us)" "an average in us"
is "$(legend | grep -cx other) $(legend | wc -l)" "0 2" "averages have no others"
# looks SERIES: what the script has for each, of which the last is all others
looks() {
	{
		echo "others = $1"
		grep -E '^(colours =|colour\(i\) =|dashes\(i\) =)' "$here/../../userland/print/plot.gnuplot"
		echo "set print '-'; do for [i = 1:$1] { print sprintf('%s %d', colour(i), dashes(i)) }"
	} | gnuplot
}
# legend_places: where the picture has each text of the legend
legend_places() {
	awk -F'[(,)]' '/translate/ { x = $2; y = $3 } /<text>/ && /REASON|other|production/ { print x, y }' "$svg"
}
for top in 10 20 40; do
	awk 'BEGIN {
		print "kvm-exitstat recording 2"
		for (i = 1; i <= 3; i++) {
			printf "sample\t%d000000000\t17000000%02d000000000\tvmx\t2000000\t2\tfull\n", i, i
			print "scope\tvm\tvcpu\tcpu\tnr\tname\texits\tkernel\tsince\tended"
			for (r = 1; r <= 50; r++)
				printf "host\t-\t-\t-\t%d\tREASON%d\t%d\t%d\t5\t-\n", r, r, i * r, i * r
			print "host\t-\t-\t-\t-\tTOTAL\t0\t0\t5\t-\nend\t51"
		}
	}' >"$scratch/fifty"
	draw "$scratch/fifty" --top $top
	is "$(legend | grep -c '^REASON') $(legend | grep -cx other)" "$top 1" "--top $top draws $top and one for all others"
	is "$(looks $((top + 1)) | sort -u | wc -l)" $((top + 1)) "which look all different"
	is_whole "--top $top"
	is "$(legend_places | awk -v high="$(block facts | cut -d' ' -f3)" '$2 + 0 < high && $2 > 0' | wc -l)" $((top + 1)) \
		"the legend is not cut off"
done
fails 2 "a plot has 40 lines at most, not --top 41: more cannot be told apart" "--top 41" \
	plot "$recording" --force -o "$svg" --top 41

# VM after VM of one process have one name: an average is that of all their exits.
{
	echo "kvm-exitstat recording 2"
	for i in 1 2 3; do
		printf 'sample\t%d000000000\t170000000%d000000000\tvmx\t1000\t2\tfull\n' $i $i
		printf 'scope\tvm\tvcpu\tcpu\tnr\tname\texits\tkernel\ttimed\tsince\tended\n'
		[ $i -ne 2 ] || printf 'departed\t1-2\t-\t-\t-\tTOTAL\t30\t600\t30\t5\t6\n'
		printf 'vm\t1-2\t-\t-\t-\tTOTAL\t10\t100\t%s\t%d\t-\n' "$([ $i -eq 3 ] && echo - || echo 10)" $i
		echo "end	$((1 + (i == 2)))"
	done
} >"$scratch/one-name"
draw "$scratch/one-name" --per-vm --sort avg
is "$(data 2)" "17.500000000 NaN" "two VMs of one name have one average; what is not known has none"

draw "$recording" --reason CPUID
shows "VM exits, host: CPUID" "one reason in the title"

# More points than can be told apart are a line; millions have their own unit.
awk 'function scope(key, exits) {
	printf "%s\t10\tCPUID\t%d\t%d\t5\t-\n", key, exits, exits
	printf "%s\t-\tTOTAL\t%d\t%d\t5\t-\n", key, exits, exits
}
BEGIN {
	print "kvm-exitstat recording 2"
	for (i = 1; i <= 80; i++) {
		printf "sample\t%d000000000\t17000000%02d000000000\tvmx\t2000000\t2\tfull\n", i, i
		if (i == 1)
			for (vm = 1; vm <= 3; vm++)
				printf "label\t%d-8\tproduction-database-server-with-a-very-long-name-indeed-%d\n", vm, vm
		print "scope\tvm\tvcpu\tcpu\tnr\tname\texits\tkernel\tsince\tended"
		for (vm = 1; vm <= 3; vm++) {
			for (vcpu = 0; vcpu < 2; vcpu++)
				scope(sprintf("vcpu\t%d-8\t%d\t-", vm, vcpu), i * 3500000)
			scope(sprintf("vm\t%d-8\t-\t-", vm), i * 7000000)
		}
		print "end\t18"
	}
}' >"$scratch/many"
draw "$scratch/many" --per-vm
is "$?" 0 "80 samples"
is "$(cat "$scratch/err")" "" "in silence"
shows "exits per second (million/s)" "millions"
is "$(data 2 | xargs -n1 | sort -u)" 7.000000000 "of which there are seven"
shows "VM exits, VMs" "the title of VMs"
shows "production-database-serv~g-name-indeed-2" "a long name keeps its end"
is_whole "VMs"
# A character of the legend is 8 wide on average.
is "$(legend_places | awk -v width="$(block facts | cut -d' ' -f2)" '$1 > 0 && $1 + 40 * 8 < width' | wc -l)" 3 \
	"the legend is not cut off"
draw "$scratch/many" --per-vcpu
shows "VM exits, vCPUs" "the title of vCPUs"
draw "$scratch/many" --vm 2-8 --per-vcpu
shows "VM exits, vCPUs of VM production-database-server-with-a-very-long-name-indeed-2" \
	"the title of the vCPUs of a VM"

# Four minutes and more: minutes; names that are markup elsewhere stay as they are.
sed -E 's/^sample	([0-9]+)000000000/sample	\1000000000000/; s/EPT_VIOLATION/<b>"q"/' \
	"$recording" >"$scratch/long"
draw "$scratch/long"
shows "time since the first sample (h)" "hours"
shows '<b>"q"' "a name with quotes and markup"
is_whole "a name with quotes and markup"

"$reader" plot "$recording" -o "$scratch/plot.png"
is "$(head -c 8 "$scratch/plot.png" | od -An -tx1)" " 89 50 4e 47 0d 0a 1a 0a" "a PNG"

# Where there is no font to write with, the picture would have no text.
cat >"$scratch/fonts.conf" <<-END
	<?xml version="1.0"?><fontconfig><dir>$scratch/none</dir><cachedir>$scratch/cache</cachedir></fontconfig>
END
out=$(FONTCONFIG_FILE="$scratch/fonts.conf" "$reader" plot "$recording" -o "$scratch/none.png" 2>&1)
is "$?" 1 "no font: status 1"
is "$out" "kvm-exitstat: no font to write with: 'apt install fonts-dejavu-core', or draw an SVG" \
	"it says what to do"
[ ! -e "$scratch/none.png" ]
ok $? "and leaves no picture"
with FONTCONFIG_FILE="$scratch/fonts.conf" draw "$recording"
is "$?" 0 "an SVG needs none"
is_whole "an SVG without a font"

head -c 1500 "$recording" >"$scratch/short"
out=$("$reader" plot "$scratch/short" --force -o "$svg" 2>&1)
is "$?" 1 "one sample: status 1"
is "$(echo "$out" | tail -1)" "kvm-exitstat: $scratch/short: a plot needs two samples or more" \
	"one sample: what it says"
fails 1 "$scratch/none/plot.svg: No such file or directory" "nowhere to draw" \
	plot "$recording" -o "$scratch/none/plot.svg"
fails 2 "cannot plot 'name': plot draws what --sort names" "no numbers" \
	plot "$recording" --force -o "$svg" --sort name
out=$(PATH=$scratch "$reader" plot "$recording" --force -o "$svg" 2>&1)
is "$?" 1 "no gnuplot: status 1"
is "$out" "kvm-exitstat: gnuplot is not installed: 'apt install gnuplot-nox', or use \
'kvm-exitstat report --csv'" "it says what to do"

# A heat map, of a recording with distributions.
recorded "$scratch/hist" -- 1 3 4
draw --hist HLT "$scratch/hist"
is "$?" 0 "a heat map"
shows "VM exits, host: HLT" "its title"
is_whole "a heat map"
# Half of 20,000 and of 40,000 exits in 2 s take 1,024 to 2,047 cycles: bucket 2.
is "$(drawn | awk '$3 == 2 { print $1, $2, $4 }' | xargs printf '%.0f ')" "0 2 10000 2 3 10000 " "exits per second of a bucket"
# at NS...: the first so many samples of it, at these times since boot
at() {
	awk -F '\t' -v OFS='\t' -v times="$*" 'BEGIN { nr = split(times, at, " ") }
		$1 == "sample" && ++n > nr { exit }
		$1 == "sample" { $2 = at[n] }
		{ print }' "$scratch/four"
}
recorded "$scratch/four" -- 1 2 3 4
at 5000000000 6000000000 1000000000 2000000000 >"$scratch/rebooted"
draw --hist HLT "$scratch/rebooted"
is "$(drawn | awk '$3 == 2 { print $1, $2, $4 }' | xargs printf '%.0f ')" "0 1 10000 1 2 10000 " \
	"a host that was booted again: time goes on"
draw --reason HLT "$scratch/rebooted"
is "$(data 1,2 | xargs printf '%.0f ')" "1 20 2 20 " "so it does for lines"
at 0 18000000000000000000 18000000000000000001 >"$scratch/nanosecond"
draw --hist HLT "$scratch/nanosecond"
is "$? $(drawn | awk '$3 == 2 { print $4 }' | tail -1)" "0 1e+13" "an interval of a nanosecond after 570 years"
at 0 50000000000000000 100000000000000000 >"$scratch/rare"
draw --hist HLT "$scratch/rare"
is "$? $(drawn | awk '$3 == 2 { print $4 }' | tail -1)" "0 0.0002" "10000 exits in a year and a half"
fails 1 "$recording: no distributions in it: the host had none when it was recorded" "none in it" \
	plot --hist HLT "$recording" -o "$scratch/none.svg"
fails 2 "--top does not go with --hist (try 'kvm-exitstat --help')" "--hist --top" \
	plot --hist HLT --top 3 "$scratch/hist" -o "$scratch/none.svg"

done_testing
