"""Bad input with the wanted place marked inside it: `lmer(y ~ x + (1 | g⟦,⟧ data = d)`.

The marks are `⟦` and `⟧`, which R has no use for.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lme4math.errors import FormulaError
from lme4math.source import Span


def unmark(marked: str) -> tuple[str, Span]:
    """The text without its marks, and the span between them."""
    before, _, rest = marked.partition("⟦")
    inside, _, after = rest.partition("⟧")
    return before + inside + after, Span(len(before), len(before) + len(inside))


def refusal(read: Callable[[str], object], marked: str) -> FormulaError:
    """The error that reading the text raises, whose span must be the marked one and whose hint must be something."""
    text, span = unmark(marked)
    with pytest.raises(FormulaError) as caught:
        read(text)
    error = caught.value
    assert error.span is not None
    assert text[slice(*error.span)] == text[slice(*span)]
    assert tuple(error.span) == span
    assert error.hint
    return error
