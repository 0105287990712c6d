"""Every public name documents its purpose, its arguments and its errors, with an example that runs."""

from __future__ import annotations

import dataclasses
import doctest
import inspect
import re
import sys
from pathlib import Path

import pytest

import lme4math
from lme4math.cli import _parser, main
from lme4math.ui.magic import LmerMath
from make_api import CLASSES, DATA_SETS, FOLDER, members, pages
from tests.test_layers import LAYERS

ROOT = Path(__file__).resolve().parents[1]

PUBLIC = {
    **{name: getattr(lme4math, name) for name in lme4math.__all__ if name not in ("__version__", "data")},
    "main": main,
    **{f"data.{make.__name__}": make for make in DATA_SETS},
    **{f"{cls.__name__}.{name}": member for cls in CLASSES for name, member in members(cls)},
}
FUNCTIONS = {name: thing for name, thing in PUBLIC.items() if inspect.isfunction(thing)}
EXAMPLES = {
    name: found
    for name, thing in {**PUBLIC, **{cls.__name__: cls for cls in CLASSES}}.items()
    for found in doctest.DocTestFinder(recurse=False).find(
        thing, name, globs=vars(sys.modules[getattr(thing, "fget", thing).__module__]).copy()
    )
}


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


@pytest.mark.parametrize("name", [name for name, found in EXAMPLES.items() if found.examples])
def test_its_example_prints_what_it_says(name: str) -> None:
    complaints: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(EXAMPLES[name], out=complaints.append)
    assert not complaints, "".join(complaints)


def test_every_method_and_what_it_gives_has_an_example() -> None:
    methods = [name for name in PUBLIC if name.startswith(("Model.", "Equations.", "Moments."))]
    classes = (
        "Model",
        "Equations",
        "SymbolMeaning",
        "Moments",
        "Explorer",
        "Design",
        "DesignStructure",
        "Pair",
        "Error",
    )
    assert [name for name in ("parse", *methods, *classes) if not EXAMPLES[name].examples] == []


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


def test_the_reference_is_what_the_docstrings_say() -> None:
    there = {path.stem: path.read_text("utf-8") for path in FOLDER.glob("*.md")}
    assert there == pages(), "python scripts/make_api.py makes it again"


def test_every_public_name_is_in_the_reference() -> None:
    headings = "\n".join(re.findall(r"^#+ (.*)$", "\n".join(pages().values()), re.MULTILINE))
    headed = set(re.findall(r"`(?:lme4math\.)?([\w.]+)`", headings))
    inherited = {
        f"{cls.__name__}.{name}" for cls in lme4math.Error.__subclasses__() for name, _ in members(lme4math.Error)
    }
    named = {*PUBLIC, *(cls.__name__ for cls in CLASSES)} - {"main", "options"} - inherited
    assert named - headed == set()


@pytest.mark.parametrize("source", ["docs/architecture.md", "lme4math"])
def test_files_and_folders_that_are_named_exist(source: str) -> None:
    pages = [ROOT / source] if source.endswith(".md") else (ROOT / source).rglob("*.py")
    there = {
        path.relative_to(ROOT).as_posix()
        for folder in ("lme4math", "tests", "site")
        for path in ROOT.glob(f"{folder}/**/*")
    }
    text = "\n".join(page.read_text("utf-8") for page in pages)
    files = re.findall(r"`([\w/]+)(?:\.py|/)`", text)
    modules = [name.replace(".", "/") for name in re.findall(r"`(lme4math\.[a-z_]+\.[a-z_]+)[`.]", text)]
    assert len(files) > 5
    known = [f"/{path.removesuffix('.py')}" for path in there]
    assert [name for name in {*files, *modules} if not any(path.endswith(f"/{name}") for path in known)] == []


def test_the_architecture_has_the_layers_in_their_order() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    chain = re.search(r"^    (records ←[^`]*?)\n\n", page, re.MULTILINE)
    assert chain
    assert tuple(re.split(r"\s*←\s*", chain[1])) == LAYERS[: LAYERS.index("top")]
