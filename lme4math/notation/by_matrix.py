"""Matrix notation: y = Xβ + Zb + ε and its distributions, then every matrix laid out.

The form is that of Laird & Ware (1982) and of Bates et al. (2015, eq. 2).
Z has a block of columns for each random term, and in it a block Z_j for each group, as in lme4: the rows of Z_j are the
term's columns where the observation belongs to group j, and zero elsewhere. b is stacked in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator

from lme4math.model import Column
from lme4math.notation import tree
from lme4math.notation.conventions import remarks
from lme4math.notation.laws import (
    NORMAL,
    covariance_definition,
    covariance_of,
    covariance_symbol,
    divided,
    effects_vector,
    has_residual,
    is_open,
    law_of_response,
    linked_mean,
)
from lme4math.notation.names.naming import Names
from lme4math.notation.names.symbols import Base, Digits, Index, Letter, Position, Size, Symbol, Word
from lme4math.notation.omitted import Omitted
from lme4math.notation.predictor import coefficient, column_value, family_indices, offsets, residual_variance, response
from lme4math.notation.statements import Distributed, Document, Equation, Law, Statement, Together
from lme4math.notation.tree import (
    Expr,
    ForEach,
    Kronecker,
    MatrixSymbol,
    Negative,
    Numeral,
    Product,
    RowsByRule,
    Sized,
    Sum,
    WrittenMatrix,
)


def matrix(names: Names) -> Document:
    """A model in matrix notation."""
    terms = names.terms
    blocks = (statement for term in terms for statement in _block(names, term))
    brief = (*_model_equation(names), *_distributions(names))
    parts = (*_vectors_and_fixed_part(names), *_assembly(names), *blocks, *_covariances(names))
    return Document("matrix", (*brief, *parts), remarks(names, brief), len(brief))


def _bold(letter: str, tag: tuple[Base, ...] = (), level: int | None = None, at: Position | None = None) -> Expr:
    return MatrixSymbol(Symbol(Letter(letter, bold=True), (), tag), level, at)


def _whole(names: Names, letter: str) -> Expr:
    """Z or b of all terms together; of the only level where there is only one term."""
    return _bold(letter, level=_level(names, names.terms[0]) if len(names.terms) == 1 else None)


def _width(names: Names, columns: tuple[Column, ...]) -> Expr:
    """The number of columns; a factor whose levels are not known has S of them, or S - 1 without the first."""
    unknown = [_count(indices) for column in columns if (indices := family_indices(names, column))]
    known = len(columns) - len(unknown)
    less = sum(count.first - 1 for count in unknown if isinstance(count, Index))
    parts = [count.size if isinstance(count, Index) else count for count in unknown]
    rest: list[Expr] = [Numeral(known - less)] if known > less else []
    rest += [Negative(Numeral(less - known))] if less > known else []
    both = (*rest, *parts) if known > less else (*parts, *rest)
    return both[0] if len(both) == 1 else Sum(both)


def _count(indices: tuple[Index, ...]) -> Index | Expr:
    """The number of values of an index, as the index itself, or of the combinations of several."""
    if len(indices) == 1:
        return indices[0]
    return Product(
        tuple(index.size if index.first == 1 else Sum((index.size, Negative(Numeral(1)))) for index in indices)
    )


def _columns(names: Names, *terms: int) -> Expr:
    """The number of columns of the blocks of some terms: groups times columns, like terms added up."""
    plain: dict[Size, int] = {}
    parts: list[Size | Expr] = []
    for term in terms:
        size = _group_index(names, term).size
        width = _width(names, names.model.random[term].part.columns)
        if isinstance(width, Numeral):
            parts += [] if size in plain else [size]
            plain[size] = plain.get(size, 0) + int(width.value)
        else:
            parts.append(Product((width, size)))
    counts = tuple(_times(plain[part], part) if isinstance(part, Size) else part for part in parts)
    known = [count.value for count in counts if isinstance(count, Numeral)]
    if len(known) == len(counts):
        return Numeral(sum(known))
    return counts[0] if len(counts) == 1 else Sum(counts)


def _times(number: int, size: Size) -> Expr:
    if size.value is not None:
        return Numeral(number * size.value)
    return size if number == 1 else Product((Numeral(number), size))


def _group_index(names: Names, term: int) -> Index:
    return names.groups[_level(names, term) - 1]


def _level(names: Names, term: int) -> int:
    return names.term_rows(term)[0][1].level


def _tag(names: Names, term: int) -> tuple[Base, ...]:
    """The tag of a term's blocks: its grouping factor, numbered where several terms share it."""
    if len(names.terms) == 1:
        return ()
    group, number = Word(names.model.random[term].group.name), names.number_in_group(term)
    return (group,) if number is None else (group, Digits(str(number)))


def _model_equation(names: Names) -> tuple[Statement, ...]:
    n, one = names.observation.size, Numeral(1)
    p = _width(names, tuple(row.column for row in names.all_fixed_rows))
    parts: list[Expr] = []
    if names.fixed_rows:
        parts.append(Product((Sized(_bold("X"), n, p), Sized(_bold("β"), p, one))))
    q = _columns(names, *names.terms)
    design, effects = _whole(names, "Z"), _whole(names, "b")
    parts.append(Product((Sized(design, n, q), Sized(effects, q, one))))
    if offsets(names):
        parts.append(Sized(_bold("o"), n, one))
    if has_residual(names):
        return (Equation(Sized(_bold("y"), n, one), Sum((*parts, Sized(_bold("ε"), n, one)))),)
    link = linked_mean(names, Sized(_bold("μ"), n, one))
    return law_of_response(names), Equation(link, Sum(tuple(parts)))


