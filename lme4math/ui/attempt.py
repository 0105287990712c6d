"""An equation that a person wrote, as HTML: marked part by part, beside that of the code, with what is said of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from typing import Protocol

from lme4math.attempts import SIGN_OF_MARK, PlaceMark, typeset_or_text
from lme4math.english import quoted
from lme4math.markup import AS_IT_IS, NO_MATHJAX, Markup, element, prose
from lme4math.records import record
from lme4math.ui.content import ViewContent
from lme4math.ui.style import sheets_of

SIGNS = {"right": "✓", "wrong": "✗", "ambiguous": "?"}
"""The sign of each verdict."""
MEANINGS = {
    "right": "as in the code",
    "wrong": "not in the code, or other than there",
    "level": "at another level in the code",
    "open": "left open",
}
"""What the mark of a part says."""
COPY = (files("lme4math.ui") / "static" / "copying.js").read_text("utf-8").strip()
"""What the button that copies does."""
SHOW = "this.querySelector('button').hidden = false"
"""Shows that button, where the page lets scripts run."""


@record
class AttemptShown:
    """What is shown with the sentences of an answer.

    Attributes:
        marks: those of the parts of the equation.
        code: the formula of the code, marked, as HTML.
        numbers: of the sentences that have places there, their numbers.
        mended: LaTeX that is right, as HTML; what is new in the equation itself is marked.
        content: what a view of the code's model shows, in the letters of the equation.
        notation: the notation of ours that is set beside the equation.
    """

    marks: Sequence[PlaceMark]
    code: Markup
    numbers: Mapping[str, int]
    mended: Markup
    content: ViewContent
    notation: str


class Answer(Protocol):
    """What is shown of a check."""

    @property
    def verdict(self) -> str:
        """ "right", "wrong" or "ambiguous"."""

    @property
    def sentences(self) -> Sequence[str]:
        """What is said, the most useful thing first."""

    @property
    def questions(self) -> Sequence[str]:
        """Those of the sentences that would settle what is open."""

    @property
    def latex(self) -> str:
        """The equation."""

    @property
    def means(self) -> str | None:
        """What it stands for in R."""

    @property
    def nearest(self) -> str | None:
        """What it would stand for, mended."""

    @property
    def code(self) -> str:
        """The formula of the code."""


def attempt_html(answer: Answer, shown: AttemptShown) -> str:
    """An answer that needs no script, no kernel and no network."""
    body = attempt_body(answer, shown)
    own = f"lm-attempt-{sha256(body.encode()).hexdigest()[:12]}"
    styles = (element("style", {}, Markup(sheet)) for sheet in sheets_of(shown.content, body, live=False))
    form = element("div", {"class": f"lm-form {NO_MATHJAX}"}, body)
    return element("div", {"class": f"lm-view {own}"}, AS_IT_IS, *styles, form)


def attempt_body(answer: Answer, shown: AttemptShown) -> Markup:
    """The same without style sheets."""
    first, *others = answer.sentences
    opening, *praise = first.partition(";")
    said_first = element("b", {}, f"{SIGNS[answer.verdict]} ", prose(opening))
    verdict = element("p", {"class": "lm-answer"}, said_first, prose("".join(praise)))
    in_table = answer.means is not None and quoted(answer.means)
    said = [one for one in others if one not in answer.questions and not (in_table and in_table in one)]
    return element(
        "div",
        {"class": f"lm-attempt lm-is-{answer.verdict}"},
        verdict,
        _listed(said, shown.numbers),
        *_questions(answer.questions),
        element("div", {"class": "lm-both"}, _theirs(answer, shown.marks), _ours(shown.content, shown.notation)),
        _in_r(answer, shown.code),
        *_to_copy(answer, shown.mended),
    )


def _listed(sentences: Sequence[str], numbers: Mapping[str, int]) -> Markup:
    items = (_item(one, numbers.get(one, 0)) for one in sentences)
    return element("ul", {"class": "lm-notes"}, *items) if sentences else Markup("")


def _item(sentence: str, number: int) -> Markup:
    """A sentence, before which its number stands in place of a bullet."""
    if not number:
        return element("li", {}, prose(sentence))
    return element("li", {"class": "lm-numbered"}, element("b", {}, str(number)), " ", prose(sentence))


def _questions(questions: Sequence[str]) -> Iterator[Markup]:
    if questions:
        yield element("p", {"class": "lm-heading"}, "What would settle it")
        yield _listed(questions, {})


def _theirs(answer: Answer, marks: Sequence[PlaceMark]) -> Markup:
    there = {mark.kind for mark in marks}
    keys = (
        element("span", {}, element("i", {"class": f"lm-key lm-part-{kind}"}, SIGN_OF_MARK[kind]), f" {words}")
        for kind, words in MEANINGS.items()
        if kind in there
    )
    key = element("p", {"class": "lm-heading lm-keys"}, *keys)
    title = element("h4", {}, "Your equation")
    return element(
        "section", {}, title, element("div", {"class": "lm-sheet"}, typeset_or_text(answer.latex, marks)), key
    )


def _ours(content: ViewContent, notation: str) -> Markup:
    names = [one.name for one in content.notations]
    shown = content.notation(notation if notation in names else names[0])
    title = element("h4", {}, "The model of the code", " in your letters" * bool(content.labels))
    scroll = element("div", {"class": "lm-scroll"}, Markup(shown.mathml))
    remarks = element("p", {"class": "lm-remarks"}, *(element("span", {}, Markup(one)) for one in shown.remarks))
    written = element("summary", {}, "Vectors and matrices written out")
    details = element("details", {}, written, element("div", {"class": "lm-scroll"}, Markup(shown.details)))
    folded = element("details", {}, element("summary", {}, "Indices, and what is independent"), remarks)
    return element("section", {}, title, scroll, *[details] * bool(shown.details), *[folded] * bool(shown.remarks))


def _in_r(answer: Answer, code: Markup) -> Markup:
    """Both as R formulas, one above the other."""
    rows = [("The code", code), ("Your equation", answer.means), ("Mended", answer.nearest)]
    body = (
        element("tr", {}, element("th", {"scope": "row"}, name), element("td", {}, element("code", {}, formula)))
        for name, formula in rows
        if formula
    )
    return element("table", {"class": "lm-table"}, element("caption", {}, "In R"), element("tbody", {}, *body))


def _to_copy(answer: Answer, mended: Markup) -> Iterator[Markup]:
    """The mended LaTeX; its button appears where scripts run, so that none is dead."""
    if answer.verdict != "right":
        title = element("summary", {}, "LaTeX that is right")
        code = element("pre", {"class": "lm-latex"}, element("code", {}, mended))
        button = element("button", {"type": "button", "hidden": True, "onclick": COPY}, "Copy")
        line = element("p", {"class": "lm-copy"}, button, element("span", {"role": "status"}))
        shows: dict[str, str | bool] = {"class": "lm-source", "ontoggle": SHOW}
        yield element("details", shows, title, line, code)
