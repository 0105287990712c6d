"""What varies between the levels of each grouping factor, in words, with the symbols of its distribution."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lme4math.english import listed, quoted
from lme4math.notation.laws import covariance_symbol, is_open, parameters_of, term_effects
from lme4math.notation.names.naming import Names
from lme4math.notation.tree import Parameter
from lme4math.notation.words.means import Means, mean_sentences
from lme4math.notation.words.phrases import capital, varying
from lme4math.notation.words.scale import Scale
from lme4math.notation.words.sentences import Sentence, coefficients, listed_parts, said

MOST_WRITTEN = 3
"""The effects of a term of more than these have no symbols in words."""
NUMBERS = {1: "a normal", 2: "a bivariate normal", 3: "a trivariate normal"}


def random_sentences(names: Names, means: Means, scale: Scale) -> Iterator[Sentence]:
    """The sentences about the random effects, those of grouping factors with the same effects together."""
    on = said(" on the scale of ", scale.name) if scale.name else said()
    for groups in _twins(names):
        terms = [numbers for _, numbers in groups]
        first = terms[0]
        if len(first) > 1 and all(_is_single(names, number) for number in first):
            yield _uncorrelated(names, groups, on)
        else:
            for place in range(len(first)):
                same = [numbers[place] for numbers in terms]
                yield _several(names, same, on) if len(same) > 1 else _one(names, same[0], on)
                on = said()
        on = said()
        for number in first:
            yield from map(said, mean_sentences(means, number))
        yield from _combinations(names, [group for group, _ in groups])
        if len(first) > 1 and not all(_is_single(names, number) for number in first):
            yield said(
                f"Effects of {listed([quoted(group) for group, _ in groups])} in different terms are uncorrelated."
            )


Group = tuple[str, list[int]]


def _twins(names: Names) -> list[list[Group]]:
    """The grouping factors with their terms; those that have the same effects, one beside the other."""
    by_group: dict[str, list[int]] = {}
    for number in names.terms:
        by_group.setdefault(names.model.random[number].group.name, []).append(number)
    alike: dict[object, list[Group]] = {}
    for group, numbers in by_group.items():
        terms = [names.model.random[number] for number in numbers]
        key = tuple(
            (
                tuple(column.identity for column in term.part.columns),
                term.covariance.structure,
                term.covariance.homogeneous,
            )
            for term in terms
        )
        alike.setdefault(key, []).append((group, numbers))
    return list(alike.values())


def _is_single(names: Names, number: int) -> bool:
    return len(names.model.random[number].part.columns) == 1 and not is_open(names, number)


def _between(groups: Sequence[str]) -> str:
    """Between levels of `subj` and, independently, of `item`."""
    first, *others = [f"of {quoted(group)}" for group in groups]
    return f"between levels {first}" + (f" and, independently, {listed(others)}" if others else "")


def _who(names: Names, number: int) -> tuple[str, str]:
    """The effects of a term at the beginning of a sentence, and the verb."""
    phrase, plural = varying(names.model.random[number].part.columns, names.term_part(number))
    return capital(phrase), "vary" if plural else "varies"


def _one(names: Names, number: int, on: Sentence) -> Sentence:
    """One term of one grouping factor."""
    who, verb = _who(names, number)
    members = names.term_rows(number)
    start = said(f"{who} {verb} {_between([names.model.random[number].group.name])}: ")
    if len(members) > MOST_WRITTEN or is_open(names, number):
        deviations, follow = said("their deviations"), "follow"
    else:
        rows = [row for row, _ in members]
        its, several, follow = ("its", "", "follows") if len(members) == 1 else ("their", "s", "follow")
        from_means = said(" from ", coefficients(names, rows)) if all(row.fixed for row in rows) else said()
        deviations = said(f"{its} deviation{several} ", listed_parts(term_effects(names, number)), from_means)
    kind = _law(names, number)
    return said(start, deviations, f" {follow} {kind} with ", _spread(names, number), on, ".")


def _law(names: Names, number: int) -> str:
    """The distribution of a term's effects."""
    covariance = names.model.random[number].covariance
    p = len(names.model.random[number].part.columns)
    if is_open(names, number):
        return "a multivariate normal distribution"
    if covariance.structure == "diag" and p > 1:
        return "independent normal distributions"
    return f"{NUMBERS.get(p, 'a multivariate normal')} distribution"


