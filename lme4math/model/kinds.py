"""What a variable is when only R's text is known: numeric or a factor, and with which columns or levels.

A table from R's functions to the kind of what they return. A function that is not in it is taken to return one number
per observation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import product
from math import comb, prod

from lme4math.errors import FormulaError
from lme4math.formula.arguments import arguments_by_parameter
from lme4math.formula.constants import elements_of, names_bound, number_in, numbers_in, strings_in, truth_in, whole_in
from lme4math.formula.deparse import deparse
from lme4math.formula.factors import FACTOR_READERS, FactorValue, one_factor
from lme4math.formula.nodes import Call, Constant, Expression, Name, Text
from lme4math.formula.vectors import WORDS
from lme4math.formula.walk import called_name, picked_column
from lme4math.model.contrast_functions import MAX_POLYNOMIAL_LEVELS
from lme4math.model.contrasts import coding_of, contrasts_of_c
from lme4math.model.intervals import interval_labels
from lme4math.model.literals import words
from lme4math.model.variables import Categorical, Kind, Numeric, OpenCategorical
from lme4math.records import record

Lookup = Callable[[str], Kind | None]
MAX_COMPONENTS = 1_000
"""The most columns that one variable may have."""

LOGICAL = Categorical(("FALSE", "TRUE"), logical=True)


@record
class Asked:
    """A call of a function in `KINDS`, its arguments by parameter, and what is declared."""

    call: Call
    arguments: dict[str, Expression]
    declared: Lookup

    def kind(self, parameter: str) -> Kind | None:
        """The kind of an argument, or None if it is not given."""
        value = self.arguments.get(parameter)
        return None if value is None else kind_of(value, self.declared)


def kind_of(expression: Expression, declared: Lookup) -> Kind:
    """The kind of a variable.

    Args:
        expression: a name, a literal or a call.
        declared: the declared kind of a name, or None if nobody declared it.
    """
    if isinstance(expression, Name):
        words_of_r = OpenCategorical() if expression.name in WORDS else None
        return declared(expression.name) or words_of_r or Numeric(assumed=True)
    if isinstance(expression, Text):
        return OpenCategorical()
    if isinstance(expression, Constant) and expression.name in ("TRUE", "FALSE"):
        return LOGICAL
    if not isinstance(expression, Call):
        return Numeric()
    picked = picked_column(expression)
    if picked is not None:
        return declared(picked.name) or Numeric(assumed=True)
    name = called_name(expression) or ""
    if name in LOGICAL_FUNCTIONS:
        return LOGICAL
    if name in CATEGORICAL_FUNCTIONS:
        return OpenCategorical()
    rule = KINDS.get(name)
    if rule is None:
        return Numeric(assumed=name not in NUMERIC_FUNCTIONS)
    parameters, decide = rule
    return decide(Asked(expression, arguments_by_parameter(expression, parameters), declared))


def _same(asked: Asked) -> Kind:
    """Functions that hand on what they are given."""
    return asked.kind("x") or Numeric(assumed=True)


def _offset(asked: Asked) -> Kind:
    """`offset(x)`: numbers, unless it is given what can be none."""
    kind = asked.kind("object")
    return Numeric() if kind is None or isinstance(kind, Numeric) else kind


def _picked(asked: Asked) -> Kind:
    """`x[i]`, and one column of a matrix, `x[, j]`."""
    kind = _same(asked)
    return Numeric(assumed=kind.assumed) if isinstance(kind, Numeric) else kind


def _scaled(asked: Asked) -> Kind:
    """`scale(x)`: numbers, a column for each column."""
    kind = asked.kind("x")
    return Numeric(kind.components) if isinstance(kind, Numeric) else Numeric()


def _factor(asked: Asked) -> Kind:
    """`factor(x, …)`, `ordered(x, …)`, `relevel(x, ref)` and their kin, as a script's are read."""
    given = asked.kind("x")
    known = None
    if isinstance(given, Categorical | OpenCategorical):
        known = FactorValue(given.levels if isinstance(given, Categorical) else None, given.ordered)
    value = one_factor(asked.call, lambda _: None, known)
    return OpenCategorical(value.ordered) if value.levels is None else Categorical(value.levels, value.ordered)


def _cut(asked: Asked) -> Kind:
    """`cut(x, breaks, labels, include.lowest, right, dig.lab, ordered_result)`: intervals, if `breaks` is a vector."""
    ordered = truth_in(asked.arguments.get("ordered_result")) or False
    labels = strings_in(asked.arguments.get("labels"))
    if truth_in(asked.arguments.get("labels")) is False:
        return Numeric()
    breaks = numbers_in(asked.arguments.get("breaks"))
    if labels is None and breaks is not None and len(breaks) > 1 and "labels" not in asked.arguments:
        right = truth_in(asked.arguments.get("right")) is not False
        lowest = truth_in(asked.arguments.get("include.lowest")) or False
        labels = interval_labels(breaks, right, lowest, whole_in(asked.arguments.get("dig.lab"), 3, largest=20))
    return OpenCategorical(ordered) if labels is None else Categorical(labels, ordered)


