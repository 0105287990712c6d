"""What R prints of a fit, read as the call that it was fitted by.

The layout is that of `lme4:::print.merMod` and `lme4:::print.summary.merMod` (1.1 and 2.x) and of lmerTest's: a
heading, then lines with labels, whose values go on in the next lines where they are long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from lme4math.errors import FormulaError
from lme4math.r import Call, Expression, Name, deparse, deparse_name, is_syntactic, parse_program
from lme4math.records import record
from lme4math.script.drafts import Draft, draft_of, joined, written
from lme4math.source import Span

_LABEL = re.compile(r"[ \t]*(?P<label>Formula|Family|Data|Weights|Offset|Control|Subset):(?P<value>[^\n]*)")
_HEADING = re.compile(r"(?P<kind>Linear|Generalized linear|Nonlinear|Generalized nonlinear) mixed model fit by")
_ENDS = re.compile(
    r"[ \t]*(?:(?:REML criterion|Scaled residuals|Random effects|Fixed [Ee]ffects|Number of obs)\b"
    r"|(?:n?AIC|logLik|npar)\b|$)"
)
_HEAD, _COEFFICIENTS, _DEVIATIONS = "heading", "coefficients", "deviations"
_TABLES = {_COEFFICIENTS: re.compile(r"[ \t]*Fixed [Ee]ffects:"), _DEVIATIONS: re.compile(r"[ \t]*Random effects:")}
_COMMENT = re.compile(r"^[ \t]*#+>?[ \t]?", re.MULTILINE)
_FAMILY = re.compile(
    r"\s*(?P<name>[\w.]+(?: Binomial)?)(?:\((?P<theta>[-+.\d e]+)\))?\s*\(\s*(?P<link>[^\n]*?)\s*\)\s*$"
)
_NUMBERS = re.compile(r"[ \t]-?[\d.].*|$")
_WITH_BRACKETS = re.compile(r"\S*\((?:[^()]|\([^()]*\))*\)\S*")
_SCORES = re.compile(r"[\w.]+\.L(?=\s)")
_LABELLED = re.compile(r"^[ \t]*(?:#+>?[ \t]*)?Formula:(?=\s|$)", re.MULTILINE)


@record
class PrintedFactor:
    """A factor, as the names of printed coefficients show.

    Attributes:
        frame: the data frame, where it is named.
        variable: its name.
        ordered: whether its contrasts are polynomials.
        formula: the formula of the model, as R writes it.
    """

    frame: str | None
    variable: str
    ordered: bool
    formula: str


_ARGUMENTS = {"Data": "data", "Weights": "weights", "Offset": "offset", "Control": "control", "Subset": "subset"}


def has_printout(text: str) -> bool:
    """Whether a line of a text starts with `Formula:`."""
    return _LABELLED.search(text) is not None


def calls_of_printouts(text: str) -> Draft | None:
    """The calls of the fits that are printed in a text, as R code; None where there are none.

    A formula behind `Formula:` for which neither family nor data are printed stays a formula.

    Args:
        text: the text, whose printouts may stand in comments.

    Raises:
        FormulaError: a printout does not say which model it is of.
    """
    draft = draft_of(text)
    draft = draft.patched((*match.span(), "") for match in _COMMENT.finditer(text))
    calls = [_call(block) for block in _blocks(draft) if "Formula" in block]
    return joined(calls) if calls else None


def _blocks(draft: Draft) -> list[dict[str, Draft]]:
    """The fields of each fit that is printed."""
    blocks: list[dict[str, Draft]] = [{}]
    for label, value in _fields(draft):
        if label == _HEAD or (label in ("Family", "Formula") and "Formula" in blocks[-1]):
            blocks.append({})
        blocks[-1][label] = value
    return blocks


def _fields(draft: Draft) -> Iterator[tuple[str, Draft]]:
    """The headings, labelled values and tables of coefficients of printouts, in the order of the text."""
    lines = list(draft.lines())
    place = 0
    while place < len(lines):
        start, end = lines[place]
        place += 1
        line = draft.text[start:end]
        label = _LABEL.match(line)
        table = next((name for name, title in _TABLES.items() if title.match(line)), None)
        if table is not None:
            while place < len(lines) and draft.text[slice(*lines[place])].strip():
                place += 1
            yield table, draft.slice(end, lines[place - 1][1])
        elif label is not None or _HEADING.search(line):
            place = _end_of_value(draft, lines, place)
            value = draft.slice(start + label.start("value") if label else start, lines[place - 1][1])
            yield label["label"] if label else _HEAD, value


def _end_of_value(draft: Draft, lines: Sequence[tuple[int, int]], place: int) -> int:
    """The line after the value that goes on until this line or later."""
    while place < len(lines):
        line = draft.text[slice(*lines[place])]
        if _LABEL.match(line) or _HEADING.search(line) or _ENDS.match(line):
            break
        place += 1
    return place


def _call(fields: Mapping[str, Draft]) -> Draft:
    formula = fields["Formula"]
    given = {name: fields[label] for label, name in _ARGUMENTS.items() if label in fields and _is_code(fields[label])}
    function, family = _function(fields)
    if not given and function == "lmer" and _HEAD not in fields:
        return joined([formula, written("\n", formula.places[-1])])
    start = min(draft.places[0] for draft in fields.values())
    pieces = [*_factors(fields), written(f"{function}(", start), formula, _blank_after(formula)]
    for name, value in [*given.items(), *([("family", family)] if family is not None else [])]:
        pieces += written(f", {name} = ", value.places[0]), value, _blank_after(value)
    if function == "lmer" and _HEAD in fields and "maximum likelihood" in fields[_HEAD].text:
        pieces.append(written(", REML = FALSE", pieces[-1].places[-1]))
    return joined([*pieces, written(")\n", max(draft.places[-1] for draft in pieces))])


def _blank_after(piece: Draft) -> Draft:
    """A blank that ends the last word of a piece at its place."""
    return written(" ", piece.places[-1])


def _function(fields: Mapping[str, Draft]) -> tuple[str, Draft | None]:
    """The function that made the fit, and the family that it was given."""
    heading = fields[_HEAD].text if _HEAD in fields else ""
    if "onlinear" in heading:
        return "nlmer", None
    if "Family" in fields:
        family = _family(fields["Family"])
        return ("glmer.nb", None) if family is None else ("glmer", family)
    if heading.startswith("Generalized"):
        message = "This printout names no family, and without it the model is not known."
        formula = fields["Formula"].places
        raise FormulaError(message, Span(formula[0], formula[-1]), "Write the call: glmer(formula, family = …).")
    return "lmer", None


def _is_code(value: Draft) -> bool:
    try:
        return len(parse_program(value.text)) == 1
    except FormulaError:
        return False


def _family(value: Draft) -> Draft | None:
    """The family as R code; None for a negative binomial whose parameter was estimated, as its digits show."""
    match = _FAMILY.match(value.text)
    if match is None:
        return value
    name, link = value.slice(*match.span("name")), value.slice(*match.span("link"))
    mark = "" if match["link"].endswith(")") else '"'  # R prints a link of the user's own as the call that makes it
    made_of = [name, _blank_after(name), written(f"(link = {mark}", link.places[0])]
    if match["name"].lower() == "negative binomial":
        if "." in (match["theta"] or "."):
            return None
        made_of = [written(f"MASS::negative.binomial({match['theta']}, link = {mark}", name.places[0])]
    return joined([*made_of, link, written(f"{mark})", link.places[-1])])


def _factors(fields: Mapping[str, Draft]) -> Iterator[Draft]:
    """Declarations of the factors that the names of coefficients show."""
    for factor, place in _shown_factors(fields):
        name = deparse_name(factor.variable)
        column = name if factor.frame is None else f"{factor.frame}${name}"
        ordered = ", ordered = TRUE" if factor.ordered else ""
        yield written(f"{column} <- factor({column}{ordered})\n", place)


def printed_factors(text: str) -> Iterator[tuple[PrintedFactor, int]]:
    """The factors that printed fits show, each with the place of what shows it.

    Args:
        text: what a command printed, without marks of comments.
    """
    for block in _blocks(draft_of(text)):
        if "Formula" in block:
            yield from _shown_factors(block)


def _shown_factors(fields: Mapping[str, Draft]) -> Iterator[tuple[PrintedFactor, int]]:
    """Where there is a coefficient `condb`, cond is a factor; where `cond.L` varies, an ordered one."""
    if not _TABLES.keys() & fields.keys():
        return
    try:
        formula = parse_program(fields["Formula"].text)
    except FormulaError:
        return
    variables = _variables(formula)
    words: dict[str, int] = {}
    for name, place in _names_of_effects(fields):
        words |= {part: place for part in name.split(":") if part not in words}
    frame = fields["Data"].text.strip() if "Data" in fields else ""
    for variable in variables:
        longer = tuple(other for other in variables if other.startswith(variable) and other != variable)
        levels = {word.removeprefix(variable): place for word, place in words.items() if word not in variables
                  and word.startswith(variable) and not word.startswith(longer)}  # fmt: skip
        if levels:
            whose = frame if is_syntactic(frame) else None
            yield PrintedFactor(whose, variable, ".L" in levels, deparse(formula[0])), min(levels.values())


def _names_of_effects(fields: Mapping[str, Draft]) -> Iterator[tuple[str, int]]:
    """The names of effects that are words, with their places: of rows of a summary, of columns of a print.

    Of random effects only polynomials, as their rows start with names of grouping factors.
    """
    if _COEFFICIENTS in fields:
        table = fields[_COEFFICIENTS]
        for start, end in table.lines():
            line = table.text[start:end]
            name = _NUMBERS.sub("", line)
            if name == line:  # names of columns, of which those with brackets are left out
                name = _WITH_BRACKETS.sub(" ", name)
            if "Estimate" not in line and "(" not in name:
                yield from ((word, table.places[start]) for word in name.split())
    if _DEVIATIONS in fields:
        table = fields[_DEVIATIONS]
        yield from ((match[0], table.places[match.start()]) for match in _SCORES.finditer(table.text))


def _variables(expressions: Sequence[Expression]) -> list[str]:
    """The variables of the effects of a formula that stand there by themselves, outside all functions."""
    found: dict[str, None] = {}
    work = list(expressions)
    while work:
        node = work.pop()
        if isinstance(node, Name):
            found[node.name] = None
        elif isinstance(node, Call) and node.operator in _OPERATORS:
            work += node.operands[_OPERATORS[node.operator]]
    return list(found)


_OPERATORS = {
    **dict.fromkeys(("+", "-", "*", ":", "/", "^", "(", "%in%"), slice(None)),
    "~": slice(-1, None),
    **dict.fromkeys(("|", "||"), slice(1)),
}
