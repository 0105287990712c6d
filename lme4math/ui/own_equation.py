"""The panel of a live view in which a reader's own equation is held against the model that is shown.

The fragment without a kernel has no such panel: what is typed is read in Python.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from lme4math.errors import Error
from lme4math.markup import Markup, element, join
from lme4math.ui.content import Viewable
from lme4math.ui.error_box import error_bundle
from lme4math.ui.style import sheets_of

INTERRUPTED = "The check was interrupted or failed. Check again, or give a shorter text."


def own_equation_panel() -> Markup:
    """A field for the equation, the button that asks, and the place of the answer."""
    field: dict[str, str | bool] = {
        "rows": "4",
        "spellcheck": "false",
        "autocapitalize": "off",
        "placeholder": "y_ij = b0 + b1 * x_ij + u_j + e_ij,  u_j ~ N(0, t^2),  e_ij ~ N(0, s^2)",
        "data-lm-own": "text",
        "aria-keyshortcuts": "Control+Enter",
    }
    button: dict[str, str | bool] = {"type": "button", "data-lm-own": "check"}
    return join((
        element("label", {}, "Your equation, as LaTeX or plain text", element("textarea", field)),
        element(
            "p", {},
            element("button", button, "Check"), element("span", {"class": "lm-hint"}, "Ctrl+Enter"),
            element("span", {"class": "lm-asked", "role": "status"}),
        ),
        element("div", {"class": "lm-own-answer", "role": "region", "aria-label": "Answer to your equation"}),
    ))  # fmt: skip


def answer_equation(
    model: Viewable, worn: Collection[str], message: Mapping[str, Any], send: Callable[[dict[str, Any]], object]
) -> None:
    """Answer a reader's equation: HTML with the style sheets that it needs, or what is wrong with the text.

    Args:
        model: the model that is shown.
        worn: the style sheets that the browser has.
        message: what the browser sent: `equation`, the text, and `asked`, which number its questions.
        send: takes the answer to the browser; it is called once, also where the check is interrupted.
    """
    answer: dict[str, Any] = {"asked": message.get("asked"), "verdict": "", "sheets": [], "answer": INTERRUPTED}
    try:
        answer.update(_answer(model, worn, message["equation"]))
    finally:
        send(answer)


def _answer(model: Viewable, worn: Collection[str], equation: object) -> dict[str, Any]:
    if not isinstance(equation, str):
        return {"answer": ""}
    try:
        found = model.checked(equation)
    except Error as error:
        return {"answer": error_bundle(error)["text/html"]}
    body = found.body()
    sheets = [sheet for sheet in sheets_of(model.content(), body, live=True) if sheet not in worn]
    return {"verdict": found.verdict, "sheets": sheets, "answer": body}
