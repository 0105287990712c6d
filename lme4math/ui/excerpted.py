"""The names of what a view shows of a model; of a long one an excerpt."""

from __future__ import annotations

from lme4math.notation import WITH_OPTIONS, Names, Options, excerpt
from lme4math.pipeline import Compiled, names_of

SHOWN, SHOWN_UNFOLDED = 30, 60
"""The most coefficients that a view shows at first, and once it is unfolded."""


def most_shown(unfolded: bool) -> int:
    """The most coefficients that a view shows."""
    return SHOWN_UNFOLDED if unfolded else SHOWN


def shown_names(compiled: Compiled, unfolded: bool) -> tuple[Names, Names]:
    """The names of what is shown: plain, and with the options that the model is written with."""
    most, options = most_shown(unfolded), compiled.writing.options
    names = excerpt(names_of(compiled, by_groups=True), most)
    if options == Options():
        return names, names
    return names, excerpt(names_of(compiled, options=options, by_groups=True), most)


def of_notation(notation: str, names: Names, chosen: Names) -> Names:
    """Those of the names that a notation is written with."""
    return chosen if notation in WITH_OPTIONS else names
