"""Class names have one list: those that Python writes, the style sheet styles and the script looks for."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lme4math.printers import classes

PACKAGE = Path(classes.__file__).parents[1]
STATIC = PACKAGE / "ui" / "static"
FOUND = re.compile(r"(?P<kind>data-|--|(?<![\w-]))lm-(?P<name>[a-z][\w-]*)?")
KNOWN = {"": classes.NAMES | classes.NUMBERED, "data-": classes.ATTRIBUTES, "--": classes.PROPERTIES}


def strings(module: Path) -> Iterator[str]:
    """The texts in the code of a module, those that document it left out."""
    tree = ast.parse(module.read_text("utf-8"))
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def python() -> str:
    return "\n".join(text for module in PACKAGE.rglob("*.py") for text in strings(module))


def script() -> str:
    texts = "\n".join(path.read_text("utf-8") for path in sorted(STATIC.glob("*.js")))
    return re.sub(r"^\s*//.*$", "", texts, flags=re.MULTILINE)


def style_sheet() -> str:
    return "".join(sheet.read_text("utf-8") for sheet in STATIC.glob("*.css"))


def named(text: str) -> set[tuple[str, str]]:
    """The names in a text by their kind, without the number or key that they go on with."""
    found = {(match["kind"], match["name"]) for match in FOUND.finditer(text) if match["name"]}
    return {(kind, name if name in KNOWN[kind] else re.sub(r"-([\d\W].*)?$", "", name)) for kind, name in found}


@pytest.mark.parametrize("source", [python, script, style_sheet])
def test_every_name_is_in_the_list(source: Callable[[], str]) -> None:
    used = named(source())
    assert {name for kind, name in used if name not in KNOWN[kind]} == set()


def test_every_name_of_the_list_is_used() -> None:
    used = named(python() + script() + style_sheet())
    made = {"alone", "latex", "typst", "text", "left", "right", "level"}  # behind `lm-`, from a word of Python's
    listed = {(kind, name) for kind, names in KNOWN.items() for name in names}
    assert {pair for pair in listed - used if pair[1] not in made} == set()


def test_the_script_knows_a_key_as_python_does() -> None:
    keys = [classes.key_of_coefficient(1, 2), classes.key_of_variable(3), classes.key_of_symbol("mean")]
    keys.append(classes.key_of_level(4))
    (known,) = re.findall(r"/\^(lm-.*)\$/;", script())
    for key in keys:
        assert classes.is_key(key)
        assert re.fullmatch(known, key)
        assert classes.lit_by(key).startswith("lm-by-")
        assert not re.fullmatch(known, classes.lit_by(key))
    assert f'startsWith("{classes.key_of_variable(0)[:-1]}")' in script()
    assert [classes.is_of_variable(key) for key in keys] == [False, True, False, False]
