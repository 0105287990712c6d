"""The command line: `python -m lme4math "y ~ x + (1 | g)"`, also installed as `lme4math`."""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import shlex
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from lme4math import defaults
from lme4math.asking import Asking, asked
from lme4math.check_command import check_parser, checked
from lme4math.compare_command import compare_parser, told_of
from lme4math.errors import Error
from lme4math.model import read_declaration
from lme4math.notation import INDICES, NOTATIONS, STYLES
from lme4math.script import read_which

FORMATS: dict[str, Callable[[Any, str, str], str]] = {
    "text": lambda model, notation, style: model.equations(notation, style).text(),
    "latex": lambda model, notation, style: model.equations(notation, style).latex(),
    "article": lambda model, notation, style: model.equations(notation, style).latex(form="display"),
    "markdown": lambda model, notation, style: model.equations(notation, style).markdown(),
    "typst": lambda model, notation, style: model.equations(notation, style).typst(),
    "mathml": lambda model, notation, style: model.equations(notation, style).mathml(),
    "html": lambda model, notation, style: model.html(notation, style),
    "methods": lambda model, notation, style: model.methods(notation=notation, style=style),
    "json": lambda model, _notation, _style: json.dumps(model.describe(), indent=2, ensure_ascii=False),
}
"""Of a model."""

FORMATS_OF_FITS: dict[str, Callable[[Any, str, str], str]] = {
    **FORMATS,
    "html": lambda fit, notation, _style: fit.html(notation),
    "methods": lambda fit, notation, style: fit.model.methods(notation=notation, style=style),
    "json": lambda fit, _notation, _style: json.dumps(
        {**fit.model.describe(), "fit": fit.describe()}, indent=2, ensure_ascii=False
    ),
}
"""Of a model with its estimates."""

LONGEST_CODE = 1_000_000
"""The most characters that are read from standard input."""

LARGEST_FILE = 500
"""The largest size of a data file, in MB (10⁶ bytes)."""


def _declared(variable: str, levels: Sequence[str]) -> str:
    given = f"{variable}={','.join(levels)}"
    return f"--factor {shlex.quote(given)}"


TERMINAL = Asking("by `--model`", _declared, "--data", "by the code in the place of the print")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what a piece of R code means.

    Args:
        arguments: the words of the command line; those of this process if None.

    Returns:
        The exit code: 0, or 2 after an error, which is printed to stderr with its place in the code. Of `check` also 1
        for an equation that is wrong, and 3 for one that leaves something open.
    """
    code = 0
    try:
        try:
            if sys.stdout is None:
                raise Error("Standard output is closed, so nothing can be printed.")
            words = sys.argv[1:] if arguments is None else list(arguments)
            command = _COMMANDS.get(words[0]) if words else None
            with asked(TERMINAL):
                text, code = command(words[1:]) if command is not None else _printed(_parser().parse_args(words))
            print(text)
        finally:  # after --help, too
            if sys.stdout is not None:
                sys.stdout.flush()
    except BrokenPipeError:  # the reader has closed the pipe, as `head` does
        _discard_output()
        return 0
    except OSError as error:
        _discard_output()
        return _refused(f"The output cannot be written: {error.strerror}.")
    except MemoryError:
        return _refused("There is not enough memory for this.")
    except Error as error:
        return _refused(str(error))
    return code


def _refused(what: str) -> int:
    _say(f"Error: {what}")
    return 2


def _say(line: str) -> None:
    if sys.stderr is not None:  # it is None where it is closed, and print() then takes stdout
        with suppress(OSError):
            print(line, file=sys.stderr)


def _discard_output() -> None:
    """Send what is left in the buffer to the null device; else Python tries to write it again when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _checked(words: Sequence[str]) -> tuple[str, int]:
    """What is said of an equation, and the exit code."""
    parser = check_parser()
    _add_data(parser)
    options = parser.parse_args(words)
    _in_utf8()
    data = None if options.data is None else _data(options.data)
    latex = _text_of_stdin() if options.latex == "-" else options.latex
    return checked(latex, options, data, dict(options.factor) or None)


def _compared(words: Sequence[str]) -> tuple[str, int]:
    """What is said of two models, and the exit code."""
    parser = compare_parser()
    _add_data(parser)
    options = parser.parse_args(words)
    _in_utf8()
    data = None if options.data is None else _data(options.data)
    return told_of(options, data, dict(options.factor) or None), 0


_COMMANDS = {"check": _checked, "compare": _compared}


def _printed(options: argparse.Namespace) -> tuple[str, int]:
    """What is printed of a model, and the exit code."""
    if options.version:
        from lme4math import __version__

        return f"lme4math {__version__}", 0
    _in_utf8()
    code = _text_of_stdin() if options.code == "-" else _code_given(options.code, options.fit)
    data = None if options.data is None else _data(options.data)
    with defaults.options.using(defaults.project_options()):
        model, fit = _model_and_fit(code, data, options)
        notation = options.notation or defaults.options.notation
        style = options.style or defaults.options.style
        for sentence in (*model.assumptions, *model.warnings, *(() if fit is None else fit.warnings)):
            _say(f"Note: {sentence}")
        if fit is None:
            return FORMATS[options.format](model, notation, style), 0
        return FORMATS_OF_FITS[options.format](fit, notation, style), 0


