"""Makes the content of a view, as values, from a compiled model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from lme4math.beside_code import fits_options
from lme4math.editing import assumptions_of
from lme4math.equations import Equations
from lme4math.errors import Error
from lme4math.markup import Markup, element, prose
from lme4math.model import CHOICES, Categorical, Numeric, effect_of, effect_text, group_text, typed_terms
from lme4math.notation import (
    BY_GROUPS,
    NOTATIONS,
    STYLES,
    WITH_OPTIONS,
    CoefficientRow,
    CovarianceMatrix,
    Index,
    Indicator,
    LegendEntry,
    Lookup,
    MatrixSymbol,
    Names,
    Omitted,
    Options,
    Parameter,
    Size,
    labelled,
    legend,
    nameables,
    names_in,
    refusal,
    whole,
    writer,
)
from lme4math.pipeline import Compiled
from lme4math.printers import (
    INDICATOR,
    Box,
    Mark,
    belongs_to,
    boxes_of,
    changed,
    compose,
    compose_entry,
    html_lines,
    html_of,
    inline,
    key_of_coefficient,
    key_of_level,
    key_of_symbol,
    key_of_variable,
    link_key,
    lit_by,
    symbol_box,
)
from lme4math.source import Source, Span
from lme4math.ui.assemble_data import data_pictures
from lme4math.ui.cell_weights import cells_by_key, with_cells
from lme4math.ui.content import (
    CodeMark,
    DeclaredVariable,
    LegendRow,
    Level,
    ModelChoices,
    NameableWord,
    Notation,
    StyledView,
    TableCell,
    TableRow,
    TypedBlock,
    ViewContent,
    WritingOption,
)
from lme4math.ui.excerpted import of_notation, shown_names
from lme4math.ui.words_in_view import words_shown

POPULATION = "population"
ELSEWHERE = "lm-elsewhere"
"""The class of the code around the call of the model."""
Places = dict[str, tuple[Span, ...]]
Part = TypeVar("Part")
STRUCTURE_WORDS = {
    "us": "correlated",
    "||": "uncorrelated, ||",
    "cs": "compound symmetry, cs",
    "ar1": "autoregressive, ar1",
    "diag": "diagonal, diag",
}
MOST_NAMEABLES = 1_000
"""The most words that a view can give labels to; variables come before levels."""


def view_content(compiled: Compiled, unfolded: bool = False, styles: Iterable[str] = tuple(STYLES)) -> ViewContent:
    """The content of a view of a model; of a long one an excerpt.

    Args:
        compiled: the model.
        unfolded: whether the excerpt is a longer one.
        styles: the names of the styles of symbols.
    """
    model = compiled.model
    names, chosen = shown_names(compiled, unfolded)
    of_names = [STYLES[name].labelled(names.labels) if names.labels else STYLES[name] for name in styles]
    plain = [replace(names, style=style) for style in of_names]
    written = plain if chosen is names else [replace(chosen, style=style) for style in of_names]
    groups = (
        Level(n, group.name, group_text(model, group.name), names.labels.in_code(group.name))
        for n, group in enumerate(model.levels, start=1)
    )
    levels = (Level(0, POPULATION), *groups)
    names, chosen = plain[0], written[0]
    places, cells = places_of_variables(chosen), cells_by_key(compiled, names)
    return ViewContent(
        code=model.source.text,
        formula=model.formula,
        styles=tuple(_style(compiled, *both, levels, places, cells) for both in zip(plain, written, strict=True)),
        levels=levels,
        code_marks=tuple(dict.fromkeys((*_linking_marks(names, places), *_marks_around(compiled)))),
        data=data_pictures(compiled),
        assumptions=assumptions_of(compiled),
        warnings=compiled.warnings,
        choices=_choices(compiled),
        models=compiled.call.models,
        place=compiled.call.place,
        nameables=tuple(NameableWord(one.key, one.shown, one.factor) for one in nameables(names)[:MOST_NAMEABLES]),
        labels=compiled.writing.labels,
        unfolds=bool(names.excerpt_of) and not unfolded,
    )


def _style(
    compiled: Compiled,
    names: Names,
    chosen: Names,
    levels: tuple[Level, ...],
    places: Places,
    cells: Mapping[str, Markup],
) -> StyledView:
    return StyledView(
        name=names.style.name,
        label=names.style.name,
        notations=tuple(_notation(of_notation(notation, names, chosen), notation, places) for notation in NOTATIONS),
        table=tuple(_table(names, levels)),
        legend=tuple(with_cells(_legend(names, chosen, places), cells)),
        words=tuple(words_shown(compiled, whole(names))),
    )


def _refused(name: str, error: Error) -> Notation:
    """The place of a notation that the model has not: a sentence that says why."""
    sentence = " ".join(filter(None, (error.message, error.hint)))
    return Notation(name, name, element("p", {}, prose(sentence)), "", sentence.__str__)


def _legend(names: Names, chosen: Names, places: Places) -> Iterator[LegendRow]:
    """The legend of all notations; a row has a symbol for each notation where only the symbols differ.

    Args:
        names: the names of the model.
        chosen: the same with the options that the model is written with.
    """
    found: dict[tuple[str, ...], LegendRow] = {}
    apart = [one for one in NOTATIONS if one in BY_GROUPS or (chosen.options != Options() and one not in WITH_OPTIONS)]
    shared = tuple(place for place, notation in enumerate(NOTATIONS) if notation not in apart)
    for notation in (None, *(notation for notation in apart if not refusal(notation, names))):
        among = (NOTATIONS.index(notation),) if notation else shared
        own = names_in(notation, names) if notation else chosen
        for entry in legend(names if notation else chosen, notation):
            row = replace(_legend_row(own, entry, places), among=among)
            what = (row.meaning, row.r_text, row.summary, row.key, row.lit_by)
            found[what] = row if what not in found else _together(found[what], row)
    yield from found.values()


def _together(row: LegendRow, other: LegendRow) -> LegendRow:
    """A row with the symbol and the places of another one of the same meaning, in other notations."""
    places = tuple(one if two is None else two for one, two in zip(row.places, other.places, strict=True))
    differs = row.mathml != other.mathml
    others = tuple((place, other.mathml) for place, order in enumerate(other.places) if differs and order is not None)
    return replace(row, places=places, others=(*row.others, *others), among=(*row.among, *other.among))


def _notation(names: Names, name: str, places: Places) -> Notation:
    if error := refusal(name, names):
        return _refused(name, error)
    return drawn(Equations(labelled(writer(name)(names), names)), name, names.model.source, places)


def drawn(equations: Equations, name: str, source: Source, places: Places) -> Notation:
    """Equations in all forms that a view has; `places` links their variables to the R code."""
    display = _linked(equations.lines, source, places)
    remarks = tuple(html_of(remark) for remark in display.remarks)
    brief, details = (html_lines(line for line in display.lines if line.detail is detail) for detail in (False, True))
    return Notation(name, name, brief, equations.latex(), equations.text, remarks, equations.typst(), details)


def _table(names: Names, levels: tuple[Level, ...]) -> Iterator[TableRow]:
    """The table; a cell has a symbol for each notation where these differ."""
    tables = {
        place: names_in(notation, names)
        for place, notation in enumerate(NOTATIONS)
        if notation in BY_GROUPS and not refusal(notation, names)
    }
    for row in names.shown(names.all_rows):
        if isinstance(row, Omitted):
            yield TableRow(row.phrase, (), is_gap=True)
            continue
        shared = _row(names, row, levels)
        others = {place: _row(own, row, levels).cells for place, own in tables.items()}
        cells = (
            cell and cell._replace(others=tuple(_differing(cell, {place: own[level] for place, own in others.items()})))
            for level, cell in enumerate(shared.cells)
        )
        yield replace(shared, cells=tuple(cells))


def _differing(cell: TableCell, others: Mapping[int, TableCell | None]) -> Iterator[tuple[int, str]]:
    return ((place, own.mathml) for place, own in others.items() if own and own.mathml != cell.mathml)


def _row(names: Names, row: CoefficientRow, levels: tuple[Level, ...]) -> TableRow:
    """A row of the table; where a coefficient varies over a factor in several terms, the cell shows the first."""
    cells: dict[int, TableCell] = {}
    if row.fixed:
        cells[0] = _cell(Mark(symbol_box(names.style.coefficient(row)), 0, row.number))
    for place in reversed(row.places):
        symbol = labelled(names.style.effect(row, place), names)
        cells[place.level] = _cell(Mark(symbol_box(symbol), place.level, row.number))
    code = effect_text(effect_of(names.model, row.column), names.model)
    return TableRow(row.column.name, tuple(cells.get(level.index) for level in levels), code)


def _cell(symbol: Mark) -> TableCell:
    return TableCell(inline(symbol), link_key(symbol))


def _linking_marks(names: Names, places: Places) -> Iterator[CodeMark]:
    yield from _code_marks(names)
    yield from _symbol_marks(names)
    yield from _variable_marks(places)


def _marks_around(compiled: Compiled) -> Iterator[CodeMark]:
    """What stands before and after the call of the model."""
    code, call = compiled.model.source.text, compiled.call.span
    for start, end in ((0, call.start), (call.end, len(code))):
        if code[start:end].strip():
            yield CodeMark(start, end, ELSEWHERE)


def _code_marks(names: Names) -> Iterator[CodeMark]:
    """The characters of the R code from which each coefficient, random effect and grouping factor comes."""
    for row in names.rows:
        if row.fixed:
            yield from _marks(row.column.spans, key_of_coefficient(row.number, 0))
        for place in row.places:
            column = names.model.random[place.term].part.columns[place.position]
            yield from _marks(column.spans, key_of_coefficient(row.number, place.level))
    level_of = {group.name: number for number, group in enumerate(names.model.levels, start=1)}
    for term in names.model.random:
        level = level_of[term.group.name]
        yield from _marks(term.group.spans, f"{belongs_to(level)} {key_of_level(level)}")


def _symbol_marks(names: Names) -> Iterator[CodeMark]:
    """The characters of the R code from which parameters and matrices come: of their columns, or of a grouping factor.

    Pointing at the symbol lights all of them; pointing at the code lights the symbol only if no other shares the code.
    """
    for entry in legend(names):
        match entry.symbol:
            case Parameter(term=int(term), entries=entries):
                group, columns = names.model.random[term].group, names.model.random[term].part.columns
                typed = tuple(span for place in entries for span in columns[place].spans)
                key = _own_key(compose(entry.symbol))
                yield from _marks(typed or group.spans, key if typed and len(entries) == 1 else lit_by(key))
            case CovarianceMatrix(level=level) | MatrixSymbol(level=int(level)):
                yield from _marks(names.model.levels[level - 1].spans, lit_by(_own_key(compose(entry.symbol))))


def places_of_variables(names: Names) -> Places:
    """The places of each variable of the equations in the R code."""
    model = names.model
    shown = Equations(labelled(writer("expanded")(names), names)).lines
    wanted = {model.source.slice(span) for mark in boxes_of(shown, Mark) if mark.level is None for span in mark.spans}
    parts = (model.fixed, *(term.part for term in model.random))
    pieces = (piece for part in parts for column in part.columns for piece in column.pieces)
    spans = {span for piece in pieces for span in piece.variable.spans}
    spans |= {span for variable in model.variables for span in variable.spans}
    spans |= {span for mark in boxes_of(shown, Mark) if mark.level is None for span in mark.spans}
    found: Places = {}
    for span in sorted(spans):
        if (text := model.source.slice(span)) in wanted:
            found[text] = (*found.get(text, ()), span)
    return found


def _linked(part: Part, source: Source, places: Places) -> Part:
    """The same boxes, with each variable linked to all its places in the R code."""

    def with_places(mark: Mark) -> Mark:
        if mark.level is not None or not mark.spans:
            return mark
        return replace(mark, spans=places.get(source.slice(mark.spans[0]), mark.spans))

    return changed(part, Mark, with_places)


def _variable_marks(places: Places) -> Iterator[CodeMark]:
    return (mark for spans in places.values() for mark in _marks(spans, key_of_variable(spans[0].start)))


def _marks(spans: tuple[Span, ...], classes: str) -> Iterator[CodeMark]:
    return (CodeMark(span.start, span.end, classes) for span in spans)


def _legend_row(names: Names, entry: LegendEntry, places: Places) -> LegendRow:
    levels = {group.name: number for number, group in enumerate(names.model.levels, start=1)}
    symbol = _linked(compose_entry(entry.symbol), names.model.source, places)
    key, other = _own_key(symbol), ""
    match entry.symbol:
        case Index() | Lookup() if entry.level in levels:
            key, other = key_of_level(levels[entry.level]), key
        case Size():
            other = next((key_of_level(index.level or 0) for index in names.groups if index.size == entry.symbol), "")
        case Indicator():
            other = key_of_symbol(INDICATOR)
    row = LegendRow(inline(symbol), entry.meaning, entry.r_text, key, entry.summary, entry.places, other)
    return replace(row, label=entry.label)


def _own_key(symbol: Box) -> str:
    return link_key(symbol) if isinstance(symbol, Mark) else ""


def _choices(compiled: Compiled) -> ModelChoices:
    """What the reader can change: covariance structures, and the types of variables that neither data nor code give."""
    text = compiled.model.source.slice
    typed = tuple(
        TypedBlock(text(block.span), block.structure if block.correlates else "")
        for block in typed_terms(compiled.call, compiled.model)
    )
    structures = tuple((name, STRUCTURE_WORDS[name]) for name in CHOICES)
    declared = tuple(_declared(compiled)) if compiled.frame is None else ()
    return ModelChoices(typed, structures, declared, tuple(_writing_options(compiled)))


def _writing_options(compiled: Compiled) -> Iterator[WritingOption]:
    """The ways of writing that the model has: of groups that nest, and of factors whose levels are known."""
    chosen, model = compiled.writing.options, compiled.model
    if fits_options(model, Options(nested=True)):
        yield WritingOption("index", "indices that name the outer groups too, such as ijk", chosen.nested)
    if any(isinstance(variable.kind, Categorical) for variable in model.variables[1:]):
        yield WritingOption("factor_index", "factors as a coefficient for each level", chosen.factor_index)


def _declared(compiled: Compiled) -> Iterator[DeclaredVariable]:
    model = compiled.model
    parts = (model.fixed, *(term.part for term in model.random))
    used = {piece.variable.name for part in parts for column in part.columns for piece in column.pieces}
    for variable in model.variables:
        match variable.kind:
            case Numeric(assumed=True) if variable.name in used:
                yield DeclaredVariable(variable.frame_name, None)
            case Categorical(levels=levels) if variable.frame_name in (compiled.factors or {}):
                yield DeclaredVariable(variable.frame_name, levels)
