"""What the engines are given: models in every notation and style, and names of any characters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import lme4math
from tests.golden.test_golden import CASES, RULE, declared
from tests.oracle import Case, levels

NOTATIONS = ("expanded", "compact", "matrix")
STYLES = ("indexed", "lettered")
SEED = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"

LATIN = [
    "my var", "x_1", "a$b", "100%", "\\", "\\alpha{}", "<script>alert(1)</script>", "</math>", "a&b;&amp;", "{", "}}",
    "#1", "a^b", "~", "a|b", '"', "'", "`", "``q''", "--", "?`", "a  b", "^^M", "%", "$$", "\\)", "]", "*/", "_", "-",
    "tab\there", "line\nbreak", "bell\x07", "\u202eright to left", "\ufeffmark", "soft\u00adhyphen", "no\u00a0break",
]  # fmt: skip
OTHER_SCRIPTS = ["naïve", "日本", "переменная", "μέση", "변수", "Ünïcödé"]
"""Names that need no care, but fonts: pdflatex sets those in Latin letters only."""


@dataclass(frozen=True)
class Shown:
    """Equations, and what they are of, for the message of a test that fails."""

    what: str
    equations: lme4math.Equations


def shown(what: str, model: lme4math.Model) -> Iterator[Shown]:
    """A model in every notation and style."""
    for notation in NOTATIONS:
        for style in STYLES:
            yield Shown(f"{what}, {notation}, {style}", model.equations(notation, style))


def named(name: str) -> lme4math.Model:
    """A model in which everything that can have a name has this one."""
    quoted = "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"
    code = f"lmer({quoted} ~ x + {quoted} + f + (x | {quoted}) + (f | g:{quoted}))"
    return lme4math.parse(code, factors={"f": ["other", name]})


def golden() -> Iterator[Shown]:
    """The models of the golden files."""
    for path in CASES:
        head = re.split(f"assumed:|warning:|{RULE}", path.read_text(encoding="utf-8"))[0]
        code, _, factors = head.partition("factors:")
        yield from shown(path.stem, lme4math.parse(code, factors=declared(factors)))


LARGE = (
    "lmer(y ~ " + " + ".join(f"predictor_{number}" for number in range(15)) + " + (1 + a + b + c + d + e + f + h | g))",
    "lmer(y ~ x" + "".join(f" + (1 + x | grouping_factor_{number})" for number in range(6)) + ")",
    "lmer(y ~ x" + "".join(f" + (1 + x | a_rather_long_name_{number}:inner)" for number in range(12)) + ")",
    "lmer(y ~ x + cs(1 + a + b + c + d + e + f | g) + ar1(0 + a + b + c + d + e + f | h))",
)
OPTIONS = "lmer(sqrt(y) ~ sqrt(x) + poly(z, 2) + f + (1 + f | a) + (1 | a:b))"


def special() -> Iterator[Shown]:
    """Models that are large, and what is shown only where a reader asks for it."""
    for code in LARGE:
        yield from shown(code, lme4math.parse(code))
    model = lme4math.parse(OPTIONS, factors={"f": ["first", "second", "third"]})
    for notation in NOTATIONS[:2]:
        yield Shown(f"factor index, {notation}", model.equations(notation, factor_index=True))
        yield Shown(f"nested index, {notation}", model.equations(notation, "lettered", index="nested"))


def recorded(cases: Iterable[Case]) -> Iterator[Shown]:
    """The models among recorded cases."""
    for case in cases:
        try:
            model = lme4math.parse(case["call"], factors=levels(case["data"]))
        except lme4math.Error:
            continue
        yield from shown(case["id"], model)


def complained(pieces: Iterable[Shown], complaints: Iterable[str | None]) -> list[str]:
    """What was complained of, and about which equations."""
    return [f"{piece.what}: {said}" for piece, said in zip(pieces, complaints, strict=True) if said is not None]
