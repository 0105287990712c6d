"""Columns and random blocks as an lme4 formula: as a person would write it, and to the letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product

from lme4math.r import short_number
from lme4math.records import record


@record
class RNumber:
    """A numeric variable, or a function of some, as R code."""

    code: str


@record
class LevelIs:
    """1 at one level of a factor.

    Attributes:
        factor: its R name.
        level: the level.
    """

    factor: str
    level: str


RAtom = RNumber | LevelIs
RProduct = tuple[RAtom, ...]
RColumn = tuple[tuple[Fraction, RProduct], ...]
INTERCEPT: RColumn = ((Fraction(1), ()),)


@record
class RBlock:
    """Random effects of one grouping factor that may be correlated.

    Attributes:
        group: its name, as `reg:spp`.
        columns: what the effects are multiplied by.
        structure: "us", "diag", "cs", "ar1".
        hom: whether the variances are one.
    """

    group: str
    columns: tuple[RColumn, ...]
    structure: str = "us"
    hom: bool = False


@record
class RModel:
    """What a text stands for in R.

    Attributes:
        response: R code of the left side.
        columns: of the fixed part.
        blocks: the random part.
        offsets: R code of each.
        family: R's name, as "gaussian".
        link: R's name.
    """

    response: str
    columns: tuple[RColumn, ...]
    blocks: tuple[RBlock, ...]
    offsets: tuple[str, ...]
    family: str
    link: str


_DEFAULT_LINKS = {
    "binomial": "logit", "poisson": "log", "Gamma": "inverse", "inverse.gaussian": "1/mu^2", "gaussian": "identity",
    "negative binomial": "log",
}  # fmt: skip


def formula_of(model: RModel, levels: Mapping[str, tuple[str, ...]], *, literal: bool = False) -> str:
    """The formula, or the call where a family is needed.

    Args:
        levels: of the factors.
        literal: whether each column is written by itself, which is long and leaves nothing to R's contrasts.
    """
    fixed = _side(model.columns, levels, literal)
    bars = [_bar(block, levels, literal) for block in model.blocks]
    offsets = [f"offset({code})" for code in model.offsets]
    terms = [*([fixed] if fixed != "0" or not (offsets or bars) else ["0"]), *offsets, *bars]
    formula = f"{model.response} ~ {' + '.join(terms)}"
    if model.family == "gaussian" and model.link == "identity":
        return formula
    if model.family == "negative binomial":
        return f"glmer.nb({formula})"
    link = "" if _DEFAULT_LINKS.get(model.family) == model.link else f'(link = "{model.link}")'
    return f"glmer({formula}, family = {model.family}{link})"


def _bar(block: RBlock, levels: Mapping[str, tuple[str, ...]], literal: bool) -> str:
    side = _side(block.columns, levels, literal)
    if side != "1" and not side.startswith("0 + "):
        side = f"1 + {side}"
    bar = f"({side} | {block.group})"
    if block.structure == "us":
        return bar
    hom = {"ar1": "" if block.hom else ", hom = FALSE"}.get(block.structure, ", hom = TRUE" if block.hom else "")
    return f"{block.structure}{bar[:-1]}{hom})"


def _side(columns: Sequence[RColumn], levels: Mapping[str, tuple[str, ...]], literal: bool) -> str:
    intercept = INTERCEPT in columns
    rest = [column for column in columns if column != INTERCEPT]
    has_bases = any(_has_no_formula(atom) for column in rest for _, atoms in column for atom in atoms)
    terms = [column_code(column) for column in rest] if literal and not has_bases else _terms(rest, levels)
    distinct = list(dict.fromkeys(terms))
    if not distinct:
        return "1" if intercept else "0"
    return ("" if intercept else "0 + ") + " + ".join(distinct)


def _terms(columns: Sequence[RColumn], levels: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Terms as a person would write them: a factor where the indicators of its levels are there."""
    found: list[tuple[int, str]] = []
    families: dict[tuple[tuple[RNumber, ...], tuple[str, ...]], list[tuple[str, ...]]] = {}
    for column in _without_bases(columns, levels):
        only = column[0][1] if len(column) == 1 else None
        if only is None or not any(isinstance(atom, LevelIs) for atom in only):
            found.append((_degree(column), column_code(column) if only is None else numbers_term(only)))
            continue
        numbers = tuple(atom for atom in only if isinstance(atom, RNumber))
        states = sorted((atom for atom in only if isinstance(atom, LevelIs)), key=lambda atom: atom.factor)
        families.setdefault((numbers, tuple(one.factor for one in states)), []).append(
            tuple(one.level for one in states)
        )
        found.append((len(only), f"\0{len(families) - 1}"))
    keys = list(families)
    terms: dict[str, int] = {}
    for degree, text in found:
        if not text.startswith("\0"):
            terms.setdefault(text, degree)
            continue
        numbers, factors = keys[int(text[1:])]
        for term in _family(numbers, factors, families[keys[int(text[1:])]], levels):
            terms.setdefault(term, degree)
    return sorted(terms, key=terms.__getitem__)


