"""How the line of the magic is read: options, their values, and where the R code begins."""

from __future__ import annotations

import pytest

from lme4math.ui.magic import factor_option, split_options


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("type=-,+", ("type", ["-", "+"])),
        ("soil type=sand, loam", ("soil type", ["sand", "loam"])),
        ("`soil type`=sand,loam", ("soil type", ["sand", "loam"])),
        ('g="a,b",c', ("g", ["a,b", "c"])),
        ("g=9", ("g", 9)),
        ("g=0,1", ("g", ["0", "1"])),
        ("g=a=b,c", ("g", ["a=b", "c"])),
        ("g=only", ("g", ["only"])),
    ],
)
def test_factors(text: str, factor: tuple[str, object]) -> None:
    assert factor_option(text) == factor


@pytest.mark.parametrize(
    ("line", "words", "rest"),
    [
        ("", [], ""),
        ("y ~ x", [], "y ~ x"),
        ("--factor type=-,+", ["--factor=type=-,+"], ""),
        ("--factor -=-,--", ["--factor=-=-,--"], ""),
        ('--factor "soil type=sand,loam" y ~ x', ["--factor=soil type=sand,loam"], "y ~ x"),
        (
            "--factor=type='- ',+ --latex --out m y ~ 'a' + \"b\"",
            ["--factor=type=- ,+", "--latex", "--out=m"],
            "y ~ 'a' + \"b\"",
        ),
        ("--out", ["--out"], ""),
    ],
)
def test_options_are_split_and_code_is_not(line: str, words: list[str], rest: str) -> None:
    assert split_options(line, flags=("--latex",)) == (words, rest)
