"""The means of two models: offset + Xβ for all β, a plane through the offset, and how two such planes lie."""

from __future__ import annotations

import numpy as np

from lme4math.data import FloatArray, Observations
from lme4math.records import record

SAME = 1e-7
"""The part of a column, by its length, that may be left over by rounding; it is that by which lme4 drops columns."""


@record(eq=False)
class MeanPlane:
    """The means of one model.

    Attributes:
        columns: the columns of X that lme4 keeps, n × p.
        places: their places among the columns before any is dropped.
        offset: n numbers.
    """

    columns: FloatArray
    places: tuple[int, ...]
    offset: FloatArray


@record(eq=False)
class MeanMap:
    """How the means of one plane are means of a larger one: its β is `shift` + `matrix` β of the smaller.

    Attributes:
        matrix: p of the larger × p of the smaller.
        shift: p of the larger numbers.
    """

    matrix: FloatArray
    shift: FloatArray


def mean_plane(observations: Observations) -> MeanPlane:
    """The means of a model on its data."""
    design = observations.design
    offset = np.zeros(observations.n) if design.offset is None else design.offset
    return MeanPlane(design.X[:, list(design.kept)], design.kept, offset)


def mean_map(smaller: MeanPlane, larger: MeanPlane) -> MeanMap | None:
    """How all means of one are means of the other; None where they are not."""
    lengths = np.linalg.norm(larger.columns, axis=0)
    wanted = np.column_stack([smaller.columns, smaller.offset - larger.offset])
    if not len(lengths):
        inside = np.zeros((0, wanted.shape[1]))
    else:
        inside = np.linalg.lstsq(larger.columns / lengths, wanted, rcond=SAME / 10)[0] / lengths[:, None]
    left = np.linalg.norm(wanted - larger.columns @ inside, axis=0)
    sizes = np.linalg.norm(wanted, axis=0)
    sizes[-1] = max(sizes[-1], SAME * np.linalg.norm(smaller.offset), SAME * np.linalg.norm(larger.offset))
    if (left > 10 * SAME * sizes).any():
        return None
    return MeanMap(inside[:, :-1], inside[:, -1])


def volume_ratio(found: MeanMap) -> float:
    """By how much log |X′X| of two codings of the same means differs, halved: log |det| of the matrix between them."""
    return float(np.linalg.slogdet(found.matrix)[1]) if found.matrix.size else 0.0
