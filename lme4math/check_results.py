"""The result of a check: whether an equation that a person wrote is the model of the code, said and shown."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from lme4math.attempts import (
    Finding,
    Given,
    Judgement,
    Key,
    LevelIs,
    MarkedPlaces,
    NoResponseError,
    PlaceMark,
    RAtom,
    RNumber,
    Verdict,
    first_words,
    given_symbols,
    judged,
    marked_places,
    marked_text,
    mended_slips,
    own_letters,
    own_notation,
    places_in_code,
    places_in_text,
    sentence_of,
    with_greek,
)
from lme4math.errors import Error
from lme4math.libraries import Cells
from lme4math.markup import Markup, code_span, join, markdown
from lme4math.model import MixedModel, variables_in
from lme4math.pipeline import Compiled, compile_model, equations_of
from lme4math.source import Source, Span, visible
from lme4math.tabular import RCode, ResultTable, Tabular

if TYPE_CHECKING:
    from lme4math.ui import AttemptShown


@dataclass(frozen=True)
class _Beside:
    """What is shown beside the sentences: the marks of the equation, and the model of the code, to be written alike.

    `mended` is the equation with its slips mended, "" where it is more than slips.
    """

    compiled: Compiled
    marks: MarkedPlaces
    letters: tuple[tuple[str, str], ...] = ()
    notation: str = "expanded"
    mended: str = ""

    def in_own_letters(self) -> Compiled:
        """The model with the attempt's letters, as far as our equations have not the same for something else."""
        named = self.compiled
        for what, label in self.letters:
            try:
                named = named.with_labels({what: label})
            except Error:  # a letter of another thing, or of a coefficient that is not in the code
                continue
        return named

    def marked_mending(self, latex: str, mended: str) -> Markup:
        """LaTeX that is right, with marks at what was changed where it is the equation itself.

        Args:
            latex: the equation.
            mended: what is right.
        """
        if not self.mended:
            return join((mended,))
        changes = SequenceMatcher(None, latex, mended, autojunk=False).get_opcodes()
        spans = (Span(start, end) for kind, _, _, start, end in changes if kind != "equal" and start < end)
        return marked_text(mended, [PlaceMark(span, "note") for span in spans])

    def marked_code(self, formula: str) -> Markup:
        """The formula as it was typed, with its marks; where these are outside of it, the call; else the formula.

        Args:
            formula: the formula as R writes it.
        """
        call, marks = self.compiled.call, self.marks.in_code
        for whole in (call.formula.span, call.span):
            if marks and all(whole.start <= one.span.start and one.span.end <= whole.end for one in marks):
                return marked_text(call.source.text, marks, whole.start, whole.end)
        return join((formula,))


