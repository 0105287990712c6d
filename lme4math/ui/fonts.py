"""The mathematical font of a page, in parts: a page carries those that have a letter or sign that is on it.

Each part is a font file of `static/`, which a script of the repository makes, with characters that come together: what
nearly every page has, and what few have. All are one font to the browser, which takes each character from its part. The
first part has the blank, so that browsers take from it what they need of a mathematical font as a whole: how far
scripts are raised, how thick a line is, how brackets grow.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from functools import cache
from html import unescape
from importlib.resources import files
from itertools import pairwise

FAMILY = "lme4math Math"


def _italic(letters: str) -> str:
    """The slanted letters of mathematics; the slanted h is older than the others."""
    starts = (("a", "z", 0x1D44E), ("A", "Z", 0x1D434), ("α", "ω", 0x1D6FC))
    found = (chr(s + ord(c) - ord(low)) for c in letters for low, high, s in starts if low <= c <= high)
    return "".join(found).replace("\U0001d455", "ℎ")


def _span(first: int, last: int) -> str:
    return "".join(map(chr, range(first, last + 1)))


MATRICES = "𝐲𝐗𝛃𝐙𝐛𝛆𝚺𝐈𝟎𝛍𝐨"
"""Letters that never stand in a script, so that a font needs no smaller forms of them."""
PARTS = {
    "signs": " \xa00123456789N()[].,=+−∼⋅×⊗…⋮⋯⋱",
    "common": _span(0x61, 0x7A) + "I_:-" + _italic("bijklnruJKNαβγδεημνπρστω") + MATRICES,
    "initials": "ABCDEMPRST",
    "capitals": _span(0x41, 0x5A),
    "cases": "{}∑≠>" + _italic("LM"),
    "letters": _italic("ψζκλξφχθ"),
    "words": "!\"#$%&'*-/;<?@\\^`|~¬±·‖′″",
    "symbols": _italic("acdefghmopqstvwxyz"),
    "sizes": _italic(_span(0x41, 0x5A)),
    "others": _span(0x391, 0x3A1)
    + _span(0x3A3, 0x3A9)
    + _span(0x3B1, 0x3C9)
    + "ℓ←↑→∀∈∉∋∌∏∐∗∘∙√∝∞∣∤∥∦∧∨∩∪∽≈≠≡≢≣≤≥⊕⊖⊤⊥⋰\u2061\u2062\u2063\u2064⌈⌉⌊⌋⏞⏟⟨⟩⨁⨂𝒩𝟙",
    "rare": _span(0x1D400, 0x1D433) + _span(0x1D6A4, 0x1D6A5) + _span(0x1D6A8, 0x1D71B) + _span(0x1D7CE, 0x1D7D8),
}
"""The characters of each part; one that several have is of the first of them."""
GROWING = ("signs", "cases", "words", "others")
"""The parts with signs that grow."""


def characters_of(part: str) -> frozenset[str]:
    """The characters that a part has, and no part before it."""
    names = list(PARTS)
    before = (PARTS[name] for name in names[: names.index(part)])
    return frozenset(PARTS[part]).difference(*before)


_MATHS = re.compile(r"<math[ >].*?</math>", re.DOTALL)
_LETTER = re.compile(r"<mi(?: class=[^>]*)?>(\w)</mi>")
_TAG = re.compile(r"<[^>]*>")


def characters_on(html: str) -> frozenset[str]:
    """The characters of the mathematics on a page, as they are drawn: a single letter is slanted."""
    shown: set[str] = set()
    for maths in _MATHS.findall(html):
        shown.update(unescape(_TAG.sub("", _LETTER.sub(lambda letter: _italic(letter[1]) or letter[1], maths))))
    return frozenset(shown)


def font_rules(html: str) -> tuple[str, ...]:
    """The font of a page, as one rule for each part that it needs."""
    shown = characters_on(html)
    return tuple(_rule(part) for part in PARTS if part == next(iter(PARTS)) or shown & characters_of(part))


@cache
def _rule(part: str) -> str:
    font = (files("lme4math.ui") / "static" / f"math-{part}.woff2").read_bytes()
    source = f"url(data:font/woff2;base64,{base64.b64encode(font).decode('ascii')})"
    is_first = part == next(iter(PARTS))  # it draws a box for characters that no font has
    taken = "" if is_first else f";unicode-range:{','.join(_ranges(characters_of(part)))}"
    return f'@font-face{{font-family:"{FAMILY}";src:{source}{taken}}}'


def _ranges(characters: Iterable[str]) -> Iterator[str]:
    """Characters as CSS writes them: `U+30-39`."""
    points = sorted(map(ord, characters))
    starts = [points[0], *(after for before, after in pairwise(points) if after > before + 1)]
    ends = [*(before for before, after in pairwise(points) if after > before + 1), points[-1]]
    for start, end in zip(starts, ends, strict=True):
        yield f"U+{start:X}" if start == end else f"U+{start:X}-{end:X}"
