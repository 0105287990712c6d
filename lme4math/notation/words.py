"""How things are said in English: lists, R code within a sentence, coefficients as phrases."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lme4math.formula.deparse import deparse_name
from lme4math.model.columns import Covariate
from lme4math.notation.names import Names
from lme4math.notation.rows import CoefficientRow

_IN_BACKTICKS = re.compile(r"`[^`]+`")
LINK_WORDS = {"1/mu^2": "inverse square", "sqrt": "square root"}


def listed(things: Sequence[str]) -> str:
    """Things as a person lists them: a, b and c."""
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}"


def quoted(text: str) -> str:
    """R code within a sentence; R's own backticks are enough, and what holds some is put in two, as in Markdown."""
    if "`" not in text:
        return f"`{text}`"
    return text if _IN_BACKTICKS.fullmatch(text) else f"`` {text} ``"


def r_name(name: str) -> str:
    """A name after `$`: in backticks where R needs them, as for `reg:spp`."""
    return deparse_name(name.strip("`")) if name.count("`") in (0, 2) else f"`{name}`"


def capital(text: str) -> str:
    """A phrase at the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def spoken(row: CoefficientRow) -> str:
    """A coefficient as a phrase."""
    match row.column.pieces:
        case ():
            return "the intercept"
        case pieces if all(isinstance(piece, Covariate) and not piece.component for piece in pieces):
            return f"the slope of {quoted(row.column.name)}"
        case _:
            return f"the coefficient of {quoted(row.column.name)}"


def predicted(names: Names) -> str:
    """What the linear predictor is, as a phrase: the mean of the response, on the scale of the link."""
    family, response = names.model.family, names.model.response.name
    of_what = f" of {quoted(response)}" if response else ""
    what = "the probability" if family.name == "binomial" else f"the mean{of_what}"
    return what if family.link == "identity" else f"the {LINK_WORDS.get(family.link, family.link)} of {what}"
