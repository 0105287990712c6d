"""What stands above the tables of a print, and below that of random effects: method, criterion, numbers of rows."""

from __future__ import annotations

import math
import re

from lme4math.fits.printed_lines import NUMBERS, Figure, PrintedLine, damaged, refuse_unlike
from lme4math.fits.printed_sections import PrintedFit, PrintedSection
from lme4math.records import record
from lme4math.source import Span

_METHOD = re.compile(r"mixed model fit by\s+(?P<method>REML|restricted maximum likelihood|maximum likelihood|.{0,30})")
_CRITERION = re.compile(r"\s*REML criterion at convergence:\s*(?P<value>\S+)\s*$")
_DEVIANCE = ("deviance", "-2*log(L)")
_NUMBER = re.compile(r"\s*Number of obs:\s*(?P<n>\d+)\s*,\s*groups:(?P<groups>.*)$", re.DOTALL)
_GROUP = re.compile(r"\s*(?P<name>\S.*?)\s*,\s*(?P<count>\d+)\s*$", re.DOTALL)


@record
class PrintedCounts:
    """The numbers of observations and of levels.

    Attributes:
        n: of observations.
        groups: of levels, by grouping factor, in R's order; empty where they are not printed.
    """

    n: int | None
    groups: tuple[tuple[str, int], ...]


def read_method(printed: PrintedFit) -> bool | None:
    """Whether a linear model was fitted by REML; None for a generalised one, or where the print does not say.

    Raises:
        FormulaError: the heading says something else.
    """
    heading = next((place for place, line in enumerate(printed.head) if _METHOD.search(line.text)), None)
    if heading is None:
        return True if printed.section("REML") else None
    words = " ".join(line.text for line in printed.head[heading : heading + 2])
    match = _METHOD.search(words)
    assert match is not None
    if match["method"] not in ("REML", "restricted maximum likelihood", "maximum likelihood"):
        raise damaged(
            "This heading says neither that REML was used nor maximum likelihood.", printed.head[heading].span
        )
    if words.strip().startswith("Generalized"):
        return None
    reml = match["method"] != "maximum likelihood"
    other = printed.section("information" if reml else "REML")
    if other is not None:
        raise damaged("This line is not of the method that the heading names.", other.first.span)
    return reml


def read_criterion(printed: PrintedFit, counts: PrintedCounts) -> Figure | None:
    """The REML criterion, or −2 log-likelihood; None where it is not printed.

    Raises:
        FormulaError: it is no number, or one that does not follow from those beside it.
    """
    restricted, information = printed.section("REML"), printed.section("information")
    if restricted is not None:
        match = _CRITERION.match(restricted.first.text)
        if match is None or not NUMBERS.match(match["value"]):
            raise damaged("The REML criterion is not a number.", restricted.first.span)
        return restricted.first.figure(match, "value")
    if information is None:
        return None
    found = _criteria(information)
    deviance = next((found[name] for name in _DEVIANCE if name in found), None)
    if deviance is None:
        raise damaged("These criteria are not those of lme4: there is no deviance.", information.first.span)
    _refuse_inconsistent(found, deviance, counts.n)
    return deviance


def read_parameters(printed: PrintedFit, counts: PrintedCounts) -> tuple[int, Span] | None:
    """The number of all parameters, which is that of observations without the residual degrees of freedom.

    Returns: the number, and the place of these degrees of freedom; None where they are not printed.
    """
    information = printed.section("information")
    degrees = _criteria(information).get("df.resid") if information is not None else None
    if degrees is None or counts.n is None or not degrees.text.isdigit():
        return None
    return counts.n - int(degrees.text), degrees.span


def _criteria(information: PrintedSection) -> dict[str, Figure]:
    """AIC, BIC and what stands beside them.

    Raises:
        FormulaError: the line cannot be read.
    """
    names = information.first.text.split()
    line = next((line for line in information.lines if line.stripped), information.first)
    if not NUMBERS.match(line.text) or len(line.figures()) != len(names):
        raise damaged("The line below AIC, BIC and logLik must have one number for each.", line.span)
    return dict(zip(names, line.figures(), strict=True))


def _refuse_inconsistent(found: dict[str, Figure], deviance: Figure, n: int | None) -> None:
    """AIC, BIC and logLik follow from the deviance and the numbers of parameters and observations."""
    half, value = deviance.half, deviance.value
    beside = f"{{}} does not follow from the deviance, {deviance.text}."
    if "logLik" in found:
        refuse_unlike(found["logLik"], -(value + half) / 2, -(value - half) / 2, beside.format("logLik"))
    if n is None or "df.resid" not in found or not found["df.resid"].text.isdigit():
        return
    parameters = n - int(found["df.resid"].text)
    for name, penalty in (("AIC", 2.0), ("BIC", math.log(n) if n else 0.0)):
        if name in found:
            shift = parameters * penalty
            message = beside.format(name) + f" With df.resid there would be {parameters} parameters."
            refuse_unlike(found[name], value - half + shift, value + half + shift, message)


def read_counts(printed: PrintedFit) -> PrintedCounts:
    """The numbers of observations and of levels.

    Raises:
        FormulaError: the line cannot be read.
    """
    section = printed.section("number")
    if section is None:
        return PrintedCounts(None, ())
    lines: list[PrintedLine] = [section.first]
    for line in section.lines:
        if _complete(lines):
            break
        lines.append(line)
    match = _NUMBER.match("\n".join(line.text for line in lines))
    if match is None:
        raise damaged("This line should give the number of observations, and those of levels.", section.first.span)
    groups: dict[str, int] = {}
    for one in match["groups"].split(";"):
        group = _GROUP.match(one)
        if group is None or group["name"] in groups:
            raise damaged("A grouping factor should stand here with its number of levels.", section.first.span)
        groups[" ".join(group["name"].split())] = int(group["count"])
    return PrintedCounts(int(match["n"]), tuple(groups.items()))


def _complete(lines: list[PrintedLine]) -> bool:
    """Whether a list of grouping factors ends here: with a number, and no separator after it."""
    match = _NUMBER.match("\n".join(line.text for line in lines))
    return match is not None and all(_GROUP.match(one) for one in match["groups"].split(";"))
