"""Contrast matrices and what variables are without data; the numbers are R's."""

from __future__ import annotations

import pytest

from lme4math.errors import FormulaError
from lme4math.model import (
    Categorical,
    IndicatorPiece,
    Kind,
    Numeric,
    OpenCategorical,
    OpenMatrix,
    Score,
    contrast_matrix,
    kind_of,
)
from lme4math.model.without_data import LOGICAL
from lme4math.pipeline import compile_model
from lme4math.r import parse_expression

ABC = ("a", "b", "c")
DECLARED: dict[str, Kind] = {"A": Categorical(("u", "v")), "B": Categorical(ABC), "O": Categorical(ABC, ordered=True)}


def kind(code: str) -> Kind:
    return kind_of(parse_expression(code), DECLARED.get)


def test_polynomials_are_orthonormal_even_over_many_levels() -> None:
    matrix = contrast_matrix(parse_expression("contr.poly"), [str(level) for level in range(60)])
    assert matrix.suffixes[:4] == (".L", ".Q", ".C", "^4")
    for row, one in enumerate(matrix.columns):
        for column, other in enumerate(matrix.columns[: row + 1]):
            product = sum(a * b for a, b in zip(one, other, strict=True))
            assert product == pytest.approx(float(row == column), abs=1e-10)


def x_columns(contrasts: str, term: str = "B") -> list[str]:
    code = f"lmer(y ~ {term} + ({term} | g), data = d, contrasts = list({contrasts}))"
    read = compile_model(code, factors={"A": ["u", "v"], "B": ABC}).model
    assert [column.name for column in read.random[0].part.columns] == ["(Intercept)", "Bb", "Bc"]
    return [column.name for column in read.fixed.columns[1:]]


@pytest.mark.parametrize(
    ("contrasts", "expected"),
    [
        ('B = "contr.sum"', ["B1", "B2"]),
        ("B = contr.sum", ["B1", "B2"]),
        ('B = "contr.treatment"', ["Bb", "Bc"]),
        ("B = contr.treatment", ["B2", "B3"]),
        ("B = contr.treatment(3, base = 2)", ["B1", "B3"]),
        ('B = "contr.poly"', ["B.L", "B.Q"]),
        ('Q = "contr.sum"', ["Bb", "Bc"]),
    ],
)
def test_the_argument_contrasts_reaches_x_only(contrasts: str, expected: list[str]) -> None:
    assert x_columns(contrasts) == expected


def test_contrasts_for_a_variable_that_is_absent_are_ignored_with_a_warning() -> None:
    code = 'lmer(y ~ x + (1 | g), contrasts = list(A = "contr.nope"))'
    assert any("contrasts for `A`" in warning for warning in compile_model(code).model.warnings)


def test_unknown_contrasts_are_refused() -> None:
    with pytest.raises(FormulaError, match="no such contrasts"):
        x_columns('B = "contr.nope"')


