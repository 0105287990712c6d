"""The levels of factors, as the names of coefficients show them, where there is no data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import islice, product

from lme4math.asking import GAP, asking
from lme4math.english import first_levels, quoted, typographic
from lme4math.errors import FormulaError
from lme4math.fits.matched_names import NameReading, PartNames, is_open, open_in
from lme4math.fits.printed_lines import damaged
from lme4math.model import IndicatorPiece, LinearPart, MixedModel, OpenCategorical, OpenMatrix, Variable, with_contrasts
from lme4math.r import Call, Expression, Name, arguments_by_parameter
from lme4math.records import record
from lme4math.source import Span

BASELINE = "(baseline)"
"""Stands for the level that a print does not name."""

_POLYNOMIALS = (".L", ".Q", ".C")
_WHOLE = "Paste the print again, whole and unchanged; where levels are given, all of them."
_DATA_FOR_DOT = "The formula has a dot: give the data, so that its variables are known."
_MOST_STEPS, _MOST_WAYS = 20_000, 24


@record
class PrintedNames:
    """The names of the columns of one part of a model, as they are printed.

    Attributes:
        part: its place among the parts: 0 for the fixed one, then the random terms as the formula has them.
        names: those that the part can have.
        shown: the names that are printed.
        spans: their places.
        first_only: whether only the first column of several is printed.
    """

    part: int
    names: PartNames
    shown: tuple[str, ...]
    spans: tuple[Span, ...]
    first_only: bool = False


@record
class InferredFactor:
    """A variable that is a factor, as the names show.

    Attributes:
        variable: its name in the model frame; of `C(f, sum)` that of f.
        levels: in their order.
        printed: the levels that are printed.
        numbered: what it is where its names are those of contrasts, so that its levels are numbered; else empty.
        coded: whether its contrasts are known.
    """

    variable: str
    levels: tuple[str, ...]
    printed: tuple[str, ...]
    numbered: str = ""
    coded: bool = False

    @property
    def notice(self) -> str:
        """What is taken of it, as a sentence."""
        name = quoted(self.variable)
        if self.numbered:
            return (
                f"{name} is taken as {self.numbered}: its {len(self.levels)} levels are not printed, "
                f"and numbered here; give them by {asking().declared(self.variable, (GAP,))}."
            )
        shown = first_levels(self.printed)
        if BASELINE in self.levels:
            named = (GAP, *self.printed[:6], *(GAP,) * (len(self.printed) > 6))
            named = named if self.levels[0] == BASELINE else (*self.printed[-6:], GAP)
            taken = (
                f"{name} is taken as a factor with the levels {shown} and a baseline, which the print does not name; "
                f"name it by {asking().declared(self.variable, named)}."
            )
            return taken if self.coded else f"{taken} {_DEFAULT} {asking().contrasts}."
        return f"{name} is taken as a factor with the levels {first_levels(self.levels)}, which the print shows."


_DEFAULT = "This holds for treatment contrasts, R's default: with others the printed names are no levels; give them"

Inferred = tuple[InferredFactor, ...]
Build = Callable[[Inferred], MixedModel]
Lists = list[tuple[bool, list[str]]]
"""Of each term, whether only the first of several names is printed, and what follows a factor's name in them."""


def infer(
    model: MixedModel, printed: Sequence[PrintedNames], build: Build, check: Callable[[MixedModel], object]
) -> Inferred:
    """The factors that the names show.

    Args:
        model: the model as it is without them.
        printed: the names of each part.
        build: the model with factors.
        check: refuses a model that has other columns than those printed.

    Raises:
        FormulaError: a name is of no coefficient of the formula; or it can be read in several ways.
    """
    variables = {variable.name: variable for variable in model.variables if is_open(variable)}
    matrices = {name for name, variable in variables.items() if isinstance(variable.kind, OpenMatrix)}
    coded = {name for name, one in variables.items() if isinstance(one.kind, OpenCategorical) and one.kind.coding}
    _refuse_unreadable(printed)
    seen: set[Inferred] = set()
    fitting: list[Inferred] = []
    refusal: FormulaError | None = None
    for readings in _consistent(printed, variables.keys() - matrices):
        if any(variable in coded and ":" in rest for one in readings.values() for variable, rest in one):
            continue  # a contrast is called by a number or a word
        lists = _lists(printed, readings, variables.keys() - matrices)
        for factors in _alternatives({variables[name]: lists[name] for name in variables if name in lists}, coded):
            if factors in seen:
                break
            seen.add(factors)
            try:
                found = _with_baselines(factors, build)
                check(build(found))
            except FormulaError as error:
                refusal = refusal or error
                continue
            fitting.append(found)
            break
        if len(fitting) > 1:
            raise _ambiguous(printed, *fitting)
    if not fitting:
        raise refusal or damaged("These names cannot all be of one model of this formula.", printed[0].spans[0])
    return fitting[0]


