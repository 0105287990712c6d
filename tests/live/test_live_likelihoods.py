"""Relations of random pairs of models are not contradicted by the likelihoods that a live lme4 maximises.

    python -m pytest tests/live/test_live_likelihoods.py --models 300 --seed 7

Two models that are the same have equal maxima on every response, and a special case is never likelier. It needs
`Rscript` with lme4 and jsonlite; structures that lme4 1.1 lacks are not asked for.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lme4math

HERE = Path(__file__).parent
N = 192
FIXED = ("x", "f", "h", "f * h", "x + z", "1", "0 + f", "I(x + 1)", "x:h", "h * x", "f + x", "scale(x)", "f:h")
FIXED += ("poly(x, 2)", "x + I(x^2)", "I(x^2)", "x + offset(z)")
RANDOM = ("(1 | g)", "(x | g)", "(x || g)", "(1 | g) + (1 | k)", "(1 | g/k)", "(1 | g:k)", "(h | g)", "(0 + h | g)")
RANDOM += ("(1 | g) + (1 | g:h)", "(f | g)", "(0 + f | g)", "(1 | g) + (1 | g:f)", "(I(x - 1) | g)", "(1 | k)")
RANDOM += ("(I(x - 1) || g)", "(1 | g) + (0 + x | g)", "(x + z | g)", "(x | g) + (0 + z | g)", "(x | g) + (1 | k)")
RANDOM += ('(1 | g) + (0 + dummy(h, "yes") | g)', "(1 | g) + (0 + f | g)", "(1 | g) + (0 + x | g) + (0 + z | g)")
STOPS_SHORT = 0.02
"""How far from the maximum lme4's optimiser may stop."""


def has_r() -> bool:
    ask = ["Rscript", "-e", "library(jsonlite); library(lme4)"]
    return shutil.which("Rscript") is not None and not subprocess.run(ask, capture_output=True, check=False).returncode


def columns(chance: random.Random) -> dict[str, list[Any]]:
    return {
        "g": [f"g{i % 16}" for i in range(N)],
        "k": [f"k{i // 16 % 4}" for i in range(N)],
        "f": [chance.choice("abc") for _ in range(N)],
        "h": [chance.choice(("no", "yes")) for _ in range(N)],
        "x": [round(chance.gauss(0, 1), 2) for _ in range(N)],
        "z": [round(chance.gauss(0, 1), 2) for _ in range(N)],
    }


def response(data: dict[str, list[Any]], seed: int) -> list[float]:
    noise = np.random.default_rng(seed)
    groups, covariate = np.arange(N) % 16, np.array(data["x"])
    levels, slopes = noise.normal(size=(2, 16)) * noise.uniform(0, 2, (2, 1))
    shown: list[float] = (noise.normal(size=N) + levels[groups] + slopes[groups] * covariate).round(4).tolist()
    return shown


def pairs(chance: random.Random, count: int) -> list[tuple[str, str]]:
    """Formulas; half of the pairs share their fixed part, so that some relations are not "neither"."""
    made: list[tuple[str, str]] = []
    for _ in range(count):
        one, two = chance.choice(FIXED), chance.choice(FIXED)
        two = one if chance.random() < 0.6 else two
        made.append((f"y ~ {one} + {chance.choice(RANDOM)}", f"y ~ {two} + {chance.choice(RANDOM)}"))
    return made


@pytest.mark.skipif(not has_r(), reason="this test asks R itself, for lme4 and jsonlite")
def test_likelihoods_do_not_contradict_relations(pytestconfig: pytest.Config, tmp_path: Path) -> None:
    chance = random.Random(pytestconfig.getoption("--seed"))
    data = columns(chance)
    asked = [
        {"first": one, "second": two, "y": response(data, chance.randrange(2**31))}
        for one, two in pairs(chance, pytestconfig.getoption("--models"))
    ]
    (tmp_path / "asked.json").write_text(json.dumps({"columns": data, "pairs": asked}), "utf-8")
    subprocess.run(["Rscript", HERE / "fit_pairs.R", tmp_path / "asked.json", tmp_path / "answers.json"], check=True)
    answers = json.loads((tmp_path / "answers.json").read_text("utf-8"))
    seen: Counter[str] = Counter()
    wrong: list[str] = []
    for pair, (first, second) in zip(asked, answers, strict=True):
        if first is None or second is None:
            continue
        relation = lme4math.compare(pair["first"], pair["second"], {**data, "y": pair["y"]}).relation
        seen[relation] += 1
        holds = {
            "same": abs(first - second) < STOPS_SHORT,
            "first in second": second < first + STOPS_SHORT,
            "second in first": first < second + STOPS_SHORT,
            "neither": True,
        }
        if not holds.get(relation, False):
            wrong.append(f"{pair['first']} and {pair['second']}: {relation}, but {first} and {second}")
    sys.stdout.write(f"{dict(seen)}\n")
    assert not wrong, "\n".join(wrong)
