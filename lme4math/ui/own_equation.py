"""The panel of a live view in which a reader's own equation is held against the model that is shown.

The fragment without a kernel has no such panel: what is typed is read in Python.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
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


def own_equation_answer(model: Viewable, worn: Collection[str], message: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to a reader's equation: HTML with the style sheets that it needs, or what is wrong with the text.

    Args:
        model: the model that is shown.
        worn: the style sheets that the browser has.
        message: what the browser sent: `equation`, the text, and `asked`, which number its questions.
    """
    answer: dict[str, Any] = {"asked": message.get("asked"), "verdict": "", "sheets": [], "answer": ""}
    if not isinstance(message["equation"], str):
        return answer
    try:
        found = model.checked(message["equation"])
    except Error as error:
        return {**answer, "answer": error_bundle(error)["text/html"]}
    body = found.body()
    sheets = [sheet for sheet in sheets_of(model.content(), body, live=True) if sheet not in worn]
    return {**answer, "verdict": found.verdict, "sheets": sheets, "answer": body}
