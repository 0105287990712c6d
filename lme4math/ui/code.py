"""The R code with its marks: tokens that carry the classes of what they stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from lme4math.printers.classes import is_key
from lme4math.ui.content import CodeMark
from lme4math.ui.markup import Markup, element, join
from lme4math.ui.table import pointer


def code_panel(code: str, marks: Sequence[CodeMark], meanings: Mapping[str, str]) -> Markup:
    """The code, to read and to point at. One tab stop: the radios of the tokens let the arrow keys walk through it.

    Args:
        code: the R code.
        marks: its tokens.
        meanings: what a key stands for, in words.
    """
    tokens = element("code", {}, marked_code(code, marks, meanings))
    return element("pre", {"class": "lm-code", "role": "group", "aria-label": "R code"}, tokens)


def marked_code(code: str, marks: Sequence[CodeMark], meanings: Mapping[str, str]) -> Markup:
    """The code, cut wherever a mark begins or ends, each piece with the classes of all marks that cover it.

    Cutting lets marks nest and overlap, as in `a*b`, where both names stand for three columns together.
    """
    cuts = sorted({0, len(code), *(place for mark in marks for place in (mark.start, mark.end))})
    pieces = []
    for start, end in pairwise(cuts):
        covering = " ".join(mark.classes for mark in marks if mark.start <= start and end <= mark.end)
        classes = list(dict.fromkeys(covering.split()))
        pieces.append(_token(code[start:end], classes, meanings) if classes else code[start:end])
    return join(pieces)


def _token(text: str, classes: list[str], meanings: Mapping[str, str]) -> Markup:
    keys = [name for name in classes if is_key(name)]
    said = [meanings[key] for key in keys if key in meanings]
    point = pointer("lm-point-code", keys, f"{text}: {said[0]}" if said else text) if keys else Markup("")
    return element("span", {"class": " ".join(classes)}, point, text)
