"""What R says of the scripts in `whole/`, and the rules by which a reading of them is held against it.

`whole/record.R` ran each script on simulated data and wrote `whole/recorded.json`; no text of ours is in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator, Sequence
from functools import cache
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

import lme4math
from lme4math.model import Categorical, Numeric, OpenMatrix, Variable

WHOLE = Path(__file__).parent / "whole"
Record = dict[str, Any]


@cache
def recorded() -> dict[str, Record]:
    """What R made of each script, by its name."""
    return dict(json.loads((WHOLE / "recorded.json").read_text("utf-8")))


def text_of(name: str) -> str:
    """A script as it was pasted."""
    return (WHOLE / recorded()[name]["file"]).read_text("utf-8")


Models = Sequence[lme4math.Model | None]


def models_of(name: str) -> Models:
    """The models of a script by their place; None for one that is refused beside the others.

    Raises:
        Error: all of them are refused.
    """
    read = lme4math.parse_all(text_of(name))
    by_place = {model._compiled.call.place: model for model in read}
    return [by_place.get(place) for place in range(len(read[0]._compiled.call.models))]


def paired(models: Models, fits: Sequence[Record]) -> Iterator[tuple[int | None, Record | None]]:
    """The place of each model and the fit of R's that it stands for; None for what has no partner.

    Fits that the script asks for by itself have to be read, in their order. Those within functions and loops may be.
    """
    direct = [fit for fit in fits if fit["direct"]]
    within = [fit for fit in fits if not fit["direct"]]
    asked: list[int] = []
    for place, model in enumerate(models):
        formula = None if model is None else _spaced(model.describe()["formula"])
        following = direct[len(asked)] if len(asked) < len(direct) else {}
        is_next = following.get("formula") == formula and following.get("name") in (None, model and model.name)
        alike = sorted(
            (fit.get("name") != (model and model.name), at)
            for at, fit in enumerate(within)
            if fit["formula"] == formula
        )
        inner = within[alike[0][1]] if alike else None
        if inner is not None and not is_next:
            yield place, inner
        else:
            asked.append(place)
    yield from zip_longest(asked, direct)


def false_statements(name: str) -> Iterator[str]:
    """What is said of a script without data that R says otherwise."""
    script = recorded()[name]
    try:
        models = models_of(name)
    except lme4math.Error as error:
        yield f"refused: {error}"
        return
    for place, fit in paired(models, script["models"]):
        model = None if place is None else models[place]
        if model is None:
            yield f"`{fit['formula']}` in line {fit['line']} is not read" if fit else "what is no model is refused"
        elif fit is None:
            yield f"`{model.describe()['formula']}` is no model of the script"
        else:
            for sentence in _false_of(model, fit, script):
                yield f"model {place} ({fit.get('name') or fit['formula']}): {sentence}"


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _false_of(model: lme4math.Model, fit: Record, script: Record) -> Iterator[str]:
    said = model.describe()
    yield from _false_facts(model.name, said, fit)
    if (yield from _false_variables(model, fit, script)):
        yield from _false_columns(said, fit)
    for column, places in fit.get("made", {}).items():
        undeclared = any(f"`{column}`" in text and "nothing" in text for text in said["assumptions"])
        if undeclared and places and places[0][0] < fit["line"]:
            yield f"a statement in line {places[0][0]} says what {column} is"


def _false_facts(name: str | None, said: Record, fit: Record) -> Iterator[str]:
    facts = {
        "function": (said["function"], fit["f"]),
        "formula": (_spaced(said["formula"]), fit["formula"]),
        "family": (said["family"].lower(), fit["family"]),
        "link": (said["link"], fit["link"]),
        "REML": (bool(said["reml"]), fit["REML"]),
        "name": (name, fit.get("name") if fit.get("name") and (fit["direct"] or name) else name),
    }
    for what, (ours, theirs) in facts.items():
        if ours != theirs:
            yield f"the {what} is {theirs}, not {ours}"


def _false_variables(model: lme4math.Model, fit: Record, script: Record) -> Generator[str, None, bool]:
    """What is false of the variables; in the end, whether the columns of all of them are told."""
    variables = {one["name"]: one for one in (script["variables"][place] for place in fit["v"])}
    inner = model._compiled.model
    parts = (inner.fixed, *(term.part for term in inner.random))
    coded = {name for part in parts for term in part.terms for name in term.variables}
    recoded = model._compiled.call.argument("contrasts") is not None
    known = True
    for variable in inner.variables:
        theirs = variables.get(variable.frame_name)
        if theirs is None:
            yield f"{variable.name} is no variable of R's"
        elif variable.name not in coded:
            yield from _false_levels(variable, theirs)
        else:
            yield from _false_kind(variable, theirs, script["untold"], model.describe()["assumptions"])
            if not recoded:
                yield from _false_coding(variable, theirs)
            known &= _is_known(variable, theirs)
    return known


def _is_known(variable: Variable, theirs: Record) -> bool:
    """Whether the columns of a variable are told."""
    expected = Categorical if "levels" in theirs else Numeric
    return isinstance(variable.kind, expected)


def _false_kind(variable: Variable, theirs: Record, untold: list[str], assumptions: list[str]) -> Iterator[str]:
    kind, name = variable.kind, variable.name
    if isinstance(kind, Numeric | OpenMatrix) and "levels" in theirs:
        marked = isinstance(kind, Numeric) and kind.assumed and any(f"`{name}`" in text for text in assumptions)
        if name not in untold or not marked:
            yield f"{name} is {theirs['class']}, not numeric"
    elif not isinstance(kind, Numeric | OpenMatrix) and "levels" not in theirs:
        yield f"{name} is {theirs['class']}, not a factor"
    else:
        yield from _false_levels(variable, theirs)


def _false_levels(variable: Variable, theirs: Record) -> Iterator[str]:
    kind = variable.kind
    if isinstance(kind, Categorical) and "levels" in theirs and list(kind.levels) != theirs["levels"]:
        yield f"{variable.name} has the levels {theirs['levels']}, not {list(kind.levels)}"


def _false_coding(variable: Variable, theirs: Record) -> Iterator[str]:
    """A coding other than R's; where the levels are not known, only whether there is one besides R's default."""
    kind, coding = variable.kind, theirs.get("coding")
    if isinstance(kind, Numeric | OpenMatrix) or "levels" not in theirs:
        return
    if not isinstance(kind, Categorical):
        if coding is not None and not kind.coding and not kind.ordered:
            yield f"{variable.name} has contrasts of its own, which are not spoken of"
    elif len(kind.levels) == len(theirs["levels"]):
        ours = None if kind.contrasts is None else [list(map(float, column)) for column in kind.contrasts.columns]
        if ours is None and kind.ordered != (theirs["class"] == "ordered"):
            yield f"{variable.name} is {theirs['class']}"
        elif ours is None and coding is not None and not kind.ordered:
            yield f"{variable.name} has contrasts of its own, not R's default"
        elif ours is not None and not _close(ours, coding or _treatment(len(kind.levels))):
            yield f"{variable.name} is coded by {coding}, not {ours}"


def _treatment(n: int) -> list[list[float]]:
    return [[float(row == column) for row in range(n)] for column in range(1, n)]


def _close(ours: list[list[float]], theirs: list[list[float]]) -> bool:
    flat, other = list(chain(*ours)), list(chain(*theirs))
    return len(flat) == len(other) and all(abs(a - b) < 1e-5 for a, b in zip(flat, other, strict=True))


def _false_columns(said: Record, fit: Record) -> Iterator[str]:
    ours = [column for column in said["columns"] if column not in fit["dropped"]]
    if ours != fit["X"]:
        yield f"the columns are {fit['X']}, not {ours}"
    theirs = sorted((group, columns) for group, columns in fit["random"])
    random = sorted((term["group"], term["columns"]) for term in said["random"])
    if [columns for _, columns in random] != [columns for _, columns in theirs]:
        yield f"the random effects are {theirs}, not {random}"


def false_with_data(name: str) -> Iterator[str]:
    """What is not said when a script is read with the data that its first lines read."""
    script, text = recorded()[name], text_of(name)
    try:
        models = models_of(name)
    except lme4math.Error:
        return  # said without data
    for place, fit in paired(models, script["models"]):
        if place is not None and models[place] and fit is not None and fit["direct"] and "raw" in fit:
            for sentence in _unsaid(text, place, fit, script["frames"][fit["raw"]]):
                yield f"model {place} ({fit.get('name') or fit['formula']}): {sentence}"


def _unsaid(text: str, place: int, fit: Record, data: Record) -> Iterator[str]:
    try:
        warnings = lme4math.parse(text, data, which=place).warnings
    except lme4math.Error as error:
        ranges = [lines for of_column in fit["made"].values() for lines in of_column]
        if ", which is not run: change the data first." in str(error):
            return
        if not fit["made"] or not any(column in str(error) for column in fit["made"]):
            yield f"refused with the data: {error}"
        elif any(lines[0] != fit["line"] for lines in ranges) and not _names_line(str(error), ranges):
            yield f"refused without the line that makes a column, one of {ranges}: {error}"
        return
    if fit["made"]:
        yield f"the data has no column {', '.join(fit['made'])}, but is accepted"
    for column, ranges in fit["changed"].items():
        if not any(column in text and _names_line(text, ranges) for text in warnings):
            yield f"no warning says that {column} is changed by one of the lines {ranges}"
    if fit["filtered"] and not any(_names_line(text, fit["filtered"]) for text in warnings):
        yield f"no warning says that rows are chosen by one of the lines {fit['filtered']}"


def _names_line(text: str, ranges: Sequence[Sequence[int]]) -> bool:
    named = map(int, re.findall(r"\bline (\d+)", text, re.IGNORECASE))
    return any(first <= line <= last for line in named for first, last in ranges)
