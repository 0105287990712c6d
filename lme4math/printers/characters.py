"""What a user's name may bring along: characters that act on a page instead of standing on it."""

from __future__ import annotations


def visible(text: str) -> str:
    """A name with line breaks, control characters and marks of direction as blanks; every other character stays."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else " " for character in text)
