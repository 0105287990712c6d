"""Prints that were damaged at random, and what is misread in a fit that was read from one."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from lme4math import Fit

Damage = Callable[[random.Random, str], str]

_NUMBER = re.compile(r"-?\d+\.?\d*(?:e[-+]\d+)?|NaN")
_CHARACTERS = "0123456789.-e :;()|+abcxyzAB~"


def deleted_line(chance: random.Random, text: str) -> str:
    lines = text.split("\n")
    del lines[chance.randrange(len(lines))]
    return "\n".join(lines)


def deleted_lines(chance: random.Random, text: str) -> str:
    lines = text.split("\n")
    start = chance.randrange(len(lines))
    del lines[start : start + chance.randint(2, 6)]
    return "\n".join(lines)


def doubled_line(chance: random.Random, text: str) -> str:
    lines = text.split("\n")
    place = chance.randrange(len(lines))
    lines.insert(chance.choice([place, chance.randrange(len(lines))]), lines[place])
    return "\n".join(lines)


def swapped_lines(chance: random.Random, text: str) -> str:
    """Two lines in each other's place, but not two of the same words: of these nobody knows which was which."""
    lines = text.split("\n")
    for _ in range(20):
        one = chance.randrange(len(lines))
        other = min(len(lines) - 1, one + 1) if chance.random() < 0.5 else chance.randrange(len(lines))
        if _NUMBER.sub("", lines[one]).split() != _NUMBER.sub("", lines[other]).split():
            lines[one], lines[other] = lines[other], lines[one]
            break
    return "\n".join(lines)


def cut_columns(chance: random.Random, text: str) -> str:
    """Some columns of characters are lost, of all lines or from one to another."""
    lines = text.split("\n")
    start = chance.randrange(max(map(len, lines)))
    end = start + chance.choice([1, 2, 5, 10, 200])
    first = chance.choice([0, chance.randrange(len(lines))])
    last = chance.choice([len(lines), first + chance.randint(1, 8)])
    return "\n".join(line[:start] + line[end:] if first <= place < last else line for place, line in enumerate(lines))


def changed_character(chance: random.Random, text: str) -> str:
    place = chance.randrange(len(text))
    if text[place] == "\n":
        return text
    return text[:place] + chance.choice(_CHARACTERS) + text[place + 1 :]


def lost_characters(chance: random.Random, text: str) -> str:
    place = chance.randrange(len(text))
    return text[:place] + text[place + chance.randint(1, 12) :]


def joined_lines(chance: random.Random, text: str) -> str:
    places = [match.start() for match in re.finditer("\n", text)]
    place = chance.choice(places)
    return text[:place] + chance.choice(["", " "]) + text[place + 1 :]


OF_LINES: tuple[Damage, ...] = (deleted_line, deleted_lines, doubled_line, swapped_lines)
OF_CHARACTERS: tuple[Damage, ...] = (cut_columns, changed_character, lost_characters, joined_lines)
"""These can change numbers and names themselves."""

Key = tuple[str, ...]


def numbers_of(fit: Fit) -> Iterator[tuple[Key, float]]:
    """Every number of a fit that a print has, by what it is the number of."""
    yield from ((("fixed effect", name), value) for name, value in fit.fixef.items())
    yield from ((("standard error", name), value) for name, value in (fit.se or {}).items())
    for row in fit.varcorr:
        key = (str(row["grp"]), str(row["var1"]), str(row["var2"]))
        yield from (((part, *key), float(row[part])) for part in ("vcov", "sdcor") if row[part] is not None)
    yield from ((("levels", name), float(count)) for name, count in fit.groups.items())
    if fit.n is not None:
        yield ("n",), float(fit.n)
    if fit.criterion is not None:
        yield ("criterion",), fit.criterion


def _has_like(there: dict[Key, float], key: Key, value: float) -> bool:
    """Whether a number stood under a name that the damage can have changed to this one."""
    size = sum(map(len, key))
    return any(
        number == value and other[0] == key[0] and abs(sum(map(len, other)) - size) <= 12
        for other, number in there.items()
    )


def misread(undamaged: Fit, text: str, fit: Fit, of_lines: bool) -> list[str]:
    """The numbers at places where they do not belong.

    Args:
        undamaged: what is read of the print as it was.
        text: that print.
        fit: what was read of the damaged print.
        of_lines: whether the damage left the lines themselves as they were.
    """
    there = dict(numbers_of(undamaged))
    printed = {float(token) for token in _NUMBER.findall(text)}
    wrong = []
    for key, value in numbers_of(fit):
        known = there.get(key)
        if known == value or str(known) == str(value) == "nan":
            continue
        if of_lines:
            wrong.append(f"{key} is {value}, not {known}")
        elif known is not None and abs(known) == abs(value):  # a sign was lost or came in
            continue
        elif known is not None and "." in str(value) and value in printed and key[0] not in ("levels", "n"):
            wrong.append(f"{key} is {value}, not {known}, and that number stands elsewhere")
        elif known is None and not _has_like(there, key, value):
            wrong.append(f"{key} is {value}: neither this name nor one like it has the number")
    return wrong
