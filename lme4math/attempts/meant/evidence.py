"""How well a name in an equation fits a name in R code: equal, an abbreviation, an initial, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from fractions import Fraction

from lme4math.attempts.meant.as_formula import LevelIs, RAtom, RNumber, number_code, quoted
from lme4math.attempts.meant.prose_hints import Hints
from lme4math.attempts.tex.tex_symbols import TexSymbol
from lme4math.attempts.tex.tex_terms import Asked
from lme4math.model import Categorical, Hierarchy, MixedModel, Numeric, OpenCategorical, Score, Variable, levels_asked
from lme4math.r import Name, called_name, deparse, walk
from lme4math.records import record
from lme4math.source import Span

EQUAL, CLOSE, INITIAL, WEAK, NONE = 4, 3, 2, 1, 0


@record
class Vocabulary:
    """The names of a model.

    Attributes:
        numbers: numeric variables and functions of them, as R code.
        plain: those that are single names.
        factors: with their levels, the baseline first.
        open_factors: factors whose levels are not known.
        bases: functions that give several columns, with the numbers of these.
        groups: grouping factors, each with its variables.
        response: names of the response.
        repeated: grouping factors of which a column occurs twice.
        within: of each grouping factor its variables, and those of the groups that it is within.
        exposures: variables that only offsets have.
    """

    numbers: tuple[str, ...]
    plain: tuple[str, ...]
    factors: dict[str, tuple[str, ...]]
    open_factors: tuple[str, ...]
    bases: dict[str, tuple[str, ...]]
    groups: dict[str, tuple[str, ...]]
    response: tuple[str, ...]
    repeated: frozenset[str] = frozenset()
    within: Mapping[str, frozenset[str]] = field(default_factory=dict)
    exposures: frozenset[str] = frozenset()

    @property
    def sizes(self) -> dict[str, tuple[str, ...]]:
        """Levels of factors, and numbers of columns of functions."""
        return {**self.factors, **self.bases}


def vocabulary_of(model: MixedModel, hierarchy: Hierarchy) -> Vocabulary:
    """The names of a model, and which of its groups are within others."""
    used = {piece.variable.name: piece.variable for column in model.columns for piece in column.pieces}
    for offset in model.fixed.offsets:
        used.setdefault(offset.name, offset)
    numbers: list[str] = []
    plain: list[str] = []
    factors: dict[str, tuple[str, ...]] = {}
    open_factors: list[str] = []
    bases: dict[str, tuple[str, ...]] = {}
    for variable in used.values():
        kind = variable.kind
        if isinstance(kind, Categorical):
            factors[variable.name] = kind.levels
            plain += names_within(variable) if kind.logical and levels_asked(variable.expression) is None else []
        elif isinstance(kind, OpenCategorical):
            open_factors.append(variable.name)
        else:
            numbers += _codes(variable)
            if isinstance(kind, Numeric) and kind.components:
                bases[variable.name] = tuple(str(place + 1) for place in range(len(kind.components)))
            plain += [name for name in names_within(variable) if name not in factors]
    if model.offset_argument is not None:
        plain += [node.name for node in walk(model.offset_argument) if isinstance(node, Name)]
    response = [model.response.name, model.response.successes]
    if model.response.expression is not None:
        response += [node.name for node in walk(model.response.expression) if isinstance(node, Name)]
    return Vocabulary(
        tuple(dict.fromkeys((*numbers, *_scores(model)))),
        tuple(dict.fromkeys(plain)),
        factors,
        tuple(open_factors),
        bases,
        {":".join(map(r_name, term.group.variables)): term.group.variables for term in model.random},
        tuple(one for one in dict.fromkeys(response) if one),
        frozenset(_repeated(model)),
        dict(_around(model, hierarchy)),
        _exposures(model),
    )


def _around(model: MixedModel, hierarchy: Hierarchy) -> Iterator[tuple[str, frozenset[str]]]:
    for group, around in zip(model.levels, hierarchy.outer, strict=True):
        outer = (model.levels[level - 1].variables for level in around)
        yield ":".join(map(r_name, group.variables)), frozenset(group.variables).union(*outer)


def _exposures(model: MixedModel) -> frozenset[str]:
    """The names in offsets that no column has."""
    expressions = [offset.expression for offset in model.fixed.offsets]
    expressions += [model.offset_argument] if model.offset_argument is not None else []
    offsets = {r_name(node.name) for one in expressions for node in walk(one) if isinstance(node, Name)}
    pieces = (piece.variable for column in model.columns for piece in column.pieces)
    return frozenset(offsets.difference(*({one.name, *names_within(one)} for one in pieces)))


def _repeated(model: MixedModel) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    for term in model.random:
        name = ":".join(map(r_name, term.group.variables))
        for column in term.part.columns:
            if (name, column.name) in seen:
                yield name
            seen.add((name, column.name))


def r_name(name: str) -> str:
    """A name as R code, in backticks where it needs them."""
    return deparse(Name(name, Span(0, 0)))


def names_within(variable: Variable) -> list[str]:
    """The names of variables in one of R's expressions, those of functions left out."""
    return [
        r_name(node.name)
        for node in walk(variable.expression)
        if isinstance(node, Name) and node.name != called_name(variable.expression)
    ]


