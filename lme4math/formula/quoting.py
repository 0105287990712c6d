"""R code within a sentence."""

from __future__ import annotations

import re

_IN_BACKTICKS = re.compile(r"`[^`]+`")


def quoted(text: str) -> str:
    """R code within a sentence; R's own backticks are enough, and what holds some is put in two, as in Markdown."""
    if "`" not in text:
        return f"`{text}`"
    return text if _IN_BACKTICKS.fullmatch(text) else f"`` {text} ``"
