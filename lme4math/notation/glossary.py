"""Symbols that are read off the pages: variables, whole coefficients, matrices, and numbers of things.

The legend asks the three notations themselves which of these they use, so that none is on a page and not in the legend.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lme4math.english import listed, quoted
from lme4math.model.columns import LevelFamily
from lme4math.notation import NOTATIONS, tree, writer
from lme4math.notation.laws import shown_response
from lme4math.notation.meanings import LegendEntry, column_meaning, which_term
from lme4math.notation.names import Names, Options
from lme4math.notation.rows import CoefficientRow
from lme4math.notation.symbols import Index, Letter, LevelOf, Lookup, Position
from lme4math.notation.words import letter_of, r_name
from lme4math.trees import walk

Nodes = tuple[object, ...]


def pages(names: Names) -> Nodes:
    """The nodes of all notations, in the order in which their readers meet them; matrices know of no options."""
    shown = [notation for notation in NOTATIONS if notation != "matrix" or names.options == Options()]
    return tuple(node for notation in shown for node in walk(writer(notation)(names)))


def variables(names: Names, nodes: Nodes) -> Iterator[LegendEntry]:
    """What is known of each observation: its covariates, its levels of factors, and numbers made from all of them."""
    shown = shown_response(names)
    value = shown.value if isinstance(shown, tree.ResponseValue) else shown
    seen = {_called(value)} if isinstance(value, _OfAnObservation) else set()
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
            return LegendEntry(node, "one number made from all observations", name)
        case tree.Covariate():
            return LegendEntry(node, f"{quoted(name)} of observation {letter_of(i)}", name)
        case tree.Indicator() | tree.ContrastScore():
            symbol = tree.Covariate(node.symbol, name, i, spans=node.spans)
        case tree.Cases():
            symbol = LevelOf(node.symbol, i)
    return LegendEntry(symbol, f"the level of {quoted(name)} that observation {letter_of(i)} has", name)


def whole_coefficients(names: Names, nodes: Nodes) -> Iterator[LegendEntry]:
    """Coefficients together with their deviations, as the compact notation names them."""
    found = (replace(node, at=tuple(map(_group_of, node.at))) for node in nodes if isinstance(node, tree.Varying))
    for node in dict.fromkeys(found):
        row = names.row(node.row)
        groups = [names.group(at.level) for at in node.at if isinstance(at, Index) and at.level]
        whose = f"{'each of ' if len(groups) > 1 else ''}{listed([quoted(group) for group in groups])}"
        r_text = f"coef(fit)${r_name(groups[0])}: {row.column.name}" if len(groups) == 1 else row.column.name
        if row.fixed:
            meaning = f"{_whole_meaning(names, row)} with its deviations, for one level of {whose}"
        else:
            meaning = f"deviation in the {_whole_meaning(names, row)}, for one level of {whose}; it varies around 0"
        yield LegendEntry(node, meaning, r_text)
    for by_level in dict.fromkeys(node for node in nodes if isinstance(node, tree.ByLevel)):
        i = letter_of(names.observation)
        meaning = f"coefficient of the level of {quoted(by_level.variable)} that observation {i} has"
        yield LegendEntry(by_level, meaning, by_level.variable)


def _whole_meaning(names: Names, row: CoefficientRow) -> str:
    """What a coefficient is, if it is the same in the fixed part and in the random terms; a coefficient, if not."""
    meanings = {column_meaning(row.column, names.fixed_part)} if row.fixed else set()
    for place in row.places:
        column = names.model.random[place.term].part.columns[place.position]
        meanings.add(column_meaning(column, names.term_part(place.term)))
    return meanings.pop() if len(meanings) == 1 else f"coefficient of {quoted(row.column.name)}"


MATRICES = {
    "y": ("response of all observations", 'getME(fit, "y")'),
    "μ": ("means of all observations", "fitted(fit)"),
    "X": ("design matrix of the population coefficients", 'getME(fit, "X")'),
    "β": ("population coefficients", "fixef(fit)"),
    "Z": ("design matrix of the random effects", 'getME(fit, "Z")'),
    "b": ("random effects", 'getME(fit, "b")'),
    "o": ("offset of all observations", 'getME(fit, "offset")'),
    "ε": ("residuals of all observations", "residuals(fit)"),
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
    """How many there are of what the indices count, where no data tell it."""
    seen = set()
    for index in nodes:
        if isinstance(index, Index) and index.size.value is None and index.size.symbol not in seen:
            seen.add(index.size.symbol)
            yield LegendEntry(index.size, *_counted(names, index))


def _counted(names: Names, index: Index) -> tuple[str, str]:
    """What an index counts, and how R says how many there are."""
    outer = names.outside(index)
    inside = f" in one level of {quoted(outer)}" if outer else ""
    if index.level is None:
        return f"number of observations{inside}", "" if outer else "nobs(fit)"
    if index.level > 0:
        group = names.group(index.level)
        return f"number of levels of {quoted(group)}{inside}", "" if outer else f'ngrps(fit)["{group}"]'
    name = _open_factor(names, index)
    return f"number of levels of {quoted(name)}", f"nlevels({name})"


def _open_factor(names: Names, index: Index) -> str:
    """The factor whose levels, not known, an index counts."""
    pieces = (piece for row in names.rows for piece in row.column.pieces if isinstance(piece, LevelFamily))
    symbols = {names.factor_index(piece.variable, full=True).symbol: piece.variable.frame_name for piece in pieces}
    return symbols[index.symbol]


def _group_of(at: Position) -> Position:
    """The group of a look-up: j of j[i]."""
    return at.group if isinstance(at, Lookup) else at
