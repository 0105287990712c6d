"""The architecture, checked by reading all imports, those inside functions and those for type checkers too."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "lme4math"

# A module imports from its own layer and from those before it, never from one after it.
STAGES = (
    "r",
    "formula",
    "script",
    "model",
    "data",
    "notation",
    "evaluate",
    "relations",
    "fits",
    "printers",
    "algebra",
    "pictures",
)
LAYERS = (
    "records",
    "source",
    "asking",
    "english",
    "errors",
    "markup",
    "libraries",
    "tabular",
    *STAGES,
    "saving",
    "equations",
    "beside_code",
    "defaults",
    "pipeline",
    "design_facts",
    "wording",
    "relation_words",
    "relating",
    "editing",
    "attempts",
    "legends",
    "meanings",
    "numbering",
    "ui",
    "check_results",
    "showing",
    "refitting",
    "predicting",
    "uncertainty",
    "estimating",
    "in_words",
    "api",
    "comparing",
    "read_fits",
    "checking",
    "answering",
    "top",
)
TOP = ("__init__", "__main__", "check_command", "compare_command", "cli")
FACADES = (*STAGES, "attempts", "ui")

# Within these stages the folders are steps, in this order.
STEPS = {"attempts": ("tex", "said", "meant", "verdict", "shown")}

# Which modules may import a library: a folder or module of this path, wherever it stands.
HOMES = {
    "IPython": ("ui",),
    "ipywidgets": ("ui",),
    "anywidget": ("ui",),
    "traitlets": ("ui",),
    "sympy": ("algebra",),
    "matplotlib": ("printers/figure", "printers/picture", "pictures", "saving"),
    "numpy": ("data", "evaluate", "relations", "fits", "pictures"),
    "scipy": ("data", "evaluate", "relations", "fits", "pictures"),
    "narwhals": ("data",),
}
HEAVY = ("numpy", "scipy", "sympy", "matplotlib", "narwhals", "ipywidgets", "anywidget", "pandas")
MOST_LINES = 400

MODULES = sorted(path.relative_to(PACKAGE).with_suffix("").as_posix() for path in PACKAGE.rglob("*.py"))
TESTS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("*.py"))


def layer(module: str) -> str:
    """The layer of "model/bars" is model; the layer of the package itself, its CLI and its main is the top."""
    first = module.partition("/")[0]
    return "top" if first in TOP else first


def imports(tree: ast.AST, package: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Every dotted name imported anywhere in `tree`, what is taken from it, and whether only a type checker sees it."""
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for statement in node.body
        for inner in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, (), id(node) in for_types) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join((*above, *filter(None, [node.module])))
            if base == "lme4math":  # `from lme4math import errors` is an import of lme4math.errors
                yield from ((f"{base}.{alias.name}", (), id(node) in for_types) for alias in node.names)
            else:
                yield base, tuple(alias.name for alias in node.names), id(node) in for_types
        elif (  # import_module("lme4math.api") is an import as well
            isinstance(node, ast.Call)
            and ast.unparse(node.func) in ("import_module", "importlib.import_module", "__import__")
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield str(node.args[0].value), (), False


@cache
def read(path: Path) -> tuple[tuple[str, tuple[str, ...], bool], ...]:
    package = path.relative_to(ROOT).parent.parts
    return tuple(imports(ast.parse(path.read_text("utf-8")), package))


def faults(module: str, found: tuple[tuple[str, tuple[str, ...], bool], ...]) -> list[str]:
    """What `module` imports and may not."""
    wrong = []
    for name, taken, for_types in found:
        library, *rest = name.split(".")
        if library == "lme4math":
            target = rest[0] if rest and rest[0] in LAYERS else "top"
            if LAYERS.index(target) > LAYERS.index(layer(module)):
                wrong.append(f"{module} ({layer(module)}) imports {name} ({target}), which stands above it")
            if target in FACADES and target != layer(module) and len(rest) > 1:
                wrong.append(f"{module} imports {name}: what {target} offers to others stands in lme4math.{target}")
            wrong += [f"{module} imports {name}.{one}, which is private" for one in taken if one.startswith("_")]
        elif library in HOMES and not for_types:
            homes = HOMES[library]
            if not any(f"/{home}/" in f"/{module}/" for home in homes):
                wrong.append(f"{module} imports {library}, which belongs in {', '.join(homes)}")
    return wrong


@cache
def offered(stage: str) -> dict[str, str]:
    """The names that a stage offers, and the module of each; "" for a module that is offered itself."""
    tree = ast.parse((PACKAGE / stage / "__init__.pyi").read_text("utf-8"))
    return {
        alias.name: node.module or "" for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_one_way_past_facades_and_libraries_stay_at_home(module: str) -> None:
    assert layer(module) in LAYERS, f"{module} belongs to no layer"
    assert not faults(module, read(PACKAGE / f"{module}.py"))


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("r/parser", "from lme4math.api import parse"),
        ("r/parser", "def f():\n    from lme4math.formula import terms"),
        ("r/parser", "from ..ui import magic"),
        ("model/bars", "from lme4math import api"),
        ("model/bars", "import_module('lme4math.data')"),
        ("ui/magic", "from lme4math import parse"),
        ("errors", "if TYPE_CHECKING:\n    from lme4math.r import Name"),
        ("printers/latex", "import sympy"),
        ("notation/by_observation", "from numpy import array"),
        ("pipeline", "import narwhals.stable.v1 as nw"),
        ("api", "import ipywidgets"),
        ("model/bars", "from lme4math.r.nodes import Name"),
        ("model/bars", "if TYPE_CHECKING:\n    from lme4math.r.nodes import Name"),
        ("api", "def f():\n    from lme4math.ui.content import ViewContent"),
        ("model/bars", "from lme4math.model.bars import _product"),
    ],
)
def test_a_wrong_import_is_found(module: str, code: str) -> None:
    assert faults(module, tuple(imports(ast.parse(code), ("lme4math", *module.split("/")[:-1]))))