def _refuse_unreadable(printed: Sequence[PrintedNames]) -> None:
    for one in printed:
        for name, span in zip(one.shown, one.spans, strict=True):
            if not one.names.has(name):
                dots = any("." in term for term in one.names.terms)
                hint = _DATA_FOR_DOT if dots else _WHOLE
                raise damaged(f"The formula has no effect that R would call {quoted(name)}.", span, hint)


def _consistent(printed: Sequence[PrintedNames], variables: set[str]) -> Iterator[dict[tuple[int, str], NameReading]]:
    """All ways to read the names in which each variable is either a factor or a number."""
    names = [(one.part, name, one.names.readings(name)) for one in printed for name in one.shown]
    names.sort(key=lambda one: len(one[2]))  # those that can be read in one way only decide what others are
    steps = ways = 0
    stack: list[tuple[int, dict[str, bool], dict[tuple[int, str], NameReading]]] = [(0, {}, {})]
    while stack and steps < _MOST_STEPS and ways < _MOST_WAYS:
        steps += 1
        place, kinds, chosen = stack.pop()
        if place == len(names):
            ways += 1
            yield chosen
            continue
        part, name, readings = names[place]
        for reading in reversed(readings):
            own = {variable: rest != "" for variable, rest in reading if variable in variables}
            if all(kinds.get(variable, kind) == kind for variable, kind in own.items()):
                stack.append((place + 1, {**kinds, **own}, {**chosen, (part, name): reading}))


def _lists(
    printed: Sequence[PrintedNames], readings: Mapping[tuple[int, str], NameReading], factors: Set[str]
) -> dict[str, Lists]:
    """What follows the name of each factor, term by term, in one way to read the names."""
    lists: dict[str, Lists] = {}
    for one in printed:
        own: dict[tuple[tuple[str, ...], str], dict[str, None]] = {}
        for name in one.shown:
            reading = readings[one.part, name]
            term = tuple(variable for variable, _ in reading)
            for variable, rest in reading:
                if variable in factors and rest:
                    own.setdefault((term, variable), {})[rest] = None
        for (_, variable), levels in own.items():
            lists.setdefault(variable, []).append((one.first_only, list(levels)))
    return lists


def _alternatives(lists: Mapping[Variable, Lists], coded: Set[str]) -> Iterator[Inferred]:
    """The factors that these can be, most plausible first, each with a baseline that is not printed.

    Of `f` and `C(f, sum)` in one formula the levels are those of f.
    """
    ways: dict[str, list[InferredFactor]] = {}
    for variable, own in sorted(lists.items(), key=lambda one: owner(one[0]) != one[0].frame_name):
        ways.setdefault(owner(variable), _ways(variable, own, variable.name in coded))
    yield from islice(product(*ways.values()), _MOST_WAYS)


def owner(variable: Variable) -> str:
    """The name of the factor that a variable is: of `C(f, sum)` that of f."""
    inner = with_contrasts(variable.expression)
    return inner.name if isinstance(inner, Name) else variable.frame_name


