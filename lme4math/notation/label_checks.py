"""Which labels a model can have: of things that it has, and no two things with one name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from lme4math.english import quoted, the_first
from lme4math.errors import LabelError
from lme4math.notation.names.labels import RESIDUAL, Labels, effect_key, group_key, level_key, names_in
from lme4math.notation.names.naming import Names, variables_of
from lme4math.notation.names.styles import STYLES, Style
from lme4math.notation.names.symbols import Index, Letter, Size, Symbol, Word, plain_text
from lme4math.notation.page_names import levels_of
from lme4math.notation.words.legend import legend
from lme4math.records import record, walk

MOST_LISTED = 8
"""More keys are not listed in a message."""


def label_keys(names: Names) -> tuple[str, ...]:
    """The keys of all that can have a label, in the order of the formula."""
    variables = sorted(variables_of(names.model), key=names.model.source.text.find)
    return tuple(dict.fromkeys((*variables, *_levels(names), *_styled(names, names.style))))


def _levels(names: Names) -> Iterator[str]:
    for variable, level in levels_of(names.model):
        yield level_key(variable, level)
        yield from (level_key(name, level) for _, name in names_in(variable))


def _styled(names: Names, style: Style) -> dict[str, Symbol]:
    """The symbols of coefficients, effects and parameters in a style, by their keys."""
    variables = variables_of(names.model)
    found: dict[str, Symbol] = {}
    for row in names.fixed_rows:
        keys = (group_key("fixef", row.column.name), row.column.name)
        found |= {key: style.coefficient(row) for key in keys if key not in variables}
    for term in names.terms:
        for key, symbol in _of_term(names, term, style):
            found.setdefault(key, symbol)
    return {**found, RESIDUAL: style.residual_deviation()}


def _of_term(names: Names, term: int, style: Style) -> Iterator[tuple[str, Symbol]]:
    """The effects of a random term, and the parameters of their covariance matrix."""
    rows = names.term_rows(term)
    covariance, group = names.model.random[term].covariance, names.model.random[term].group.name
    first = rows[0][1]
    for number, (row, place) in enumerate(rows):
        name = row.column.name
        yield effect_key("ranef", (name,), group), style.effect(row, place)
        if not covariance.homogeneous:
            yield effect_key("sd", (name,), group), style.deviation(row, place)
        for other, _ in rows[number + 1 :] if covariance.structure == "us" else ():
            yield effect_key("cov", (name, other.column.name), group), style.covariance((row, other), place)
    if covariance.homogeneous:
        yield group_key("sd", group), style.common_deviation(first)
    if len(rows) > 1:
        yield group_key("cov", group), style.covariance_matrix(first, None)
    if len(rows) > 1 and covariance.structure in ("cs", "ar1"):
        yield group_key("cor", group), style.correlation(first)


def refuse_unknown(names: Names, keys: Iterable[str]) -> None:
    """Check that the model has what the keys of labels name.

    Raises:
        LabelError: it has no such thing.
    """
    known = label_keys(names)
    for key in keys:
        if key not in known:
            raise unknown_key(key, known)


def unknown_key(key: str, known: tuple[str, ...]) -> LabelError:
    """The error for a key that names nothing, with the one that was likely meant."""
    close = [one for one in known if one.lower() == key.lower()] or get_close_matches(key, known, 1, 0.5)
    names = the_first([quoted(one) for one in known], MOST_LISTED)
    hint = f"Did you mean {quoted(close[0])}?" if close else f"There are labels for {names}."
    return LabelError(f"The model has nothing of the name {quoted(key)} that a label could be for.", hint=hint)


def refuse_collisions(names: Names, plain: Names) -> None:
    """Check that no label is the name or symbol of another thing.

    Args:
        names: the names of the model, with labels.
        plain: the same without.

    Raises:
        LabelError: one is.
    """
    labels = names.labels
    _refuse_equal_labels(labels)
    _refuse_equal_names(names)
    _refuse_equal_levels(names)
    default = [_styled(plain, style) for style in STYLES.values()]
    own = [_styled(names, style.labelled(labels)) for style in STYLES.values()]
    in_use = _letters_in_use(plain)
    for key, symbol in labels.symbols.items():
        if isinstance(symbol.base, Letter):
            _refuse_letter(key, symbol, tuple(symbols[key] for symbols in default if key in symbols), in_use)
        for symbols in own:
            for other, used in symbols.items():
                if used == symbol and other not in labels.symbols and not _are_one(key, other):
                    raise _taken(key, symbol, f"the symbol of {quoted(other)}")


def _are_one(key: str, other: str) -> bool:
    """Whether two keys are of one coefficient, with and without `fixef`."""
    return group_key("fixef", key) == other or group_key("fixef", other) == key


def _taken(key: str, symbol: Symbol, by: str) -> LabelError:
    what = f"${plain_text(symbol)}$" if isinstance(symbol.base, Letter) else f"“{plain_text(symbol)}”"
    return LabelError(f"{quoted(key)} cannot be called {what}, which is {by}.", hint="Choose another one.")


def _refuse_equal_labels(labels: Labels) -> None:
    """Levels of two factors may have one label, all else may not."""
    found: dict[Symbol, str] = {}
    for key, symbol in labels.symbols.items():
        if "=" in key:
            continue
        if symbol in found and not _are_one(key, found[symbol]):
            raise _taken(key, symbol, f"the label of {quoted(found[symbol])}")
        found[symbol] = key


def _refuse_equal_names(names: Names) -> None:
    """What is called in words is called as nothing else that is written so."""
    variables = variables_of(names.model)
    called: dict[str, str] = {}
    for name in variables:
        own = names.labels.of(name)
        if own is None:
            called[name] = name
    for key, symbol in names.labels.symbols.items():
        other = called.get(plain_text(symbol))
        if other is not None and other != key and "=" not in key:
            raise _taken(key, symbol, "the name of a variable of the model")


def _refuse_equal_levels(names: Names) -> None:
    called: dict[tuple[str, str], str] = {}
    for variable, level in levels_of(names.model):
        own = names.labels.level(variable, level)
        text = level if own is None else plain_text(own)
        if (other := called.setdefault((variable, text), level)) != level:
            named, as_it_was = (other, level) if own is None else (level, other)
            what = f"the level {quoted(as_it_was)} of {quoted(variable)}"
            raise _taken(level_key(variable, named), Symbol(Word(text)), what)


@record
class _Use:
    """What a letter of the equations is used for: the meaning of the first symbol with it."""

    is_index: bool
    meaning: str


def _letters_in_use(plain: Names) -> dict[str, _Use]:
    """The letters of the equations; of several symbols with one, the first that is more than a part of another."""
    entries = legend(plain)
    whole = [(one.symbol, one.meaning) for one in entries]
    parts = [(node, one.meaning) for one in entries for node in walk(one.symbol)]
    found: dict[str, _Use] = {}
    for node, meaning in (*whole, *parts):
        symbol = getattr(node, "symbol", node)
        if isinstance(symbol, Symbol) and isinstance(symbol.base, Letter):
            found.setdefault(symbol.base.text, _Use(isinstance(node, Index | Size), meaning))
    return found


def _refuse_letter(key: str, symbol: Symbol, own: tuple[Symbol, ...], in_use: Mapping[str, _Use]) -> None:
    """A letter of the equations is free with an accent, and, for what has a Greek letter anyway, with a subscript."""
    base = symbol.base
    assert isinstance(base, Letter)
    for part in symbol.sub:
        if isinstance(part, Letter) and part.text in in_use and in_use[part.text].is_index:
            raise LabelError(
                f"{quoted(key)} cannot have the subscript {part.text}, which is an index of the equations.",
                hint="Leave the index out: the equations write it.",
            )
    use = in_use.get(base.text)
    if use is None or base.accent or symbol in own:
        return
    if use.is_index or not (symbol.sub and own):
        what = f"{quoted(key)} cannot be called ${plain_text(symbol)}$: the equations have the letter {base.text}"
        raise LabelError(f"{what} for something else ({use.meaning}).", hint="Choose another letter, or words.")