def _codes(variable: Variable) -> list[str]:
    """R code of a numeric variable, or of each column of one that has several."""
    kind = variable.kind
    if isinstance(kind, Numeric) and kind.components:
        places = range(len(kind.components))
        return [f"{variable.name}[, {place + 1}]" for place in places]
    return [variable.name]


def _scores(model: MixedModel) -> list[str]:
    """Contrasts of factors as sums of conditions, each with its number at the end."""
    found: dict[str, None] = {}
    for column in model.columns:
        for piece in column.pieces:
            if isinstance(piece, Score) and isinstance(piece.variable.kind, Categorical):
                levels = piece.variable.kind.levels
                parts = [
                    f"{score!r} * ({piece.variable.name} == {quoted(level)})"
                    for score, level in zip(piece.scores, levels, strict=True)
                ]
                found[f"I({' + '.join(parts)})[[{piece.suffix.removeprefix('.')}]]"] = None
    return list(found)


def normal(name: str) -> str:
    """A name in lower case, letters and digits only."""
    return "".join(one for one in name.lower() if one.isalnum())


def likeness(word: str, name: str) -> int:
    """How well a word of a text fits a name in R."""
    one, other = normal(word), normal(name)
    if not one or not other:
        return EQUAL if word == name else NONE
    if one == other:
        return EQUAL
    if len(one) == 1:
        return INITIAL if other[0] == one else NONE
    if _singular(one) == _singular(other):
        return CLOSE
    common = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    if common >= 3 and common >= 0.6 * min(len(one), len(other)):
        return CLOSE
    if len(one) >= 2 and len(other) > len(one) and other.startswith(one):
        return CLOSE
    if 2 <= len(one) < len(other) and one[0] == other[0] and _within(one, other):
        return WEAK
    return NONE


