"""What only the live view has: buttons that copy, and choices that change the model.

The script reads the `data-lm-…` attributes, and knows nothing else of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from lme4math.ui.content import DeclaredVariable, TypedBlock, ViewContent
from lme4math.ui.markup import KEYS, Markup, element

COPIES = (("latex", "LaTeX"), ("mathml", "MathML"), ("typst", "Typst"), ("formula", "R formula"))


def copy_buttons(content: ViewContent) -> Markup:
    """Buttons that put the equations in sight, or the formula, on the clipboard."""
    texts = {"formula": content.formula}  # as it is, not as it shows; the rest is on the page
    buttons = [
        element(
            "button", {"type": "button", "data-lm-copy": what, "data-lm-text": texts.get(what, False), **KEYS}, label
        )
        for what, label in COPIES
        if what != "formula" or content.formula
    ]
    said = element("span", {"class": "lm-copied", "role": "status"})
    return element("div", {"class": "lm-copy", "role": "group", "aria-label": "Copy"}, "Copy", *buttons, said)


def choices_panel(content: ViewContent) -> Markup:
    """A structure for each random term, a kind for each variable that nobody declared, and a way back."""
    lines = [*_structures(content), *(_variable(variable) for variable in content.choices.variables)]
    undo = element("button", {"type": "button", "data-lm-edit": "undo", "disabled": True, **KEYS}, "Undo")
    problem = element("p", {"class": "lm-problem", "role": "alert"})
    return element("div", {"class": "lm-choices"}, *lines, element("p", {}, undo), problem)


def _structures(content: ViewContent) -> Iterator[Markup]:
    for number, block in enumerate(content.choices.blocks):
        if block.structure:
            yield _structure(number, block, content.choices.structures)


def _structure(number: int, block: TypedBlock, structures: tuple[tuple[str, str], ...]) -> Markup:
    options = [
        element("option", {"value": name, "selected": name == block.structure}, words) for name, words in structures
    ]
    attributes: dict[str, str | bool] = {"data-lm-edit": "structure", "data-lm-block": str(number), **KEYS}
    attributes["aria-label"] = f"covariance of {block.text}"
    label = element("label", {}, element("code", {}, block.text), element("select", attributes, *options))
    return element("p", {}, label)


def _variable(variable: DeclaredVariable) -> Markup:
    levels = variable.levels
    kinds = [
        element("option", {"value": "numeric", "selected": levels is None}, "numeric"),
        element("option", {"value": "factor", "selected": levels is not None}, "a factor with levels"),
    ]
    kind: dict[str, str | bool] = {"data-lm-edit": "kind", "data-lm-name": variable.name, **KEYS}
    kind["aria-label"] = f"kind of {variable.name}"
    typed: dict[str, str | bool] = {
        "type": "text",
        "value": ", ".join(map(_quoted, levels or ())),
        "placeholder": "baseline, other, …",
        "aria-label": f"levels of {variable.name}, the baseline first",
        "data-lm-edit": "levels",
        "data-lm-name": variable.name,
        "hidden": levels is None,
        "spellcheck": "false",
        **KEYS,
    }
    label = element("label", {}, element("code", {}, variable.name), " is ", element("select", kind, *kinds))
    return element("p", {}, label, " ", element("input", typed))


def _quoted(level: str) -> str:
    """A level as it may be typed: in quotes where a comma or a quote would tear it apart."""
    if "," in level or '"' in level or level != level.strip():
        return '"' + level.replace('"', '""') + '"'
    return level
