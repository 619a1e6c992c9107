"""Text measured: the bundled font's advances in points, a terminal's widths in cells.

In: strings. Out: widths, shortened strings, font files. Knows no operations and no pictures.
"""
