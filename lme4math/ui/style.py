"""The style sheet of a view: one file, the font it needs, and the rules that depend on the model's size."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from lme4math.printers.mathml import lit_by
from lme4math.ui.content import ViewContent
from lme4math.ui.palette import HIGHLIGHT, PAGE, level_look


def model_rules(content: ViewContent) -> str:
    """The rules that depend on the content, but for those of pointing."""
    return "\n".join(
        [
            *(_notation_rule(place) for place in range(len(content.notations))),
            *(_style_rule(place) for place in range(len(content.styles))),
            *(_level_rules(level.index) for level in content.levels),
        ]
    )


@cache
def base_sheet() -> str:
    """The rules that all views share, with the font; it refers to nothing outside itself."""
    static = files("lme4math.ui") / "static"
    font = base64.b64encode((static / "lme4math-math.woff2").read_bytes()).decode("ascii")
    sheet = (static / "view.css").read_text("utf-8")
    return sheet.replace("FONT-DATA", font).replace("HIGHLIGHT", _both(HIGHLIGHT)).replace("PAGE", _both(PAGE))


def _both(colours: tuple[str, str]) -> str:
    return f"light-dark({colours[0]}, {colours[1]})"


def _notation_rule(place: int) -> str:
    return f".lm-view:has(.lm-pick-{place}:checked) .lm-notation-{place} {{ display: block; }}"


def _style_rule(place: int) -> str:
    return f".lm-view:has(.lm-style-{place}:checked) .lm-in:not(.lm-in-{place}) {{ display: none; }}"


def _level_rules(index: int) -> str:
    """A level's look: always in the toggles and the table's head, elsewhere while the level is marked."""
    look = level_look(index)
    marked = f".lm-view:has(.lm-mark-{index}:checked)"
    rules = [
        f".lm-view, .lm-explorer {{ --lm-level-{index}: {_both((look.light, look.dark))}; }}",
        f".lm-view .lm-name-{index}, {marked} .lm-lv-{index} {{ color: var(--lm-level-{index}); }}",
        f".lm-view .lm-name-{index}, {marked} .lm-code .lm-lv-{index} {{ text-decoration: {look.text_decoration()}; }}",
    ]
    symbol = f"{marked} math .lm-lv-{index}:not(:has(.lm-lv, mtable))"
    rules.append(f"{symbol} {{ {_underline(look.line)} }}")
    rules.append(f"{symbol}.lm-whole {{ border-bottom-width: {'3px' if look.line == 'double' else '1px'}; }}")
    if look.above:
        rules.append(f"{symbol} {{ border-top: 2px solid; }}")
    return "\n".join(rules)


def _underline(line: str) -> str:
    """A line under a symbol; borders have no waves, so those are drawn."""
    if line == "wavy":
        wave = "linear-gradient({angle}deg, transparent 40%, currentcolor 40% 60%, transparent 60%)"
        waves = ", ".join(f"{wave.format(angle=angle)} {left} 100% / 8px 4px repeat-x" for angle, left in _WAVE)
        return f"background: {waves};"
    width = {"double": "4px", "dotted": "3px"}.get(line, "2px")
    return f"border-bottom: {width} {line}; padding-bottom: calc(6px - {width});"


_WAVE = ((45, "0"), (135, "4px"))


def link_rules(keys: Iterable[str]) -> str:
    """Whichever place of a thing is pointed at, or reached by keyboard, all its places light up.

    A variable's are only framed: the word in the code that is one coefficient's stands for the variable as well.
    """
    return "\n".join(
        f".lm-view:has(.{key}:hover, .lm-point-{key}:focus-visible) :is(.{key}, .{lit_by(key)}) "
        f"{{ {_LIT[key.startswith('lm-v-')]} }}"
        for key in keys
    )


_LIT = {False: "background-color: var(--lm-highlight); outline: 2px solid;", True: "outline: 1px dashed;"}
