"""What the words of a text say of a letter or a variable, where the equation or the code has it otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lme4math.attempts.meant.evidence import Vocabulary
from lme4math.attempts.meant.interpretation import Finding
from lme4math.attempts.meant.prose_hints import Hints, functions_said
from lme4math.attempts.said.told_model import ToldEffect, ToldModel
from lme4math.model import MixedModel

_ARTICLES = frozenset(("a", "A", "I"))
"""Names of variables that words have too."""
_LINKS = (
    r"(?:(?:is|are|was|were|as|be|being|treated|taken|entered|enters?|considered|modell?ed|included|an?|the|to|have|has"
    r"|effects?)\s+|[:=]\s*)*"
)
_NOUNS = r"(?:effects?|factors?|intercepts?|slopes?|coefficients?)"
_OF = r"(?:\s*(?:\b(?:of|for|are|is|the|each|on|in|vary|by)\b|[:=]))+\s*"


def word_doubts(told: ToldModel, hints: Hints, code: MixedModel, vocabulary: Vocabulary) -> Iterator[Finding]:
    """An index that is called another's, a variable that is a function of itself, an effect that is of another kind."""
    for effect in told.effects:
        own = set(effect.symbol.indices)
        if own and own <= hints.observations and own != told.observation:
            found = ",".join(effect.symbol.indices)
            fields = (("symbol", effect.symbol.base), ("found", found), ("expected", "that of a group"))
            yield Finding("index_slip", fields, effect.spans[0])
    said = [*_functions(told, code, vocabulary), *_kinds(told, hints, code, vocabulary)]
    yield from (Finding("undefined_symbol", (("symbol", name),)) for name in said)


def _functions(told: ToldModel, code: MixedModel, vocabulary: Vocabulary) -> Iterator[str]:
    """`the logarithm of income` beside code that has the income as it is; a link is a function of the mean."""
    names = {*vocabulary.plain, *vocabulary.response}
    codes = [code.response.name, *(column.name for column in code.columns)]
    for name, function in functions_said(told.said.prose, names).items():
        own = [one for one in codes if re.search(rf"(?<![\w.]){re.escape(name)}(?!\.?\w)", one)]
        plain = [one for one in own if not re.search(rf"\b{function}\w*\(\s*{re.escape(name)}\b", one)]
        if plain and not (plain == [code.response.name] and code.family.link == function):
            yield name


def _kinds(told: ToldModel, hints: Hints, code: MixedModel, vocabulary: Vocabulary) -> Iterator[str]:
    """`school fixed effects` of a group, `a random effect of x` where none is in the code."""
    effects = [one for one in told.effects if one.law is not None and not one.law.structure.constant]
    fixed = {*vocabulary.plain, *vocabulary.factors, *vocabulary.open_factors}
    groups = {one for parts in vocabulary.groups.values() for one in parts}
    words = {word for effect in effects for index in effect.symbol.indices for word in hints.groups.get(index, ())}
    plain = {*groups, *vocabulary.groups, *words} - fixed
    yield from _called("fixed", plain, told.said.prose, _symbols(effects))
    varying = " ".join(column.name for term in code.random for column in term.part.columns)
    of_all = {one for one in fixed if one not in varying and one not in groups}
    yield from _called("random", of_all, told.said.prose)


def _symbols(effects: Iterable[ToldEffect]) -> Iterator[str]:
    return (rf"{re.escape(effect.symbol.base)}_\S+" for effect in effects)


def _called(kind: str, names: Iterable[str], prose: str, symbols: Iterable[str] = ()) -> Iterator[str]:
    """The names of which the words say that they are fixed, or random."""
    plain = (rf"{re.escape(name.rstrip('s'))}s?" for name in names if name not in _ARTICLES)
    for name in (*plain, *symbols):
        after, before = rf"(?<![\w\\]){name}\s*{_LINKS}{kind}\b(?!\s+part)", rf"\b{kind}\s+{_NOUNS}?{_OF}{name}\b"
        between = rf"\b{kind}\s+{name}\s+{_NOUNS}\b"
        match = re.search(f"{after}|{before}|{between}", prose)
        if match is not None:
            yield match[0]
