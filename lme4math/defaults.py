"""What a reader wants of every model: `lme4math.options`, and the file `lme4math.toml` of a project."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from lme4math.english import quoted, quoted_names
from lme4math.errors import DataError, Error, a_value, file_path, mapping, not_there, number, one_of, truth
from lme4math.notation import INDICES, NOTATIONS, STYLES
from lme4math.source import Source, Span

FILE = "lme4math.toml"
LARGEST = 1_000_000
"""The most bytes of a file of options."""


def _choice(there: tuple[str, ...], what: str) -> Callable[[Any], str]:
    return lambda value: one_of(value, there, what)


def _labels(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping) or not all(isinstance(one, str) for pair in value.items() for one in pair):
        raise DataError(f"labels must be words by names; {a_value(value)} was given.")
    return dict(value)


def number_of_digits(value: Any) -> int | None:
    """The number of digits that is asked for, checked; None leaves it to the standard errors.

    Raises:
        DataError: it is no whole number from 1 to 15.
    """
    if value is not None:
        number(value, "digits", "a whole number from 1 to 15", lambda many: many in range(1, 16))
    return None if value is None else int(value)


_BUILT_IN: Mapping[str, Any] = {
    "notation": NOTATIONS[0], "style": next(iter(STYLES)), "index": INDICES[0], "factor_index": False, "digits": None,
    "labels": {},
}  # fmt: skip
_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "notation": _choice(NOTATIONS, "notation"),
    "style": _choice(tuple(STYLES), "style"),
    "index": _choice(INDICES, "index"),
    "factor_index": lambda value: truth(value, "factor_index"),
    "digits": number_of_digits,
    "labels": _labels,
}


class Defaults:
    """The defaults of all models: `lme4math.options`.

    `notation` and `style` are those of `equations()`, `explore()`, `html()` and `save()`; models are read with `labels`
    for what they have, and written with `index` and `factor_index` where they can be; estimates have `digits`.

    >>> import lme4math
    >>> lme4math.options.style = "lettered"
    >>> lme4math.options.labels = {"x": "dose"}
    >>> print(lme4math.parse("y ~ x + (1 | g)").equations("compact"))
        y_i = α_{j[i]} + β dose_i + ε_i
    ...
    >>> lme4math.options.reset()
    """

    notation: str
    style: str
    index: str
    factor_index: bool
    digits: int | None
    labels: dict[str, str]

    def __init__(self) -> None:
        self.reset()

    def __setattr__(self, name: str, value: object) -> None:
        if name not in _CHECKS:
            raise not_there("option", name, tuple(_CHECKS))
        object.__setattr__(self, name, _CHECKS[name](value))

    def reset(self) -> None:
        """Take all options back to those that the package begins with."""
        for name, value in _BUILT_IN.items():
            setattr(self, name, value)

    def as_dict(self) -> dict[str, Any]:
        """The options by their names."""
        return {name: getattr(self, name) for name in _CHECKS}

    def save(self, path: str | Path = FILE) -> None:
        """Write the options that are not the package's own to a file, which the magic and the command line read.

        Args:
            path: the file; by default `lme4math.toml` in the present folder.

        Raises:
            DataError: it is no name of a file.
            OSError: it cannot be written.
        """
        changed = {name: value for name, value in self.as_dict().items() if value != _BUILT_IN[name]}
        labels = changed.pop("labels", {})
        lines = [f"{name} = {_toml(value)}" for name, value in changed.items()]
        lines += (
            ["", "[labels]", *(f"{_toml(name)} = {_toml(words)}" for name, words in labels.items())] if labels else []
        )
        file_path(path).write_text("\n".join(lines).lstrip() + "\n", encoding="utf-8")

    @contextmanager
    def using(self, values: Mapping[str, Any]) -> Iterator[None]:
        """Other options for a while; labels are those that there are and the others.

        Args:
            values: options by their names.

        Raises:
            DataError: they are no mapping of options to values that they can have.
        """
        before = self.as_dict()
        try:
            for name, value in mapping(values, "values").items():
                self.__setattr__(name, {**self.labels, **mapping(value, name)} if name == "labels" else value)
            yield
        finally:
            for name, value in before.items():
                setattr(self, name, value)

    def __repr__(self) -> str:
        return f"<lme4math.options {', '.join(f'{name}={value!r}' for name, value in self.as_dict().items())}>"


options = Defaults()


def or_default(asked: str | None, default: str) -> str:
    """What is asked for, or the reader's default where it is None."""
    return default if asked is None else asked


def _toml(value: str | bool | int) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


# --- The file of a project -----------------------------------------------------------------------------------------


def project_options(folder: Path | None = None) -> dict[str, Any]:
    """The options in the file of the project that a folder is in; none where there is no file.

    It is looked for in the folder, and, within a repository, in the folders around it up to the repository's.

    Args:
        folder: the present one if None.

    Raises:
        DataError: the file cannot be read, or has what is no option, with the place.
    """
    file = _project_file(Path.cwd() if folder is None else folder)
    return {} if file is None else read_options(file)


def _project_file(folder: Path) -> Path | None:
    around = [folder, *folder.parents]
    roots = [place for place, one in enumerate(around) if (one / ".git").exists()]
    within = around[: roots[0] + 1] if roots else around[:1]
    return next((one / FILE for one in within if (one / FILE).is_file()), None)


def read_options(file: Path) -> dict[str, Any]:
    """The options in a file.

    Raises:
        DataError: the file cannot be read, or has what is no option, with the place.
    """
    import tomllib

    try:
        if file.stat().st_size > LARGEST:
            raise DataError(f"{quoted(str(file))} is too large for a file of options.")
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{quoted(str(file))} cannot be read: {error}.") from None
    try:
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"line (\d+)", str(error))
        raise _wrong(file, text, _line_span(text, int(line[1]) if line else 1), f"it is no TOML: {error}") from None
    for name, value in found.items():
        span = _key_span(text, name)
        if name not in _CHECKS:
            hint = next((error.hint for error in [not_there("option", name, tuple(_CHECKS))]), None)
            there = f"The options are {quoted_names(_CHECKS)}."
            raise _wrong(file, text, span, f"{quoted(name)} is no option", hint or there)
        try:
            _CHECKS[name](value)
        except Error as error:
            raise _wrong(file, text, span, error.message.rstrip("."), error.hint) from None
    return found


def _wrong(file: Path, text: str, span: Span, what: str, hint: str | None = None) -> DataError:
    line = text.count("\n", 0, span.start) + 1
    return DataError(f"In line {line} of {quoted(str(file))}: {what}.", span, hint, Source(text))


def _line_span(text: str, line: int) -> Span:
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    start = starts[min(line, len(starts)) - 1]
    end = text.find("\n", start)
    return Span(start, max(start + 1, len(text) if end < 0 else end))


def _key_span(text: str, name: str) -> Span:
    """Where a key, or the table of its name, begins."""
    found = None
    with suppress(re.error):
        found = re.search(rf"""^\s*\[*\s*["']?({re.escape(name)})["']?\s*[\]=.]""", text, re.MULTILINE)
    return Span(*found.span(1)) if found else _line_span(text, 1)