@dataclass(frozen=True, repr=False)
class Check(Tabular):
    """How an equation differs from the model of R code: the result of `check`.

    A notebook shows the equation typeset, with each part marked, beside that of the code in the same letters.

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
    latex: str
    code: str
    sentences: Sequence[str]
    _beside: _Beside

    def text(self) -> str:
        """What a patient colleague would say, the most useful thing first.

        >>> from lme4math import check
        >>> text = "y_ij = b0 + b1 * x_ij + u_j + e_ij, u_j ~ N(0, t^2), e_ij ~ N(0, s^2)"
        >>> print(check(text, "lmer(y ~ x + (x | g))").text())
        Your equation is not the model of the code; the response and the fixed effects are right.
        The slope of `x` varies by `g` in the code, but not in the equation: add a deviation for each level of `g`...
        ...
        """
        return "\n".join(self.sentences)

    def mended(self) -> str:
        r"""LaTeX that is right: the equation itself where it had but a slip of an index, else that of the code's model.

        The latter has the letters of the equation, and the notation that is nearest to it.

        >>> from lme4math import check
        >>> print(check(r"y_{ij} = \alpha + u_j + e_{ij}", "lmer(y ~ x + (1 | g))").mended())
        \begin{aligned}
        \text{y}_{i j} & = \alpha + \beta_{1}\,\text{x}_{i j} + u_{j} + \varepsilon_{i j} \\[1ex]
        ...
        """
        if self._beside.mended:
            return self._beside.mended
        return equations_of(self._beside.in_own_letters(), self._beside.notation).latex(notes=False)

    def _table(self) -> ResultTable:
        rows = tuple(_row(one, place, self.latex) for one, place in zip(self.differences, self.places, strict=True))
        below = tuple(f"{name} stands for {code.text}" for name, code in assumed(self.symbols, self.indices))
        return ResultTable(("Difference", "In the equation"), rows, tuple(self.sentences[:1]), below)

    def _columns(self) -> dict[str, Cells]:
        return {
            "kind": [str(one["kind"]) for one in self.differences],
            "difference": [with_greek(sentence_of(one)) for one in self.differences],
        }

    def __str__(self) -> str:
        return "\n".join(map(visible, self.sentences))

    def __repr__(self) -> str:
        return f"<lme4math.Check: {self.verdict}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text("…" if cycle else str(self))

    def markdown(self, *, word: bool = False) -> str:
        """The sentences, and the LaTeX of the code's model, as Markdown.

        >>> from lme4math import check
        >>> print(check("y_i = a + e_i", "lmer(y ~ 1 + (1 | g))").markdown().partition("\\n")[0])
        **Your equation is not the model of the code; the response and the fixed effects are right.**

        Args:
            word: for documents of Word, as in `Equations.markdown`.
        """
        first, *others = map(markdown, self.sentences)
        shown = [f"**{first}**", "\n".join(f"- {one}" for one in others), f"The code, {code_span(self.code)}, is"]
        ours = equations_of(self._beside.in_own_letters(), self._beside.notation).markdown(notes=False, word=word)
        return "\n\n".join([*filter(None, shown), ours])

    def _repr_markdown_(self) -> str:
        """For hosts without HTML."""
        return self.markdown()

    def _repr_html_(self) -> str:
        """The equation with its parts marked, beside that of the code, and what is to be said of it."""
        from lme4math.ui import attempt_html

        return str(attempt_html(self, self._shown()))

    def body(self) -> str:
        """The same HTML without its style sheets, for a page that has them.

        >>> from lme4math import check
        >>> "<style" in check("y_i = a + e_i", "lmer(y ~ 1 + (1 | g))").body()
        False
        """
        from lme4math.ui import attempt_body

        return str(attempt_body(self, self._shown()))

    def _shown(self) -> AttemptShown:
        from lme4math.ui import AttemptShown, view_content

        said = map(with_greek, map(sentence_of, (*self.differences, *self.notes)))
        numbers = {
            sentence: number for sentence, number in zip(said, self._beside.marks.numbers, strict=False) if number
        }
        content = view_content(self._beside.in_own_letters(), styles=("indexed",))
        return AttemptShown(
            self._beside.marks.in_text,
            self._beside.marked_code(self.code),
            numbers,
            self._beside.marked_mending(self.latex, self.mended()),
            content,
            self._beside.notation,
        )


def _labels_of_variables(compiled: Compiled) -> dict[str, str]:
    """The model's own words for variables, which an equation may have in their place."""
    response = compiled.model.response
    names = {variable.frame_name for variable in compiled.model.variables} | {response.name, response.successes}
    names |= variables_in(response.expression) if response.expression is not None else set()
    return {label.strip("$"): name for name, label in compiled.writing.labels if name in names}


def check_of(
    text: str,
    compiled: Compiled,
    symbols: Mapping[Key, tuple[RAtom, ...]] | None = None,
    indices: Mapping[str, str] | None = None,
) -> Check:
    """Hold an equation against a model that is compiled.

    Args:
        text: the equation, alone or with other text around it.
        compiled: the model.
        symbols: what is said of its symbols.
        indices: what is said of its indices.

    Raises:
        FormulaError: the text has no equation that can be read.
    """
    source = compiled.call.source.text

    def with_factors(factors: Mapping[str, Sequence[str]]) -> MixedModel | None:
        try:
            declared = {**(compiled.factors or {}), **factors}
            return compile_model(source, compiled.data, declared, which=compiled.which).model
        except Error:
            return None

    code = _with_kept_columns(compiled.model, compiled.all_dropped)
    known = {**given_symbols(_labels_of_variables(compiled)), **(symbols or {})}
    given = Given(known, indices or {}, compiled.hierarchy)
    try:
        found = judged(text, code, given, with_factors)
        slips = mended_slips(text, found)
        is_mended = slips and judged(slips, code, given, with_factors).verdict == "right"
    except NoResponseError as error:
        if not error.has_laws:
            raise error.within(Source(text)) from None
        return _without_response(text, code, compiled)
    return _check(text, code, found, _beside(compiled, found, code, slips if is_mended else ""))


