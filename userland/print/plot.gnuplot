# SPDX-License-Identifier: GPL-2.0-only
# Lines, of what plot_draw.c puts in front of this and of picture.gnuplot:
#
#   $facts	behind all pictures': the number of series, whether the last one is all
#		others, the size of points (0: none)
#   $texts	behind all pictures': each series
#   $data	the time and a value of each series, a line for each interval
#
# Status 3: there is no font, without which pngcairo draws no text, in silence. (The height
# of a character is then whatever was in memory; its width is not.)
series = int(fact(4))
others = int(fact(5)) ? series : 0
points = fact(6)
# What is right of the drawing is for the legend.
set rmargin at screen 700 / width
set key at screen 715.0 / width, screen 1 - 50.0 / height left top reverse Left
set grid ytics lc rgb '#dddddd'
set format y '%.10g'
set yrange [0:*]
# Colours that people with colour blindness can tell apart, then the same in dashes.
colours = '#0072b2 #d55e00 #009e73 #cc79a7 #e69f00 #56b4e9 #000000 #b8a800'
colour(i) = i == others ? '#999999' : word(colours, (i - 1) % 8 + 1)
dashes(i) = i == others ? 1 : (i - 1) / 8 + 1
if (points > 0) {
	plot for [i = 1:series] $data using 1:i + 1 with linespoints pt 7 ps points lw 2 \
		dt dashes(i) lc rgb colour(i) title text($texts[i + 3])
} else {
	plot for [i = 1:series] $data using 1:i + 1 with lines lw 2 \
		dt dashes(i) lc rgb colour(i) title text($texts[i + 3])
}
if (png && GPVAL_TERM_HCHAR < GPVAL_TERM_SCALE) { exit status 3 }
