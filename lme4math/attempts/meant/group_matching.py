"""Which group each set of indices stands for: by the words of the text, by letters, else by what is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from lme4math.attempts.meant.effect_kinds import FACTOR_MARK
from lme4math.attempts.meant.evidence import CLOSE, INITIAL, Vocabulary, best_likeness, likeness, normal
from lme4math.attempts.meant.prose_hints import Hints
from lme4math.attempts.tex.tex_symbols import TexSymbol
from lme4math.attempts.tex.tex_syntax import GREEK
from lme4math.records import record

MOST_ASSIGNMENTS = 120
_USUAL_INDICES = frozenset("ijklmn")
"""Letters that are indices of anything, and so no initials."""
_USUAL_EFFECTS = frozenset("uvbewz")

IndexSet = frozenset[str]


@record
class GroupChoice:
    """One way to read the indices.

    Attributes:
        groups: of each set of indices the name of the grouping factor.
        extra: sets for which the model has no group; their names are made of words or letters.
    """

    groups: Mapping[IndexSet, str]
    extra: frozenset[IndexSet]


def group_choices(
    sets: Mapping[IndexSet, Sequence[TexSymbol]], vocabulary: Vocabulary, hints: Hints, given: Mapping[str, str]
) -> list[GroupChoice]:
    """The best ways to assign groups to sets of indices; several where nothing prefers one.

    Args:
        sets: sets of indices, each with the effects that have it.
        given: what the caller says of indices.
    """
    order = sorted(sets, key=lambda one: (len(one), sorted(one)))
    scores = {one: _scores(one, sets[one], vocabulary, hints, given) for one in order}
    found: list[tuple[int, dict[IndexSet, str], frozenset[IndexSet]]] = []
    waiting: list[tuple[int, dict[IndexSet, str], frozenset[IndexSet], int]] = [(0, {}, frozenset(), 0)]
    while waiting and len(found) < MOST_ASSIGNMENTS:
        place, chosen, extra, total = waiting.pop()
        if place == len(order):
            found.append((total, chosen, extra))
            continue
        here = order[place]
        for name, score in scores[here].items():
            if name not in chosen.values():
                waiting.append((place + 1, {**chosen, here: name}, extra, total + score))
        words = _words(here, hints, given)
        foreign = bool(words) and not any(score > 5 for score in scores[here].values())
        waiting.append(
            (
                place + 1,
                {**chosen, here: _own_name(here, sets[here], hints, given, vocabulary)},
                extra | {here},
                total - (1 if foreign else 5),
            )
        )
    best = max((total for total, _, _ in found), default=0)
    choices = [GroupChoice(chosen, extra) for total, chosen, extra in found if total == best]
    return list(islice(choices, MOST_ASSIGNMENTS)) or [GroupChoice({}, frozenset())]


def _words(indices: Iterable[str], hints: Hints, given: Mapping[str, str]) -> list[str]:
    found = []
    for one in indices:
        if one in given:
            found.append(given[one].removeprefix(FACTOR_MARK))
        elif len(one) > 1:
            found.append(one)
        else:
            found += hints.groups.get(one, ())[:1]
    return found


def _own_name(
    indices: IndexSet, symbols: Sequence[TexSymbol], hints: Hints, given: Mapping[str, str], vocabulary: Vocabulary
) -> str:
    """A name for a group that the model does not have."""
    above = [label[1:].partition(",")[0] for symbol in symbols for label in symbol.labels if label[0] == "^"]
    said = [label for label in above if label and not label.isdigit() and label not in GREEK]
    if said and not vocabulary.groups:
        return said[0]
    names = []
    for one in sorted(indices):
        words = _words([one], hints, given)
        names_there = (*vocabulary.factors, *vocabulary.open_factors, *vocabulary.plain)
        known = [name for name in names_there if best_likeness(words, name) >= CLOSE]
        if not words and len(indices) == 1 and symbols[0].kind == "letter":
            known = [name for name in names_there if likeness(symbols[0].base, name) == INITIAL]
        names.append(known[0] if known else (words[0] if words else one))
    joined = ":".join(dict.fromkeys(names))
    return "".join(letter if letter.isalnum() or letter in "._:" else "_" for letter in joined) or "group"


def _scores(
    indices: IndexSet, symbols: Sequence[TexSymbol], vocabulary: Vocabulary, hints: Hints, given: Mapping[str, str]
) -> dict[str, int]:
    """How well each group of the model fits; those that cannot be meant are left out."""
    found: dict[str, int] = {}
    joined = given.get(",".join(sorted(indices))) or given.get("".join(sorted(indices)))
    everything = {variable for variables in vocabulary.groups.values() for variable in variables}
    everything |= set(vocabulary.factors) | set(vocabulary.plain)
    for name, variables in vocabulary.groups.items():
        if joined is not None:
            if set(joined.split(":")) == set(variables):
                found[name] = 100
            continue
        labels = [label[1:].strip("()") for symbol in symbols for label in symbol.labels if label[0] == "^"]
        labels += [label for symbol in symbols for label in symbol.labels if len(label) > 1 and label[0].isalpha()]
        words = _words(indices, hints, given)
        labels += sorted((word for word in words if ":" in word), key=lambda word: -word.count(":"))
        named = [label for label in labels if any(_same_group(label, group) for group in vocabulary.groups.values())]
        if named:
            if _same_group(named[0], variables):
                found[name] = 100
            continue
        score = _score(indices, symbols, variables, everything, hints, given)
        if score is not None:
            found[name] = score
    return found


def _same_group(label: str, variables: Sequence[str]) -> bool:
    return {normal(part) for part in label.split(":")} == {normal(variable) for variable in variables}


def _score(
    indices: IndexSet,
    symbols: Sequence[TexSymbol],
    variables: Sequence[str],
    everything: set[str],
    hints: Hints,
    given: Mapping[str, str],
) -> int | None:
    total, foreign = 0, False
    covered: set[str] = set()
    for one in indices:
        words = _words([one], hints, given)
        fits = [variable for variable in variables if best_likeness(words, variable) >= CLOSE]
        if fits:
            total += 10
            covered.add(fits[0])
        elif any(best_likeness(words, name) >= CLOSE for name in everything):
            if len(indices) <= len(variables) or any(symbol.kind == "pair" or symbol.joint for symbol in symbols):
                return None  # else a level of something else, within which the groups may be numbered
            foreign = True
        elif not words and one not in _USUAL_INDICES:
            first = [variable for variable in variables if likeness(one, variable) == INITIAL]
            total += 2 * bool(first)
    of_others = not covered and bool(variables) and _are_of_others(indices, variables, hints)
    if of_others or (foreign and len(covered) < len(variables)):
        return None
    total += sum(_by_base(symbol, variables) for symbol in symbols[:1])
    if len(covered) == len(variables):
        total += 2
    if len(indices) == len(variables):
        total += 1
    return total - 2 * (len(indices) > len(variables))


def _are_of_others(indices: IndexSet, variables: Sequence[str], hints: Hints) -> bool:
    """Whether the words say of other indices that they count these variables."""
    others = [words[:1] for index, words in hints.groups.items() if index not in indices]
    return all(any(best_likeness(words, variable) >= CLOSE for words in others) for variable in variables)


def _by_base(symbol: TexSymbol, variables: Sequence[str]) -> int:
    """Whether the letters of an effect are the initials of a group: `S_0s` of subjects, `(GE)_ij`."""
    if symbol.kind == "pair" or (symbol.kind == "word" and symbol.base.isupper()):
        letters = symbol.base.replace(" ", "")
        return 2 if sorted(letters.lower()) == sorted(variable[0].lower() for variable in variables) else 0
    if symbol.kind != "letter" or symbol.base in _USUAL_EFFECTS:
        return 0
    return 2 if likeness(symbol.base, variables[-1]) == INITIAL or likeness(symbol.base, variables[0]) == INITIAL else 0
