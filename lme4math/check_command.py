"""The command `lme4math check`: whether an equation that a person wrote is the model of R code."""

from __future__ import annotations

import argparse
from typing import Any

from lme4math.attempts import typed_meanings
from lme4math.model import Factors

EXIT_CODES = {"right": 0, "wrong": 1, "ambiguous": 3}
"""What a shell is told; 2 is an error, as elsewhere."""


def check_parser() -> argparse.ArgumentParser:
    """The parser of what follows the word `check`, but for the options that other commands share."""
    parser = argparse.ArgumentParser(
        prog="lme4math check",
        description="Say whether an equation is the model of R code, and what is different.",
        epilog="exit code: 0 the equation is right, 1 it is wrong, 3 it leaves something open; 2 an error",
        allow_abbrev=False,
    )
    parser.add_argument("latex", nargs="?", default="-", help="LaTeX, or plain text; - reads it from stdin")
    parser.add_argument("--code", required=True, metavar="CODE", help="R code of the model")
    parser.add_argument(
        "--symbol",
        metavar="SYMBOL=VARIABLE",
        action="append",
        default=[],
        help="what a symbol of the equation stands for, as T=time or 'Z=1[type = +]'; may be repeated",
    )
    parser.add_argument(
        "--index",
        metavar="INDEX=GROUP",
        action="append",
        default=[],
        help="what an index of the equation stands for, as j=school; may be repeated",
    )
    return parser


def checked(latex: str, options: argparse.Namespace, data: Any, factors: Factors | None) -> tuple[str, int]:
    """What is said of an equation, and the exit code.

    Raises:
        Error: the equation, the code or an option cannot be read.
    """
    from lme4math.api import parse
    from lme4math.checking import check

    symbols, indices = typed_meanings("--symbol", options.symbol), typed_meanings("--index", options.index)
    found = check(latex, parse(options.code, data, factors=factors), symbols=symbols, indices=indices)
    return found.text(), EXIT_CODES[found.verdict]
