"""The matrices of a recorded case, and how they are compared with lme4's."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
from scipy import sparse

from lme4math.data import Design
from lme4math.model import MixedModel
from lme4math.pipeline import compile_model
from tests.oracle import Case, frame, levels

frame_of = cache(frame)


def model_and_design(code: str, data: Any, factors: Any = None) -> tuple[MixedModel, Design]:
    """From R text and data to the matrices."""
    compiled = compile_model(code, data, factors)
    return compiled.model, compiled.observations().design


def differences(case: Case, design: Design) -> Iterator[str]:
    """What differs from lme4, one name per part of the contract."""
    yield from _fixed(case, design)
    yield from _random(case["random"], design, case["n_rows_used"])
    yield from _rows(case, design)
    yield from _response(case, design)


def close(ours: Any, theirs: Any) -> bool:
    """Within 1e-8 relative and 1e-10 absolute, of one shape."""
    one, two = np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float)
    return one.shape == two.shape and bool((np.abs(one - two) <= 1e-8 * np.abs(two) + 1e-10).all())


def _fixed(case: Case, design: Design) -> Iterator[str]:
    theirs = case["X"]
    if list(design.X_columns) != (theirs.get("colnames_before_drop") or []):
        yield "names of columns"
    elif not close(design.X.T, np.reshape(theirs.get("columns") or [], (design.X.shape[1], case["n_rows_used"]))):
        yield "X"
    if [design.X_columns[place] for place in design.kept] != (theirs.get("colnames") or []):
        yield "columns kept"
    if sorted(design.dropped) != sorted(theirs.get("dropped") or []):
        yield "columns dropped"


def _random(theirs: dict[str, Any], design: Design, n: int) -> Iterator[str]:
    q = theirs["dim_Zt"][0]
    entries = (np.array(theirs["Zt"]["x"], dtype=float), (theirs["Zt"]["j"], theirs["Zt"]["i"]))
    expected = sparse.csc_matrix(entries, shape=(n, q)).toarray()
    ours = design.Z.toarray()
    if not close(ours, expected):
        yield "Z"
    elif ((np.abs(ours) > 1e-12) != (np.abs(expected) > 1e-12)).any() or (design.Z.data == 0).any():
        yield "pattern of Z"
    for part, mine in (("Gp", design.Gp), ("Lind", design.Lind)):
        if mine.tolist() != theirs[part]:
            yield part
    if {name: list(labels) for name, labels in design.levels.items()} != theirs["levels"]:
        yield "levels"
    if list(design.levels) != theirs["flist_names"]:
        yield "order of the factors"
    transposed = design.Lambda(np.arange(1.0, theirs["n_theta"] + 1)).T.tocoo()
    pattern = sorted(zip(transposed.col.tolist(), transposed.row.tolist(), strict=True))
    if pattern != list(zip(theirs["Lambdat_j"], theirs["Lambdat_i"], strict=True)):
        yield "pattern of Lambda"


def _rows(case: Case, design: Design) -> Iterator[str]:
    omitted = case.get("rows_omitted_1based") or []
    labels = case.get("rows_used_labels")
    n_all = len(frame_of(case["data"]))
    kept = [int(label) for label in labels] if labels else [row for row in range(1, n_all + 1) if row not in omitted]
    if (design.rows + 1).tolist() != kept:
        yield "rows"


def _response(case: Case, design: Design) -> Iterator[str]:
    y, weights = _as_numbers(case)
    for part, ours, theirs in (
        ("y", design.y, y),
        ("weights", design.weights, weights),
        ("offset", design.offset, case["fixed"].get("offset")),
    ):
        if (ours is None) != (theirs is None) or (ours is not None and not close(ours, theirs)):
            yield part


def _as_numbers(case: Case) -> tuple[Any, Any]:
    """The recorded response as binomial()$initialize turns it into numbers, and its weights."""
    y, weights = case.get("y"), case["fixed"].get("weights")
    if y is None or not isinstance(y[0], list | str):
        return y, weights
    if isinstance(y[0], str):
        first = levels(case["data"]).get(case["fixed"]["response"], ["FALSE"])[0]
        return [float(label != first) for label in y], weights
    successes, failures = np.array(y, dtype=float)
    trials = successes + failures
    shares = np.divide(successes, trials, out=np.zeros(len(trials)), where=trials > 0)
    return shares, trials if weights is None else trials * np.array(weights)
