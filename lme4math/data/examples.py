"""The data sets of lme4 that come with the package: published measurements, a few kilobytes each.

The files, their sources and the terms of their use are in the folder `sets/`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from lme4math.errors import not_there
from lme4math.libraries import Categories, Cells, available, frame_of

FOLDER = Path(__file__).parent / "sets"
FACTORS = {
    "sleepstudy": ("Subject",),
    "cbpp": ("herd", "period"),
    "Penicillin": ("plate", "sample"),
    "Dyestuff": ("Batch",),
    "Pastes": ("batch", "cask", "sample"),
    "cake": ("replicate", "recipe", "temperature"),
    "grouseticks": ("INDEX", "BROOD", "YEAR", "LOCATION"),
}
"""Each data set by its name in R, and which of its columns are factors there."""
ORDERED = frozenset({("cake", "temperature")})


class DataSet(dict[str, Cells]):
    """The columns of a data set by their names; `name` is R's name of the set."""

    name: str

    @property
    def origin(self) -> str:
        """Where it comes from, as a sentence."""
        return f"`{self.name}` is lme4's data set of this name, of which lme4math has a copy."


@cache
def bundled(name: str) -> DataSet:
    """A data set by R's name of it, one of `FACTORS`."""
    from lme4math.data.csv_file import read_csv

    columns = DataSet()
    columns.name = name
    for column, cells in read_csv(FOLDER / f"{name}.csv").items():
        columns[column] = _factor(cells, (name, column) in ORDERED) if column in FACTORS[name] else tuple(cells)
    return columns


def _factor(cells: Sequence[object], ordered: bool) -> Categories:
    """R's factor of these cells: its levels are sorted, numbers by their size."""
    levels = sorted(set(cells), key=lambda cell: cell if isinstance(cell, int) else str(cell))
    places = {level: place for place, level in enumerate(levels)}
    return Categories(tuple(places[cell] for cell in cells), tuple(map(str, levels)), ordered)


def no_data_set(name: str) -> str:
    """What is said where there is no data set of a name: which there are, and which was likely meant."""
    return str(not_there("data set", name, [one.lower() for one in FACTORS]))


def _frame(name: str) -> Any:
    columns = bundled(name)
    return dict(columns) if available() is None else frame_of(columns)


def sleepstudy() -> Any:
    """Reaction times of 18 subjects on ten days of a study in which they slept three hours a night.

    180 rows: `Reaction` (ms), `Days` (0 to 9), `Subject` (a factor). Source: Belenky et al. (2003), Journal of Sleep
    Research 12, 1-12; as in the R package lme4. A frame of polars, pandas or pyarrow, whichever is imported, else
    installed; without one of them a dict of columns.
    """
    return _frame("sleepstudy")


def cbpp() -> Any:
    """Cases of contagious bovine pleuropneumonia in 15 herds of cattle in Ethiopia, in four periods.

    56 rows: `herd`, `period` (factors), `incidence` (new cases), `size` (of the herd). Source: Lesnoff et al. (2004),
    Preventive Veterinary Medicine 64, 27-40; as in the R package lme4. The frame is as of `sleepstudy`.
    """
    return _frame("cbpp")


def penicillin() -> Any:
    """Zones of inhibition of six samples of penicillin on each of 24 plates: fully crossed.

    144 rows: `diameter` (mm), `plate`, `sample` (factors). Source: Davies & Goldsmith (1972), Statistical Methods in
    Research and Production, section 6.6; as `Penicillin` in the R package lme4. The frame is as of `sleepstudy`.
    """
    return _frame("Penicillin")


def dyestuff() -> Any:
    """Yields of a dyestuff from five preparations of each of six batches.

    30 rows: `Batch` (a factor), `Yield` (g). Source: Davies & Goldsmith (1972), Statistical Methods in Research and
    Production, section 6.4; as `Dyestuff` in the R package lme4. The frame is as of `sleepstudy`.
    """
    return _frame("Dyestuff")


def pastes() -> Any:
    """Strength of a chemical paste, twice for each of three casks of ten batches: nested.

    60 rows: `strength`, and the factors `batch`, `cask` (labelled a to c in every batch) and `sample` (of batch and
    cask). Source: Davies & Goldsmith (1972), Statistical Methods in Research and Production, section 6.5; as `Pastes`
    in the R package lme4. The frame is as of `sleepstudy`.
    """
    return _frame("Pastes")


def cake() -> Any:
    """Angles at which chocolate cakes broke, of three recipes in 15 replicates baked at six temperatures: a split plot.

    270 rows: `angle`, `temp` (degrees F), and the factors `replicate`, `recipe` and `temperature`, which is ordered
    (polars' frames do not tell that). Source: Cook (1938); Cochran & Cox (1957), Experimental Designs, p. 300; as in
    the R package lme4. The frame is as of `sleepstudy`.
    """
    return _frame("cake")


def grouseticks() -> Any:
    """Ticks on the heads of 403 chicks of red grouse, in broods at several locations.

    403 rows: `TICKS` (a count), `HEIGHT` (m above sea level), `cHEIGHT` (the same, centred), and the factors `INDEX`
    (the chick), `BROOD`, `LOCATION` and `YEAR`. Source: Elston et al. (2001), Parasitology 122, 563-569; as in the R
    package lme4. The frame is as of `sleepstudy`.
    """
    return _frame("grouseticks")
