"""R's summaries, and functions that use them."""

from __future__ import annotations

from dataclasses import replace

from lme4math.model.functions import lengths
from lme4math.model.functions.row import WHOLE, Elsewhere, RFunction, rows
from lme4math.model.functions.shapes import number, numbers

OF_ALL = Elsewhere("summary", all_rows=True, one_value=True)
OF_DISTINCT = Elsewhere("summary", one_value=True)


def _extreme(name: str, elsewhere: Elsewhere, form: str = "statistic") -> dict[str, RFunction]:
    computed = "statistics.extreme({})"
    return rows(name, "... na.rm", number, computed, length=lengths.one, form=form, elsewhere=elsewhere)


def _summary(
    name: str, parameters: str, computed: str, packages: str, elsewhere: Elsewhere = OF_ALL
) -> dict[str, RFunction]:
    return rows(
        name,
        parameters,
        number,
        computed,
        packages=packages,
        length=lengths.one,
        form="statistic",
        elsewhere=elsewhere,
    )


STATISTICS = {
    **_summary("mean", "x trim na.rm ...", "statistics.mean", "base"),
    **_summary("median", "x na.rm ...", "statistics.summary({})", "stats"),
    **_summary("sd", "x na.rm", "statistics.summary({})", "stats", replace(OF_ALL, not_zero=True)),
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
        elsewhere=Elsewhere("never", all_rows=True, one_value=True, not_zero=True),
    ),
    **rows(
        "quantile",
        "x probs na.rm names type digits ...",
        number,
        "statistics.quantile",
        packages="stats",
        inert="names digits",
        length=lengths.quantiles,
        elsewhere=Elsewhere("whole", all_rows=True, one_value=True),
    ),
    **rows("scale", "x center scale", numbers, "statistics.scale", elsewhere=Elsewhere("scaled", all_rows=True)),
    **rows("cumsum cumprod", "x", number, "statistics.cumulative({})", elsewhere=WHOLE),
    **rows("rank", "x na.last ties.method", number, "statistics.rank", elsewhere=Elsewhere("never", all_rows=True)),
    **rows("pmin", "... na.rm", number, "statistics.parallel({})", elsewhere=Elsewhere("least")),
    **rows("pmax", "... na.rm", number, "statistics.parallel({})", elsewhere=Elsewhere("greatest")),
    **rows(
        "ave",
        "x ...",
        number,
        "statistics.ave",
        packages="stats",
        elsewhere=Elsewhere("average", all_rows=True),
    ),
}
