"""The style sheet of a view: one file, the font it needs, and the rules that depend on the model.

Each level has a colour, from `printers/colours.py`, and an underline of its own: no information is in colour
alone.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from lme4math.printers import COLOURS, is_of_variable, lit_by, points_at
from lme4math.records import record
from lme4math.ui.content import ViewContent

LINES = ("solid", "dotted", "double", "dashed", "wavy")

VIEW, FORM = ".lm-view:not(#lm)", ".lm-form:not(#lm)"
"""A view and its form in the rules: hosts style tables, code and controls by class, which an ID outweighs."""

HIGHLIGHT = ("#ffe98a", "#4d4200")
PAGE = ("#ffffff", "#111111")


@record
class LevelLook:
    """The look of one level; from the sixth on the underlines repeat, with an overline added."""

    light: str
    dark: str
    line: str
    above: bool

    def sides(self) -> str:
        """The value of CSS's `text-decoration-line`."""
        return "underline overline" if self.above else "underline"

    def text_decoration(self) -> str:
        """The value of CSS's `text-decoration`, which Safari does not know with a style."""
        return f"{self.sides()} {self.line}"


def level_look(index: int) -> LevelLook:
    """The look of the level with this index."""
    light, dark = COLOURS[index % len(COLOURS)]
    return LevelLook(light, dark, LINES[index % len(LINES)], above=index // len(LINES) % 2 == 1)


class Chosen(NamedTuple):
    """The beginnings of selectors that match while a choice, such as `lm-pick-1`, is made."""

    code: Callable[[str], str]
    """For elements in the R code."""
    rest: Callable[[str], str]
    """For elements in the rest of the view."""


def still_rules(content: ViewContent, own: str) -> str:
    """The rules of one view without a script, whose radios and checkboxes are its state.

    `own` is a class of this view alone. It is not needed for correctness: with it, browsers dismiss the rules of other
    views quickly.
    """
    form = f".{own} > {FORM}"
    # `:has()` is anchored at the small element of the controls, for speed; all but the code follows it.
    checked = Chosen(
        lambda choice: f"{form} > .lm-controls:has(.{choice}:checked) + .lm-code",
        lambda choice: f"{form} > .lm-controls:has(.{choice}:checked) ~ div",
    )
    keys = content.keys()
    links = (rule for key in keys for rule in _link_rules(form, key, content.lights_others(key)))
    return "\n".join([*_state_rules(content, checked), *links])


def live_rules(content: ViewContent) -> str:
    """The rules shared by live views, in which a script keeps the state in classes and lights what is pointed at."""
    by_class = Chosen(lambda choice: f"{FORM}.{choice} > .lm-code", lambda choice: f"{FORM}.{choice} > div")
    return "\n".join(_state_rules(content, by_class))


def _state_rules(content: ViewContent, chosen: Chosen) -> Iterator[str]:
    for place in range(len(content.notations)):
        picked = f"{chosen.rest(f'lm-pick-{place}')} .lm-notation-{place}"
        yield f"{picked} {{ display: var(--lm-as, block); content-visibility: visible; }}"
        of = f"{chosen.rest(f'lm-pick-{place}')} .lm-of-{place}"
        yield f"{of} {{ display: grid; order: var(--lm-order-{place}); }}"
        yield f"{chosen.rest(f'lm-pick-{place}')} .lm-not-{place} {{ --lm-tip: none !important; }}"
    for place in range(len(content.styles)):
        others = f"{chosen.rest(f'lm-style-{place}')} .lm-in:not(.lm-in-{place})"
        yield f"{others} {{ display: var(--lm-unseen, none); content-visibility: hidden; }}"
    for level in content.levels:
        yield from _level_rules(level.index, chosen)


@cache
def base_sheet() -> str:
    """The rules that all views share, with the font embedded: nothing is fetched."""
    static = files("lme4math.ui") / "static"
    font = base64.b64encode((static / "lme4math-math.woff2").read_bytes()).decode("ascii")
    sheet = (static / "view.css").read_text("utf-8").replace(".lm-view ", f"{VIEW} ")
    return sheet.replace("FONT-DATA", font).replace("HIGHLIGHT", _both(HIGHLIGHT)).replace("PAGE", _both(PAGE))


def _both(colours: tuple[str, str]) -> str:
    return f"light-dark({colours[0]}, {colours[1]})"


def _level_rules(index: int, chosen: Chosen) -> Iterator[str]:
    """The look of a level: always in the toggles and the head of the table, elsewhere while it is marked."""
    look, choice = level_look(index), f"lm-mark-{index}"
    name, mark = f"{VIEW} .lm-name-{index}", f".lm-lv-{index}"
    code, rest = f"{chosen.code(choice)} {mark}", f"{chosen.rest(choice)} {mark}"
    symbol = f"{chosen.rest(choice)} math {mark}:not(.lm-around)"
    yield f".lm-view, .lm-explorer {{ --lm-level-{index}: {_both((look.light, look.dark))}; }}"
    yield f"{name}, {code}, {rest} {{ color: var(--lm-level-{index}); }}"
    yield f"{name}, {code} {{ text-decoration-line: {look.sides()}; text-decoration-style: {look.line}; }}"
    yield f"{symbol} {{ {_underline(look.line)} }}"
    yield f"{symbol}.lm-whole {{ border-bottom-width: {'3px' if look.line == 'double' else '1px'}; }}"
    if look.above:
        yield f"{symbol} {{ border-top: 2px solid; }}"


def _underline(line: str) -> str:
    """A line under a symbol; CSS has no wavy border, so waves are drawn as a background."""
    if line == "wavy":
        wave = "linear-gradient({angle}deg, transparent 40%, currentcolor 40% 60%, transparent 60%)"
        waves = ", ".join(f"{wave.format(angle=angle)} {left} 100% / 8px 4px repeat-x" for angle, left in _WAVE)
        return f"background: {waves};"
    # Of double lines WebKit draws two only where the width is a multiple of three.
    width = {"double": "3px", "dotted": "3px"}.get(line, "2px")
    return f"border-bottom: {width} {line}; padding-bottom: calc(6px - {width});"


_WAVE = ((45, "0"), (135, "4px"))


def _link_rules(form: str, key: str, others: bool) -> Iterator[str]:
    """Light all elements with the same key when one is pointed at or has the focus, and `others` that are lit with it.

    A variable is only framed, because its word in the R code may also stand for a coefficient. `:hover` on the form
    comes first, so that browsers search only the view that is pointed at.
    """
    for place in (key, lit_by(key)) if others else (key,):
        pointed = f"{form}:hover:has(.{key}:hover) .{place}"
        reached = f"{form}:focus-within:has(.{points_at(key)}:focus-visible) .{place}"
        yield f"{pointed}, {reached} {{ {_LIT[is_of_variable(key)]} }}"


_LIT = {
    False: "background-color: var(--lm-highlight); outline: 2px solid; --lm-tip: block;",
    True: "outline: 1px dashed; --lm-tip: block;",
}
"""Where the legend is not open, `--lm-tip` shows its row."""
