"""Equations on a model frame that R stored, where the variables of the formula are evaluated already.

The page has x_i², the frame the column `I(x^2)`, and perhaps no x. What the page has for a variable of the frame is
written from the model once more, and where it stands in the document, the stored column is taken. What can be computed
from other columns is computed; a statistic such as mean(x) cannot, for rows that were left out count in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lme4math.data import Observations
from lme4math.model import CovariatePiece, IndicatorPiece, MixedModel, Score
from lme4math.notation import STYLES, Document, Expr, Names, Options, Symbol, Word, name_parts, piece_value, tree
from lme4math.r import Call
from lme4math.records import parts, rewrite, walk

_WORD = Symbol(Word(""))


def on_stored_frame(document: Document, observations: Observations) -> Document:
    """The document with stored columns in place of what cannot be computed from the frame; as it is on other data."""
    if not observations.data.frame.stored:
        return document
    model = observations.model
    names = name_parts(model, STYLES["indexed"], None, frozenset(), Options())
    known = observations.data.frame.values
    stored = {_bare(shown): column for shown, column in _columns(model, names) if not _computable(shown, known.keys())}
    kinds = {type(shown) for shown in stored}

    def rule(node: Any) -> object:
        column = stored.get(_bare(node)) if type(node) in kinds else None
        if column is None:
            return node
        return replace(column, at=next(one.at for one in walk(node) if hasattr(one, "at")))

    return rewrite(document, rule) if stored else document


def _columns(model: MixedModel, names: Names) -> Iterator[tuple[Expr, Any]]:
    """What the page has for the variables of the model, each with the column of the frame that holds its values."""
    i = names.observation
    for part in (model.fixed, *(term.part for term in model.random)):
        for column in part.columns:
            for piece in column.pieces:
                name, shown = piece.variable.frame_name, piece_value(names, piece, i)
                match piece:
                    case CovariatePiece():
                        yield shown, tree.Covariate(_WORD, name, i, piece.place)
                    case IndicatorPiece(level=level):
                        yield shown, tree.Indicator(_WORD, name, level, i)
                    case Score() if isinstance(shown, tree.ContrastScore):
                        yield shown, replace(shown, variable=name)
    given = {"(offset)": model.offset_argument, "(weights)": model.weights_argument}
    for offset in model.fixed.offsets:
        given |= (
            dict.fromkeys([offset.frame_name], *offset.expression.operands)
            if isinstance(offset.expression, Call)
            else {}
        )
    for name, expression in given.items():
        if expression is not None:
            yield names.value(expression, i), tree.Covariate(_WORD, name, i)


def _computable(shown: Expr, known: Any) -> bool:
    """Whether all variables of an expression are columns of the frame, which a statistic is not."""
    for node in walk(shown, into=lambda node: () if isinstance(node, tree.BasisFunction) else parts(node)):
        if hasattr(node, "variable") and node.variable not in known:
            return False
    return any(hasattr(node, "at") for node in walk(shown))


_LEFT_OUT = {"at": None, "spans": (), "shown": None}


def _bare(shown: Any) -> Any:
    """An expression without what labels, styles and notations change: symbols, and whose value it is."""

    def rule(node: Any) -> object:
        match node:
            case Symbol():
                return _WORD
            case _:
                left_out = {name: none for name, none in _LEFT_OUT.items() if hasattr(node, name)}
                return replace(node, **left_out) if left_out else node

    return rewrite(shown, rule)
