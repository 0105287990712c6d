"""Nothing is special-cased: other names in the code give the same equations with other names in them."""

from __future__ import annotations

import re

import pytest

import lme4math

SEED = "lmer({y} ~ {x} + {x}:{f} + (1 + {x} + {f}:{x} | {g}) + (1 + {x} + {f}:{x} | {g}:{h}))"
KNOWN = {"y": "prevalence", "x": "time", "f": "type", "g": "reg", "h": "spp"}
OTHER = {"y": "heightcm00", "x": "dose", "f": "kind", "g": "lab", "h": "rat"}


@pytest.mark.parametrize("style", ["indexed", "lettered"])
@pytest.mark.parametrize("notation", ["expanded", "compact", "matrix"])
def test_renaming_every_variable_changes_the_names_only(notation: str, style: str) -> None:
    known, other = (
        lme4math.parse(SEED.format(**names), factors={names["f"]: ["-", "+"]}).equations(notation, style).latex()
        for names in (KNOWN, OTHER)
    )
    for role, name in KNOWN.items():
        known = re.sub(rf"(?<=[{{:]){name}", OTHER[role], known)  # a name begins a text or follows a colon
    assert known == other


def test_another_baseline_shows_in_the_indicator() -> None:
    model = lme4math.parse("lmer(y ~ f + (1 | g))", factors={"f": ["low", "high"]})
    assert "1[f_i = “high”]" in model.equations().text()
    assert "low" not in model.equations().text()
