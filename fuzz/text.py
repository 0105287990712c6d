"""Bytes as R text: a byte below 128 is that character, one above is a word of R, so that mutations give R code."""

from __future__ import annotations

import re
from functools import cache

from hypothesis import strategies as st

import lme4math
from fuzz import laws
from tests.oracle import designed_cases

WORDS = [
    *(
        "lmer(",
        "glmer(",
        "glmer.nb(",
        "lme4::",
        "y ~ ",
        "(1 | g)",
        " + (",
        " | ",
        " || ",
        "(1 + x | g)",
        "cs(",
        "ar1(",
        "us(",
    ),
    *(
        "diag(",
        "toep(",
        ", hom = ",
        ", data = d",
        ", family = ",
        "binomial",
        "poisson(link = ",
        '"log"',
        "Gamma",
        "cbind(",
    ),
    *("offset(", "weights = ", "subset = ", "REML = ", "control = ", "contrasts = list(", "contr.sum", "contr.helmert"),
    *(
        "factor(",
        "levels = c(",
        "labels = ",
        "ordered(",
        "relevel(",
        "ref = ",
        "as.factor(",
        "<- ",
        " -> ",
        "|> ",
        "%>% ",
    ),
    *(
        "mutate(",
        "library(lme4)\n",
        "d$g <- ",
        'd[["g"]]',
        "poly(",
        "ns(",
        "bs(",
        "I(",
        "log(",
        "sqrt(",
        "exp(",
        "scale(",
    ),
    *(
        "interaction(",
        "dummy(",
        "C(",
        "cut(",
        "mean(",
        "pi",
        "^2",
        "^",
        "**",
        "*",
        ":",
        "/",
        " %in% ",
        "%%",
        "-1",
        "0 + ",
        "1 + ",
    ),
    *(
        " - ",
        "TRUE",
        "FALSE",
        "T",
        "NULL",
        "NA",
        "Inf",
        "NaN",
        "-",
        "!",
        "==",
        " > 0",
        "&",
        "&&",
        "[",
        "[[",
        "]",
        "]]",
        "{",
        "}",
    ),
    *(
        "function(x) ",
        "\\(x) ",
        "if (",
        " else ",
        "for (i in ",
        "while (",
        "repeat ",
        "`",
        '"',
        "'",
        'r"(',
        ')"',
        "\\",
        "\\u00e9",
    ),
    *(
        "#",
        "\n",
        "\t",
        "@",
        "$",
        "~",
        ".",
        "...",
        "_",
        "1e5",
        "0x1F",
        "2L",
        "1e999",
        "1i",
        "x",
        "z",
        "g",
        "h",
        "g/h",
        "g:h",
    ),
    *("é", "日本", "\u202e", "\x00", "\ud800", "😀", "ſ", "x1", "data.frame(", "c("),
][:128]
"""The words of R that bytes from 128 on encode."""


def text_of(data: bytes) -> str:
    """Decode bytes as R text."""
    return "".join(WORDS[byte - 128] if 128 <= byte < 128 + len(WORDS) else chr(byte & 127) for byte in data)


def bytes_of(text: str) -> bytes:
    """Encode a text, with bytes for words where possible; characters that cannot be encoded are left out."""
    known = re.compile("|".join(map(re.escape, sorted(WORDS, key=len, reverse=True))) + "|.", re.S)
    pieces = known.findall(text)
    return bytes(
        128 + WORDS.index(piece) if piece in WORDS else ord(piece)
        for piece in pieces
        if piece in WORDS or piece < "\x80"
    )


@cache
def seeds() -> tuple[bytes, ...]:
    """The recorded calls, as bytes."""
    return tuple(dict.fromkeys(bytes_of(case["call"]) for case in designed_cases()))


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A recorded call with pieces put in, taken out, repeated, or crossed with another call's."""
    data = draw(st.sampled_from(seeds()))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 12)))
        other = draw(st.sampled_from(seeds()))
        piece = draw(
            st.one_of(
                st.just(b""),
                st.binary(min_size=1, max_size=4),
                st.integers(2, 200).map(lambda times, cut=data[start:end]: cut * times),
                st.tuples(st.integers(0, len(other)), st.integers(1, 20)).map(
                    lambda at, other=other: other[at[0] : at[0] + at[1]]
                ),
            )
        )
        data = data[:start] + piece + data[end:]
    return data


inputs = st.one_of(mutated(), st.binary(max_size=60))


def check(data: bytes) -> bool:
    """The text is refused (False), or is a model whose formula, words and one notation can be written (True)."""
    text = text_of(data)
    models: list[lme4math.Model] = []
    if laws.refused(lambda: models.append(lme4math.parse(text, factors={"f": ["a", "b"]}))) is not None:
        return False
    (model,) = models
    laws.words_hold(model)
    laws.latex_is_balanced(model.equations("compact").latex())
    return True
