"""Make docs/reference/, the public names, from their docstrings: `python scripts/make_api.py`."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
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

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
DATA_SETS = (sleepstudy, cbpp, penicillin, dyestuff, pastes, cake, grouseticks)
FUNCTIONS = (
    lme4math.parse, lme4math.parse_all, lme4math.read_fit, lme4math.compare, lme4math.check, lme4math.read_latex,
)  # fmt: skip
PAGES = {
    "model": ("Models", "what `parse` reads from R code", (Model,)),
    "fit": ("Fits", "a model with its estimates", (Fit,)),
    "equations": ("One notation", "the equations of a model, for every printer", (Equations,)),
    "symbols": ("Symbols and meanings", "what the letters and the coefficients stand for", (
        Legend, SymbolMeaning, Meanings, Meaning, CellSums, CellSum,
    )),
    "comparison": ("Comparisons", "what `compare` finds", (Comparison,)),
    "check": ("Checks", "what `check` and `read_latex` find", (lme4math.Check, LatexReading)),
    "design": ("Designs", "the matrices, and the structure of the data", (Design, DesignStructure, LevelSizes, Pair)),
    "moments": ("Variances and correlations", "what a model implies for the response", (Moments, SharedMoments)),
    "explorer": ("The view", "its state, to read and set", (Explorer, EquationView)),
    "options": ("Options", "what you prefer, and a file that keeps it", (type(lme4math.options),)),
    "errors": ("Errors", "what is raised, with its place in the code", (
        Error, lme4math.FormulaError, lme4math.DataError,
    )),
}  # fmt: skip
"""The pages of classes: title, what they are about, and the classes."""
CLASSES = tuple(cls for _, _, classes in PAGES.values() for cls in classes)
"""The classes of what a call of the package returns or raises."""


def members(cls: type) -> Iterator[tuple[str, object]]:
    """The public functions and properties of a class, and of those of our classes that it extends."""
    for owner in cls.__mro__:
        if owner.__module__.startswith("lme4math"):
            for name, member in vars(owner).items():
                if not name.startswith("_") and (inspect.isfunction(member) or isinstance(member, property)):
                    yield name, member


def pages() -> dict[str, str]:
    """The pages, as Markdown, by their names."""
    functions = page_of_functions("Functions", "lme4math", FUNCTIONS)
    data = page_of_functions("Data sets", "lme4math.data", DATA_SETS)
    written = {"functions": functions, **{name: page(*told) for name, told in PAGES.items()}, "data_sets": data}
    return {name: "\n\n".join(parts) + "\n" for name, parts in {"index": index(), **written}.items()}


def page_of_functions(title: str, module: str, functions: tuple[Callable[..., object], ...]) -> list[str]:
    """The parts of a page about functions."""
    return [f"# {title}", *(part for each in functions for part in entry(f"{module}.{each.__name__}", each, "##"))]


def page(title: str, about: str, classes: tuple[type, ...]) -> list[str]:
    """The parts of a page about classes."""
    parts = [f"# {title}", f"{about[0].upper()}{about[1:]}."]
    for cls in classes:
        parts += [f"## `{cls.__name__}`", prose(inspect.getdoc(cls) or "")]
        own = (pair for pair in members(cls) if cls.__mro__[1] is not Error)
        parts += [part for name, member in own for part in entry(f"{cls.__name__}.{name}", member, "###")]
    return parts


def index() -> list[str]:
    """The parts of the page that lists the others, with what each has."""
    listed = [("functions", "Functions", "where all begins", [f"`{each.__name__}`" for each in FUNCTIONS])]
    for name, (title, about, classes) in PAGES.items():
        listed.append((name, title, about, [f"`{cls.__name__}`" for cls in classes]))
    listed.append(("data_sets", "Data sets", "lme4's own", [f"`{each.__name__}`" for each in DATA_SETS]))
    lines = [f"| [{title}]({name}.md) | {about} | {', '.join(names)} |" for name, title, about, names in listed]
    return [
        "# Public names",
        "Each name with examples, which the tests run. In them, `parse` is `lme4math.parse`, and `parse_all` is\n"
        "`lme4math.parse_all`. In a notebook, `?` behind a name shows the same: it is made from the docstrings.",
        "\n".join(["| page | about | names |", "|---|---|---|", *lines]),
        "```{toctree}\n:hidden:\n\n" + "\n".join(name for name, *_ in listed) + "\n```",
    ]


def entry(name: str, thing: object, level: str) -> list[str]:
    """A function with its parameters, or a property."""
    call = [f"`{name.rpartition('.')[2]}{parameters(thing)}`"] if inspect.isfunction(thing) else []
    return [f"{level} `{name}`", *call, prose(inspect.getdoc(thing) or "")]


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
    for name, text in pages().items():
        (FOLDER / f"{name}.md").write_text(text, "utf-8")
