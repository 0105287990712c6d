"""The entries of the legend that are read off the equations: variables, matrices, sizes of groups and data, signs.

The notations are searched for them, so that each symbol on a page is in the legend.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from lme4math.english import level_or, listed, quoted, typographic
from lme4math.model import Column, CovariatePiece, IndicatorPiece, LevelFamily, Score
from lme4math.notation import tree
from lme4math.notation.laws import linked_mean, mean, shown_response
from lme4math.notation.names.level_paths import LevelPaths
from lme4math.notation.names.level_styles import LevelStyle
from lme4math.notation.names.naming import Names
from lme4math.notation.names.rows import CoefficientRow
from lme4math.notation.names.symbols import Base, Digits, Index, Letter, LevelOf, Lookup, Position
from lme4math.notation.part_columns import PartColumns
from lme4math.notation.tree import Expr
from lme4math.notation.words.conditions import Reference
from lme4math.notation.words.phrases import letter_of, spoken
from lme4math.r import deparse_name
from lme4math.records import record


@record
class LegendEntry:
    """One symbol.

    Attributes:
        symbol: the symbol, as a node of the maths tree, an index, a look-up or the level that an observation has.
        meaning: what it is, in plain words.
        r_text: the characters of R code that it comes from, or R's name of it.
        level: "population", the name of a grouping factor, or "" for what belongs to no level.
        summary: where R's `summary(fit)` shows it, or "".
        label: what a label for it is called by, or "".
        places: its place among the symbols of each notation, as they appear in it; None where it does not.
    """

    symbol: Expr | Position
    meaning: str
    r_text: str
    level: str = ""
    summary: str = ""
    places: tuple[int | None, ...] = ()
    label: str = ""


def which_term(marks: Iterable[Base]) -> str:
    """The number of the random term, where several terms share a grouping factor and a symbol's marks number them."""
    return "".join(f", term {mark.text}" for mark in marks if isinstance(mark, Digits))


def column_meaning(column: Column, part: PartColumns, at: Reference | None = None) -> str:
    """What the coefficient of a column is: an intercept, a slope, a value, a difference from the baseline.

    Args:
        column: the column.
        part: the fixed part or the random term of the column; the baseline may have a column in it.
        at: the values at which the coefficient is read, if the sentence is to give them.
    """
    covariates = [piece for piece in column.pieces if isinstance(piece, CovariatePiece)]
    levels = [piece for piece in column.pieces if isinstance(piece, IndicatorPiece)]
    what, conditions = _without_levels(column, part), tuple[str, ...]()
    if levels and len(covariates) <= 1 and len(covariates) + len(levels) == len(column.pieces):
        inside = spoken([Column(tuple(covariates))], part).removeprefix("the ") if covariates else ""
        compared = [piece for piece in levels if piece.base]
        cells = tuple(
            f"{quoted(piece.variable.frame_name)} is {typographic(piece.level)}" for piece in levels if not piece.base
        )
        if not compared and not covariates and frozenset() in part.known:
            what = f"difference of the combination in which {listed(cells)} from the one whose column lme4 drops"
        else:
            what = _compared(compared) + (f" in the {inside}" if inside else "") if compared else inside or "value"
            conditions = cells
    return what + (at or Reference()).beside(conditions).phrase


def _without_levels(column: Column, part: PartColumns) -> str:
    """The coefficient of any column but a product of known levels."""
    match column.pieces:
        case pieces if all(isinstance(piece, CovariatePiece) for piece in pieces):
            return spoken([column], part).removeprefix("the ")
        case (LevelFamily(variable=variable, full=full) as family,):
            name = quoted(variable.frame_name)
            from_base = f"difference from {level_or(family.reference, 'the first level')}"
            return f"{'value' if full else from_base} for each level of {name}"
        case (Score(variable=variable, scheme=scheme),):
            return f"contrast {quoted(column.name)} of {quoted(variable.frame_name)} ({scheme or 'your own'})"
        case _:
            return f"coefficient of {quoted(column.name)}"


def _compared(levels: Sequence[IndicatorPiece]) -> str:
    """A difference from a baseline, or an interaction of several."""
    if len(levels) > 1:
        return f"interaction of {listed([_level(piece) for piece in levels])}"
    return f"difference of {_level(levels[0])} from level {typographic(levels[0].base)}"


def _level(piece: IndicatorPiece) -> str:
    return f"{quoted(piece.variable.frame_name)} level {typographic(piece.level)}"


Nodes = tuple[object, ...]


def variables(names: Names, nodes: Nodes) -> Iterator[LegendEntry]:
    """The variables: covariates, levels of factors, and statistics of all observations."""
    shown = shown_response(names)
    value = shown.value if isinstance(shown, tree.ResponseValue) else shown
    seen = set[str]()
    if isinstance(value, _OfAnObservation) and not isinstance(value, tree.Indicator):
        seen.add(_called(value))
    for node in nodes:
        if isinstance(node, _OfAnObservation) and _called(node) not in seen:
            seen.add(_called(node))
            yield _variable(names, node)


