"""Every argument of every public function: what does not fit is refused in one sentence, whatever it is."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lme4math

CODE = "lmer(y ~ x + f + (x | g))"
DATA = {
    "y": [1.0, 2, 4, 3, 5, 6, 4, 8, 9, 7, 1, 3],
    "x": [1.0, 3, 2, 5, 4, 6, 1, 2, 8, 4, 3, 2],
    "f": list("abab" * 3),
    "g": list("aaabbbcccddd"),
}
MODEL = lme4math.parse(CODE, DATA)
FIT = lme4math.parse("lmer(y ~ x + (x | g))", DATA).fit()
PUBLIC: dict[str, Any] = {
    "model": MODEL,
    "equations": MODEL.equations(),
    "moments": MODEL.moments(),
    "design": MODEL.design(),
    "structure": MODEL.structure(),
    "fit": FIT,
    "options": lme4math.options,
    **{name: value for name in lme4math.__all__ if inspect.isfunction(value := getattr(lme4math, name))},
    "levels": lambda levels: lme4math.parse(CODE, factors={"f": levels}),
    "one of several": lambda which: lme4math.parse(f"a <- {CODE}; b <- {CODE}", which=which),
}
FITTING: dict[str, dict[str, Any]] = {
    "check": {"latex": "y_i = \\beta_0 + u_{j[i]} + \\varepsilon_i", "model": CODE},
    "compare": {"first": CODE, "second": "lmer(y ~ x + (1 | g))"},
    "parse": {"code": CODE},
    "parse_all": {"code": CODE},
    "read_latex": {"latex": "y_i = \\beta_0 + u_{j[i]} + \\varepsilon_i"},
    "read_fit": {"source": ""},
    "equations.evaluate": {"beta": [0.0] * 3, "b": [0.0] * 8},
    "model.checked": {"latex": "y_i = \\beta_0 + u_{j[i]} + \\varepsilon_i"},
    "model.save": {"path": "model.txt"},
    "model.with_effect": {"coefficient": "x", "group": "g"},
    "model.with_group": {"group": "f"},
    "model.with_label": {"name": "x", "words": "time"},
    "model.with_labels": {"labels": {}},
    "model.with_model": {"which": 0},
    "model.with_random": {"effect": "x", "group": "g"},
    "model.with_structure": {"block": 0, "structure": "cs"},
    "model.with_variable": {"name": "f", "levels": None},
    "fit.checked": {"latex": "y_i = \\beta_0 + u_{j[i]} + \\varepsilon_i"},
    "fit.for_level": {"group": "g", "level": "a"},
    "fit.plot_effects": {"group": "g"},
    "fit.plot_lines": {"group": "g", "covariate": "x"},
    "fit.plot_shrinkage": {"group": "g"},
    "fit.save": {"path": "fit.txt"},
    "fit.simulate": {"seed": 1},
}
"""Arguments that a call needs, and that fit it."""
FITTING |= {name.replace("model", "fit"): given for name, given in FITTING.items() if name.startswith("model.with")}

ODD = [
    *(None, 3, -1, 2.5, float("nan"), True, 10**5000, 1j, "", "zz", "z" * 100, b"x", "\ud800", "a\0b"),
    *([], ["a"], [[1], [1, 2]], {}, {"a": 1}, {1: 2}, {1, 2}, [None] * 3, [10**400] * 3, range(3)),
    *(np.zeros((2, 2)), np.array(["a"]), object(), len, float, Path("zz")),
]


def public() -> Iterator[tuple[str, Callable[..., object], str]]:
    """Each argument of what is public: the name of its function, this function, and the argument's own name."""
    for holder, value in PUBLIC.items():
        named = {holder: value} if inspect.isfunction(value) else _methods(holder, value)
        for name, function in named.items():
            for parameter in inspect.signature(function).parameters:
                yield name, function, parameter


def _methods(holder: str, value: object) -> dict[str, Callable[..., object]]:
    names = (name for name in dir(type(value)) if not name.startswith("_") and name != "on_lme4_data")
    return {
        f"{holder}.{name}": getattr(value, name) for name in names if inspect.isfunction(getattr(type(value), name))
    }


@pytest.mark.parametrize(
    ("name", "function", "parameter"), [pytest.param(*one, id=f"{one[0]}({one[2]})") for one in public()]
)
def test_what_is_handed_in_is_taken_or_refused_in_one_sentence(
    name: str, function: Callable[..., object], parameter: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    given = FITTING.get(name, {})
    is_star = inspect.signature(function).parameters[parameter].kind is inspect.Parameter.VAR_POSITIONAL
    said = []
    for value in ODD:
        try:
            made = function(value) if is_star else function(**{**given, parameter: value})
            if isinstance(made, AbstractContextManager):
                with made:
                    pass
        except lme4math.Error as error:
            said.append(error.message)
    assert len(said) > len(ODD) // 3
    assert [message for message in said if len(message) > 500 or not re.fullmatch(r"[^\n]+\.", message)] == []