def _vectors_and_fixed_part(names: Names) -> tuple[Statement, ...]:
    """y, where it is in the equation, then X and β."""
    parts = _fixed_part(names)
    if has_residual(names):
        i = names.observation
        parts = (Equation(_bold("y"), RowsByRule(i, (response(names, i),))), *parts)
    return (Together(parts),) if parts else ()


def _fixed_part(names: Names) -> tuple[Equation, ...]:
    rows = names.fixed_rows
    if not rows:
        return ()
    i = names.observation
    shown = tuple(names.shown(names.all_fixed_rows))
    entries = tuple(
        row if isinstance(row, Omitted) else _entry(names, row.column, column_value(names, row.column, i) or Numeral(1))
        for row in shown
    )
    columns = tuple("" if isinstance(row, Omitted) else row.column.name for row in shown)
    coefficients = (
        row if isinstance(row, Omitted) else _entry(names, row.column, coefficient(names, row)) for row in shown
    )
    beta = WrittenMatrix(tuple((one,) for one in coefficients))
    return Equation(_bold("X"), RowsByRule(i, entries, columns)), Equation(_bold("β"), beta)


def _entry(names: Names, column: Column, value: Expr) -> Expr:
    """An entry of a matrix; as many as there are levels where they are not known."""
    indices = family_indices(names, column)
    return ForEach(indices, value) if indices else value


def _assembly(names: Names) -> tuple[Statement, ...]:
    """Z and b from the blocks of the terms."""
    terms = names.terms
    designs = tuple(_bold("Z", _tag(names, term), _level(names, term)) for term in terms)
    effects = tuple(_bold("b", _tag(names, term), _level(names, term)) for term in terms)
    parts: list[Equation] = []
    if len(terms) > 1:
        stacked = WrittenMatrix(tuple((block,) for block in effects))
        parts = [Equation(_whole(names, "Z"), WrittenMatrix((designs,))), Equation(_whole(names, "b"), stacked)]
    if offset := offsets(names):
        total = Sum(offset) if len(offset) > 1 else offset[0]
        parts.append(Equation(_bold("o"), RowsByRule(names.observation, (total,))))
    return (Together(tuple(parts)),) if parts else ()


def _block(names: Names, term: int) -> tuple[Statement, ...]:
    """One term's part of Z and of b: side by side and stacked over the groups, then the part of one group."""
    group, tag, level = _group_index(names, term), _tag(names, term), _level(names, term)
    one_design, one_vector = _bold("Z", tag, level, group), _bold("b", tag, level, group)
    all_columns, members = names.model.random[term].part.columns, names.members(term)
    columns = tuple(one if isinstance(one, Omitted) else all_columns[one[1].position] for one in members)
    entries = tuple(
        column if isinstance(column, Omitted) else _entry(names, column, _of_member(names, level, column))
        for column in columns
    )
    n, p, one = names.observation.size, _width(names, all_columns), Numeral(1)
    headings = tuple("" if isinstance(column, Omitted) else column.name for column in columns)
    design = RowsByRule(names.observation, entries, headings)
    effects = zip(columns, effects_vector(names, term), strict=True)
    vector = WrittenMatrix(
        tuple((effect if isinstance(column, Omitted) else _entry(names, column, effect),) for column, effect in effects)
    )
    whole_design = Sized(_bold("Z", tag, level), n, _columns(names, term))
    whole_vector = Sized(_bold("b", tag, level), _columns(names, term), one)
    return (
        Equation(whole_design, tree.Beside(group, one_design)),
        Equation(Sized(one_design, n, p), design),
        Together(
            (Equation(whole_vector, tree.Stacked(group, one_vector)), Equation(Sized(one_vector, p, one), vector))
        ),
    )


def _of_member(names: Names, level: int, column: Column) -> Expr:
    """A column of Z_j: the values of the term's column where the observation belongs to group j, zero elsewhere."""
    member = tree.Membership(names.lookup(level), names.groups[level - 1])
    value = column_value(names, column, names.observation)
    return member if value is None else Product((member, value))


def _distributions(names: Names) -> Iterator[Distributed]:
    """The distributions of b and of ε; the covariance matrix of several terms is a letter."""
    size = _columns(names, *names.terms)
    spread = Sized(_bold("Σ"), size, size) if len(names.terms) > 1 else _covariance_block(names, names.terms[0])
    yield Distributed(_whole(names, "b"), Law(NORMAL, (tree.Zero(), spread)))
    if has_residual(names):
        yield Distributed(_bold("ε"), Law(NORMAL, (tree.Zero(), _residual_covariance(names))))


def _covariances(names: Names) -> Iterator[Statement]:
    """The covariance matrix of b from the blocks of several terms, and those of the terms entry by entry."""
    terms = names.terms
    if len(terms) > 1:
        blocks = tree.BlockDiagonal(tuple(_covariance_block(names, term) for term in terms))
        yield Equation(_bold("Σ"), blocks)
    written = tuple(covariance_definition(names, term) for term in terms if _has_matrix(names, term))
    if written:
        yield Together(written)


def _has_matrix(names: Names, term: int) -> bool:
    return len(names.model.random[term].part.columns) > 1 and not is_open(names, term)


def _covariance_block(names: Names, term: int) -> Expr:
    """The covariance of all effects of a term: the same for each group, none between groups."""
    identity = tree.Identity(_group_index(names, term).size)
    if _has_matrix(names, term) or is_open(names, term):
        return Kronecker(identity, covariance_symbol(names, term))
    return Product((covariance_of(names, term), identity))


def _residual_covariance(names: Names) -> Expr:
    weights = names.model.weights_argument
    if weights is None:
        return Product((residual_variance(names), tree.Identity(names.observation.size)))
    inverse = divided(Numeral(1), names.value(weights, names.observation))
    return Product((residual_variance(names), tree.Diagonal(names.observation, inverse)))