_OfAnObservation = tree.Covariate | tree.Indicator | tree.ContrastScore | tree.Cases | tree.Statistic


def _called(node: _OfAnObservation) -> str:
    """R's name of a variable, or of the one column of it that a node is."""
    is_column = isinstance(node, tree.Covariate) and node.place is not None
    return node.symbol.base.text if is_column else node.variable


def _variable(names: Names, node: _OfAnObservation) -> LegendEntry:
    name, i = _called(node), names.observation
    symbol: tree.Covariate | LevelOf
    match node:
        case tree.Statistic():
            return LegendEntry(node, "one number, computed from all observations", name)
        case tree.Covariate():
            return LegendEntry(node, f"{quoted(name)} of observation {letter_of(i)}", name)
        case tree.Indicator() | tree.ContrastScore():
            symbol = tree.Covariate(node.symbol, name, i, spans=node.spans)
        case tree.Cases():
            symbol = LevelOf(node.symbol, i)
    return LegendEntry(symbol, f"the level of {quoted(name)} that observation {letter_of(i)} has", name)


def whole_coefficients(names: Names, nodes: Nodes) -> Iterator[LegendEntry]:
    """Coefficients that vary over groups, as the compact notation and that by level name them."""
    found = (replace(node, at=tuple(map(_group_of, node.at))) for node in nodes if isinstance(node, tree.Varying))
    for node in dict.fromkeys(found):
        if isinstance(names.style, LevelStyle):
            yield LegendEntry(node, _in_equation(names, names.style.paths, node), "")
            continue
        row = names.row(node.row)
        groups = [names.group(at.level) for at in node.at if isinstance(at, Index) and at.level]
        whose = f"{'each of ' if len(groups) > 1 else ''}{listed([quoted(group) for group in groups])}"
        several = "s" if len(groups) > 1 else ""
        r_text = f"coef(fit)${deparse_name(groups[0])}: {row.column.name}" if len(groups) == 1 else row.column.name
        if row.fixed:
            meaning = f"{_whole_meaning(names, row)} for one level of {whose}: population value plus deviation{several}"
        else:
            meaning = f"deviation in the {_whole_meaning(names, row)} for one level of {whose}, with mean 0"
        yield LegendEntry(node, meaning, r_text)
    for by_level in dict.fromkeys(node for node in nodes if isinstance(node, tree.ByLevel)):
        i = letter_of(names.observation)
        meaning = f"coefficient of the level of {quoted(by_level.variable)} that observation {i} has"
        yield LegendEntry(by_level, meaning, by_level.variable)


def _in_equation(names: Names, paths: LevelPaths, node: tree.Varying) -> str:
    """What a coefficient with an equation of its own is, in the notation by level."""
    row = names.row(node.row)
    before = frozenset(piece for part in paths.parts[node.row][: node.step if paths.chain else 1] for piece in part)
    what = column_meaning(Column(tuple(piece for piece in row.column.pieces if piece in before)), names.fixed_part)
    groups = [quoted(names.group(at.level)) for at in node.at if isinstance(at, Index) and at.level]
    if node.step > paths.steps:
        return f"what one level of {listed(groups)} adds to the {what}"
    return f"{what} in one level of {'each of ' if len(groups) > 1 else ''}{listed(groups)}"


def _whole_meaning(names: Names, row: CoefficientRow) -> str:
    """What a coefficient is, if it is the same in the fixed part and in the random terms; a coefficient, if not."""
    meanings = {column_meaning(row.column, names.fixed_part)} if row.fixed else set()
    for place in row.places:
        column = names.model.random[place.term].part.columns[place.position]
        meanings.add(column_meaning(column, names.term_part(place.term)))
    return meanings.pop() if len(meanings) == 1 else f"coefficient of {quoted(row.column.name)}"


MATRICES = {
    "y": ("responses of all observations", 'getME(fit, "y")'),
    "μ": ("means of all observations, given the random effects", "fitted(fit)"),
    "X": ("design matrix of the population coefficients", 'getME(fit, "X")'),
    "β": ("population coefficients", "fixef(fit)"),
    "Z": ("design matrix of the random effects", 'getME(fit, "Z")'),
    "b": ("random effects", 'getME(fit, "b")'),
    "o": ("offset of all observations", 'getME(fit, "offset")'),
    "ε": ("residuals of all observations", "residuals(fit)"),
    "Σ": ("covariance matrix of all random effects", ""),
}
"""The vectors and matrices of the matrix notation by their letters: what they are, and how R gives them."""


