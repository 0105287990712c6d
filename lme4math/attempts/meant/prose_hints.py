"""What the words of a text tell of its letters: which index is of which group, which indicator is of which level."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import product

from lme4math.attempts.tex.tex_symbols import TexSymbol
from lme4math.records import record

_WORD = re.compile(r"[^\W\d_][\w.]+:[\w.:]*\w|[^\W\d_]\w*(?:\.\w+)*|\d+|[^\w\s]")
_BETWEEN = frozenset((
    "is", "are", "the", "a", "an", "indexes", "index", "indexing", "indexed", "for", "of", "denotes", "denote",
    "stands", "represents", "=", ":", "level", "levels", "each", "by", "refers", "to", "with", "(", "“", "”", ",",
    "individual", "th",
))  # fmt: skip
_NO_GROUPS = _BETWEEN | frozenset((
    "where", "and", "in", "within", "nested", "from", "on", "at", "as", "observation", "observations", "occasion",
    "occasions", "measurement", "measurements", "row", "rows", "iid", "independent", "normal", "normally", "when",
    "if", "else", "or", "not", "than", "other", "text", "i", "n", "coded", "numeric", "fixed", "random", "effect",
    "effects", "intercept", "intercepts", "slope", "slopes", "model", "code", "all", "both", "which", "number",
    "numbers", "group", "groups", "belongs", "that", "time-point", "y", "x",
))  # fmt: skip
_OBSERVATION = frozenset((
    "observation", "observations", "measurement", "measurements", "row", "rows", "occasion", "occasions",
))  # fmt: skip
_INDICATOR = re.compile(
    r"(?<![A-Za-z])(?P<symbol>[A-Za-z][A-Za-z0-9]{0,60})(?:_\{?(?P<number>\d*)[\w,]*\}?)?\s*"
    r"(?:(?:=|is|equals|=\s*\{)\s*1(?!\s*[/.\d])|:)\s*(?=(?P<phrase>[^;.]{2,60}))"
)
_SCORE = r"[-−+]?\s*\d*\.?\d+(?:\s*/\s*\d+)?"
_CODED = (
    rf"(?P<score>{_SCORE})\s*(?:\(|(?:if|for|when|in)\b|(?=otherwise|else))\s*"
    r"(?P<phrase>[^;,.()=]{1,40}?)\s*(?=[;,.)]|\band\b|$)"
)
_CODING = re.compile(
    r"(?<![\w\\])(?P<symbol>[A-Za-z]+)(?:_\{?(?P<number>\d*)[\w,]*\}?)?\s*(?:=|is|is coded|coded|coded as)\s*"
    rf"(?P<list>{_CODED}(?:[;,)\s]|\band\b)*)".replace("?P<score>", "").replace("?P<phrase>", "")
)
_NEXT_CODED = re.compile(rf"(?:[;,)\s]|\band\b)*{_CODED}")
_RANGE = re.compile(
    r"\b(?P<index>[a-z])\s*=\s*1\s*,\s*…\s*,\s*\w+\s*,?\s*\(?\s*"
    r"(?:(?:index(?:es|ing)?|denotes?|levels|for|of|the|each|a)\s+)+(?P<noun>[A-Za-z][\w.]*(?::[\w.]+)*)"
)
_NAME_BEFORE_COLON = re.compile(r"\b([A-Za-z][\w.]*):\s+(?=\w)")
_NEXT_FORMULA = re.compile(r",\s*\S*[_(]")
_LETTER = re.compile(r"([A-Za-z])_?(\d*)([a-z]{0,3})")
_FARTHEST = 12
"""Within how many words of a letter one stands that says what it is."""
_FUNCTION_WORDS = {"log": r"(?:natural\s+)?(?:log(?:arithm|ged)?|ln)", "sqrt": r"(?:square[-\s]+root|sqrt)"}
_MEASURED = r"(?:levels?|values?|scores?|measurements?|readings?|concentrations?)"
"""With `log` before and such a word behind, a name calls what was measured, which the code's variable may hold."""
_INDEPENDENT = re.compile(r"independent|uncorrelated|\bperp\b|no correlation|zero correlation|iid\b", re.IGNORECASE)


@record
class Hints:
    """What words tell.

    Attributes:
        groups: of an index the words that stand beside it, the likeliest first.
        indicators: of a symbol, with the number in its subscript, the phrase that says when it is 1.
        independent: whether the words say that effects are independent.
        definitions: of a name of R code the phrase that says what it is.
        observations: indices that the words call those of an observation.
        symbols: of a letter that is no index, with its number, the word that says what it is, as in `T is weeks`.
        codings: of a symbol, with its number, the numbers that it has, each with the phrase that says where.
    """

    groups: Mapping[str, tuple[str, ...]]
    indicators: Mapping[str, str]
    independent: bool
    definitions: Mapping[str, str]
    observations: frozenset[str]
    symbols: Mapping[str, tuple[str, ...]]
    codings: Mapping[str, tuple[tuple[Fraction, str], ...]]

    def indicator(self, symbol: TexSymbol) -> str | None:
        """The phrase that says when a symbol is 1."""
        numbers = "".join(label for label in symbol.labels if label.isdigit())
        return self.indicators.get(symbol.base + numbers)


