"""Every public name says what it is for, and names what it takes and what it raises."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Iterator

import pytest

import lme4math
from lme4math.api import Model, SymbolMeaning
from lme4math.cli import _parser, main
from lme4math.design.matrices import Design
from lme4math.design.structure import DesignStructure, LevelSizes, Pair
from lme4math.errors import Error
from lme4math.printers.equations import Equations
from lme4math.printers.moments import Moments, SharedMoments
from lme4math.ui.magic import LmerMath
from lme4math.ui.widget import EquationView, Explorer

CLASSES = (
    Model, Equations, Error, lme4math.FormulaError, lme4math.DataError, SymbolMeaning, Design, DesignStructure,
    LevelSizes, Pair, Moments, SharedMoments, Explorer, EquationView,
)  # fmt: skip
"""What a call of the package can hand to somebody."""


def members(cls: type) -> Iterator[tuple[str, object]]:
    """The public functions and properties that a class has of its own, and those of our classes that it extends."""
    for owner in cls.__mro__:
        if owner.__module__.startswith("lme4math"):
            for name, member in vars(owner).items():
                if not name.startswith("_") and (inspect.isfunction(member) or isinstance(member, property)):
                    yield f"{cls.__name__}.{name}", member


PUBLIC = {
    **{name: getattr(lme4math, name) for name in lme4math.__all__ if name != "__version__"},
    "main": main,
    **dict(member for cls in CLASSES for member in members(cls)),
}
FUNCTIONS = {name: thing for name, thing in PUBLIC.items() if inspect.isfunction(thing)}


def section(text: str, title: str) -> str:
    """The lines beneath "Args:" and the like."""
    found = re.search(rf"^{title}:\n((?:[ ]+.*\n?|\n)*)", text, re.MULTILINE)
    return found[1] if found else ""


@pytest.mark.parametrize("name", PUBLIC)
def test_it_says_what_it_is_for(name: str) -> None:
    text = inspect.getdoc(PUBLIC[name])
    assert text
    first = text.split("\n\n")[0]
    assert len(first.split()) > 2
    assert re.search(r"[.:]$", first), first


@pytest.mark.parametrize("name", FUNCTIONS)
def test_it_names_its_arguments(name: str) -> None:
    taken = [word for word in inspect.signature(FUNCTIONS[name]).parameters if word != "self"]
    text = section(inspect.getdoc(FUNCTIONS[name]) or "", "Args")
    assert re.findall(r"^ +\*{0,2}(\w+)(?:, \w+)*:", text, re.MULTILINE) == taken


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_it_raises_itself_is_named(name: str) -> None:
    raised = set(re.findall(r"\braise (\w+Error)\(", inspect.getsource(FUNCTIONS[name])))
    told = section(inspect.getdoc(FUNCTIONS[name]) or "", "Raises")
    assert {error for error in raised if error not in told} == set()


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_a_class_names_what_it_holds(cls: type) -> None:
    text = inspect.getdoc(cls) or ""
    held = dataclasses.fields(cls) if dataclasses.is_dataclass(cls) else ()
    told = re.findall(r"^ +(\w+(?:, \w+)*):", section(text, "Attributes"), re.MULTILINE)
    names = [name for line in told for name in line.split(", ")]
    assert [field.name for field in held if not field.name.startswith("_") and field.name not in names] == []


def test_the_helps_explain_every_option() -> None:
    for parser in (_parser(), LmerMath.lmer_math.parser):
        actions = [action for action in parser._actions if "--help" not in action.option_strings]
        assert [action.dest for action in actions if not action.help or len(action.help.split()) < 3] == []
