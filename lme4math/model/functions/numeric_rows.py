"""Rows of the registry: operators, functions that make and pick vectors, mathematics, summaries, and text.

`NAMED` has the functions that are not computed here, of which only the kind of the value is known.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from math import inf

from lme4math.model.functions import lengths, shapes
from lme4math.model.functions.choices import (
    cased,
    chosen,
    filled,
    first_fitting,
    in_order_given,
    recoded,
    relabelled,
    replaced,
    reversed_levels,
)
from lme4math.model.functions.factor_rows import crossed
from lme4math.model.functions.lengths import longest
from lme4math.model.functions.row import (
    ALWAYS,
    KEEPS_FACTOR,
    SAME,
    SHARED,
    UNBOUNDED,
    WHOLE,
    FunctionCall,
    RemoteRule,
    RFunction,
    rows,
)
from lme4math.model.functions.shapes import logical, matrix, number, numbers, part_of_date, same, text
from lme4math.model.variables import Categorical, Kind, OpenCategorical


def _ranged(call: FunctionCall) -> Kind:
    """`a:b`: the cells of two factors, else the whole numbers from one to the other."""
    kinds = [call.kind_of(value) for value in call.expression.operands]
    if any(isinstance(kind, OpenCategorical) for kind in kinds):
        return OpenCategorical()
    factors = [kind for kind in kinds if isinstance(kind, Categorical) and not kind.logical]
    return crossed(kinds, ":", slow_first=True) if factors and len(factors) == len(kinds) else number(call)


def _arithmetic(name: str, form: str, rule: str, there: str = "") -> dict[str, RFunction]:
    computed = "arithmetic.arithmetic({})"
    return rows(name, SHARED, numbers, computed, length=longest, form=form, remote=RemoteRule(rule, there))


def _comparison(name: str, sign: str, there: str) -> dict[str, RFunction]:
    form, remote = f"relation {sign}", RemoteRule("comparison", there)
    return rows(name, "e1 e2", logical, "arithmetic.compare({})", length=longest, form=form, remote=remote)


OPERATORS = {
    **_arithmetic("+", "sum", "sum", "add"),
    **_arithmetic("-", "difference", "sum", "subtract"),
    **_arithmetic("*", "product", "product", "multiply"),
    **_arithmetic("/", "quotient", "quotient", "divide"),
    **_arithmetic("^", "power", "power"),
    **_arithmetic("%%", "", "modulo"),
    **_arithmetic("%/%", "", "whole quotient"),
    **_comparison(">", ">", "greater"),
    **_comparison("<", "<", "less"),
    **_comparison(">=", "≥", "greater or equal"),
    **_comparison("<=", "≤", "less or equal"),
    **_comparison("==", "=", "equal"),
    **_comparison("!=", "≠", "unequal"),
    **rows("&", "e1 e2", logical, "arithmetic.both", remote=RemoteRule(computed="and")),
    **rows("|", "e1 e2", logical, "arithmetic.either", remote=RemoteRule(computed="or")),
    **rows("&&", "e1 e2", logical, "arithmetic.one_and_other"),
    **rows("||", "e1 e2", logical, "arithmetic.one_or_other"),
    **rows("!", "x", logical, "arithmetic.negated", length=longest, remote=RemoteRule("bounded", "not")),
    **rows("xor", "x y", logical, "arithmetic.exclusive", remote=RemoteRule(computed="exclusive or")),
    **rows("%in%", "x table", logical, "arithmetic.is_in", remote=RemoteRule("always", "member")),
    **rows("is.element", "el set", logical, "arithmetic.is_element", remote=RemoteRule("always", "member")),
    **rows(":", SHARED, _ranged, "arithmetic.colon", remote=KEEPS_FACTOR),
}


def _cased(name: str) -> dict[str, RFunction]:
    return rows(name, "x", text, "vectors.cased({})", length=lengths.first, of_factors=True, remote=RemoteRule("text"))


VECTORS = {
    **rows(
        "( I", SHARED, shapes.same, "vectors.identity", length=lengths.first, form="same", of_factors=True, remote=SAME
    ),
    **rows("{ identity", SHARED, shapes.same, "vectors.identity", length=lengths.first, of_factors=True, remote=SAME),
    **rows("offset", "object", shapes.offset, "vectors.offset", packages="stats", remote=SAME),
    **rows("c", SHARED, shapes.combined, "vectors.combine", length=lengths.combined, of_factors=True, remote=UNBOUNDED),
    **rows("seq", SHARED, number, "vectors.seq", length=lengths.sequence, remote=WHOLE),
    **rows("rep", SHARED, shapes.repeated, "vectors.rep", length=lengths.of_places, remote=WHOLE),
    **rows("rev", SHARED, shapes.same, "vectors.rev", length=lengths.first, of_factors=True, remote=WHOLE),
    **rows("unique", "x incomparables ...", shapes.same, "vectors.unique", remote=WHOLE),
    **rows("seq_along", SHARED, number, "vectors.seq_along", remote=RemoteRule("always", all_rows=True)),
    **rows("seq_len", SHARED, number, "vectors.seq_len"),
    **rows("which", "x arr.ind useNames", number, "vectors.which", inert="useNames", remote=WHOLE),
    **rows("[", SHARED, shapes.picked, "vectors.subset", length=lengths.of_places, remote=WHOLE),
    **rows("cbind", SHARED, shapes.bound, "vectors.cbind", inert="deparse.level", remote=UNBOUNDED),
    **rows("ifelse", "test yes no", chosen, "vectors.ifelse", remote=RemoteRule("choice")),
    **rows("rowSums", "x na.rm dims", number, "vectors.over_rows({})", remote=RemoteRule("finite")),
    **rows("rowMeans", "x na.rm dims", number, "vectors.over_rows({})", remote=RemoteRule("finite")),
    **rows("list", SHARED, number, "vectors.refuse_list"),
}

TEXT = {
    **rows("paste", SHARED, shapes.pasted, "vectors.paste", length=lengths.pasted, of_factors=True, remote=ALWAYS),
    **rows("paste0", SHARED, shapes.pasted, "vectors.paste0", length=lengths.pasted, of_factors=True, remote=ALWAYS),
    **rows("nchar", "x type allowNA keepNA", number, "vectors.nchar", length=lengths.first, remote=RemoteRule("text")),
    **_cased("toupper"),
    **_cased("tolower"),
    **rows("substr", "x start stop", text, "vectors.substr", of_factors=True, remote=RemoteRule("text")),
}


BOUNDED, NUMERIC = RemoteRule("bounded"), RemoteRule("numeric")
EXPONENTIAL = RemoteRule("exponential")
LOGARITHM = RemoteRule("domain", "", (0, inf), (0, inf))
PERIODIC = RemoteRule("domain", "", (-sys.float_info.max, sys.float_info.max))
QUANTILE = RemoteRule("domain", "", (0, 1), (0, 1))


def _each(name: str, remote: RemoteRule, form: str = "") -> dict[str, RFunction]:
    computed = "mathematics.elementwise({})"
    return rows(name, "x", numbers, computed, length=lengths.first, form=form, remote=remote)


def _keeping(name: str, remote: RemoteRule = NUMERIC) -> dict[str, RFunction]:
    """Functions that make integers of integers."""
    return rows(name, "x", numbers, "mathematics.keeping({})", length=lengths.first, remote=remote)


MATHEMATICS = {
    **rows("log", SHARED, numbers, "mathematics.log", length=lengths.first, form="applied", remote=LOGARITHM),
    **_each("log2", LOGARITHM, "applied"),
    **_each("log10", LOGARITHM, "applied"),
    **_each("log1p", RemoteRule("domain", "", (-1, inf), (-1, inf))),
    **_each("exp", EXPONENTIAL, "applied"),
    **_each("expm1", EXPONENTIAL),
    **_each("sqrt", RemoteRule("domain", "", (0, inf), (inf,)), "applied"),
    **_each("sin", PERIODIC, "applied"),
    **_each("cos", PERIODIC, "applied"),
    **_each("tan", PERIODIC, "applied"),
    **_each("asin", RemoteRule("domain", "", (-1, 1))),
    **_each("acos", RemoteRule("domain", "", (-1, 1))),
    **_each("atan", BOUNDED),
    **_each("sinh", NUMERIC),
    **_each("cosh", NUMERIC),
    **_each("tanh", BOUNDED),
    **_each("asinh", NUMERIC),
    **_each("acosh", RemoteRule("domain", "", (1, inf), (inf,))),
    **_each("atanh", RemoteRule("domain", "", (-1, 1), (-1, 1))),
    **_each("gamma", RemoteRule()),
    **_each("lgamma", NUMERIC),
    **_keeping("abs", RemoteRule("numeric", "absolute")),
    **_keeping("sign", BOUNDED),
    **_keeping("floor"),
    **_keeping("ceiling"),
    **rows("trunc", "x", numbers, "mathematics.truncated", length=lengths.first, remote=NUMERIC),
    **rows("round", "x digits", numbers, "mathematics.round_to", length=lengths.first, remote=NUMERIC),
    **rows("signif", "x digits", numbers, "mathematics.significant", remote=NUMERIC),
    **rows("atan2", "y x", numbers, "arithmetic.angle", length=lengths.longest, remote=BOUNDED),
    **rows(
        "plogis", "q location scale lower.tail log.p", numbers, "mathematics.plogis", packages="stats", remote=BOUNDED
    ),
    **rows(
        "qlogis", "p location scale lower.tail log.p", numbers, "mathematics.qlogis", packages="stats", remote=QUANTILE
    ),
    **rows("pnorm", "q mean sd lower.tail log.p", numbers, "mathematics.pnorm", packages="stats", remote=BOUNDED),
    **rows("qnorm", "p mean sd lower.tail log.p", numbers, "mathematics.qnorm", packages="stats", remote=QUANTILE),
    **rows("is.na", "x", logical, "mathematics.is_na", remote=RemoteRule(computed="missing")),
    **rows("is.finite", "x", logical, "mathematics.is_finite", remote=RemoteRule(computed="finite")),
}


_named = partial(rows, why_not="Only its kind is known: where there is data its values must be a column of that.")

NAMED = {
    **_named("if_else", "test yes no", chosen, packages="dplyr"),
    **_named("fifelse", "test yes no na", chosen, packages="data.table"),
    **_named("fcase", "...", first_fitting, packages="data.table"),
    **_named("zapsmall invisible", "x ...", same),
    **_named("is.nan is.infinite grepl startsWith endsWith duplicated", "x ...", logical),
    **_named("isTRUE isFALSE logical", "x ...", logical),
    **_named("between near", "x ...", logical, packages="dplyr"),
    **_named("substring sub gsub", "x ...", text, of_factors=True),
    **_named("sprintf", "fmt ...", text),
    **_named("format formatC months weekdays quarters", "x ...", text),
    **_named("strsplit trimws switch character", "x ...", text),
    **_named("reorder", "x ...", text, packages="stats"),
    **_named("str_sub", "x ...", text, packages="stringr"),
    **_named("str_c", "... sep collapse", text, packages="stringr"),
    **_named("case_when", "...", cased, packages="dplyr"),
    **_named("case_match", ".x ...", cased, packages="dplyr"),
    **_named("recode", "x ...", recoded, packages="dplyr car"),
    **_named("recode_factor", "x ...", in_order_given, packages="dplyr"),
    **_named("replace", "x list values", replaced),
    **_named("cut2", "x ...", text, packages="Hmisc"),
    **_named("cut_number cut_interval cut_width", "x ...", text, packages="ggplot2"),
    **_named("fct_rev", "x", reversed_levels, packages="forcats", of_factors=True),
    **_named("fct_drop", "x ...", same, packages="forcats", of_factors=True),
    **_named("fct_infreq fct_inorder fct_lump fct_reorder", "x ...", text, packages="forcats"),
    **_named("fct_recode fct_collapse", "x ...", relabelled, packages="forcats"),
    **_named("fct_explicit_na fct_na_value_to_level fct_expand fct_anon", "x ...", text, packages="forcats"),
    **_named("fct_other fct_lump_min fct_lump_n fct_lump_prop fct_relabel", "x ...", text, packages="forcats"),
    **_named("parse_factor parse_character", "x ...", text, packages="readr"),
    **_named("parse_number parse_double parse_integer", "x ...", number, packages="readr"),
    **_named("str_extract str_replace str_replace_all str_remove str_remove_all", "x ...", text, packages="stringr"),
    **_named("str_to_lower str_to_upper str_to_title str_trim str_pad str_squish", "x ...", text, packages="stringr"),
    **_named("str_detect str_starts str_ends", "x ...", logical, packages="stringr"),
    **_named("str_length str_count", "x ...", number, packages="stringr"),
    **_named("replace_na", "data replace ...", filled, packages="tidyr"),
    **_named("sample", "x size replace prob", same),
    **_named("rnorm runif rbinom rpois rexp rgamma", "x ...", number, packages="stats"),
    **_named("mapvalues", "x ...", text, packages="plyr"),
    **_named("cummax cummin order diff beta lbeta choose factorial", "x ...", number),
    **_named("%*% numeric", SHARED, number),
    **_named("integer julian difftime match findInterval", "x ...", number),
    **_named("wday month", "x label ...", part_of_date, packages="lubridate data.table"),
    **_named("year day mday yday hour minute second week isoweek quarter", "x ...", number, packages="lubridate"),
    **_named("ntile percent_rank lag lead", "x ...", number, packages="dplyr"),
    **_named("logit", "x ...", number, packages="car"),
    **_named("inv.logit", "x ...", number, packages="boot"),
    **_named("center rescale standardize exp2", "x ...", number, packages="datawizard scales"),
}


OF_ALL = RemoteRule("summary", all_rows=True, one_value=True)
OF_DISTINCT = RemoteRule("summary", one_value=True)


def _extreme(name: str, remote: RemoteRule, form: str = "statistic") -> dict[str, RFunction]:
    computed = "statistics.extreme({})"
    return rows(name, "... na.rm", number, computed, length=lengths.one, form=form, remote=remote)


def _summary(
    name: str, parameters: str, computed: str, packages: str, remote: RemoteRule = OF_ALL
) -> dict[str, RFunction]:
    return rows(
        name, parameters, number, computed, packages=packages, length=lengths.one, form="statistic", remote=remote
    )


STATISTICS = {
    **_summary("mean", SHARED, "statistics.mean", "base"),
    **_summary("median", "x na.rm ...", "statistics.summary({})", "stats"),
    **_summary("sd", "x na.rm", "statistics.summary({})", "stats", replace(OF_ALL, not_zero=True)),
    **_summary("var", "x y na.rm use", "statistics.summary({})", "stats"),
    **_extreme("min", OF_DISTINCT),
    **_extreme("max", OF_DISTINCT),
    **_extreme("sum", OF_ALL),
    **_extreme("prod", OF_ALL, ""),
    **rows(
        "length",
        SHARED,
        number,
        "statistics.n_elements",
        length=lengths.one,
        form="statistic",
        remote=RemoteRule("always", all_rows=True, one_value=True, not_zero=True),
    ),
    **rows(
        "quantile",
        "x probs na.rm names type digits ...",
        number,
        "statistics.quantile",
        packages="stats",
        inert="names digits",
        length=lengths.quantiles,
        remote=RemoteRule("whole", all_rows=True, one_value=True),
    ),
    **rows("scale", "x center scale", matrix, "statistics.scale", remote=RemoteRule("finite", all_rows=True)),
    **rows("cumsum cumprod", "x", number, "statistics.cumulative({})", remote=WHOLE),
    **rows("rank", "x na.last ties.method", number, "statistics.rank", remote=WHOLE),
    **rows("pmin", "... na.rm", number, "statistics.parallel({})", remote=RemoteRule("finite")),
    **rows("pmax", "... na.rm", number, "statistics.parallel({})", remote=RemoteRule("finite")),
    **rows("ave", "x ...", number, "statistics.ave", packages="stats", remote=WHOLE),
}