def _singular(word: str) -> str:
    for ending, rest in (("sses", "ss"), ("ies", "y"), ("es", "e"), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + rest
    return word


def _within(one: str, other: str) -> bool:
    letters = iter(other)
    return all(letter in letters for letter in one)


def best_likeness(words: Iterable[str], name: str) -> int:
    """The best fit of some words."""
    return max((likeness(word, name) for word in words), default=NONE)


def candidates(key: TexSymbol | Asked, vocabulary: Vocabulary, hints: Hints) -> dict[tuple[RAtom, ...], int]:
    """What a covariate of an equation may be in R, with how well it fits.

    A candidate is a product: `Δt_+` may be time at a level of type.
    """
    if isinstance(key, Asked):
        return _of_condition(key, vocabulary)
    coded = hints.codings.get("".join((key.base, *key.labels)), ())
    if coded:
        code = _of_coding(coded, vocabulary)
        return {(RNumber(code),): EQUAL} if code is not None else {}
    found: dict[tuple[RAtom, ...], int] = {}
    words = hints.symbols.get("".join((key.base, *key.labels)), ()) if not key.accent else ()
    for code in (*vocabulary.plain, *vocabulary.numbers):
        score = CLOSE if best_likeness(words, code) >= CLOSE else _of_number(key, code, hints)
        _keep(found, (RNumber(code.partition("[[")[0]),), score)
    for factor, levels in vocabulary.factors.items():
        if len(levels) == 2 and best_likeness(words, factor) >= CLOSE:
            _keep(found, (LevelIs(factor, levels[1]),), CLOSE)
        for place, level in enumerate(levels):
            _keep(found, (LevelIs(factor, level),), _of_level(key, factor, levels, place, hints))
        if len(levels) > 2 and not key.labels and likeness(key.base, factor) >= CLOSE:
            _keep(found, (RNumber(f"as.numeric({factor})"),), likeness(key.base, factor))
        for code in vocabulary.plain:
            stem = key.base.removeprefix("Delta ")
            if key.labels and any(label == level for label in key.labels for level in levels) and likeness(stem, code):
                level = next(one for one in levels if one in key.labels)
                _keep(found, (RNumber(code), LevelIs(factor, level)), likeness(stem, code))
    return found


def _of_coding(coded: Sequence[tuple[Fraction, str]], vocabulary: Vocabulary) -> str | None:
    """R code of the numbers that a text gives for the levels of a factor; None where these are not all of them."""
    for factor, levels in vocabulary.factors.items():
        named = [list(_of_phrase(phrase, levels)) for _, phrase in coded]
        others = [level for level in levels if [level] not in named]
        named = [others if phrase.startswith(_ELSE) else one for one, (_, phrase) in zip(named, coded, strict=True)]
        if all(len(one) == 1 for one in named) and sorted(one[0] for one in named) == sorted(levels):
            pairs = zip(coded, named, strict=True)
            parts = (f"{number_code(score)} * ({factor} == {quoted(one[0])})" for (score, _), one in pairs)
            return f"I({' + '.join(parts)})"
    return None


def _keep(found: dict[tuple[RAtom, ...], int], atoms: tuple[RAtom, ...], score: int) -> None:
    found[atoms] = max(score, found.get(atoms, NONE))


def _of_basis(key: TexSymbol, code: str) -> int:
    """Of `P_1(x)`: whether R code is the column of this number of a basis of x, or scores of the levels of x."""
    _, _, name = key.base.removesuffix(")").partition("(")
    inside = re.findall(r"[\w.]+|`[^`]+`", code)
    number = key.labels[0].removeprefix("^").strip()
    numbered = code.endswith((f", {number}]", f"[[{number}]]", f"[[^{number}]]"))
    return EQUAL if numbered and any(normal(word) == normal(name) for word in inside) else NONE


_WITHIN = ("within", "w", "c", "cwc", "dev", "centered", "centred", "wi", "pmc", "gmc")
_BETWEEN = ("between", "b", "m", "mean", "bar", "avg", "means", "bw")


def _of_number(key: TexSymbol, code: str, hints: Hints) -> int:
    if key.kind == "basis":
        return _of_basis(key, code)
    base = key.base.removeprefix("Delta ")
    squeezed = "".join(code.strip("`").split())
    if "".join(base.split()) in (squeezed, squeezed.removeprefix("I")) and key.accent not in ("bar", "centred"):
        return EQUAL if not key.labels else NONE
    if key.accent in ("bar", "centred"):
        if any(not label.isdigit() for label in key.labels):
            return NONE
        phrase = hints.definitions.get(code, "").lower()
        if phrase:
            is_centred = any(word in phrase for word in ("minus", "centr", "center", "deviation", "within"))
            is_mean = "mean" in phrase or "average" in phrase
            if is_centred or is_mean:
                return CLOSE if is_centred == (key.accent == "centred") else NONE
        stem, endings = normal(base), _BETWEEN if key.accent == "bar" else _WITHIN
        name = normal(code)
        fits = any(name.endswith(ending) and name[: -len(ending)].startswith(stem[:1]) for ending in endings)
        return CLOSE if fits and likeness(base, code) else WEAK if fits else NONE
    if not key.labels:
        return likeness(base, code) if squeezed.replace("_", "").replace(".", "").isalnum() else NONE
    joined = "".join((base, *key.labels))
    if normal(joined) == normal(code):
        return EQUAL
    if all(label.isdigit() for label in key.labels):
        return NONE
    return WEAK if len(base) > 1 and normal(code).startswith(normal(joined)) else NONE


def _of_level(key: TexSymbol, factor: str, levels: tuple[str, ...], place: int, hints: Hints) -> int:
    level = levels[place]
    is_word = key.kind in ("word", "text")
    words = [label for label in key.labels if not label.isdigit() or (is_word and label in levels)]
    if words:
        return _of_level_label(key, factor, level, words)
    phrase = hints.indicator(key)
    told = _of_phrase(phrase, levels) if phrase is not None else {}
    if told:
        return told.get(level, NONE)
    if normal(key.base) == normal(level) != "" or key.base == level:
        return EQUAL
    is_second = len(levels) == 2 and place == 1
    if is_second and normal(key.base) == normal(factor):
        return EQUAL
    if len(key.base) > 1:
        fits = (likeness(key.base, level), likeness(key.base, factor) if is_second else NONE)
        return max((fit for fit in fits if fit >= CLOSE), default=NONE)
    if place and likeness(key.base, level) == INITIAL:
        return INITIAL
    return WEAK if is_second and likeness(key.base, factor) == INITIAL else NONE


def _of_level_label(key: TexSymbol, factor: str, level: str, words: Sequence[str]) -> int:
    """Of `season_{wet}`."""
    about = likeness(key.base, factor)
    if about >= INITIAL and any(label == level or normal(label) == normal(level) != "" for label in words):
        return EQUAL
    return CLOSE if about >= CLOSE and best_likeness(words, level) >= CLOSE else NONE


_ELSE = ("else", "otherwise", "0", "and")


def _of_phrase(phrase: str, levels: Sequence[str]) -> dict[str, int]:
    """The levels that a phrase such as `in the North, else 0` names."""
    words = phrase.translate(str.maketrans("“”,", "   ")).split()
    words = words[: next((spot for spot, word in enumerate(words) if word.lower() in _ELSE), len(words))]
    exact = [one for one in levels if any(normal(word) == normal(one) != "" or word == one for word in words)]
    if exact:
        return dict.fromkeys(exact, EQUAL)
    long = [word for word in words if len(word) > 2]
    return {one: CLOSE for one in levels if best_likeness(long, one) >= CLOSE}


def _of_condition(key: Asked, vocabulary: Vocabulary) -> dict[tuple[RAtom, ...], int]:
    found: dict[tuple[RAtom, ...], int] = {}
    named = [factor for factor in vocabulary.factors if likeness(key.variable, factor) == EQUAL]
    for factor in named or vocabulary.factors:
        about = likeness(key.variable, factor) if key.variable else CLOSE
        for level in vocabulary.factors[factor]:
            same = key.level == level or (normal(key.level) == normal(level) != "")
            near = EQUAL if same else NONE if "_" in key.level else likeness(key.level, level)
            if about >= INITIAL and near >= CLOSE:
                _keep(found, (LevelIs(factor, level),), near if about >= CLOSE else CLOSE)
    return found
