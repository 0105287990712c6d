"""R's `sprintf`, as far as it puts strings and whole numbers into text."""

from __future__ import annotations

import re

from lme4math.r.constant_vectors import LONGEST, Arguments, Element, NotConstant, Vector, texts_of

_DIRECTIVE = re.compile(r"%(?:(\d+)\$)?([-+ 0#]*)(\d*)(\.\d+)?([a-zA-Z%])")


def formatted(given: Arguments) -> Vector:
    """`sprintf(fmt, …)` of strings by `%s` and whole numbers by `%d`; shorter arguments begin again."""
    values = [value.elements for name, value in given.dots if isinstance(value, Vector) and not name]
    if len(values) < len(given.dots):
        raise NotConstant
    formats = [text for text in texts_of(given.vector("fmt")) if text is not None]
    sizes = [len(formats), *map(len, values)]
    if not all(sizes) or max(sizes) > LONGEST:
        raise NotConstant
    return Vector(tuple(
        _filled(formats[row % len(formats)], [value[row % len(value)] for value in values]) for row in range(max(sizes))
    ))  # fmt: skip


def _filled(text: str, values: list[Element]) -> str:
    """A format with its directives replaced by values."""
    following = iter(values)

    def replaced(match: re.Match[str]) -> str:
        place, flags, width, precision, kind = match.groups()
        if kind == "%":
            return "%"
        value = values[int(place) - 1] if place else next(following, None)
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if value is None or flags or width or precision or kind not in "sdi" or (kind != "s" and not whole):
            raise NotConstant
        return str(texts_of(Vector((value,)))[0])

    return _DIRECTIVE.sub(replaced, text)
