"""The R code with its marks: tokens that carry the classes of what they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from lme4math.ui.content import CodeMark
from lme4math.ui.markup import Markup, element, join


def marked_code(code: str, marks: Sequence[CodeMark]) -> Markup:
    """The code, cut wherever a mark begins or ends, each piece with the classes of all marks that cover it.

    Cutting lets marks nest and overlap, as in `a*b`, where both names stand for three columns together.
    """
    cuts = sorted({0, len(code), *(place for mark in marks for place in (mark.start, mark.end))})
    pieces = []
    for start, end in pairwise(cuts):
        covering = [mark.classes for mark in marks if mark.start <= start and end <= mark.end]
        classes = " ".join(dict.fromkeys(" ".join(covering).split()))
        pieces.append(element("span", {"class": classes}, code[start:end]) if classes else code[start:end])
    return join(pieces)
