"""The class names of a page, for MathML, views, style sheet and script; `tests/ui/test_classes.py` compares them.

A link key is the class of all elements for the same thing. `lm-k-R-L` is the cell of row R of the table at level L,
`lm-v-S` the variable that first stands at character S of the code, `lm-s-…` a parameter, the mean or the residual,
`lm-g-L` the rest of level L. Whatever belongs to level L carries `lm-lv-L` (0 is the population, 1 … the grouping
factors in the order of the formula).
"""

from __future__ import annotations

NAMES = frozenset((
    "answer", "around", "asked", "assumption", "attempt", "away", "band", "bands", "block-name", "blocks",
    "both", "carets", "cell", "cells", "choices", "choosable", "code", "compare", "controls", "copied", "copy",
    "counts", "crossing", "data", "detail", "display", "elsewhere", "equation", "error", "explorer", "fallback",
    "folding", "form", "framed", "gap", "groups", "headed", "heading", "hint", "is-ambiguous", "is-right",
    "is-wrong", "key", "keys", "later", "latex", "left", "legend", "level-toggle", "lines", "lit", "longer",
    "main", "mask", "matrices", "models", "more", "name", "notation", "note", "notes", "nothing", "numbered",
    "only", "own", "own-answer", "panel", "part", "part-level", "part-note", "part-open", "part-right",
    "part-sign", "part-wrong", "picture", "pictures", "place", "pointed", "problem", "remarks", "rename",
    "rest", "results", "right", "row", "said", "scroll", "sheet", "side", "signs", "source", "sources",
    "status", "style", "table", "tables", "tabs", "text", "toggles", "token", "typeset", "typst", "undo",
    "unfold", "unfolds", "verdict", "view", "warning", "words", "working",
))  # fmt: skip
"""The classes of parts of a view, behind `lm-`."""
NUMBERED = frozenset((
    "alone", "by", "compare", "g", "in", "is", "k", "level", "live", "long", "lv", "mark", "model", "name", "no",
    "not", "notation", "of", "out", "panel", "part", "pick", "s", "still", "style", "tab", "v",
))  # fmt: skip
"""Classes followed by a dash and a number or a key: `lm-in-0` is shown in the first style."""
ATTRIBUTES = frozenset((
    "block", "choice", "coefficient", "copy", "edit", "group", "label", "name", "names", "own", "picture",
    "save", "sign", "suppress-shortcuts", "text",
))  # fmt: skip
"""The attributes that the script reads, behind `data-lm-`."""
PROPERTIES = frozenset((
    "accent", "across", "align", "apart", "at", "caution", "edge", "highlight", "indent", "ink", "level", "line",
    "mask", "own", "page", "part-level", "part-open", "part-right", "part-wrong", "shade", "share", "soft", "tip",
    "unseen",
))  # fmt: skip
"""The properties of the style sheet, behind `--lm-`; `level` is followed by a number."""


def key_of_coefficient(row: int, level: int) -> str:
    return f"lm-k-{row}-{level}"


def key_of_variable(start: int) -> str:
    return f"lm-v-{start}"


def key_of_symbol(name: str) -> str:
    return f"lm-s-{name}"


def key_of_level(level: int) -> str:
    return f"lm-g-{level}"


def belongs_to(level: int) -> str:
    """The class of whatever belongs to a level."""
    return f"lm-lv-{level}"


def is_key(name: str) -> bool:
    """Whether a class is a link key."""
    return name.startswith(("lm-k-", "lm-v-", "lm-s-", "lm-g-"))


def is_of_variable(key: str) -> bool:
    return key.startswith("lm-v-")


def is_of_level(key: str) -> bool:
    return key.startswith("lm-g-")


def lit_by(key: str) -> str:
    """The class of what lights up with a key, and is not that thing: a level lights its covariances, not they it."""
    return key.replace("lm-", "lm-by-", 1)
