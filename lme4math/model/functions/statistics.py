"""R's summaries, and functions that use them."""

from __future__ import annotations

from lme4math.model.functions import lengths
from lme4math.model.functions.row import Elsewhere, RFunction, rows
from lme4math.model.functions.shapes import number, numbers

OF_ALL = Elsewhere("summary", reach="table", one_value=True)
OF_DISTINCT = Elsewhere("summary", reach="rows", one_value=True)
WHOLE = Elsewhere("whole", reach="table")


def _extreme(name: str, elsewhere: Elsewhere, form: str = "statistic") -> dict[str, RFunction]:
    computed = "statistics.extreme({})"
    return rows(name, "... na.rm", number, computed, length=lengths.one, form=form, elsewhere=elsewhere)


def _summary(name: str, parameters: str, computed: str, packages: str) -> dict[str, RFunction]:
    return rows(
        name,
        parameters,
        number,
        computed,
        packages=packages,
        length=lengths.one,
        form="statistic",
        elsewhere=OF_ALL,
    )


STATISTICS = {
    **_summary("mean", "x trim na.rm ...", "statistics.mean", "base"),
    **_summary("median", "x na.rm ...", "statistics.summary({})", "stats"),
    **_summary("sd", "x na.rm", "statistics.summary({})", "stats"),
    **_summary("var", "x y na.rm use", "statistics.summary({})", "stats"),
    **_extreme("min", OF_DISTINCT),
    **_extreme("max", OF_DISTINCT),
    **_extreme("sum", OF_ALL),
    **_extreme("prod", OF_ALL, ""),
    **rows(
        "length",
        "x",
        number,
        "statistics.n_elements",
        length=lengths.one,
        form="statistic",
        elsewhere=Elsewhere("never", reach="table", one_value=True),
    ),
    **rows(
        "quantile",
        "x probs na.rm names type digits ...",
        number,
        "statistics.quantile",
        packages="stats",
        inert="names digits",
        length=lengths.quantiles,
        elsewhere=Elsewhere("whole", reach="table", one_value=True),
    ),
    **rows("scale", "x center scale", numbers, "statistics.scale", elsewhere=Elsewhere("scaled", reach="table")),
    **rows("cumsum cumprod", "x", number, "statistics.cumulative({})", elsewhere=WHOLE),
    **rows("rank", "x na.last ties.method", number, "statistics.rank", elsewhere=Elsewhere("never", reach="table")),
    **rows("pmin pmax", "... na.rm", number, "statistics.parallel({})", elsewhere=Elsewhere("extremes")),
    **rows(
        "ave",
        "x ...",
        number,
        "statistics.ave",
        packages="stats",
        elsewhere=Elsewhere("average", reach="table"),
    ),
}
