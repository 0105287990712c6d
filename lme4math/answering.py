"""The answers to a page that has lme4math in the browser (`site/try/`); each is a dict that can be written as JSON.

The page sends one question at a time, and knows nothing of Python: `answer` is called with the question's `kind` and
what belongs to it. A mistake in what was typed is an answer, too: `error`, as HTML with the place.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from lme4math.api import Model, parse
from lme4math.asking import PAGE, asked
from lme4math.checking import check as check_equation
from lme4math.comparing import compare as compare_models
from lme4math.errors import Error, not_installed
from lme4math.estimating import Fit
from lme4math.fits import has_print
from lme4math.model import read_declaration
from lme4math.notation import NOTATIONS, STYLES
from lme4math.numbering import NUMBERS
from lme4math.read_fits import read_fit
from lme4math.ui import error_bundle, fragment_of

Answer = dict[str, Any]


def answer(question: dict[str, Any]) -> Answer:
    """The answer to a question of the page.

    Args:
        question: its `kind`, one of `ANSWERS`, and the arguments of that function.

    Returns:
        what that function returns; or `error`, HTML that says what is wrong; and `missing`, a package that this needs
        and the browser's Python does not have.
    """
    given = dict(question)
    try:
        with asked(PAGE):
            return ANSWERS[given.pop("kind")](**given)
    except ModuleNotFoundError as error:
        return {"missing": error.name, "error": _box(not_installed(error.name, "this page"))}
    except Error as error:
        return {"error": _box(error)}


def view(
    text: str, which: int | None = None, factors: str = "", file: str = "", notation: str = "", style: str = ""
) -> Answer:
    """The view of a model, or of a fit: of R code, of what R prints of a fit, or of a file.

    Args:
        text: what was pasted; with a file of `saveRDS`, it does not matter.
        which: the place of the model in a script; by default the first.
        factors: categorical variables, as `type=-,+; period=4`.
        file: where the file that was dropped lies: a CSV file of data, or an .rds of a fit.
        notation: the notation shown at first.
        style: the symbols shown at first.

    Returns:
        `html`; `notation` and `style`, those shown at first; `notations` and `styles`, the names of all in the order of
        the toggles; `models`, the names of the models of a script, of which the one at `place` is shown; `pairs`, the
        places of those that the script compares; `remark`, HTML of why a print has no numbers, or "".
    """
    shown, remark = _read(text, which, factors, file)
    content = shown.content()
    first, look = _chosen(shown, notation, style)
    model = shown.model if isinstance(shown, Fit) else shown
    return {
        "html": str(fragment_of(content, first, style=look)),
        "notation": first,
        "style": look,
        "notations": [one.name for one in content.notations],
        "styles": [one.name for one in content.styles],
        "models": list(content.models),
        "place": content.place,
        "pairs": [list(pair) for pair in model.pairs],
        "remark": remark,
    }


def forms(
    text: str, which: int | None = None, factors: str = "", file: str = "", notation: str = "", style: str = ""
) -> Answer:
    """The equations of a model or fit in one notation and style, as `latex`, `mathml`, `typst` and `text`."""
    shown, _ = _read(text, which, factors, file)
    first, look = _chosen(shown, notation, style)
    equations = shown.equations(first, numbers=look) if isinstance(shown, Fit) else shown.equations(first, look)
    return {
        "latex": equations.latex(),
        "mathml": equations.mathml(),
        "typst": equations.typst(),
        "text": equations.text(),
    }


def check(latex: str, text: str, which: int | None = None, factors: str = "") -> Answer:
    """Whether an equation is the model of the code: `verdict`, and `html` that says where they differ."""
    found = check_equation(latex, parse(text, which=which, factors=_declared(factors)))
    return {"verdict": found.verdict, "html": found._repr_html_()}


def compare(text: str, first: int, second: int, factors: str = "") -> Answer:
    """How two models of a script lie to each other: `relation`, and `html` with both equations."""
    models = [parse(text, which=which, factors=_declared(factors)) for which in (first, second)]
    found = compare_models(*models)
    return {"relation": found.relation, "html": found._repr_html_()}


ANSWERS: dict[str, Callable[..., Answer]] = {"view": view, "forms": forms, "check": check, "compare": compare}
"""By the kind of the question."""


def _read(text: str, which: int | None, factors: str, file: str) -> tuple[Model | Fit, str]:
    """The model or fit that was given, and why a print is shown without its numbers."""
    declared = _declared(factors)
    if file.lower().endswith(".rds"):
        return read_fit(Path(file)), ""
    if file:
        from lme4math.data import read_csv

        return parse(text, read_csv(file), factors=declared, which=which).fit(), ""
    remark = ""
    if has_print(text):
        try:
            return read_fit(text, factors=declared), ""
        except Error as error:
            remark = _box(error)
    return parse(text, factors=declared, which=which), remark


def _chosen(shown: Model | Fit, notation: str, style: str) -> tuple[str, str]:
    """Notation and style as they are asked for, or where there are no such, those shown at first."""
    styles, first = (NUMBERS, "numbers") if isinstance(shown, Fit) else (tuple(STYLES), "indexed")
    return notation if notation in NOTATIONS else "expanded", style if style in styles else first


def _declared(factors: str) -> dict[str, list[str] | int] | None:
    """`type=-,+; period=4` as names and levels."""
    return dict(read_declaration(one.strip()) for one in factors.split(";") if one.strip()) or None


def _box(error: Error) -> str:
    return error_bundle(error)["text/html"]
