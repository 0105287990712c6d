"""Strategies that make R code: formulas as people write them, any expressions, and broken ones.

What is made is text, put together from R's grammar; brackets are added so that each piece stands where R reads it.
"""

from __future__ import annotations

from hypothesis import strategies as st

NAMES = ["y", "x", "g", "time", "type", "a.b", ".x", "x_1", "été", "α", "`my var`", "`if`", "`a\\`b`", "T", "..."]
NUMBERS = ["0", "1", "2L", "1e5", "100000", "0.1", "1e-4", ".5", "0x1F", "0x1p3", "123456.789", "1e15", "1e5L"]
TEXTS = ['"a b"', "'it\\'s'", '"tab\\t"', 'r"(raw)"', 'R"--[x]--"', "'\\u00e9'", '"q\\"q"']
CONSTANTS = ["TRUE", "FALSE", "NULL", "NA", "NA_integer_", "Inf", "NaN"]
ARITHMETIC = ["+", "-", "*", "/", "^", "**", ":", "%in%", "%%", "%/%", "%o%"]
OPERATORS = [*ARITHMETIC, "|", "||", "&", "&&", "<", ">=", "==", "!=", "~", "<-", "<<-", "->", "->>", ":="]
BLANKS = st.sampled_from(["", " ", "  ", "\t", "\n", " # a note\n"])

names = st.sampled_from(NAMES)
atoms = st.sampled_from([*NAMES, *NUMBERS, *TEXTS, *CONSTANTS])


def _spaced(*parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Parts with blanks, comments and line breaks between them; inside brackets all of these mean nothing."""
    mixed: list[st.SearchStrategy[str]] = []
    for part in parts:
        mixed += [part, BLANKS.map(lambda blank: blank or " ")]
    return st.tuples(*mixed).map("".join)


def _compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    argument = st.one_of(
        inner, st.just(""), st.tuples(names, inner).map(" = ".join), inner.map('"quoted name" = {}'.format)
    )
    arguments = st.lists(argument, max_size=3).map(", ".join)
    function = st.sampled_from(["f", "log", "stats::poly", "x$f", "`my f`", "lme4:::f", "(f)"])
    callee = st.sampled_from(["x", "f(x)", "x$y", "x[1]"])
    pair = st.tuples(inner, inner)
    return st.one_of(
        _spaced(inner, st.sampled_from(OPERATORS), inner),
        st.tuples(st.sampled_from("-+!~"), inner).map("".join),
        _spaced(st.just("("), inner, st.just(")")),
        st.tuples(function, arguments).map("{0[0]}({0[1]})".format),
        st.tuples(callee, arguments).map("{0[0]}[{0[1]}]".format),
        st.tuples(callee, inner).map("{0[0]}[[{0[1]}]]".format),
        st.tuples(st.sampled_from(["$", "@"]), names).map("(x{0[0]}{0[1]})".format),
        pair.map("(if ({0[0]}) {0[1]} else 1)".format),
        pair.map("(function(x, y = {0[0]}, ...) {0[1]})".format),
        inner.map("(\\(x) {})".format),
        pair.map("{{({0[0]})\n({0[1]})}}".format),  # within braces a line break ends an expression again
        pair.map("((for (i in {0[0]}) {0[1]}))".format),
        pair.map("(while ({0[0]}) {0[1]})".format),
        pair.map("(({0[0]}) |> f({0[1]}, data = _))".format),
    )


expressions = st.recursive(atoms, _compound, max_leaves=12).map("({})".format)
"""Any expression of R, in round brackets, so that line breaks inside it mean nothing.

There are no complex numbers in it: R writes `3i` as the sum `0+3i`.
"""

_variables = st.sampled_from(["x", "z", "time", "type", "A", "B", "`my var`", "log(x)", "I(x^2)", "poly(x, 2)", "x$z"])
_groups = st.sampled_from(["g", "h", "g/h", "g:h", "g/h/k", "g*h", "factor(g)", "(g + h)", "h %in% g"])


def _sums(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, st.sampled_from(["+", " + ", "*", ":", " - ", "/", "\n + ", " %in% "]), inner).map("".join),
        inner.map("({})".format),
        st.tuples(inner, st.sampled_from(["2", "3"])).map("({0[0]})^{0[1]}".format),
    )


terms = st.recursive(st.one_of(_variables, st.sampled_from(["1", "0", "-1"])), _sums, max_leaves=6)
bars = st.tuples(terms, st.sampled_from(["|", " | ", "||", " || "]), _groups).map("({0[0]}{0[1]}{0[2]})".format)
structured = st.tuples(st.sampled_from(["us", "diag", "cs", "ar1"]), bars).map("".join)
right_sides = st.lists(st.one_of(terms, bars, structured), min_size=1, max_size=5).map(" + ".join)
responses = st.sampled_from(["y", "log(y)", "cbind(s, n - s)", "s/n", "`my y`", ""])

formulas = st.tuples(responses, right_sides).map(lambda parts: f"({parts[0]} ~ {parts[1]})")
"""Formulas as people write them, in round brackets."""

ARGUMENTS = [
    "data = d",
    "d",
    "weights = w",
    "REML = FALSE",
    "subset = x > 0",
    "control = lmerControl()",
    "na.action = na.omit",
]
calls = st.tuples(
    st.sampled_from(["lmer", "lme4::lmer", "m <- lmer", "lmerTest::lmer"]),
    formulas,
    st.lists(st.sampled_from(ARGUMENTS), unique_by=lambda text: text.partition(" = ")[0], max_size=3),
).map(lambda parts: f"{parts[0]}({', '.join([parts[1], *parts[2]])})")
"""Calls of lmer with a few arguments."""

_SCRAPS = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ";",
    "+",
    "|",
    "~",
    "%",
    "`",
    '"',
    "'",
    "\\",
    "_",
    "@",
    "=",
    "<-",
    "\n",
    "2x",
]


@st.composite
def broken(draw: st.DrawFn) -> str:
    """Calls with a few characters removed, doubled, swapped or put in."""
    text = draw(st.one_of(calls, formulas, expressions))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        change = draw(st.integers(0, 2))
        if change == 0:
            text = text[:at] + text[at + draw(st.integers(1, 4)) :]
        elif change == 1:
            text = text[:at] + draw(st.sampled_from(_SCRAPS)) + text[at:]
        else:
            text = text[:at] + text[at : at + 3] + text[at:]
    return text