def _has_no_formula(atom: RAtom) -> bool:
    """Whether it is a column of a function that is read as a whole only, as of a spline."""
    return isinstance(atom, RNumber) and _basis(atom) is not None and not atom.code.startswith("poly(")


def _basis(atom: RNumber) -> tuple[str, str] | None:
    """`poly(x, 2)` and the number of the column, of `poly(x, 2)[, 1]`."""
    code, bracket, number = atom.code.rpartition("[, ")
    return (code, number.removesuffix("]")) if bracket and number.endswith("]") else None


def _without_bases(columns: Sequence[RColumn], sizes: Mapping[str, tuple[str, ...]]) -> list[RColumn]:
    """The same columns, where all columns of a function are the function."""
    numbers: dict[tuple[RProduct, str], set[str]] = {}
    for column in columns:
        for rest, code, number in _of_bases(column):
            numbers.setdefault((rest, code), set()).add(number)
    whole = {key for key, own in numbers.items() if own == set(sizes.get(key[1], ()))}
    made: dict[RColumn, None] = {}
    for column in columns:
        parts = [(rest, code) for rest, code, _ in _of_bases(column)]
        if parts and parts[0] in whole:
            rest, code = parts[0]
            made[((Fraction(1), (*rest, RNumber(code))),)] = None
        else:
            made[column] = None
    return list(made)


def _of_bases(column: RColumn) -> Iterator[tuple[RProduct, str, str]]:
    for atom in column[0][1] if len(column) == 1 else ():
        if isinstance(atom, RNumber) and (found := _basis(atom)) is not None:
            yield tuple(one for one in column[0][1] if one != atom), *found
            return


def _degree(column: RColumn) -> int:
    return max((len(atoms) for _, atoms in column), default=0)


def _family(
    numbers: tuple[RNumber, ...],
    factors: tuple[str, ...],
    there: Sequence[tuple[str, ...]],
    levels: Mapping[str, tuple[str, ...]],
) -> list[str]:
    """One term where the indicators are those of all levels, or of all but one of each factor."""
    before = [numbers_term(numbers)] if numbers else []
    given = [tuple(dict.fromkeys(one[place] for one in there)) for place in range(len(factors))]
    full = all(len(levels.get(factor, ())) - len(own) in (0, 1) for factor, own in zip(factors, given, strict=True))
    if full and len(set(there)) == len(list(product(*given))):
        return [":".join((*before, *factors))]
    asked = [[f"I({condition(LevelIs(*pair))})" for pair in zip(factors, one, strict=True)] for one in there]
    return [":".join((*before, *one)) for one in asked]


def quoted(level: str) -> str:
    """A level as a string of R."""
    inside = level.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inside}"'


def condition(atom: LevelIs) -> str:
    """R code that is true at a level."""
    return f"{atom.factor} == {quoted(atom.level)}"


def numbers_term(atoms: Iterable[RAtom]) -> str:
    """A product of numeric variables as a term: `a:b`, `I(x^2)`."""
    counts: dict[str, int] = {}
    for atom in atoms:
        code = atom.code if isinstance(atom, RNumber) else f"I({condition(atom)})"
        counts[code] = counts.get(code, 0) + 1
    return ":".join(code if count == 1 else f"I({code}^{count})" for code, count in counts.items())


def column_code(column: RColumn) -> str:
    """One column as one variable of R: `x`, `I(x - xm)`."""
    if len(column) == 1:
        atoms = column[0][1]
        if not atoms:
            return "1"
        if len(atoms) == 1 and isinstance(atoms[0], RNumber):
            return atoms[0].code
        alone = len(atoms) == 1  # a condition alone would be a factor of its own, with FALSE and TRUE
        return f"I({'1 * ' * alone}{_product(atoms)})"
    text = ""
    for number, atoms in column:
        size = abs(number)
        shown = _product(atoms) if atoms else "1"
        if size != 1:
            shown = number_code(size) if not atoms else f"{number_code(size)} * {shown}"
        text += (" - " if number < 0 else " + " if text else "") + shown
    return f"I({text.strip()})"


def number_code(value: Fraction) -> str:
    """A number as R code: as R writes it, or as a quotient where it has no end."""
    written = short_number(float(value))
    return written if Fraction(written) == value else f"{value.numerator}/{value.denominator}"


def _product(atoms: RProduct) -> str:
    return " * ".join(atom.code if isinstance(atom, RNumber) else f"({condition(atom)})" for atom in atoms)