def _ways(variable: Variable, lists: Lists, coded: bool) -> list[InferredFactor]:
    """A factor from the levels that each term shows: first what stands first, then the longest list's order.

    Of one with contrasts of its own numbers are those of contrasts, and the baseline may be its last level.
    """
    name = owner(variable)
    whole = sorted((levels for first_only, levels in lists if not first_only), key=len, reverse=True)
    firsts = [levels for first_only, levels in lists if first_only]
    if not whole:
        raise _only_first(name, firsts[0][0])
    shown = tuple(dict.fromkeys(level for levels in (*firsts, *whole) for level in levels))
    scores = [level for level in shown if level in _POLYNOMIALS or level.startswith("^")]
    if scores and scores[0] == ".L":
        named = tuple(level for level in shown if level not in scores)
        what = "a factor with contrasts of its own" if coded else "an ordered factor"
        return [InferredFactor(name, named or _numbers(len(scores) + 1), (), what, coded)]
    if not coded:
        levels = ("FALSE", "TRUE") if shown == ("TRUE",) else (BASELINE, *shown)
        return [InferredFactor(name, levels, shown)]
    numbers = {level for level in shown if level.isdecimal()}
    named = tuple(level for level in shown if level not in numbers)
    if not numbers:
        return [InferredFactor(name, levels, shown, coded=True) for levels in ((BASELINE, *shown), (*shown, BASELINE))]
    if len(named) == len(numbers) + 1:
        return [InferredFactor(name, named, named, coded=True)]
    if _with_how_many(variable.expression):
        raise FormulaError(
            f"{quoted(variable.name)} has as many columns as asked for, which leaves open how many levels there are.",
            None,
            f"Give all of them, in their order: {asking().declared(name, (GAP,))}; or give the data.",
        )
    numbered = _numbers(len(numbers) + 1)
    own = InferredFactor(name, numbered, (), "a factor with contrasts of its own", coded=True)
    return [own, InferredFactor(name, shown, shown, coded=True)]


def _with_how_many(expression: Expression) -> bool:
    """Whether it is `C(f, contr, how.many)`."""
    if not isinstance(expression, Call) or with_contrasts(expression) is None:
        return False
    return "how.many" in arguments_by_parameter(expression, ("object", "contr", "how.many"))


def _numbers(last: int) -> tuple[str, ...]:
    return tuple(map(str, range(1, last + 1)))


def _only_first(variable: str, level: str) -> FormulaError:
    """The error where equal standard deviations are printed once, for the first of levels that are not named."""
    return FormulaError(
        f"Of the levels of {quoted(variable)} this print names the first only, {typographic(level)}.",
        None,
        f"Give all of them, in their order: {asking().declared(variable, (level, GAP))}; or give the data.",
    )


def _with_baselines(factors: Inferred, build: Build) -> Inferred:
    """The factors, without a baseline where all levels are printed: where its column would have to be there."""
    if not any(BASELINE in factor.levels for factor in factors):
        return factors
    named = {
        owner(piece.variable)
        for column in build(factors).columns
        for piece in column.pieces
        if isinstance(piece, IndicatorPiece) and piece.level == BASELINE
    }
    return tuple(
        replace(one, levels=one.printed) if BASELINE in one.levels and one.variable in named else one for one in factors
    )


def _ambiguous(printed: Sequence[PrintedNames], first: Inferred, second: Inferred) -> FormulaError:
    """The error that asks which of two readings is meant."""
    one = next(iter({*first} - {*second}), first[0] if first else second[0])
    other = next(iter({*second} - {*first}), second[0] if second else first[0])
    example = asking().declared(one.variable, one.levels[:6])
    return FormulaError(
        f"These names can be those of the factor {quoted(one.variable)} or of the factor {quoted(other.variable)}.",
        printed[0].spans[0] if printed[0].spans else None,
        f"Say which variables are factors, with their levels, as in {example}; or give the data.",
    )


def check_columns(part: LinearPart, printed: PrintedNames) -> list[str]:
    """The columns of a part that are not printed.

    Raises:
        FormulaError: one is printed that the part does not have, or not at this place.
    """
    if open_in(part):
        return []
    missing: list[str] = []
    shown = list(zip(printed.shown, printed.spans, strict=True))
    for column in part.columns:
        if shown and shown[0][0] == column.name:
            shown.pop(0)
        else:
            missing.append(column.name)
    if shown:
        name, span = shown[0]
        there = name in missing
        message = "is printed after what R prints behind it" if there else "is no effect of this model"
        raise damaged(f"{quoted(name)} {message}.", span, None if there else _hint(part))
    return missing


def _hint(part: LinearPart) -> str:
    shown = [quoted(column.name) for column in part.columns[:8]]
    more = ", …" if len(part.columns) > 8 else ""
    return (
        f"The effects are {', '.join(shown)}{more}. Give the data that was fitted, and the levels of its factors. "
        f"Contrasts other than R's default make other names; give them {asking().contrasts}."
    )