def _model_and_fit(code: str, data: object, options: argparse.Namespace) -> tuple[Any, Any]:
    """The model, and with `--fit` its fit: to the data, or as a print in the code or a file of R has it."""
    from lme4math.api import parse
    from lme4math.fits import has_print
    from lme4math.read_fits import read_fit

    which = None if options.model is None else read_which(options.model)
    factors, levels = dict(options.factor) or None, options.level or None
    written = {"factor_index": options.factor_index or None, "index": options.index}
    printed = data is None and has_print(code)
    if options.fit and (printed or _STORED.fullmatch(code)):
        read = read_fit(code, factors=factors, which=which)
        model = read.model.with_labels(options.label).with_options(**written)
        return model, replace(read, model=model)
    if printed:
        _say("Note: The estimates that are printed there are shown with --fit.")
    model = parse(code, data, factors=factors, which=which, labels=options.label, levels=levels).with_options(**written)
    return model, model.fit() if options.fit else None


def _in_utf8() -> None:
    """Mathematics is read and written in UTF-8, whatever the system's own encoding is."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


_STORED = re.compile(r"[^~(\n]+\.rds", re.IGNORECASE)
_SCRIPT = re.compile(r"[^~(\n]+\.(?:r|rmd|qmd|rnw|txt)", re.IGNORECASE)


def _code_given(code: str, fit: bool) -> str:
    """The code on the command line, which is not the name of a file, other than of a fit of R where that is asked for.

    Raises:
        Error: it is one.
    """
    if _STORED.fullmatch(code) and not fit:
        raise Error(f"{code} is the name of a file, not R code.", hint="With --fit, a fit is read from it.")
    if _SCRIPT.fullmatch(code):
        name = shlex.quote(code)
        hint = f"A file is read from standard input: python -m lme4math - < {name}"
        raise Error(f"{code} is the name of a file, not R code.", hint=hint)
    return code


def _text_of_stdin() -> str:
    if sys.stdin is None:
        raise Error("Standard input is closed, so there is nothing to read.")
    try:
        code = sys.stdin.read(LONGEST_CODE + 1)
    except OSError as error:
        raise Error(f"Standard input cannot be read: {error.strerror}.") from None
    if len(code) > LONGEST_CODE:
        raise Error(f"Standard input holds more than {LONGEST_CODE:,} characters, which is more than is read.")
    return code


def _data(path: str) -> object:
    """The columns of a CSV file.

    Pipes, devices and files of the system that have no size, as `/proc/kmsg`, may never end, and so are not opened.
    """
    from lme4math.data import read_csv

    file = Path(path)
    if file.exists():
        if not file.is_file():
            raise Error(f"{path} is not a regular file; data is read from a CSV file of at most {LARGEST_FILE} MB.")
        if file.stat().st_size > LARGEST_FILE * 10**6:
            raise Error(f"{path} is larger than {LARGEST_FILE} MB, the largest data file that is read.")
        if file.stat().st_size == 0:
            raise Error(f"{path} is empty, or a file of the system; a CSV file begins with the names of its columns.")
    return read_csv(path)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lme4math",
        description="Show the mathematics of an lme4 model.",
        epilog="lme4math check says whether an equation that you wrote is the model of R code, lme4math compare how "
        "two models lie to each other: see their --help",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="store_true", help="print the version, and nothing else")
    parser.add_argument("code", nargs="?", default="-", help="R code with a model in it; - reads it from stdin")
    _add_data(parser)
    parser.add_argument(
        "--label",
        metavar="NAME=WORDS",
        action="append",
        default=[],
        help="words, or a symbol such as '$\\gamma$', for a variable, a level (type=+=positive), a grouping factor "
        "or a coefficient; may be repeated",
    )
    parser.add_argument(
        "--level",
        metavar="GROUP=NAME,NAME…",
        action="append",
        default=[],
        help="without data, the variables that have one value in each group of a factor; may be repeated",
    )
    parser.add_argument(
        "--model",
        metavar="NAME",
        help="of a script with several models the one to show, by its name or by its place, from 0; default: the first",
    )
    parser.add_argument(
        "--notation",
        choices=NOTATIONS,
        help=f"how the equations are laid out; default: {NOTATIONS[0]}, or as lme4math.toml has it",
    )
    parser.add_argument(
        "--style",
        choices=tuple(STYLES),
        help="β₀ and b, or letters as in textbooks; default: indexed, or as lme4math.toml has it",
    )
    parser.add_argument(
        "--index",
        choices=INDICES,
        help=f"groups as j[i], or, where they nest, as in y_ijk; default: {INDICES[0]}, or as lme4math.toml has it",
    )
    parser.add_argument(
        "--factor-index", action="store_true", help="factors as a coefficient by level, not as columns of 0 and 1"
    )
    parser.add_argument(
        "--fit",
        action="store_true",
        help="print the model with its estimates: fitted to the data or, without --data, read from a printed "
        "summary or an .rds file in the place of the code",
    )
    parser.add_argument(
        "--format",
        choices=tuple(FORMATS),
        default="text",
        help="what is printed; article is LaTeX to be pasted into one, latex stands in an equation or between $$, "
        "html is the view, methods a paragraph for an article, json the model; default: %(default)s",
    )
    return parser


def _add_data(parser: argparse.ArgumentParser) -> None:
    """The options of data and of the types of variables."""
    parser.add_argument(
        "--data", metavar="FILE.csv", help=f"a CSV file of the variables, at most {LARGEST_FILE} MB large"
    )
    parser.add_argument(
        "--factor",
        metavar="NAME=LEVEL,LEVEL…",
        action="append",
        default=[],
        type=_factor,
        help="a categorical variable and its levels, baseline first; or NAME=K for levels 1…K; may be repeated",
    )


def _factor(text: str) -> tuple[str, list[str] | int]:
    try:
        return read_declaration(text)
    except Error as error:
        raise argparse.ArgumentTypeError(error.message) from None
