"""Finds what is wrong in sentences about a model: strange names, levels and numbers, effects without a sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from lme4math.notation import Names, Sentence
from lme4math.notation.tree import Coefficient
from lme4math.records import walk
from tests import oracle

Case = dict[str, Any]
_CODE = re.compile(r"`` (.*?) ``(?!`)|`([^`]*)`")
_LEVEL = re.compile("“(.*?)”")
_GREEK = re.compile("[Α-Ωα-ωϕ]")
_ABOUT_ALL = ("not vary between", "deviation", "independent of each other", "; in the data ")
"""Sentences that speak of fixed effects without interpreting them."""
FIELDS_OWN = frozenset({0, 1})


def faults(sentences: tuple[Sentence, ...], texts: list[str], names: Names, case: Case) -> list[str]:
    """What is wrong in the sentences about a recorded case, in words."""
    return [
        *(f"twice: {text}" for text, times in Counter(texts).items() if times > 1),
        *(f"badly written: {text}" for text in texts if not _well_written(text)),
        *_strange_names(texts, case),
        *_strange_levels(texts, case),
        *_strange_numbers(texts, case),
        *_strange_ranges(texts, case),
        *_strange_symbols(sentences, names),
        *_coverage(sentences, names),
        *(f"no variation of {group}" for group in _groups(case) if not _varies(group, texts)),
    ]


def _well_written(text: str) -> bool:
    """Whether it is a sentence: it ends, and has no doubled words, blanks or signs."""
    outside = _LEVEL.sub("“”", _CODE.sub("``", text))
    ugly = re.search(r"  |,,| ,| \.|\.\.|\(\)|\b(\w+) \1\b|is are| $", outside)
    small = outside[0].islower() and outside[0].isascii() and not outside.startswith("lme4")
    return text.endswith(".") and not ugly and not small


def _bare(text: str) -> str:
    return re.sub(r"[\s`\"']", "", text)


def _strange_names(texts: list[str], case: Case) -> Iterator[str]:
    """Code that is neither in the call nor a column's, term's or group's name."""
    call = _bare(case["call"]) + " " + _bare(case["fixed"].get("response") or "")
    columns = case["X"]["colnames_before_drop"] + [one for term in case["random"]["cnms"] for one in term["columns"]]
    known = {*map(_bare, columns), *(_bare(term["group"]) for term in case["random"]["cnms"])}
    known |= {_bare(label) for label in case["fixed"]["term_labels"]}
    for text in texts:
        for found in _CODE.finditer(text):
            code = _bare(found[1] or found[2])
            inside = code in call or code in known or all(part in call for part in re.split("[:+]", code))
            if not inside and not code.startswith("contr."):
                yield f"strange name {code}: {text}"


def _strange_levels(texts: list[str], case: Case) -> Iterator[str]:
    """Levels that no factor of the data has, nor the call."""
    frame = oracle.columns(case["data"])
    known = {level for levels in oracle.levels(case["data"]).values() for level in levels}
    known |= {str(value).removesuffix(".0") for column in frame.values() for value in column}
    names = "".join(
        case["X"]["colnames_before_drop"] + [one for term in case["random"]["cnms"] for one in term["columns"]]
    )
    for text in texts:
        for level in _LEVEL.findall(_CODE.sub("", text)):
            if level not in known and level not in names and level not in case["call"] and not _made(level, known):
                yield f"strange level {level}: {text}"


def _made(level: str, known: set[str]) -> bool:
    """Whether it is an interval of `cut()`, or a combination of levels."""
    return bool(re.fullmatch(r"[(\[].*,.*[)\]]", level)) or set(re.split("[.:]", level)) <= known


def _strange_numbers(texts: list[str], case: Case) -> Iterator[str]:
    """Numbers that are none of the model's counts."""
    counts = {case["n_rows_used"], len(case["X"]["colnames"]), *case["random"]["nl_per_term"]}
    counts |= {case["random"].get("n_par", case["random"]["n_theta"])}
    counts |= Counter(case["X"]["assign_before_drop"]).keys() | set(
        range(2, len(case["X"]["colnames_before_drop"]) + 1)
    )
    for text in texts:
        outside = _LEVEL.sub("", _CODE.sub("", _RANGE.sub("", text)))
        for number in re.findall(r"(?<![\w₀-₉_^{,.])\d[\d,]*(?:\.\d+)?", outside):
            if float(number.replace(",", "")) not in counts | FIELDS_OWN and "times the difference" not in text:
                yield f"strange number {number}: {text}"


_RANGE = re.compile(r"; in the data `(?P<name>.+)` (?:runs from (?P<low>\S+) to (?P<high>\S+)|is (?P<only>\S+))\.$")


def _strange_ranges(texts: list[str], case: Case) -> Iterator[str]:
    """Ranges that a column of the data does not have, and such that hold 0."""
    columns = oracle.columns(case["data"])
    for text in texts:
        if found := _RANGE.search(text):
            low, high = (float(found[end] or found["only"]) for end in ("low", "high"))
            values = columns.get(found["name"], [])
            own = [min(values), max(values)] if len(values) == case["n_rows_used"] else [low, high]
            if not (low > 0 or high < 0) or [low, high] != pytest.approx(own, rel=1e-5):
                yield f"strange range: {text}"


def _strange_symbols(sentences: tuple[Sentence, ...], names: Names) -> Iterator[str]:
    """Symbols that no equation of the model has, and letters that are no symbols."""
    from lme4math.notation import legend

    known = {entry.symbol for entry in legend(names)}
    for sentence in sentences:
        for part in sentence.parts:
            if isinstance(part, str):
                if _GREEK.search(_LEVEL.sub("", _CODE.sub("", part))):
                    yield f"a letter that is no symbol: {part}"
            elif not any(node in known for node in walk(part)):
                yield f"strange symbol {part}"


def _coverage(sentences: tuple[Sentence, ...], names: Names) -> Iterator[str]:
    """Fixed effects that have no sentence, or several."""
    counted = Counter(
        number for sentence in sentences if _interprets(sentence) for number in spoken_of(sentence, names)
    )
    for row in names.fixed_rows:
        if counted[row.number] != 1:
            yield f"{row.column.name} has {counted[row.number]} sentences"
    for number in counted.keys() - {row.number for row in names.fixed_rows}:
        yield f"coefficient {number} is none of the model"


def _interprets(sentence: Sentence) -> bool:
    words = "".join(part for part in sentence.parts if isinstance(part, str))
    return not any(what in words for what in _ABOUT_ALL) or " deviations of " in words


def spoken_of(sentence: Sentence, names: Names) -> list[int]:
    """The numbers of the coefficients of a sentence; of a range all that are in it."""
    order = [row.number for row in names.fixed_rows]
    found: list[int] = []
    before = ""
    for part in sentence.parts:
        if isinstance(part, str):
            before = part
        elif isinstance(part, Coefficient):
            if found and (before == " to " or "…" in before):
                found += order[order.index(found[-1]) + 1 : order.index(part.row)]
            found.append(part.row)
            before = ""
    return found


def _groups(case: Case) -> list[str]:
    return [term["group"] for term in case["random"]["cnms"] if term["columns"]]


def _varies(group: str, texts: list[str]) -> bool:
    """Whether a sentence says that something varies between its levels."""
    varying = (text for text in texts if re.search(r"(?<!not )\bvar(y|ies) between levels\b", text))
    named = ({_bare(found[1] or found[2]) for found in _CODE.finditer(text)} for text in varying)
    return any(_bare(group) in names for names in named)
