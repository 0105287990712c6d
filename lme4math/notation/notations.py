"""The ways of writing one model: each with its form of the names, and the function that writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lme4math.errors import Error
from lme4math.notation.by_levels import levels
from lme4math.notation.by_matrix import matrix
from lme4math.notation.by_observation import additive, compact, expanded
from lme4math.notation.names.level_styles import with_equations_by_level
from lme4math.notation.names.naming import Names
from lme4math.notation.names.nested import with_nested_indices
from lme4math.notation.statements import Document
from lme4math.records import kept_for_the_same, record


@record
class NotationForm:
    """A way of writing a model.

    Attributes:
        write: makes the document, given the names as the notation has them.
        names: changes the names of a model to those that the notation has, where it has its own indices or symbols.
        has_options: whether the reader's options concern it.
    """

    write: Callable[[Names], Document]
    names: Callable[[Names], Names] | None = None
    has_options: bool = False


_NOTATIONS: Mapping[str, NotationForm] = {
    "expanded": NotationForm(expanded, has_options=True),
    "compact": NotationForm(compact, has_options=True),
    "matrix": NotationForm(matrix),
    "additive": NotationForm(additive, with_nested_indices),
    "levels": NotationForm(levels, with_equations_by_level),
}
NOTATIONS = tuple(_NOTATIONS)
BY_GROUPS = tuple(name for name, notation in _NOTATIONS.items() if notation.names)
"""The notations whose form depends on which groups nest."""
WITH_OPTIONS = tuple(name for name, notation in _NOTATIONS.items() if notation.has_options)
"""The notations that the reader's options concern."""


@kept_for_the_same(8)
def names_in(notation: str, names: Names) -> Names:
    """The names of a model as one of `NOTATIONS` has them: the very same, or with indices and symbols of its own."""
    change = _NOTATIONS[notation].names
    return names if change is None else change(names)


def refusal(notation: str, names: Names) -> Error | None:
    """Why a model has no such notation; None where it has."""
    try:
        names_in(notation, names)
    except Error as error:
        return error
    return None


def writer(notation: str) -> Callable[[Names], Document]:
    """The function that writes a model, by its names, in one of `NOTATIONS`."""
    form = _NOTATIONS[notation]
    return lambda names: _written(form, names_in(notation, names))


@kept_for_the_same(10)  # the page, the legend and the links of a view ask for the same documents
def _written(form: NotationForm, names: Names) -> Document:
    return form.write(names)
