"""From the maths tree to LaTeX, MathML, Unicode text and Typst.

`compose` turns meaning into boxes once, for all printers; each printer turns a dozen kinds of box into its language.
"""
