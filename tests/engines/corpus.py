"""What the engines are given: models in every notation and style, and names of any characters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import lme4math
from lme4math.errors import LabelError
from lme4math.notation import ACCENTS
from lme4math.notation.names.written_symbols import GREEK
from tests.golden.test_golden import CASES, RULE, model_of
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
        yield from shown(path.stem, model_of(head))


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
    for number, labels in enumerate(in_labels()):
        yield from shown(f"labels {number}", labels)
    model = lme4math.parse(OPTIONS, factors={"f": ["first", "second", "third"]})
    for notation in NOTATIONS[:2]:
        yield Shown(f"factor index, {notation}", model.equations(notation, factor_index=True))
        yield Shown(f"nested index, {notation}", model.equations(notation, "lettered", index="nested"))


def in_labels() -> Iterator[lme4math.Model]:
    """Models in which labels have all characters that names have, and all symbols that can be a label."""
    names = [name for name in LATIN if name.strip() and not (name.startswith("$") and name.endswith("$"))]
    symbols = [*(rf"$\{name}$" for name in GREEK), *(rf"$\{accent}{{x}}_{{1}}$" for accent in ACCENTS)]
    symbols += [r"$\mathbf{x}$", r"$\hat{\mathbf{x}}_{\text{max},2}$", "$x_{ab}$", "$A$"]
    for labels in (names, symbols):
        for first in range(0, len(labels), 6):
            some = labels[first : first + 6]
            variables = [f"variable_{number}" for number in range(len(some))]
            model = lme4math.parse(f"y ~ {' + '.join(variables)} + (1 | {variables[0]}:{variables[-1]})")
            for variable, label in zip(variables, some, strict=True):
                with suppress(LabelError):  # letters of the equations
                    model = model.with_label(variable, label)
            yield model


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
