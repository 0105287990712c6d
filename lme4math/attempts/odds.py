"""Fractions that are odds, or an inverse logit."""

from __future__ import annotations

from collections.abc import Sequence

from lme4math.attempts.tex_nodes import TexFraction, TexGroup, TexName, TexNode, TexRow, TexScripted, TexSign, flat_text


def odds_of(fraction: TexFraction) -> TexRow | None:
    """p of p / (1 - p)."""
    above, below = flat_text(fraction.above), flat_text(fraction.below)
    return fraction.above if _unbracketed(below) in (f"1-{above}", f"1 - {above}") else None


def _unbracketed(text: str) -> str:
    """Without brackets around the whole."""
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0 and place < len(text) - 1:
            return text
    return text[1:-1] if text.startswith("(") else text


def inverse_logit(fraction: TexFraction) -> TexRow | None:
    """η of exp(η) / (1 + exp(η)), or of 1 / (1 + exp(-η))."""
    above, below = flat_text(fraction.above), flat_text(fraction.below)
    exponent = _exponent(fraction.above.items)
    if exponent is not None and below in (f"1+{above}", f"{above}+1"):
        return exponent
    if above == "1" and below.startswith("1+"):
        exponent = _exponent(fraction.below.items[2:])
        if exponent is not None and exponent.items and flat_text(exponent.items[0]) == "-":
            rest = TexRow(exponent.items[1:], exponent.span)
            return (
                rest if not any(isinstance(item, TexSign) and item.text in ("+", "-") for item in rest.items) else None
            )
    return None


def _exponent(items: Sequence[TexNode]) -> TexRow | None:
    if len(items) == 1 and isinstance(items[0], TexScripted) and flat_text(items[0].base) == "e":
        return items[0].above
    if items and isinstance(items[0], TexName) and items[0].text == "exp" and len(items) == 2:
        return items[1].body if isinstance(items[1], TexGroup) else TexRow((items[1],), items[1].span)
    return None