def _interaction(asked: Asked) -> Kind:
    """`interaction(a, b)`: every combination, the first factor fastest unless `lex.order = TRUE`."""
    options = {argument.name: argument.value for argument in asked.call.arguments if argument.name}
    kinds = [
        kind_of(argument.value, asked.declared)
        for argument in asked.call.arguments
        if argument.value and not argument.name
    ]
    separator = options.get("sep")
    if separator is not None and not isinstance(separator, Text):
        return OpenCategorical()
    levels = [kind.levels for kind in kinds if isinstance(kind, Categorical)]
    if len(levels) < len(kinds) or not levels or prod(map(len, levels)) > MAX_COMPONENTS:
        return OpenCategorical()
    between = separator.value if isinstance(separator, Text) else "."
    if truth_in(options.get("lex.order")):
        return Categorical(tuple(between.join(cell) for cell in product(*levels)))
    return Categorical(tuple(between.join(reversed(cell)) for cell in product(*reversed(levels))))


def _ifelse(asked: Asked) -> Kind:
    """`ifelse(test, yes, no)`: what the two answers are together."""
    answers = [kind_of(asked.arguments[name], asked.declared) for name in ("yes", "no") if name in asked.arguments]
    if all(answer == LOGICAL for answer in answers):
        return LOGICAL
    if not any(isinstance(asked.arguments.get(name), Text) or isinstance(answer, OpenCategorical)
               for name, answer in zip(("yes", "no"), answers, strict=False)):  # fmt: skip
        return Numeric()
    texts = [node.value for name in ("yes", "no") if isinstance(node := asked.arguments.get(name), Text)]
    return Categorical(tuple(sorted(set(texts), key=_collation))) if len(texts) == 2 else OpenCategorical()


def _collation(text: str) -> tuple[str, str]:
    """R's order of strings, near enough for words: letters whatever their case, then small before capital."""
    return text.lower(), text.swapcase()


def _polynomial(asked: Asked) -> Kind:
    """`poly(x, degree)`: one column per degree; of several variables, one per combination up to the degree."""
    names = {"degree", "coefs", "raw", "simple"}
    unnamed = [
        argument.value for argument in asked.call.arguments if argument.value is not None and argument.name not in names
    ]
    degree = next((number_in(a.value) for a in asked.call.arguments if a.name == "degree"), None)
    if degree is None:
        literal = [number_in(value) for value in unnamed]
        degree = next((value for value in literal if value is not None), 1.0)
        unnamed = [value for value, number in zip(unnamed, literal, strict=True) if number is None]
    if not 1 <= degree < MAX_COMPONENTS:
        raise FormulaError(
            "The degree of a polynomial must be a whole number from 1 to some hundreds.",
            asked.call.span,
            "Write poly(x, 2).",
        )
    if len(unnamed) < 2:
        return Numeric(_numbered(int(degree)))
    if comb(len(unnamed) + int(degree), int(degree)) > MAX_COMPONENTS:
        raise FormulaError("This polynomial has too many terms.", asked.call.span, "Lower the degree.")
    exponents: list[tuple[int, ...]] = [()]
    for _ in unnamed:
        exponents = [(*cell, e) for e in range(int(degree) + 1) for cell in exponents if sum(cell) + e <= degree]
    return Numeric(tuple(".".join(map(str, cell)) for cell in exponents if any(cell)))


def _spline(asked: Asked) -> Kind:
    """`ns(x, df, knots, intercept)` and `bs(x, df, knots, degree, intercept)`: their number of columns."""
    natural = called_name(asked.call) == "ns"
    df = number_in(asked.arguments.get("df"))
    if df is None:
        degree = 1 if natural else whole_in(asked.arguments.get("degree"), 3)
        knots = asked.arguments.get("knots")
        inner = len(numbers_in(knots) or elements_of(knots))
        df = inner + degree + (truth_in(asked.arguments.get("intercept")) or False)
    return Numeric(_numbered(int(df))) if 1 <= df <= MAX_COMPONENTS else Numeric(assumed=True)


