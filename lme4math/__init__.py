"""From R lme4 code to the mathematics of the model.

    import lme4math
    lme4math.parse("lmer(y ~ x + (1 + x | g))")

In a notebook this import brings the magics `%%lmer_math` and `%%lmer_check`, and so does `%load_ext lme4math`. The
parts of the package are imported when a name is first used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from lme4math import data
    from lme4math.api import Equations, Fit, Model, parse, parse_all
    from lme4math.check_results import Check
    from lme4math.checking import check, read_latex
    from lme4math.comparing import Comparison, compare
    from lme4math.defaults import options
    from lme4math.errors import DataError, Error, FormulaError
    from lme4math.read_fits import read_fit

    __version__: str

__all__ = [
    "Check",
    "Comparison",
    "DataError",
    "Equations",
    "Error",
    "Fit",
    "FormulaError",
    "Model",
    "__version__",
    "check",
    "compare",
    "data",
    "options",
    "parse",
    "parse_all",
    "read_fit",
    "read_latex",
]

_HOMES = {
    "parse": "lme4math.api",
    "parse_all": "lme4math.api",
    "Model": "lme4math.api",
    "compare": "lme4math.comparing",
    "Comparison": "lme4math.comparing",
    "read_fit": "lme4math.read_fits",
    "Equations": "lme4math.api",
    "Fit": "lme4math.api",
    "check": "lme4math.checking",
    "read_latex": "lme4math.checking",
    "Check": "lme4math.check_results",
    "Error": "lme4math.errors",
    "FormulaError": "lme4math.errors",
    "DataError": "lme4math.errors",
    "options": "lme4math.defaults",
}


def __getattr__(name: str) -> object:
    if name == "__version__":
        metadata = import_module("importlib.metadata")
        try:
            return metadata.version("lme4math")
        except metadata.PackageNotFoundError:  # imported from a checkout that is not installed
            return "of a checkout that is not installed"
    if name == "data":
        return import_module("lme4math.data")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__


def load_ipython_extension(shell: InteractiveShell) -> None:
    """`%load_ext lme4math`: register the magics `lmer_math` and `lmer_check` with IPython."""
    from lme4math.ui import register, register_check

    def parsed(*args: Any, **options: Any) -> Any:
        return import_module("lme4math.api").parse(*args, **options)

    register(shell, parsed, lambda first, second: import_module("lme4math.comparing").compare(first, second))
    register_check(shell, lambda *args, **options: import_module("lme4math.checking").check(*args, **options), parsed)


def _register_where_ipython_runs() -> None:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None and hasattr(ipython, "get_ipython") else None
    if shell is not None:
        load_ipython_extension(shell)


_register_where_ipython_runs()
