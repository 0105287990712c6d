"""The style sheets of a view: those of `static/` and the font that it needs, and the rules that depend on the model.

Each level has a colour, from `printers/colours.py`, and an underline of its own: no information is in colour
alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from lme4math.printers import COLOURS, belongs_to, is_of_variable, key_of_level, lit_by
from lme4math.records import record
from lme4math.ui.content import ViewContent
from lme4math.ui.fonts import FAMILY, font_rules
from lme4math.ui.in_styles import NOTATION, STYLE

LINES = ("solid", "dotted", "double", "dashed", "wavy")

FORM = ".lm-form:not(#lm)"
"""A form in the rules: hosts style tables, code and controls by class, which an ID outweighs."""

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
    """The beginnings of selectors, within a form, that match while a choice, such as `lm-pick-1`, is made."""

    code: str
    """For elements in the R code."""
    rest: str
    """For elements in the rest of the view."""


BY_CONTROLS = Chosen(">.lm-controls:has(.{}:checked)+.lm-code", ">.lm-controls:has(.{}:checked)~div")
"""`:has()` is anchored at the small element of the controls, for speed; all but the code follows it."""
BY_CLASS = Chosen("&.{}>.lm-code", "&.{}>div")


def still_rules(content: ViewContent, own: str) -> str:
    """The rules of one view without a script, whose radios and checkboxes are its state.

    Args:
        content: what is shown.
        own: a class of this view alone. It is not needed for correctness: with it, browsers dismiss the rules of other
            views quickly.
    """
    rules = [*_state_rules(content, BY_CONTROLS), *_link_rules(content)]
    return f"{_colours(content)}.{own}>{FORM}{{{''.join(rules)}}}"


def live_rules(content: ViewContent) -> str:
    """The rules shared by live views, in which a script keeps the state in classes and lights what is pointed at."""
    return f"{_colours(content)}{FORM}{{{''.join(_state_rules(content, BY_CLASS))}}}"


def _colours(content: ViewContent) -> str:
    looks = ((level.index, level_look(level.index)) for level in content.levels)
    return f".lm-view,.lm-explorer{{{';'.join(f'--lm-level-{n}:{_both((one.light, one.dark))}' for n, one in looks)}}}"


def _state_rules(content: ViewContent, chosen: Chosen) -> Iterator[str]:
    for place in range(len(content.notations)):
        order = f".lm-legend tr{{order:var(--lm-at-{place},0)}}"
        equations = f".lm-notation-{place}{{display:block;content-visibility:visible}}"
        tips = f".lm-not-{place}{{display:none;--lm-tip:none !important}}"
        others = f"{NOTATION.hidden(place, len(content.notations))}{{display:none}}"
        yield f"{chosen.rest.format(f'lm-pick-{place}')}{{{equations}{order}{tips}{others}}}"
    for place in range(len(content.styles)):
        others = f"{STYLE.hidden(place, len(content.styles))}{{display:none}}"
        yield f"{chosen.rest.format(f'lm-style-{place}')}{{{others}}}"
    for level in content.levels:
        yield from _level_rules(level.index, chosen)


def sheets_of(content: ViewContent, html: str, live: bool) -> tuple[str, ...]:
    """The sheets that views share, with the font embedded: nothing is fetched. Equal ones are parsed once by browsers.

    Args:
        content: what is shown.
        html: the view.
        live: whether it is a live view.
    """
    needed = {
        "view": True,
        "folding": "lm-folding" in html,
        "models": len(content.models) > 1,
        "data": content.data is not None,
        "compare": "lm-verdict" in html,
        "attempt": "lm-attempt" in html,
        "live": live,
    }
    return (*font_rules(html), *(_sheet(name) for name, is_needed in needed.items() if is_needed))


@cache
def _sheet(name: str) -> str:
    """A style sheet of `static/`, as short as it can be."""
    sheet = (files("lme4math.ui") / "static" / f"{name}.css").read_text("utf-8")
    for word, value in (("HIGHLIGHT", _both(HIGHLIGHT)), ("PAGE", _both(PAGE)), ("FAMILY", f'"{FAMILY}"')):
        sheet = sheet.replace(word, value)
    for pattern, shorter in _SHORTER:
        sheet = re.sub(pattern, shorter, sheet)
    return sheet.strip()


_SHORTER = (
    (r"(?s)/\*.*?\*/", ""),
    (r"\s+", " "),
    (r" ?([{};,>~]) ?", r"\1"),
    (r": ", ":"),
    (r";\}", "}"),
    (r"(?<![\w.])0\.(?=\d)", "."),
)


def _both(colours: tuple[str, str]) -> str:
    return f"light-dark({colours[0]},{colours[1]})"


def _level_rules(index: int, chosen: Chosen) -> Iterator[str]:
    """The look of a level: always in the toggles and the head of the table, elsewhere while it is marked."""
    look, choice, mark = level_look(index), f"lm-mark-{index}", f".{belongs_to(index)}"
    coloured = f"color:var(--lm-level-{index})"
    decorated = f"{coloured};text-decoration-line:{look.sides()};text-decoration-style:{look.line}"
    yield f".lm-name-{index},{chosen.code.format(choice)} {mark}{{{decorated}}}"
    yield f"math {mark}:not(.lm-around){{padding-bottom:6px}}"  # room for the line, marked or not
    whole = f"&.{lit_by(key_of_level(index))}{{border-bottom-width:{'3px' if look.line == 'double' else '1px'}}}"
    above = "border-top:2px solid;" if look.above else ""
    symbol = f"math {mark}:not(.lm-around){{{_underline(look.line)}{above}{whole}}}"
    yield f"{chosen.rest.format(choice)}{{{mark}{{{coloured}}}{symbol}}}"


def _underline(line: str) -> str:
    """A line under a symbol; CSS has no wavy border, so waves are drawn as a background."""
    if line == "wavy":
        wave = "linear-gradient({angle}deg,transparent 40%,currentcolor 40% 60%,transparent 60%)"
        waves = ",".join(f"{wave.format(angle=angle)} {left} 100% / 8px 4px repeat-x" for angle, left in _WAVE)
        return f"background:{waves};"
    # Of double lines WebKit draws two only where the width is a multiple of three.
    width = {"double": "3px", "dotted": "3px"}.get(line, "2px")
    return f"border-bottom:{width} {line};padding-bottom:calc(6px - {width});"


_WAVE = ((45, "0"), (135, "4px"))


def _link_rules(content: ViewContent) -> Iterator[str]:
    """Light all elements with the same key when one is pointed at or has the focus, and `others` that are lit with it.

    A variable is only framed, because its word in the R code may also stand for a coefficient. The form is asked
    first, so that browsers search only a view that is pointed at. Where both are to be lit, coefficients come last.
    """
    keys = content.keys()
    for framed, look in _LIT.items():
        those = [(key, content.lights_others(key)) for key in keys if is_of_variable(key) is framed]
        pairs = [(key, place) for key, others in those for place in ((key, lit_by(key)) if others else (key,))]
        if pairs:
            lit = (f"&:has(.{key}:hover,.{key} :focus-visible) .{place}" for key, place in pairs)
            yield f"&:is(:hover,:focus-within){{{','.join(lit)}{{{look}}}}}"


_LIT = {
    True: "outline:1px dashed;--lm-tip:block",
    False: "background-color:var(--lm-highlight);outline:2px solid;--lm-tip:block",
}
"""Where the legend is not open, `--lm-tip` shows its row."""