def hints_in(text: str, prose: str, indices: Iterable[str], known: frozenset[str] = frozenset()) -> Hints:
    """Read the words of a text.

    Args:
        text: the whole text, formulas included, as words.
        prose: its words outside of statements.
        indices: the letters that are indices.
        known: names of R code, which may be of one letter.
    """
    text, prose = (
        _NAME_BEFORE_COLON.sub(lambda m: m[0].strip() if m[1] in known else m[0], " ".join(one.split()))
        for one in (text, prose)
    )
    letters = frozenset(one for one in indices if len(one) == 1)
    groups, observations, symbols = _beside_letters(prose, letters, known)
    for match in _RANGE.finditer(text):
        index, noun = match.group("index"), match.group("noun")
        if index in letters and _is_noun(noun, letters, known) and noun not in groups.get(index, ()):
            groups[index] = (*groups.get(index, ()), noun)
    definitions = {
        match.group(1): match.group(2)
        for match in re.finditer(r"\b([A-Za-z][\w.]{2,})\s*=\s*([A-Za-z][^,;.=+]{5,60})", prose)
    }
    independent = bool(re.search(_INDEPENDENT, prose))
    return Hints(groups, _indicators(text, letters), independent, definitions, observations, symbols, _codings(text))


def functions_said(prose: str, names: Iterable[str]) -> dict[str, str]:
    """The functions that words make of variables: `the logarithm of income`, `income was log-transformed`."""
    found: dict[str, str] = {}
    for name, (function, word) in product(names, _FUNCTION_WORDS.items()):
        own = rf"(?<![\w.]){re.escape(name)}(?!\.?\w)"
        small = r"(?:[-\s(]+(?:of|the|an?|each|their|its)\b)"
        is_it = rf"(?:{small}+[-\s(]*{own}|[-\s(]*{own}(?!\s+{_MEASURED}\b))"
        before = rf"\b{word}(?:[-\s]+transform(?:ed|ation))?{is_it}"
        after = rf"{own}\s+(?:(?:is|was|were|are|on|the|a|has|been)\s+)*{word}[-\s]+(?:transformed|scale)\b"
        if re.search(f"{before}|{after}", prose, re.IGNORECASE):
            found[name] = function
    return found


def _beside_letters(
    prose: str, letters: frozenset[str], known: frozenset[str]
) -> tuple[dict[str, tuple[str, ...]], frozenset[str], dict[str, tuple[str, ...]]]:
    """The words beside indices, the indices that they call an observation's, and the words beside other letters."""
    groups: dict[str, tuple[str, ...]] = {}
    observations: set[str] = set()
    symbols: dict[str, tuple[str, ...]] = {}
    for part in re.split(r"[,;.](?:\s|$)|\band\b", prose.replace("[i]", " ")):
        words = _WORD.findall(part)
        for place, word in enumerate(words):
            if word in letters:
                groups[word] = (*groups.get(word, ()), *_beside(words, place, letters, known))
                observations.update(word for other in _near(words, place) if other.lower() in _OBSERVATION)
            elif (match := _LETTER.fullmatch(word)) is not None and letters.issuperset(match.group(3)):
                said = _beside(words, place, letters, known)[:1]
                symbols.setdefault(match.group(1) + match.group(2), tuple(said))
    return groups, frozenset(observations), symbols


def _indicators(text: str, letters: frozenset[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _INDICATOR.finditer(text):
        symbol, phrase = match.group("symbol"), match.group("phrase").strip()
        is_phrase = phrase and phrase[0] not in "+-=~(" and not _NEXT_FORMULA.match(phrase)
        if is_phrase and symbol not in letters:
            found.setdefault(symbol + (match.group("number") or ""), phrase)
    return found


def _near(words: list[str], place: int) -> list[str]:
    """The word before an index, and the first behind it that is more than a link: `observation i`, `i is the row`."""
    return [*words[max(place - 1, 0) : place], *words[_behind_links(words, place) :][:1]]


def _behind_links(words: list[str], place: int) -> int:
    """Where the first word behind a place stands that is more than a link; not far from it."""
    after, last = place + 1, min(len(words), place + _FARTHEST)
    while after < last and words[after].lower() in _BETWEEN and words[after] != ",":
        after += 1
    return after


def _codings(text: str) -> dict[str, tuple[tuple[Fraction, str], ...]]:
    """`c_i = +1 for related, -1 for unrelated`; `x_1 = 1/2 (drug), x_2 = -1/2 (control)` of x."""
    lists: dict[str, list[tuple[Fraction, str]]] = {}
    for match in _CODING.finditer(text):
        pairs = []
        place = match.start("list")
        while (pair := _NEXT_CODED.match(text, place)) is not None:
            above, _, below = "".join(pair.group("score").replace("−", "-").split()).partition("/")
            if int(below or 1):
                pairs.append((Fraction(above) / int(below or 1), pair.group("phrase")))
            place = pair.end()
        name = match.group("symbol") + ((match.group("number") or "") if len(pairs) > 1 else "")
        lists.setdefault(name, []).extend(pairs)
    return {
        name: tuple(pairs) for name, pairs in lists.items() if {score for score, _ in pairs} - {0, 1} and len(pairs) > 1
    }


def _beside(words: list[str], place: int, letters: frozenset[str], known: frozenset[str]) -> list[str]:
    """The nouns next to an index: `school j`, `j: school`, `j indexes schools`, `j is the school`."""
    found = []
    after = _behind_links(words, place)
    linked = after > place + 1
    following = words[after] if after < len(words) else ""
    earlier = place - 1
    while earlier > max(0, place - _FARTHEST) and words[earlier].lower() in ("level", "levels"):
        earlier -= 1
    before = words[earlier] if earlier >= 0 else ""
    is_after = _is_noun(following, letters, known)
    is_before = _is_noun(before, letters, known)
    if is_after and (linked or not is_before):
        found.append(following)
    if is_before and before not in (following,):
        found.append(before)
    if is_after and following not in found:
        found.append(following)
    return found


def _is_noun(word: str, letters: frozenset[str], known: frozenset[str]) -> bool:
    if word in known:
        return True
    return len(word) > 1 and word[0].isalpha() and word.lower() not in _NO_GROUPS and word not in letters