def _spread(names: Names, number: int) -> Sentence:
    """The standard deviations of a term and its covariances or correlation, with their symbols."""
    if is_open(names, number):
        return said("covariance matrix ", covariance_symbol(names, number))
    term = names.model.random[number]
    p, structure = len(term.part.columns), term.covariance.structure
    found = parameters_of(names, number)
    deviations = _symbols([one for one in found if one.role == "deviation"])
    same = "one " if term.covariance.homogeneous and p > 1 else ""
    several = "s" if p > 1 and not same else ""
    spread = said(f"{same}standard deviation{several} ", deviations)
    if p == 1 or structure == "diag":
        return spread
    if structure == "us" and p > MOST_WRITTEN:
        return said(spread, " and a covariance for each two of them")
    others = [one for one in found if one.role != "deviation"]
    if structure == "us":
        return said(spread, f" and covariance{'s' * (p > 2)} ", listed_parts(others))
    if p == 2:
        return said(spread, " and correlation ", others[0])
    if structure == "cs":
        return said(spread, " and the same correlation ", others[0], " between each two of them")
    return said(spread, " and correlation ", others[0], " between neighbours, its square two apart, and so on")


def _symbols(parameters: Sequence[Parameter]) -> Sentence:
    if len(parameters) <= MOST_WRITTEN:
        return listed_parts(parameters)
    return said(parameters[0], " to ", parameters[-1])


def _several(names: Names, numbers: Sequence[int], on: Sentence) -> Sentence:
    """The same effects of several grouping factors."""
    groups = [names.model.random[number].group.name for number in numbers]
    who, verb = _who(names, numbers[0])
    start = said(f"{who} {verb} {_between(groups)}")
    if _is_single(names, numbers[0]):
        symbols = [one for number in numbers for one in parameters_of(names, number)]
        return said(start, ", normally, with standard deviations ", listed_parts(symbols), on, ".")
    kind = _law(names, numbers[0])
    long = is_open(names, numbers[0]) or len(names.term_rows(numbers[0])) > MOST_WRITTEN
    spreads = [_spread(names, number) if long or not place else _in_order(parameters_of(names, number))
               for place, number in enumerate(numbers)]  # fmt: skip
    each = [said(spread, f" for {quoted(group)}") for spread, group in zip(spreads, groups, strict=True)]
    return said(start, f"; for each, the deviations follow {kind} with ", _joined(each), on, ".")


def _in_order(parameters: Sequence[Parameter]) -> Sentence:
    """Deviations before covariances and correlations."""
    deviations = [one for one in parameters if one.role == "deviation"]
    return listed_parts([*deviations, *(one for one in parameters if one.role != "deviation")])


def _joined(phrases: Sequence[Sentence]) -> Sentence:
    """Phrases that are lists themselves."""
    *first, last = phrases
    return said(*(part for phrase in first for part in (phrase, ", ")), "and ", last)


def _uncorrelated(names: Names, groups: Sequence[Group], on: Sentence) -> Sentence:
    """Terms of one effect each, as `||` makes them."""
    numbers = groups[0][1]
    spoken_of = [varying(names.model.random[one].part.columns, names.term_part(one))[0] for one in numbers]
    each = [_symbols([one for term in own for one in parameters_of(names, term)]) for _, own in groups]
    if len(groups) > 1:
        each = [said(one, f" for {quoted(group)}") for one, (group, _) in zip(each, groups, strict=True)]
    start = f"{capital(listed(spoken_of))} vary {_between([group for group, _ in groups])}"
    spread = _joined(each) if len(each) > 1 else each[0]
    return said(start, ", normally and without correlation, with standard deviations ", spread, on, ".")


def _combinations(names: Names, groups: Sequence[str]) -> Iterator[Sentence]:
    """What the levels of a factor such as `reg:spp` are, and what they nest in."""
    for level in names.model.levels:
        if level.name not in groups or len(level.variables) < 2:
            continue
        inside = [quoted(other.name) for other in names.model.levels if set(other.variables) < set(level.variables)]
        nested = f", nested in {listed(inside)}" if inside else ""
        combined = listed([quoted(name) for name in level.variables])
        yield said(f"Levels of {quoted(level.name)} are the combinations of {combined} that occur{nested}.")
