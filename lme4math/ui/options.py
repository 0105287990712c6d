"""The words on the magic's line, taken apart."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from difflib import get_close_matches

from IPython.core.error import UsageError

from lme4math.errors import DataError
from lme4math.model.declared import read_declaration

_WORD = re.compile(r"""(?:[^\s"']|"[^"]*"|'[^']*')+""")


def split_options(line: str, flags: Iterable[str]) -> tuple[list[str], str]:
    """The words of the options at the start of a line, and the rest as it was typed.

    Only the options are split as a shell would: quotes and backslashes in R code are R's.
    """
    words: list[str] = []
    rest = line.strip()
    while rest.startswith("--"):
        taken = _word(rest)
        if taken not in flags and "=" not in taken:  # its value is the next word, whatever that begins with
            value = _word(rest[len(taken) :].lstrip())
            words.append(f"{taken}={_unquote(value)}" if value else taken)
            rest = rest[len(taken) :].lstrip()[len(value) :]
        else:
            words.append(_unquote(taken))
            rest = rest[len(taken) :]
        rest = rest.lstrip()
    return words, rest


def _word(text: str) -> str:
    found = _WORD.match(text)
    if text and not found:
        raise UsageError(f"a quote is not closed in {text!r}")
    return found[0] if found else ""


def _unquote(word: str) -> str:
    try:
        return "".join(shlex.split(word))
    except ValueError:  # a backslash with nothing after it
        raise UsageError(f"a backslash has nothing after it in {word!r}") from None


def factor_option(text: str) -> tuple[str, list[str] | int]:
    """`type=-,+` as a name and its levels; `g=9` as a name and how many levels it has."""
    try:
        return read_declaration(text)
    except DataError:
        raise UsageError(f"--factor {text} should be NAME=LEVEL,LEVEL… or NAME=K") from None


def suggest(name: str, names: Iterable[str]) -> str | None:
    """A hint at what the user may have meant."""
    close = get_close_matches(name, [one for one in names if not one.startswith("_")], n=1)
    return f"Did you mean `{close[0]}`?" if close else "Run the cell that makes it first."
