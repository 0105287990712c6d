"""The command line: `python -m lme4math "y ~ x + (1 | g)"`, also installed as `lme4math`."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from lme4math.errors import Error
from lme4math.model.declared import read_declaration
from lme4math.notation import NOTATIONS
from lme4math.notation.style import STYLES

if TYPE_CHECKING:
    from lme4math.api import Model

FORMATS: dict[str, Callable[[Model, str, str], str]] = {
    "text": lambda model, notation, style: model.equations(notation, style).text(),
    "latex": lambda model, notation, style: model.equations(notation, style).latex(),
    "typst": lambda model, notation, style: model.equations(notation, style).typst(),
    "mathml": lambda model, notation, style: model.equations(notation, style).mathml(),
    "html": lambda model, notation, style: model.html(notation, style),
    "json": lambda model, _notation, _style: json.dumps(model.describe(), indent=2, ensure_ascii=False),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what a piece of R code means.

    Args:
        arguments: the words of the command line; those of this process if None.

    Returns:
        0, or 2 after an error, which is printed to stderr with its place in the code.
    """
    options = _parser().parse_args(arguments)
    if options.version:
        from lme4math import __version__

        print(f"lme4math {__version__}")
        return 0
    for stream in (sys.stdin, sys.stdout):  # mathematics is written in UTF-8, whatever the system's own encoding is
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        print(_printed(options), flush=True)
    except Error as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever reads has read enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _printed(options: argparse.Namespace) -> str:
    from lme4math.api import parse

    code = sys.stdin.read() if options.code == "-" else options.code
    data = None
    if options.data is not None:
        from lme4math.design.csv_file import read_csv

        data = read_csv(options.data)
    model = parse(code, data, factors=dict(options.factor) or None)
    for sentence in (*model.assumptions, *model.warnings):
        print(f"Note: {sentence}", file=sys.stderr)
    return FORMATS[options.format](model, options.notation, options.style)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lme4math", description="Show the mathematics of an lme4 model.", allow_abbrev=False
    )
    parser.add_argument("--version", action="store_true", help="print the version, and nothing else")
    parser.add_argument("code", nargs="?", default="-", help="R code with a model in it; - reads it from stdin")
    parser.add_argument("--data", metavar="FILE.csv", help="a CSV file with the variables")
    parser.add_argument(
        "--factor",
        metavar="NAME=LEVEL,LEVEL…",
        action="append",
        default=[],
        type=_factor,
        help="a categorical variable and its levels, baseline first; or NAME=K for levels 1…K; may be repeated",
    )
    parser.add_argument(
        "--notation",
        choices=NOTATIONS,
        default=NOTATIONS[0],
        help="how the equations are laid out; default: %(default)s",
    )
    parser.add_argument(
        "--style",
        choices=tuple(STYLES),
        default="indexed",
        help="β₀ and b, or letters as in textbooks; default: %(default)s",
    )
    parser.add_argument(
        "--format",
        choices=tuple(FORMATS),
        default="text",
        help="what is printed; html is the view, json the model; default: %(default)s",
    )
    return parser


def _factor(text: str) -> tuple[str, list[str] | int]:
    try:
        return read_declaration(text)
    except Error as error:
        raise argparse.ArgumentTypeError(error.message) from None
