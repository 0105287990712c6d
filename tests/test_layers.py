"""The architecture, kept by reading the imports: those inside functions and those for type checkers too."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "lme4math"

# A module imports from its own layer and from those before it, never from one after it.
LAYERS = (
    "records",
    "trees",
    "english",
    "source",
    "errors",
    "arguments",
    "formula",
    "model",
    "design",
    "notation",
    "printers",
    "pipeline",
    "ui",
    "api",
    "top",
)
TOP = ("__init__", "__main__", "cli")

# Which modules may import a library: a folder or module of this path, wherever it stands.
HOMES = {
    "IPython": ("ui",),
    "ipywidgets": ("ui",),
    "anywidget": ("ui",),
    "traitlets": ("ui",),
    "sympy": ("printers/sympy", "moments"),
    "matplotlib": ("printers/figure", "printers/picture", "plots"),
    "numpy": ("design", "notation/evaluate"),
    "scipy": ("design", "notation/evaluate"),
    "narwhals": ("design",),
}
HEAVY = ("numpy", "scipy", "sympy", "matplotlib", "narwhals", "ipywidgets", "anywidget", "pandas")

MODULES = sorted(path.relative_to(PACKAGE).with_suffix("").as_posix() for path in PACKAGE.rglob("*.py"))


def layer(module: str) -> str:
    """The layer of "design/frame" is design; the layer of the package itself, its CLI and its main is the top."""
    first = module.partition("/")[0]
    return "top" if first in TOP else first


def imports(tree: ast.AST, package: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    """Every dotted name imported anywhere in `tree`, and whether only a type checker sees it."""
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for statement in node.body
        for inner in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in for_types) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join((*above, *filter(None, [node.module])))
            if base == "lme4math":  # `from lme4math import errors` is an import of lme4math.errors
                yield from ((f"{base}.{alias.name}", id(node) in for_types) for alias in node.names)
            else:
                yield base, id(node) in for_types
        elif (  # import_module("lme4math.api") is an import as well
            isinstance(node, ast.Call)
            and ast.unparse(node.func) in ("import_module", "importlib.import_module", "__import__")
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield str(node.args[0].value), False


def read(module: str) -> list[tuple[str, bool]]:
    path = PACKAGE / f"{module}.py"
    return list(imports(ast.parse(path.read_text("utf-8")), ("lme4math", *module.split("/")[:-1])))


def faults(module: str, names: list[tuple[str, bool]]) -> list[str]:
    """What `module` imports and may not."""
    found = []
    for name, for_types in names:
        library, *rest = name.split(".")
        if library == "lme4math":
            target = rest[0] if rest and rest[0] in LAYERS else "top"
            if LAYERS.index(target) > LAYERS.index(layer(module)):
                found.append(f"{module} ({layer(module)}) imports {name} ({target}), which stands above it")
        elif library in HOMES and not for_types:
            homes = HOMES[library]
            if not any(f"/{home}/" in f"/{module}/" for home in homes):
                found.append(f"{module} imports {library}, which belongs in {', '.join(homes)}")
    return found


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_one_way_and_libraries_stay_at_home(module: str) -> None:
    assert layer(module) in LAYERS, f"{module} belongs to no layer"
    assert not faults(module, read(module))


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("formula/parser", "from lme4math.api import parse"),
        ("formula/parser", "def f():\n    from lme4math.model import terms"),
        ("formula/parser", "from ..ui import magic"),
        ("model/terms", "from lme4math import api"),
        ("model/terms", "import_module('lme4math.design.frame')"),
        ("ui/magic", "from lme4math import parse"),
        ("errors", "if TYPE_CHECKING:\n    from lme4math.formula.nodes import Name"),
        ("printers/latex", "import sympy"),
        ("notation/compact", "from numpy import array"),
        ("pipeline", "import narwhals.stable.v1 as nw"),
        ("api", "import ipywidgets"),
    ],
)
def test_a_wrong_import_is_found(module: str, code: str) -> None:
    assert faults(module, list(imports(ast.parse(code), ("lme4math", *module.split("/")[:-1]))))


@pytest.mark.parametrize(
    "statement",
    [
        "import lme4math",
        "from IPython.core.interactiveshell import InteractiveShell as S\n"
        "shell = S.instance(); shell.extension_manager.load_extension('lme4math')\n"
        "assert shell.find_cell_magic('lmer_math')",
    ],
    ids=["import", "load_ext"],
)
def test_loading_imports_nothing_heavy(statement: str) -> None:
    code = f"import sys\n{statement}\nprint(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
