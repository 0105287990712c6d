"""The command `lme4math compare`: how two models lie to each other."""

from __future__ import annotations

import argparse
from typing import Any

from lme4math.model import Factors


def compare_parser() -> argparse.ArgumentParser:
    """The parser of what follows the word `compare`, but for the options that other commands share."""
    parser = argparse.ArgumentParser(
        prog="lme4math compare",
        description="Say whether two models are the same, one a special case of the other, or neither.",
        allow_abbrev=False,
    )
    parser.add_argument("first", help="R code with a model in it")
    parser.add_argument("second", help="R code with another")
    return parser


def told_of(options: argparse.Namespace, data: Any, factors: Factors | None) -> str:
    """What is said of two models.

    Raises:
        Error: the code cannot be read, or the data does not fit it.
    """
    from lme4math.api import parse
    from lme4math.comparing import compare

    first, second = (parse(code, data, factors=factors) for code in (options.first, options.second))
    return compare(first, second).text()
