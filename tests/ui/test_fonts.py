"""The font of a view: a page carries the parts that have its letters and signs, and no others."""

from __future__ import annotations

import re
from base64 import b64encode
from importlib.resources import files

import pytest
from fontTools.ttLib import TTFont

import lme4math
from lme4math.ui.fonts import PARTS, characters_of, characters_on

STATIC = files("lme4math.ui") / "static"
ONE_LETTER = "lmer(y ~ 0 + x + (0 + x | g))"
PAGES = (ONE_LETTER, "glmer(cbind(hits, n - hits) ~ I(Age > 3) * sqrt(dose) + ar1(0 + t | Clinic), family = binomial)")


def in_file(part: str) -> set[str]:
    with (STATIC / f"math-{part}.woff2").open("rb") as file:
        return set(map(chr, TTFont(file).getBestCmap()))


@pytest.mark.parametrize("part", PARTS)
def test_a_part_has_the_characters_that_it_is_said_to_have(part: str) -> None:
    assert in_file(part) >= characters_of(part)


@pytest.mark.parametrize("code", PAGES)
def test_a_page_brings_all_of_its_characters_and_no_part_in_vain(code: str) -> None:
    html = lme4math.parse(code, factors={"t": 3}).html()
    shown = characters_on(html)
    brought = [part for part in PARTS if b64encode((STATIC / f"math-{part}.woff2").read_bytes()).decode() in html]
    assert shown - set("≤“”") <= frozenset().union(*map(characters_of, brought))
    assert all(shown & characters_of(part) for part in brought)


def test_a_page_without_capitals_has_no_font_of_capitals() -> None:
    few, more = (lme4math.parse(code).html() for code in (ONE_LETTER, ONE_LETTER.replace("g", "G")))
    count = re.compile("@font-face")
    assert len(count.findall(few)) + 1 == len(count.findall(more))


def test_a_single_letter_is_slanted_and_a_name_is_not() -> None:
    assert characters_on("<p>Q</p><math><mi>h</mi><mtext>ab &lt;</mtext></math>") == set("ℎab <")
