"""The order in which R sorts text."""

from __future__ import annotations

import unicodedata

_PUNCTUATION = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
"""ASCII signs in the order of the CLDR root collation, all before the digits."""

_EXPANSIONS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"}
)
"""Letters that the root collation treats as variants of others, but that Unicode does not decompose."""


def collation_key(text: str) -> tuple[tuple[tuple[int, int], ...], str, str, str]:
    """A key that sorts text as ICU's root collation does, for text in common use.

    The levels of the comparison are those of the Unicode Collation Algorithm: first the base characters (blanks, signs,
    digits, then letters without regard to case), then accents, then case with lower before upper, then code points.
    Letters of different scripts follow one another in the order of their code points, which is the root's for Latin,
    Greek and Cyrillic.
    """
    decomposed = unicodedata.normalize("NFKD", text.translate(_EXPANSIONS))
    base = [character for character in decomposed if not unicodedata.combining(character)]
    accents = "".join(character if unicodedata.combining(character) else "\x00" for character in decomposed)
    case = "".join("1" if character.isupper() else "0" for character in base)
    return tuple(_primary(character) for character in base), accents, case, text


def _primary(character: str) -> tuple[int, int]:
    category = unicodedata.category(character)
    if character.isspace():
        return 0, ord(character)
    if (place := _PUNCTUATION.find(character)) >= 0:
        return 1, place
    if category.startswith("N"):
        return 3, unicodedata.digit(character, ord(character))
    if category.startswith("L"):
        return 4, ord(character.lower()[0])
    return 2, ord(character)
