"""LaTeX for an article: a display with its notes as a sentence of text, and a document that compiles alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from lme4math.english import listed
from lme4math.printers.latex import latex_of_box, row_of
from lme4math.printers.layout.boxes import Box, Display, Fence, FunctionName, Prose, Row
from lme4math.printers.layout.breaking import fitted_strictly
from lme4math.printers.layout.measure import words_and_formulas

LINE_WIDTH = 345.0
"""The width of a line in LaTeX's article at ten points, in points."""
_POINTS_OF_EM = 10.0
_JOINT = re.compile(r"(?<=[^{}])\}\\_\\text\{(?=[^{}])")
_WHOLE = re.compile(r"\{(\\text\{(?:[^{}\\]|\\_)*\})\}(?=[_^])")


def display_of(display: Display, width: float = LINE_WIDTH, notes: bool = True) -> str:
    """An `align*` of amsmath, and below it the remarks as a paragraph.

    Args:
        display: lines, not broken, and remarks.
        width: the width of a line, in points.
        notes: whether the remarks follow.
    """
    display = fitted_strictly(display, width / _POINTS_OF_EM)
    rows = " \\\\\n".join(map(row_of, display.lines))
    formula = f"\\begin{{align*}}\n{rows}\n\\end{{align*}}"
    words = notes_of(display) if notes else ""
    return as_typed(f"{formula}\n{{\\sloppy\\noindent {words}\\par}}" if words else formula)


def document_of(display: Display, width: float = LINE_WIDTH, notes: bool = True) -> str:
    """An article of the display that compiles alone.

    Args:
        display: lines, not broken, and remarks.
        width: the width of a line, in points.
        notes: whether the remarks follow.
    """
    head = "\\documentclass{article}\n\\usepackage{amsmath}\n\\allowdisplaybreaks"
    room = "" if width == LINE_WIDTH else f"\n\\setlength{{\\textwidth}}{{{width:g}pt}}"
    return f"{head}{room}\n\\begin{{document}}\n{display_of(display, width, notes)}\n\\end{{document}}\n"


def notes_of(display: Display) -> str:
    """The remarks as a paragraph, with formulas between dollars; empty where there are none."""
    said = [_sentence(_as_clause(remark)) for remark in display.remarks]
    clauses = "; ".join(one for one in said if not one[0].isupper())
    return " ".join(([f"Here {clauses}."] if clauses else []) + [f"{one}." for one in said if one[0].isupper()])


def as_typed(latex: str) -> str:
    r"""Names as a person types them: `\text{log\_bmi}`; web pages need `\text{log}\_\text{bmi}`."""
    return _WHOLE.sub(r"\1", _JOINT.sub(r"\\_", latex))


def _as_clause(remark: Box) -> Box:
    """A remark that can stand in a sentence: the key N(mean, variance) as what the arguments of N are."""
    match remark:
        case Row(children=(FunctionName() as name, Fence(body=body), *rest)):
            arguments = [f"the {part.text}" for part in _parts(body) if isinstance(part, Prose) and part.text != ", "]
            several, are = ("s", "are") if len(arguments) > 1 else ("", "is")
            return Row((Prose(f"the argument{several} of "), name, Prose(f" {are} {listed(arguments)}"), *rest))
        case _:
            return remark


def _parts(box: Box) -> tuple[Box, ...]:
    return box.children if isinstance(box, Row) else (box,)


def _sentence(remark: Box) -> str:
    return "".join(_words(remark)).strip()


def _words(remark: Box) -> Iterator[str]:
    """Words, and formulas; those that follow each other stand between one pair of dollars, as two begin a display."""
    for is_plain, parts in groupby(words_and_formulas(remark), _is_plain):
        texts = [part.text if isinstance(part, Prose) and is_plain else latex_of_box(part) for part in parts]
        yield "".join(texts) if is_plain else f"${''.join(texts)}$"


def _is_plain(part: Box) -> bool:
    return isinstance(part, Prose) and part.text.isascii()
