# SPDX-License-Identifier: GPL-2.0-only
# A heat map, of what heat_draw.c puts in front of this and of picture.gnuplot:
#
#   $facts	behind all pictures': the end of time, the first and the last bucket, the
#		least and the most exits per second
#   $texts	behind all pictures': what a colour means, where each bucket begins, where
#		the last one ends
#   $data	a bucket's begin and end of time, its number and its exits per second
#
# Status 3: there is no font, without which pngcairo draws no text, in silence. (The height
# of a character is then whatever was in memory; its width is not.)
first = int(fact(5))
last = int(fact(6))
set xrange [0:fact(4)]
set yrange [first:last + 1]
set ytics scale 0.5 (0 0)
set ytics ()
do for [b = first:last + 1] {
	border = text($texts[5 + b - first])
	set ytics add (border b)
}
meaning = text($texts[4])
set cblabel meaning
set logscale cb
set cbrange [fact(7):fact(8)]
set format cb '%.10g'
# From light to dark in one hue, which everybody tells apart.
set palette defined (0 '#d6e6f4', 1 '#6baed6', 2 '#2171b5', 3 '#08306b', 4 '#041225')
set style fill solid noborder
plot $data using (($1 + $2) / 2):($3 + 0.5):1:2:3:($3 + 1):4 with boxxyerror lc palette notitle
if (png && GPVAL_TERM_HCHAR < GPVAL_TERM_SCALE) { exit status 3 }
