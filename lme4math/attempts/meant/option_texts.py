"""What symbols and indices stand for, as it is typed after an option: `T=time`, `j=school`."""

from __future__ import annotations

from collections.abc import Sequence

from lme4math.english import quoted
from lme4math.errors import DataError


def typed_meanings(option: str, texts: Sequence[str]) -> dict[str, str] | None:
    """The meanings as a mapping, as `check` takes them; None if there are none.

    Args:
        option: the name of the option, for the message.
        texts: what was typed after it, each time that it was given.

    Raises:
        DataError: a text has no sign of equality, or nothing on one of its sides.
    """
    pairs = [(name.strip(), meaning.strip()) for name, _, meaning in (text.partition("=") for text in texts)]
    for text, pair in zip(texts, pairs, strict=True):
        if not all(pair):
            hint = f"Write `{option} NAME=MEANING`."
            raise DataError(f"{quoted(f'{option} {text}')} does not say what a name stands for.", hint=hint)
    return dict(pairs) or None
