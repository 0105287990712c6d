"""Equations that people wrote: whether they are the model of the code, and which model they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lme4math.api import Model, parse
from lme4math.attempts import (
    Finding,
    Judgement,
    Key,
    LevelIs,
    NoResponseError,
    RAtom,
    RNumber,
    Verdict,
    first_words,
    given_indices,
    given_symbols,
    judged,
    read_alone,
    sentence_of,
)
from lme4math.errors import DataError, Error, a_value
from lme4math.libraries import Cells
from lme4math.model import MixedModel
from lme4math.pipeline import compile_model
from lme4math.source import Source, Span
from lme4math.tabular import RCode, ResultTable, Tabular


@dataclass(frozen=True)
class LatexReading(Tabular):
    """What an equation stands for in R, and what had to be assumed: the result of `read_latex`.

    Attributes:
        means: the lme4 formula, or call, that the mathematics stands for; None where lme4 has none, or a part is open.
        symbols: of each covariate its R code, or the indicator of a level.
        indices: of each index, or group of indices, its grouping factor.
        notes: what was noticed, in the closed vocabulary of checks.
        latex: the text that was read.
    """

    means: str | None
    symbols: Mapping[str, str]
    indices: Mapping[str, str]
    notes: Sequence[Mapping[str, object]]
    latex: str = field(repr=False, default="")

    def text(self) -> str:
        """The reading in sentences.

        >>> from lme4math import read_latex
        >>> print(read_latex("y_i = a + u_school[i] + b * x_i + e_i").text())
        In R, it is `y ~ x + (1 | school)`.
        ...
        """
        opening = [f"In R, it is `{self.means}`." if self.means else "It is no model that lme4 has, or a part is open."]
        return "\n".join([*opening, *map(sentence_of, self.notes)])

    def _table(self) -> ResultTable:
        return ResultTable(
            ("Symbol", "Stands for"), _assumed(self.symbols, self.indices), tuple(self.text().split("\n"))
        )

    def _columns(self) -> dict[str, Cells]:
        rows = _assumed(self.symbols, self.indices)
        return {"symbol": [row[0] for row in rows], "stands_for": [row[1].text for row in rows]}


@dataclass(frozen=True)
class Check(Tabular):
    """How an equation differs from the model of R code: the result of `check`.

    Attributes:
        verdict: "right", "wrong" or "ambiguous".
        differences: what makes it wrong, a dict each, with its `kind`.
        notes: what is worth a word and does not make it wrong.
        means: the lme4 formula that the mathematics stands for, or None.
        nearest: the formula after the smallest mending, where `means` is None or the text is ambiguous; else None.
        symbols: of each covariate its R code, or the indicator of a level.
        indices: of each index, or group of indices, its grouping factor.
        questions: what would settle what the text leaves open.
        places: of each difference its place in the LaTeX, `(start, end)`, or None; then that in the R code, or None.
        latex: the text that was read.
        code: the formula of the code.
        sentences: those of `text()`.
    """

    verdict: str
    differences: Sequence[Mapping[str, object]]
    notes: Sequence[Mapping[str, object]]
    means: str | None
    nearest: str | None
    symbols: Mapping[str, str]
    indices: Mapping[str, str]
    questions: Sequence[str]
    places: Sequence[tuple[tuple[int, int] | None, tuple[int, int] | None]]
    latex: str = field(repr=False, default="")
    code: str = field(repr=False, default="")
    sentences: Sequence[str] = field(repr=False, default=())

    def text(self) -> str:
        """What a patient colleague would say, the most useful thing first.

        >>> from lme4math import check
        >>> text = "y_ij = b0 + b1 * x_ij + u_j + e_ij, u_j ~ N(0, t^2), e_ij ~ N(0, s^2)"
        >>> print(check(text, "lmer(y ~ x + (x | g))").text())
        The response and the fixed effects are right.
        The code has the slope of `x` varying by `g`; the equation has no such deviation.
        ...
        """
        return "\n".join(self.sentences)

    def _table(self) -> ResultTable:
        rows = tuple(_row(one, place, self.latex) for one, place in zip(self.differences, self.places, strict=True))
        below = tuple(f"{name} stands for {code.text}" for name, code in _assumed(self.symbols, self.indices))
        return ResultTable(("Difference", "In the equation"), rows, tuple(self.sentences[:1]), below)

    def _columns(self) -> dict[str, Cells]:
        return {
            "kind": [str(one["kind"]) for one in self.differences],
            "difference": [sentence_of(one) for one in self.differences],
        }


def check(
    latex: str,
    model: Model | str,
    *,
    symbols: Mapping[str, str] | None = None,
    indices: Mapping[str, str] | None = None,
) -> Check:
    """Hold an equation that a person wrote against a model.

    LaTeX is read, and Unicode or plain text as well; prose between formulas may name indices. An equation is right
    where it is the same model: the same response, family, link and offsets, the same space of fixed columns, and the
    same random blocks. Other letters, codings or baselines are noted. What the text leaves open makes it ambiguous.

    >>> text = "y_ij = b0 + b1 * x_ij + u_j + e_ij, u_j ~ N(0, t^2), e_ij ~ N(0, s^2)"
    >>> check(text, "lmer(y ~ x + (1 | g))").verdict
    'right'

    Args:
        latex: the equation, alone or with other text around it.
        model: the model, or its R code.
        symbols: what symbols stand for, as `{"T": "time", "Z": "1[type = +]"}`.
        indices: what indices stand for, as `{"j": "school", "c": "(factor) condition"}`.

    Raises:
        FormulaError: the text has no equation that can be read, or the R code is no model.
        DataError: an argument is of another type.
    """
    text = _text(latex)
    compiled = (parse(model) if isinstance(model, str) else _model(model))._compiled
    source = compiled.call.source.text

    def with_factors(factors: Mapping[str, Sequence[str]]) -> MixedModel | None:
        try:
            declared = {**(compiled.factors or {}), **factors}
            return compile_model(source, compiled.data, declared, which=compiled.which).model
        except Error:
            return None

    code = _with_kept_columns(compiled.model, compiled.all_dropped)
    try:
        found = judged(text, code, given_symbols(symbols), given_indices(indices), with_factors)
    except NoResponseError as error:
        if not error.has_laws:
            raise error.within(Source(text)) from None
        return _without_response(text, code)
    return _check(text, code, found)


def read_latex(
    latex: str, *, symbols: Mapping[str, str] | None = None, indices: Mapping[str, str] | None = None
) -> LatexReading:
    """Read an equation that a person wrote as an lme4 formula.

    >>> read_latex("y_ij = b0 + b1 * x_ij + u_j + e_ij, u_j ~ N(0, t^2), e_ij ~ N(0, s^2)").means
    'y ~ x + (1 | j)'

    Args:
        latex: the equation, as in `check`.
        symbols: what symbols stand for, as in `check`; by default each stands for its own name.
        indices: what indices stand for, as in `check`.

    Raises:
        FormulaError: the text has no equation that can be read.
        DataError: an argument is of another type.
    """
    text = _text(latex)
    read = read_alone(text, given_symbols(symbols), given_indices(indices))
    reading = read.reading
    names = _symbols(reading.symbols.meaning, "", "")
    return LatexReading(read.means, names, _indices(reading.groups.groups), tuple(one.told for one in read.notes), text)


def _with_kept_columns(model: MixedModel, dropped: Collection[int] | None) -> MixedModel:
    """The model without the columns that R drops because others span them in the data."""
    if not dropped:
        return model
    kept = tuple(column for place, column in enumerate(model.fixed.columns) if place not in dropped)
    return replace(model, fixed=replace(model.fixed, columns=kept))


def _text(latex: object) -> str:
    if not isinstance(latex, str):
        raise DataError(f"latex must be a text; {a_value(latex)} was given.")
    return latex


def _model(model: object) -> Model:
    if not isinstance(model, Model):
        raise DataError(f"model must be a Model or R code; {a_value(model)} was given.")
    return model


def _check(text: str, code: MixedModel, found: Judgement) -> Check:
    differences = tuple(one.told for one in found.differences)
    notes = tuple(one.told for one in found.notes)
    meaning = found.reading.symbols.meaning if found.reading else {}
    groups = found.reading.groups.groups if found.reading else {}
    response = found.told.response.symbol
    names = _symbols(meaning, response.base if response else "", code.response.successes or code.response.name)
    verdict = Verdict(
        found.verdict, differences, notes, found.questions, found.means, code.formula, tuple(_good(differences))
    )
    return Check(
        found.verdict, differences, notes, found.means, found.nearest, names, _indices(groups), found.questions,
        tuple((_pair(one.span), _in_code(one, code)) for one in found.differences), text, code.formula,
        tuple(first_words(verdict)),
    )  # fmt: skip


def _without_response(text: str, code: MixedModel) -> Check:
    """Of a text with distributions only."""
    differences: list[dict[str, object]] = [{"kind": "wrong_response", "code": code.response.name, "equation": ""}]
    differences += [{"kind": "missing_fixed_effect", "coefficient": one.name} for one in code.fixed.columns]
    sentences = first_words(Verdict("wrong", differences, (), (), None, code.formula, ()))
    places = ((None, None),) * len(differences)
    return Check("wrong", tuple(differences), (), None, None, {}, {}, (), places, text, code.formula, tuple(sentences))


def _good(differences: Sequence[Mapping[str, object]]) -> Iterator[str]:
    """The parts of a wrong equation that no difference is about."""
    kinds = {str(one["kind"]) for one in differences}
    if not kinds & {"wrong_response", "wrong_family", "wrong_trials", "wrong_link"}:
        yield "the response"
    if not any("fixed" in kind or kind in ("repeated_term", "level_mismatch") for kind in kinds):
        yield "the fixed effects"
    changing = ("random", "group", "correlation", "structure", "variance", "distribution", "mismatch")
    if not any(part in kind for kind in kinds for part in changing):
        yield "the random effects"


def _in_code(finding: Finding, code: MixedModel) -> tuple[int, int] | None:
    """Where in the R code a missing or misplaced part stands."""
    fields = dict(finding.fields)
    name, group = fields.get("coefficient"), fields.get("group", fields.get("code"))
    if finding.kind in ("missing_random_effect", "wrong_group"):
        term = next((one for one in code.random if one.group.name == group), None)
        return _pair(term.span) if term is not None else None
    if finding.kind == "missing_fixed_effect":
        column = next((one for one in code.fixed.columns if one.name == name), None)
        return _pair(column.spans[0]) if column is not None and column.spans else None
    return None


def _pair(span: Span | None) -> tuple[int, int] | None:
    return None if span is None else (span.start, span.end)


def _row(one: Mapping[str, object], place: tuple[Any, Any], latex: str) -> tuple[str, RCode]:
    span = place[0]
    return sentence_of(one), RCode(" ".join(latex[span[0] : span[1]].split()) if span else "")


def _symbols(meaning: Mapping[Key, tuple[RAtom, ...]], response: str, code: str) -> dict[str, str]:
    found = {response: code} if response else {}
    for key, atoms in meaning.items():
        name = getattr(key, "text", "") or f"1[{getattr(key, 'level', '')}]"
        found[name] = ":".join(_code(atom) for atom in atoms)
    return found


def _code(atom: RAtom) -> str:
    match atom:
        case RNumber(code=code):
            return code
        case LevelIs(factor=factor, level=level):
            return f"1[{factor} = {level}]"


def _indices(groups: Mapping[frozenset[str], str]) -> dict[str, str]:
    return {",".join(sorted(indices)) if any(len(one) > 1 for one in indices) else "".join(sorted(indices)): name
            for indices, name in groups.items()}  # fmt: skip


def _assumed(symbols: Mapping[str, str], indices: Mapping[str, str]) -> tuple[tuple[str, RCode], ...]:
    return tuple((name, RCode(code)) for name, code in (*symbols.items(), *indices.items()))
