"""Valid models whose names are any characters: every notation, style and printer must write them."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

import lme4math
from fuzz import laws

ODD = [
    "</script>", "<u>", "<!--", "-->", "]]>", "&lt;", "&#x0;", "<img src=x onerror=alert(1)>", '" onload="x',
    "\\", "\\\\", "\\end{aligned}", "$$", "}{", "{", "}", "%", "#", "^^M", "~", "_", "a_b", "`", "'", '"', "\n",
    "\t", "\x07", "\x85", "\u2028", "\u202e", "\ufeff", "\x7f", "😀", "e\u0301", "日本", "مرحبا", "ﬁ", "𝛽", "β",
    "β₀", "τ", "if", "TRUE", "NA", "T", "pi", "1", "1e5", "0", " ", "  ", "a b", ".", "..", "...",
    "(Intercept)", "n", "i", "j", "X", "Z", "b", "N", "I", "x|g", "x + 1", "x:z", "a/b", "a = b", "#quote",
    "$x$", "\\(", "*/", "//", "x" * 300, "\ufffe", "\U0010ffff", "\ue000",
]  # fmt: skip
"""Names that mean something in a language of the printers."""

plain_names = st.sampled_from(["y", "x", "z", "f", "g", "h", "time", "a.b", "x_1", "Subject"])
any_names = st.one_of(
    plain_names, st.sampled_from(ODD), st.text(min_size=1, max_size=8).filter(lambda name: "\0" not in name)
)


def quoted(name: str) -> str:
    """A name in backticks, as R wants it."""
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"


WRAPPED = [
    "{0}", "{0}", "{0}", "{0}", "log({0})", "I({0}^2)", "poly({0}, 2)", "scale({0})", "{0} > 0", "factor({0})",
    "sin(2 * pi * {0}/12)", "ns({0}, 3)", "exp(-{0})", "I({0}/2 + 1)", "cut({0}, 3)", "interaction({0}, {1})",
    "I(({0} - mean({0}))/sd({0}))", "sqrt(abs({0}))", "offset({0})", "I({0} * {1})", "C({0}, contr.sum)",
    "relevel({0}, \"a\")", "ifelse({0} > 0, 1, {1})", "as.numeric({0})", "1", "0", "I({0}^{1})", "I({0} %% 2)",
    "I(-{0})", "I(1 - 1i * {0})", "bs({0}, df = 4)", "{0} %in% {1}", "log({0} + 1e-10)", "I({0}^-1)",
    "I({0}^0.5)", "dummy({0})", "{0} == \"a\"",
]  # fmt: skip
GROUPS = [
    "{0}", "{0}", "{0}", "{0}:{1}", "{0}/{1}", "factor({0})", "{0}:{1}:{2}", "{0} + {1}",
    "interaction({0}, {1})", "{0}/{1}/{2}",
]  # fmt: skip
JOINTS = [
    " + ", " + ", " + ", " * ", ":", " - ", "/",
]  # fmt: skip
STRUCTURES = [
    "({})", "({})", "({})", "us({})", "diag({})", "cs({})", "ar1({})", "cs({}, hom = TRUE)",
    "ar1({}, hom = FALSE)", "diag({}, hom = TRUE)",
]  # fmt: skip
CALLS = [
    "lmer({0} ~ {1})", "{0} ~ {1}", "lmer({0} ~ {1}, REML = FALSE, weights = {2})",
    "glmer({0} ~ {1}, family = binomial)", "lmer({0} ~ {1}, offset = {2})",
    "glmer(cbind({0}, {2}) ~ {1}, family = binomial(link = \"probit\"))", "glmer({0} ~ {1}, family = poisson)",
    "glmer.nb({0} ~ {1})", "glmer({0} ~ {1}, family = Gamma(link = \"log\"))",
    "glmer({0} ~ {1}, family = inverse.gaussian)", "lmer(log({0}) ~ {1}, subset = {2} > 0)",
    "fit <- lmer(formula = {0} ~ {1}, data = d, contrasts = list({2} = contr.sum))",
    "glmer({0}/{2} ~ {1}, family = binomial, weights = {2})", "lmer({0}^2 ~ {1})",
    "glmer(I({0} > 0) ~ {1}, family = binomial(\"cloglog\"))",
    "d${2} <- factor(d${2})\nlmer({0} ~ {1}, data = d)",
]  # fmt: skip


@st.composite
def codes(draw: st.DrawFn, names: list[str]) -> str:
    """A call whose variables have these names; most are models."""
    variables = [quoted(name) for name in names]
    one = st.sampled_from(variables)

    def sum_of(most: int) -> str:
        pieces = [
            draw(st.sampled_from(WRAPPED)).format(draw(one), draw(one)) for _ in range(draw(st.integers(1, most)))
        ]
        text = pieces[0]
        for piece in pieces[1:]:
            text += draw(st.sampled_from(JOINTS)) + piece
        return text

    def bar() -> str:
        left = draw(st.sampled_from(["1", "1", "1 + {}", "{}", "0 + {}"])).replace("{}", sum_of(3))
        group = draw(st.sampled_from(GROUPS)).format(draw(one), draw(one), draw(one))
        return draw(st.sampled_from(STRUCTURES)).format(f"{left} {draw(st.sampled_from(['|', '|', '||']))} {group}")

    right = " + ".join([sum_of(4), *(bar() for _ in range(draw(st.integers(1, 3))))])
    return draw(st.sampled_from(CALLS)).format(draw(one), right, draw(one))


@dataclass(frozen=True)
class Given:
    """A call, the factors declared beside it, and which properties are tested; all of them at once take too long."""

    code: str
    factors: dict[str, list[str] | int]
    part: str


@st.composite
def inputs(draw: st.DrawFn) -> Given:
    """Calls over a few names of any characters, some of them factors with levels of any characters."""
    names = draw(st.lists(any_names, min_size=2, max_size=5, unique=True))
    levels = st.one_of(st.lists(any_names, min_size=2, max_size=4, unique=True), st.integers(1, 12))
    factors = draw(st.dictionaries(st.sampled_from(names), levels, max_size=3))
    return Given(draw(codes(names)), factors, draw(st.sampled_from(list(PARTS))))


def _small(model: lme4math.Model) -> None:
    if len(model.describe()["columns"]) <= 3 and len(model.describe()["random"]) <= 3:
        laws.sympy_holds(model)


PARTS = {
    "equations": laws.equations_hold,
    "words": laws.words_hold,
    "view": laws.fragment_holds,
    "edits": laws.edits_hold,
    "sympy": _small,
}


def check(given: Given) -> bool:
    """The call is refused (False), or the chosen properties are true of the model (True)."""
    models: list[lme4math.Model] = []
    if laws.refused(lambda: models.append(lme4math.parse(given.code, factors=given.factors))) is not None:
        return False
    PARTS[given.part](*models)
    return True
