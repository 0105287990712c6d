"""The implementations of R's functions of data, each imported when it is first called.

The registry, `lme4math.model.functions`, says which function computes which row.
"""

from __future__ import annotations

from functools import cache, partial
from importlib import import_module

from lme4math.data.functions.matching import Builtin, builtin
from lme4math.model import COMPUTED


@cache
def implementation(name: str) -> Builtin:
    """What computes a function of the registry that is computed."""
    row = COMPUTED[name]
    path, _, word = row.computed.removesuffix(")").partition("(")
    module, _, function = path.partition(".")
    apply = getattr(import_module(f"{__name__}.{module}"), function)
    return builtin(row, partial(apply, word) if word else apply)
