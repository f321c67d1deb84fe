# SPDX-License-Identifier: GPL-2.0-only
# What all pictures begin with, of the data in front of this:
#
#   $facts	PNG or SVG, width, height, what else its script wants
#   $texts	the title, both axes, what else, as the numbers of their bytes
fact(n) = real(word($facts[1], n))
text(line) = (t = '', sum [b = 1:words(line)] (t = t . sprintf('%c', int(word(line, b))), 0), t)
png = int(fact(1))
width = fact(2)
height = fact(3)
if (png) {
	set terminal pngcairo noenhanced font ',11' size width,height
} else {
	set terminal svg noenhanced font ',12' background '#ffffff' size width,height
}
set encoding utf8
heading = text($texts[1])
set title heading
x = text($texts[2])
set xlabel x
y = text($texts[3])
set ylabel y
set border 3
set tics nomirror
set xrange [0:*]