@pytest.mark.parametrize("stage", STEPS)
def test_the_steps_of_a_stage_go_one_way(stage: str) -> None:
    steps = STEPS[stage]
    assert {path.parent.name for path in (PACKAGE / stage).glob("*/__init__.py")} == set(steps)
    back = [
        f"{module} imports {name}"
        for module in MODULES
        if module.startswith(f"{stage}/") and module.count("/") > 1
        for name, _, _ in read(PACKAGE / f"{module}.py")
        if name.startswith(f"lme4math.{stage}.") and steps.index(name.split(".")[2]) > steps.index(module.split("/")[1])
    ]
    assert back == []


@pytest.mark.parametrize("stage", FACADES)
def test_a_stage_offers_what_others_take_and_nothing_else(stage: str) -> None:
    """Each name is where the stub says, is used by another stage or by a test, and hides no module of its own name."""
    facade = import_module(f"lme4math.{stage}")
    rooms = {path.stem for path in (PACKAGE / stage).iterdir()}
    taken = {
        name
        for path in (*PACKAGE.rglob("*.py"), *(ROOT / "tests").rglob("*.py"))
        for base, names, _ in read(path)
        if base == f"lme4math.{stage}"
        for name in names
    }
    assert sorted(facade.__all__) == sorted(offered(stage))
    assert all(hasattr(facade, name) for name in offered(stage))
    assert sorted(set(offered(stage)) - taken) == [], "offered, but not used"
    assert [name for name, room in offered(stage).items() if room and name in rooms] == []


@pytest.mark.parametrize("test", TESTS)
def test_tests_take_from_a_stage_what_it_offers(test: str) -> None:
    deep = [
        f"{name}.{one}"
        for name, taken, _ in read(ROOT / test)
        if name.count(".") > 1 and name.split(".")[1] in FACADES and name.startswith("lme4math.")
        for one in taken
        if offered(name.split(".")[1]).get(one) == name.split(".", 2)[2]
    ]
    assert deep == []


def test_a_name_stands_for_one_thing() -> None:
    """No two files of one name, and no two classes."""
    files = Counter(Path(module).name for module in MODULES)
    classes = Counter(
        node.name
        for module in MODULES
        for node in ast.walk(ast.parse((PACKAGE / f"{module}.py").read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
    )
    twice = [name for name, times in (files + classes).items() if times > 1 and name not in ("__init__", "__main__")]
    assert twice == []


@pytest.mark.parametrize("module", MODULES)
def test_a_file_can_be_read_at_one_sitting(module: str) -> None:
    assert len((PACKAGE / f"{module}.py").read_text("utf-8").splitlines()) < MOST_LINES


@pytest.mark.parametrize(
    "statement",
    [
        "import lme4math",
        "import lme4math.r, lme4math.model, lme4math.data, lme4math.notation, lme4math.evaluate, lme4math.printers\n"
        "import lme4math.algebra, lme4math.pictures, lme4math.ui",
        "import lme4math; lme4math.parse('y ~ x + (1 | g)').equations().latex()",
        "from IPython.core.interactiveshell import InteractiveShell as S\n"
        "shell = S.instance(); shell.extension_manager.load_extension('lme4math')\n"
        "assert shell.find_cell_magic('lmer_math')",
    ],
    ids=["import", "facades", "latex", "load_ext"],
)
def test_loading_imports_nothing_heavy(statement: str) -> None:
    code = f"import sys\n{statement}\nprint(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