def _dummy(asked: Asked) -> Kind:
    """lme4's `dummy(f, levelsToKeep)`: indicators of the levels named, by default of all but the first."""
    factor = asked.kind("f")
    kept = strings_in(asked.arguments.get("levelsToKeep"))
    if isinstance(factor, Categorical):
        missing = [level for level in kept or () if level not in factor.levels]
        if missing:
            raise FormulaError(
                f"dummy() is asked for the level {missing[0]!r}, which the factor does not have.",
                asked.arguments["levelsToKeep"].span,
                f"Its levels are {', '.join(factor.levels)}.",
            )
        kept = kept or factor.levels[1:]
    if kept is None:
        return Numeric(assumed=True)
    return Numeric(kept if len(kept) > 1 else ())


def _bind(asked: Asked) -> Kind:
    """`cbind(a, b)`: the columns are named if any of them is a name."""
    names = [name for argument, name in names_bound(asked.call) if argument.name != "deparse.level"]
    if len(names) < 2:
        return Numeric()
    return Numeric(tuple(name or "" for name in names) if any(names) else _numbered(len(names)))


def _contrasted(asked: Asked) -> Kind:
    """`C(f, contr, how.many)`: a factor that brings its contrasts along. Named in quotes they know the levels."""
    kind = asked.kind("object") or OpenCategorical()
    contrast = asked.arguments.get("contr")
    if isinstance(kind, Numeric) and kind.assumed:
        kind = OpenCategorical()
    if isinstance(kind, Numeric) or (isinstance(kind, Categorical) and kind.logical):
        raise FormulaError("C() needs a factor.", asked.call.span, "Wrap the variable in factor(…).")
    if contrast is None:
        return kind
    if isinstance(kind, OpenCategorical):
        return replace(kind, coding=deparse(contrast) if "base" in asked.arguments else coding_of(contrast))
    if len(kind.levels) > MAX_POLYNOMIAL_LEVELS:
        raise FormulaError("C() is for factors of fewer levels.", asked.call.span, "Leave its contrasts out.")
    return replace(kind, contrasts=contrasts_of_c(asked.call, contrast, kind.levels))


def _numbered(n: int) -> tuple[str, ...]:
    """The suffixes of a matrix's columns; a single column has none."""
    return tuple(str(place) for place in range(1, n + 1)) if n > 1 else ()


_Rule = tuple[tuple[str, ...], Callable[[Asked], Kind]]

KINDS: Mapping[str, _Rule] = {
    "offset": (("object",), _offset),
    **dict.fromkeys(("I", "(", "identity", "rev", "rep", "c", "as.vector", "zapsmall", "invisible"), (("x",), _same)),
    "[": (("x",), _picked),
    "scale": (("x", "center", "scale"), _scaled),
    **dict.fromkeys(FACTOR_READERS, (("x",), _factor)),
    "cut": (("x", "breaks", "labels", "include.lowest", "right", "dig.lab", "ordered_result"), _cut),
    "interaction": ((), _interaction),
    **dict.fromkeys(("ifelse", "if_else"), (("test", "yes", "no"), _ifelse)),
    **dict.fromkeys(("poly", "polym"), ((), _polynomial)),
    "ns": (("x", "df", "knots", "intercept", "Boundary.knots"), _spline),
    "bs": (("x", "df", "knots", "degree", "intercept", "Boundary.knots"), _spline),
    "dummy": (("f", "levelsToKeep"), _dummy),
    "cbind": ((), _bind),
    "C": (("object", "contr", "how.many", "base"), _contrasted),
}
"""For each function: its parameters, so that asked.arguments can be matched, and what decides the kind of its value."""

LOGICAL_FUNCTIONS = words(
    "> < >= <= == != ! & && | || xor is.na is.finite is.nan is.infinite %in% grepl startsWith endsWith duplicated "
    "as.logical isTRUE isFALSE between near logical"
)

CATEGORICAL_FUNCTIONS = words(
    "paste paste0 as.character substr substring toupper tolower sub gsub sprintf format formatC months weekdays",
    "quarters strsplit trimws str_sub str_c case_when recode switch character reorder cut2 cut_number cut_interval",
    "cut_width fct_rev fct_infreq fct_inorder fct_lump fct_recode fct_collapse fct_reorder mapvalues fct_explicit_na",
)

NUMERIC_FUNCTIONS = words(
    "+ - * / ^ %% %/% %*% log log2 log10 log1p exp expm1 sqrt abs sin cos tan asin acos atan sinh cosh tanh scale "
    "center as.numeric as.integer as.double round signif floor ceiling trunc sign cumsum cumprod cummax cummin rank "
    "order ave pmin pmax qlogis plogis qnorm pnorm logit inv.logit rowSums rowMeans diff lag lead mean sum sd "
    "var median min max seq_along length nchar unclass exp2 gamma lgamma beta lbeta choose factorial numeric integer "
    "as.Date julian difftime ntile percent_rank rescale standardize"
)