def matrices(names: Names, nodes: Nodes) -> Iterator[LegendEntry]:
    """The vectors and matrices of the matrix notation."""
    for node in dict.fromkeys(node for node in nodes if isinstance(node, tree.MatrixSymbol)):
        assert isinstance(node.symbol.base, Letter)
        what, r_text = MATRICES[node.symbol.base.text]
        group = names.group(node.level) if node.level else ""
        if node.symbol.tag or node.at is not None:
            whose = f"one level of {quoted(group)}" if node.at is not None else quoted(group)
            whose += which_term(node.symbol.tag)
            kind = "columns" if node.symbol.base.text == "Z" else "part"
            yield LegendEntry(node, f"the {kind} of {node.symbol.base.text} for {whose}", r_text, group)
        else:
            yield LegendEntry(node, what, r_text, group)


def sizes(names: Names, nodes: Nodes) -> Iterator[LegendEntry]:
    """The sizes of the indices, which are numbers where they are known."""
    seen = set()
    for index in nodes:
        if isinstance(index, Index) and index.size.symbol not in seen:
            seen.add(index.size.symbol)
            yield LegendEntry(index.size, *_counted(names, index))


def _counted(names: Names, index: Index) -> tuple[str, str]:
    """A description of the size of an index, and R's code for it."""
    outer = names.outside(index)
    inside = f" in one level of {listed([quoted(names.group(level)) for level in outer])}" if outer else ""
    if index.level is None:
        return f"number of observations{inside}", "" if outer else "nobs(fit)"
    if index.level > 0:
        group = names.group(index.level)
        return f"number of levels of {quoted(group)}{inside}", "" if outer else f'ngrps(fit)["{group}"]'
    name = _open_factor(names, index)
    return f"number of levels of {quoted(name)}", f"nlevels({name})"


def _open_factor(names: Names, index: Index) -> str:
    """The factor whose levels, not known, an index counts."""
    variables = (piece.variable for piece in names.families)
    return {names.factor_index(one, full=True).symbol: one.frame_name for one in variables}[index.symbol]


def _group_of(at: Position) -> Position:
    """The group of a look-up: j of j[i]."""
    return at.group if isinstance(at, Lookup) else at


FUNCTIONS: Mapping[str, str] = {
    "log": "the natural logarithm",
    "logit": "the logarithm of the odds, log(μ / (1 − μ))",
    "probit": "the inverse of the standard normal distribution function",
    "cloglog": "the complementary log-log, log(−log(1 − μ))",
    "cauchit": "the inverse of the standard Cauchy distribution function",
}
"""Functions whose names do not say what they are."""


def signs(names: Names, nodes: Nodes) -> Iterator[LegendEntry]:
    """Each sign that is on the pages, once; functions without what they are of."""
    seen: set[object] = set()
    for node in nodes:
        found = _sign(names, node)
        if found is not None and found[0] not in seen:
            seen.add(found[0])
            yield found[1]


def _sign(names: Names, node: object) -> tuple[object, LegendEntry] | None:
    """A key that is the same for the same sign, and its entry; None for other nodes."""
    match node:
        case tree.Indicator() | tree.Condition() | tree.Membership():
            return "indicator", LegendEntry(node, "1 if the condition is true, 0 otherwise", "")
        case tree.Apply(function=function) if function in FUNCTIONS:
            return function, LegendEntry(tree.Apply(function, ()), FUNCTIONS[function], function)
        case tree.OwnLink(code=code):
            of_mean = linked_mean(names, mean(names))
            return code, LegendEntry(of_mean, "a link function of your own, whose formula is not read", code)
        case tree.Identity(size=size):
            return size, LegendEntry(node, f"the identity matrix with a row for each {_count_of(names, size)}", "")
        case tree.Kronecker():
            meaning = "the Kronecker product: block diagonal, with the right matrix once for each row of the left one"
            return "kronecker", LegendEntry(node, meaning, "")
        case tree.Diagonal():
            return "diagonal", LegendEntry(tree.Apply("diag", ()), "the diagonal matrix with these entries", "")
        case tree.Zero():
            return "zero", LegendEntry(node, "a vector or matrix of zeros", "")
        case _:
            return None


def _count_of(names: Names, size: tree.Expr) -> str:
    for index, group in zip(names.groups, names.model.levels, strict=True):
        if index.size == size:
            return f"level of {quoted(group.name)}"
    return "observation"


def lookups(names: Names, nodes: Nodes) -> Iterator[LegendEntry]:
    """j[i], for each grouping factor that is looked up."""
    found = dict.fromkeys(node.group for node in nodes if isinstance(node, Lookup) and not node.group.nested)
    for index in found:
        group = names.group(index.level or 0)
        meaning = f"the level of {quoted(group)} that observation {letter_of(names.observation)} belongs to"
        yield LegendEntry(Lookup(index, names.observation), meaning, group, group)