def test_columns_are_indicators_or_scores() -> None:
    read = compile_model("y ~ O + B + (1 | g)", factors={"B": ABC}).model
    assert isinstance(read.fixed.columns[-1].pieces[0], IndicatorPiece)
    ordered = compile_model(
        'd$O <- factor(d$O, levels = c("a", "b", "c"), ordered = TRUE); lmer(y ~ O + (1 | g), data = d)'
    ).model
    assert [column.name for column in ordered.fixed.columns] == ["(Intercept)", "O.L", "O.Q"]
    assert isinstance(ordered.fixed.columns[1].pieces[0], Score)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x", Numeric(assumed=True)),
        ("log(x)", Numeric()),
        ("x + 1", Numeric()),
        ("mystery(x)", Numeric(assumed=True)),
        ("A", Categorical(("u", "v"))),
        ("I(A)", Categorical(("u", "v"))),
        ("factor(A)", Categorical(("u", "v"))),
        ("factor(O)", Categorical(ABC, ordered=True)),
        ("factor(x)", OpenCategorical()),
        ("ordered(x)", OpenCategorical(ordered=True)),
        ('factor(x, levels = c("p", "q"))', Categorical(("p", "q"))),
        ('factor(x, 1:2, labels = c("p", "q"))', Categorical(("p", "q"))),
        ('relevel(B, ref = "c")', Categorical(("c", "a", "b"))),
        ("as.numeric(A)", Numeric()),
        ("x > 0", LOGICAL),
        ("I(!x)", LOGICAL),
        ("is.na(x)", LOGICAL),
        ("poly(x, 2)", Numeric(("1", "2"))),
        ("poly(x, 1)", Numeric()),
        ("poly(x)", Numeric()),
        ("stats::poly(x, degree = 3L)", Numeric(("1", "2", "3"))),
        ("poly(x, z, degree = 2)", Numeric(("1.0", "2.0", "0.1", "1.1", "0.2"))),
        ("splines::ns(x, 3)", Numeric(("1", "2", "3"))),
        ("ns(x, knots = c(1, 2))", Numeric(("1", "2", "3"))),
        ("ns(x, knots = quantile(x, c(.3, .7)))", Numeric(("1", "2", "3"))),
        ("ns(x, knots = mean(x) + c(-1, 1) * sd(x))", Numeric(("1", "2", "3"))),
        ("ns(x, knots = seq(-1, 1, .5))", Numeric(tuple("123456"))),
        ("ns(x, knots = seq(-1, 1, length.out = 3)[2:3])", Numeric(("1", "2", "3"))),
        ("ns(x, df = 2 + 1)", Numeric(("1", "2", "3"))),
        ("ns(x, 3, knots = c(0, 1))", Numeric(("1", "2", "3"))),
        ("ns(x, knots = NULL, df = 4)", Numeric(tuple("1234"))),
        ("ns(x, df = length(unique(x)))", OpenMatrix()),
        ("ns(x, knots = k)", OpenMatrix()),
        ("scale(ns(x, knots = k))", OpenMatrix()),
        ("bs(x, knots = quantile(x, c(.2, .5, .7)))", Numeric(tuple("123456"))),
        ("bs(x, knots = rep(0:1, 2))", Numeric(tuple("1234567"))),
        ("bs(x, knots = rep(0:1, 2, 3))", Numeric(tuple("123456"))),
        ("bs(x, degree = 1 + 1)", Numeric(("1", "2"))),
        ("bs(x, degree = Inf)", OpenMatrix()),
        ("rep(rep(mean(x), 1e6), 1e6)[-1]", Numeric()),
        ("bs(x, df = 2)", Numeric(("1", "2", "3"))),
        ("poly(x, 1 + 1)", Numeric(("1", "2"))),
        ("poly(x, length(unique(x)))", OpenMatrix()),
        ("poly(cbind(x, z), 2)", Numeric(("1.0", "2.0", "0.1", "1.1", "0.2"))),
        ("poly(x, 3)[, -1]", Numeric(("2", "3"))),
        ("poly(x, 2) * z", Numeric(("1", "2"))),
        ("log(cbind(a = x, z^2))", Numeric(("a", ""))),
        ("cbind(poly(x, 2), z)", Numeric(("1", "2", "z"))),
        ("bs(x)", Numeric(("1", "2", "3"))),
        ("bs(x, knots = 2, degree = 2)", Numeric(("1", "2", "3"))),
        ("scale(x)", Numeric()),
        ("cbind(x, z)", Numeric(("x", "z"))),
        ("cbind(x + 1, z)", Numeric(("", "z"))),
        ("cbind(x + 1, -z)", Numeric(("1", "2"))),
        ("cbind(x, NULL, a = cbind(x^2, z), poly(z, 2))", Numeric(("x", "", "z", "1", "2"))),
        ("cbind(cbind(x^2, x^3), -z)", Numeric(("1", "2", "3"))),
        ("dummy(A)", Numeric()),
        ("dummy(B)", Numeric(("b", "c"))),
        ('dummy(B, "b")', Numeric()),
        ("dummy(x)", OpenMatrix()),
        ('is.element(A, "u")', LOGICAL),
        ("acosh(x)", Numeric()),
        ("atan2(x, z)", Numeric()),
        ("cut(x, 3)", OpenCategorical()),
        ("cut(x, c(0, 1, 2) * 2)", Categorical(("(0,2]", "(2,4]"))),
        ("cut(x, c(0, 1, 2), labels = c(100000, 200000))", Categorical(("1e+05", "2e+05"))),
        ('cut(x, 2, labels = paste0("q", 1:2))', Categorical(("q1", "q2"))),
        ("cut(x, 2, labels = rev(LETTERS[1:2]))", Categorical(("B", "A"))),
        ("cut(x, c(-Inf, 0, 1.5))", Categorical(("(-Inf,0]", "(0,1.5]"))),
        ("cut(x, 0:2, right = FALSE, include.lowest = TRUE)", Categorical(("[0,1)", "[1,2]"))),
        ("interaction(A, B)", Categorical(("u.a", "v.a", "u.b", "v.b", "u.c", "v.c"))),
        ('ifelse(x > 0, "up", "down")', Categorical(("down", "up"))),
        ('ifelse(x > 0, "z1", "z_1")', Categorical(("z_1", "z1"))),
        ("ifelse(x > 0, 1, 0)", Numeric()),
        ("paste(A, B)", OpenCategorical()),
        ("d$B", Categorical(ABC)),
    ],
)
def test_what_a_variable_is_without_data(code: str, expected: Kind) -> None:
    assert kind(code) == expected


def test_a_level_that_a_factor_lacks_cannot_be_its_dummy() -> None:
    with pytest.raises(FormulaError, match="nope"):
        kind('dummy(A, "nope")')


def test_a_factor_of_one_level_is_refused() -> None:
    with pytest.raises(FormulaError, match="only one level"):
        compile_model("y ~ A + (1 | g)", factors={"A": ["a"]})


def test_a_factor_brings_its_own_contrasts() -> None:
    read = compile_model("y ~ C(B, contr.sum) + (1 | g)", factors={"B": ABC}).model
    assert [column.name for column in read.fixed.columns[1:]] == ["C(B, contr.sum)1", "C(B, contr.sum)2"]


def test_declared_levels_may_be_a_number() -> None:
    read = compile_model("y ~ period + (1 | herd)", factors={"period": 3}).model
    assert [column.name for column in read.fixed.columns] == ["(Intercept)", "period2", "period3"]
