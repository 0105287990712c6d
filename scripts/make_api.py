"""Make docs/api.md, the public names, from their docstrings: `python scripts/make_api.py`."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import lme4math
from lme4math.algebra import Moments
from lme4math.algebra.moments import SharedMoments
from lme4math.api import Legend, Model, SymbolMeaning
from lme4math.checking import LatexReading
from lme4math.comparing import Comparison
from lme4math.data import (
    Design,
    DesignStructure,
    LevelSizes,
    Pair,
    cake,
    cbpp,
    dyestuff,
    grouseticks,
    pastes,
    penicillin,
    sleepstudy,
)
from lme4math.equations import Equations
from lme4math.errors import Error
from lme4math.estimating import Fit
from lme4math.meanings import CellSum, CellSums, Meaning, Meanings
from lme4math.ui import Explorer
from lme4math.ui.widget import EquationView

PAGE = Path(__file__).resolve().parents[1] / "docs" / "api.md"
CLASSES = (
    Model, Fit, Comparison, Equations, Legend, SymbolMeaning, Meanings, Meaning, CellSums,
    CellSum, Design, DesignStructure, LevelSizes, Pair, Moments, SharedMoments, Explorer,
    EquationView, lme4math.Check, LatexReading, Error, lme4math.FormulaError, lme4math.DataError,
)  # fmt: skip
"""The classes of what a call of the package returns or raises."""
DATA_SETS = (sleepstudy, cbpp, penicillin, dyestuff, pastes, cake, grouseticks)


def members(cls: type) -> Iterator[tuple[str, object]]:
    """The public functions and properties of a class, and of those of our classes that it extends."""
    for owner in cls.__mro__:
        if owner.__module__.startswith("lme4math"):
            for name, member in vars(owner).items():
                if not name.startswith("_") and (inspect.isfunction(member) or isinstance(member, property)):
                    yield name, member


def page() -> str:
    """The whole page, as Markdown."""
    intro = (
        "Made from the docstrings by `python scripts/make_api.py`. In a notebook, `?` behind a name shows the same.\n"
        "In the examples, which the tests run, `parse` is `lme4math.parse`, and `parse_all` is `lme4math.parse_all`."
    )
    parts = [
        "# Public names",
        intro,
        *entry("lme4math.parse", lme4math.parse),
        *entry("lme4math.parse_all", lme4math.parse_all),
        *entry("lme4math.read_fit", lme4math.read_fit),
        *entry("lme4math.compare", lme4math.compare),
        *entry("lme4math.check", lme4math.check),
        *entry("lme4math.read_latex", lme4math.read_latex),
        *(part for make in DATA_SETS for part in entry(f"lme4math.data.{make.__name__}", make)),
    ]
    for cls in CLASSES:
        parts += [f"## {cls.__name__}", prose(inspect.getdoc(cls) or "")]
        own = (pair for pair in members(cls) if cls.__mro__[1] is not Error)
        parts += [part for name, member in own for part in entry(f"{cls.__name__}.{name}", member)]
    return "\n\n".join(parts) + "\n"


def entry(name: str, thing: object) -> list[str]:
    """A function with its parameters, or a property."""
    heading = f"### `{name}{parameters(thing)}`" if inspect.isfunction(thing) else f"### `{name}`"
    return [heading, prose(inspect.getdoc(thing) or "")]


def parameters(function: object) -> str:
    """The parameters of a function, without types: the docstring gives them in words."""
    signature = inspect.signature(function)  # type: ignore[arg-type]
    bare = [
        parameter.replace(annotation=inspect.Parameter.empty)
        for name, parameter in signature.parameters.items()
        if name != "self"
    ]
    return str(inspect.Signature(bare))


def prose(text: str) -> str:
    """A docstring as Markdown: `Args:` and the like become lists, and examples blocks of code."""
    return "\n\n".join(map(_paragraph, text.split("\n\n")))


def _paragraph(text: str) -> str:
    if text.startswith(">>> "):
        return f"```pycon\n{text}\n```"
    lines = []
    for line in text.splitlines():
        item = re.match(r" {4}([\w*]+(?:, \w+)*): (.*)", line)
        if re.fullmatch(r"(Args|Attributes|Returns|Raises):", line):
            lines += [f"*{line}*", ""]
        elif item:
            lines.append(f"- `{item[1]}`: {item[2]}")
        else:
            lines.append(re.sub(r"^ {8}", "  ", line) if line.startswith(" " * 8) else line.strip())
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
