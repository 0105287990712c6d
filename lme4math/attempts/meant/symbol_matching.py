"""What the covariates of an equation stand for in R: by their names, else by what is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lme4math.attempts.meant.as_formula import LevelIs, RAtom, RNumber
from lme4math.attempts.meant.as_r import Key
from lme4math.attempts.meant.evidence import CLOSE, NONE, Vocabulary, candidates
from lme4math.attempts.meant.prose_hints import Hints
from lme4math.attempts.tex.tex_symbols import TexSymbol
from lme4math.attempts.tex.tex_syntax import is_r_call
from lme4math.attempts.tex.tex_terms import Asked
from lme4math.records import record

MOST_MEANINGS = 150

Atoms = tuple[RAtom, ...]


@record
class SymbolChoice:
    """One way to read the covariates.

    Attributes:
        meaning: what each stands for.
        guessed: those for which no name speaks.
        unknown: those that the model does not have.
    """

    meaning: Mapping[Key, Atoms]
    guessed: frozenset[Key]
    unknown: frozenset[Key]


def symbol_choices(
    keys: Sequence[Key],
    vocabulary: Vocabulary,
    hints: Hints,
    given: Mapping[Key, Atoms],
    counted: frozenset[str] = frozenset(),
    exposures: frozenset[Key] = frozenset(),
) -> list[SymbolChoice]:
    """The ways to read the covariates that fit their names equally well.

    Args:
        counted: factors whose levels indices count, which letters for anything are not.
        exposures: covariates that only offsets have; these, and no others, are what the code has in offsets only.
    """
    distinct = list(dict.fromkeys(keys))
    settled: dict[Key, Atoms] = {key: given[key] for key in distinct if key in given}
    open_keys: dict[Key, list[Atoms]] = {}
    generic: list[Key] = []
    for key in distinct:
        if key in settled:
            continue
        fits = {
            atoms: score
            for atoms, score in candidates(key, vocabulary, hints).items()
            if score >= CLOSE or _is_exposure(atoms, vocabulary) == (key in exposures)
        }
        best = max(fits.values(), default=NONE)
        chosen = [atoms for atoms, score in fits.items() if score == best and score > NONE]
        if len(chosen) == 1 and best >= CLOSE:
            settled[key] = chosen[0]
        elif chosen:
            open_keys[key] = chosen
        elif _may_be_anything(key):
            generic.append(key)
        else:
            settled[key] = (own_atom(key),)
    dummies = _of_every_level(generic, vocabulary, counted)
    settled |= dummies
    generic = [key for key in generic if key not in dummies]
    unknown = frozenset(key for key in settled if key not in given and settled[key] == (own_atom(key),)
                        and _code(settled[key]) not in (*vocabulary.plain, *vocabulary.numbers))  # fmt: skip
    choices = []
    for meaning in _assigned(settled, open_keys, generic, _for_anything(vocabulary, counted), exposures, vocabulary):
        guessed = frozenset(key for key in generic if meaning[key] != (own_atom(key),))
        others = frozenset(key for key in generic if meaning[key] == (own_atom(key),))
        choices.append(SymbolChoice(meaning, guessed, unknown | others))
    return choices


def _of_every_level(keys: Sequence[Key], vocabulary: Vocabulary, counted: frozenset[str]) -> dict[Key, Atoms]:
    """`D_1`, `D_2` and `D_3` as the indicators of all levels of the only factor that has three."""
    numbered: dict[str, list[TexSymbol]] = {}
    for key in keys:
        if isinstance(key, TexSymbol) and key.labels:
            numbered.setdefault(key.base, []).append(key)
    found: dict[Key, Atoms] = {}
    for same in numbered.values():
        same.sort(key=lambda key: key.labels)
        fits = [name for name, own in vocabulary.factors.items() if len(own) == len(same) and name not in counted]
        if len(fits) == 1 and [key.labels for key in same] == [(str(place + 1),) for place in range(len(same))]:
            levels = vocabulary.factors[fits[0]]
            found |= {key: (LevelIs(fits[0], level),) for key, level in zip(same, levels, strict=True)}
    return found


def _code(atoms: Atoms) -> str:
    only = atoms[0]
    return only.code if isinstance(only, RNumber) else ""


def _may_be_anything(key: Key) -> bool:
    """Whether it is a letter that people write for any variable, and so may be what is left."""
    return isinstance(key, TexSymbol) and len(key.base) == 1 and all(label.isdigit() for label in key.labels)


def own_atom(key: Key) -> RAtom:
    """A variable of its own name, for a covariate that the model does not have."""
    if isinstance(key, Asked):
        return LevelIs(key.variable, key.level) if key.variable else RNumber(_name(key.level))
    if key.kind == "text" and is_r_call(key.base):
        return RNumber(key.base)
    numbers = "".join(label for label in key.labels if label.isdigit())
    words = [label for label in key.labels if not label.isdigit()]
    return RNumber(_name("_".join((key.base + numbers, *words, *([key.accent] if key.accent else [])))))


def _name(text: str) -> str:
    plain = "".join(letter if letter.isalnum() or letter in "._" else "_" for letter in text).strip("_") or "x"
    return plain if plain[0].isalpha() else f"x{plain}"


def _is_exposure(atoms: Atoms, vocabulary: Vocabulary) -> bool:
    return _code(atoms) in vocabulary.exposures


def _for_anything(vocabulary: Vocabulary, counted: frozenset[str]) -> list[Atoms]:
    """What letters for anything may be."""
    levels = [
        (LevelIs(factor, level),)
        for factor, levels in vocabulary.factors.items()
        for level in levels[1:]
        if len(levels) <= 5 and factor not in counted
    ]
    return [*((RNumber(code),) for code in vocabulary.plain), *levels]


def _assigned(
    settled: Mapping[Key, Atoms],
    open_keys: Mapping[Key, list[Atoms]],
    generic: Sequence[Key],
    everything: Sequence[Atoms],
    exposures: frozenset[Key],
    vocabulary: Vocabulary,
) -> Iterator[dict[Key, Atoms]]:
    """Settled names first; open ones take one of their candidates each; what is left goes to letters for anything."""
    order: list[tuple[Key, list[Atoms] | None]] = [*open_keys.items(), *((key, None) for key in generic)]
    waiting: list[tuple[int, dict[Key, Atoms]]] = [(0, dict(settled))]
    made = 0
    while waiting and made < MOST_MEANINGS:
        place, meaning = waiting.pop()
        if place == len(order):
            made += 1
            yield meaning
            continue
        key, fits = order[place]
        taken = set(meaning.values())
        left = [atoms for atoms in (everything if fits is None else fits) if atoms not in taken]
        if fits is None:
            left = [
                atoms
                for atoms in left
                if not _taken_with_all(atoms, taken) and _is_exposure(atoms, vocabulary) == (key in exposures)
            ]
        for atoms in reversed(left or [(own_atom(key),)]):
            waiting.append((place + 1, {**meaning, key: atoms}))


def _taken_with_all(atoms: Atoms, taken: Iterable[Atoms]) -> bool:
    """Whether the variable is within a function that another symbol stands for already."""
    only = atoms[0]
    return isinstance(only, RNumber) and any(
        isinstance(one, RNumber) and one.code != only.code and f"({only.code})" in one.code
        for each in taken
        for one in each
    )