def _with_kept_columns(model: MixedModel, dropped: Collection[int] | None) -> MixedModel:
    """The model without the columns that R drops because others span them in the data."""
    if not dropped:
        return model
    kept = tuple(column for place, column in enumerate(model.fixed.columns) if place not in dropped)
    return replace(model, fixed=replace(model.fixed, columns=kept))


def _beside(compiled: Compiled, found: Judgement, code: MixedModel, mended: str) -> _Beside:
    return _Beside(compiled, marked_places(found, code), own_letters(found, code), own_notation(found), mended)


def _check(text: str, code: MixedModel, found: Judgement, beside: _Beside) -> Check:
    differences = tuple(one.told for one in found.differences)
    notes = tuple(one.told for one in found.notes)
    meaning = found.reading.symbols.meaning if found.reading else {}
    groups = found.reading.groups.groups if found.reading else {}
    response = found.told.response.symbol
    names = named_symbols(meaning, response.base if response else "", code.response.successes or code.response.name)
    verdict = Verdict(
        found.verdict, differences, notes, found.questions, found.means, code.formula, tuple(_good(differences))
    )
    return Check(
        found.verdict, differences, notes, found.means, found.nearest, names, named_indices(groups),
        tuple(map(with_greek, found.questions)),
        tuple(_places(one, found, code) for one in found.differences), text, code.formula,
        tuple(map(with_greek, first_words(verdict))), beside,
    )  # fmt: skip


def _without_response(text: str, code: MixedModel, compiled: Compiled) -> Check:
    """Of a text with distributions only."""
    differences: list[dict[str, object]] = [{"kind": "wrong_response", "code": code.response.name, "equation": ""}]
    differences += [{"kind": "missing_fixed_effect", "coefficient": one.name} for one in code.fixed.columns]
    sentences = first_words(Verdict("wrong", differences, (), (), None, code.formula, ()))
    places = ((None, None),) * len(differences)
    return Check(
        "wrong", tuple(differences), (), None, None, {}, {}, (), places, text, code.formula, tuple(sentences),
        _Beside(compiled, MarkedPlaces()),
    )  # fmt: skip


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


def _places(one: Finding, found: Judgement, code: MixedModel) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """Where a difference is first, in the equation and in the R code."""
    return _pair(places_in_text(one, found)), _pair(places_in_code(one, code))


def _pair(spans: tuple[Span, ...]) -> tuple[int, int] | None:
    return (spans[0].start, spans[0].end) if spans else None


def _row(one: Mapping[str, object], place: tuple[Any, Any], latex: str) -> tuple[str, RCode]:
    span = place[0]
    return with_greek(sentence_of(one)), RCode(" ".join(latex[span[0] : span[1]].split()) if span else "")


def named_symbols(meaning: Mapping[Key, tuple[RAtom, ...]], response: str, code: str) -> dict[str, str]:
    """What each symbol stands for, as R code or as the indicator of a level."""
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


def named_indices(groups: Mapping[frozenset[str], str]) -> dict[str, str]:
    """The grouping factor of each index, or of several."""
    return {",".join(sorted(indices)) if any(len(one) > 1 for one in indices) else "".join(sorted(indices)): name
            for indices, name in groups.items()}  # fmt: skip


def assumed(symbols: Mapping[str, str], indices: Mapping[str, str]) -> tuple[tuple[str, RCode], ...]:
    """Both as rows of a table."""
    return tuple((name, RCode(code)) for name, code in (*symbols.items(), *indices.items()))
