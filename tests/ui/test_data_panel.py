"""The view's section on the data: pictures of the matrices, with their descriptions, of bounded size."""

from __future__ import annotations

import base64
import re
import struct
import subprocess
import sys
import zlib
from itertools import product

import numpy as np
import polars
import pytest

import lme4math
from lme4math.ui.assemble_data import STEPS, opacity_png
from lme4math.ui.content import DataPictures
from lme4math.ui.panels import data_panel

DAYS = {
    "y": [float(place % 5) for place in range(24)],
    "x": [float(place % 4) for place in range(24)],
    "g": [f"g{place // 4}" for place in range(24)],
    "h": [f"h{place // 12}" for place in range(24)],
    "k": [f"k{place % 3}" for place in range(24)],
}
LARGEST = 60_000


def pictures(code: str, data: object = None) -> DataPictures | None:
    return lme4math.parse(code, DAYS if data is None else data).content().data


def cells(picture: str) -> list[list[int]]:
    """The cells of a picture as a PNG reader sees them."""
    png = base64.b64decode(picture.removeprefix("data:image/png;base64,"))
    width, height, depth, colours = struct.unpack(">IIBB", png[16:26])
    assert (png[:8], depth, colours) == (b"\x89PNG\r\n\x1a\n", 4, 3)
    start = png.index(b"IDAT")
    data = zlib.decompress(png[start + 4 : start + 4 + struct.unpack(">I", png[start - 4 : start])[0]])
    line = 1 + -(-width // 2)
    rows = [data[place * line + 1 : (place + 1) * line] for place in range(height)]
    return [[part for byte in row for part in (byte >> 4, byte & 15)][:width] for row in rows]


def test_a_picture_holds_its_cells() -> None:
    lines = [bytes([0, 15, 3]), bytes([7, 0, 1])]
    assert cells(opacity_png(lines)) == [[0, 15, 3], [7, 0, 1]]


def test_the_picture_of_z_is_z() -> None:
    data = pictures("lmer(y ~ x + (x | g) + (1 | k))")
    assert data
    assert [(block.symbol, block.group, block.level) for block in data.blocks] == [
        ("X", "", 0),
        ("Z₁", "g", 1),
        ("Z₂", "k", 2),
    ]
    assert data.blocks[1].caption == "(x | g): 6 levels × 2 columns = 12"
    z = np.abs(lme4math.parse("lmer(y ~ x + (x | g) + (1 | k))", DAYS).design().Z.toarray())
    by_k = np.lexsort([np.repeat(range(6), 4), np.tile(range(3), 8)])
    expected = np.ceil(z / z.max(axis=0) * STEPS)[by_k]
    assert cells(data.blocks[1].picture) == expected[:, :12].tolist()
    assert cells(data.blocks[2].picture) == expected[:, 12:].tolist()


def test_nested_factors_are_bands_and_crossed_ones_are_counted() -> None:
    data = pictures("lmer(y ~ x + (1 | h/g) + (1 | k))")
    assert data
    assert [[band.name for band in chain] for chain in data.chains] == [["h", "g:h"], ["k"]]
    assert data.chains[0][0].edges == (0, 12, 24)
    assert data.chains[0][1].labels[:2] == ((0, "g0"), (1, "g1"))
    table = next(table for table in data.tables if (table.down.name, table.across.name) == ("h", "k"))
    assert table.counts == ((4, 4, 4), (4, 4, 4))
    html = data_panel(data)
    assert "h and k are crossed: all 6 combinations are observed." in re.sub("<[^>]+>", "", html)
    assert 'aria-label="Bands: g:h: 6 levels of 4 observations, within h: 2 levels of 12 observations"' in html
    assert 'role="img" aria-label="Z₁ g:h, (1 | g:h): 6 levels × 1 column = 6"' in html


def test_without_data_there_is_no_section() -> None:
    content = lme4math.parse("lmer(y ~ x + (x | g))").content()
    assert content.data is None
    assert data_panel(content.data) == ""


def test_of_data_elsewhere_only_counts_are_asked_for() -> None:
    data = pictures("lmer(y ~ x + (1 | h/g))", polars.LazyFrame(DAYS))
    assert data
    assert data.n == 24
    assert data.chains
    assert data.blocks == ()


@pytest.mark.parametrize("n_groups", [1, 6])
def test_it_stays_small_whatever_the_data(n_groups: int) -> None:
    """Noise, which no picture packs well, many levels, long names."""
    random, n = np.random.default_rng(1), 5000
    names = [f"g{'g' * 30}{place}" for place in range(n_groups)]
    levels = {name: [f"level {number} {'x' * 200}" for number in random.integers(0, 100, n)] for name in names}
    data = {"y": random.normal(size=n), "x": random.normal(size=n), **levels}
    found = pictures(f"lmer(y ~ x + {' + '.join(f'(x | {name})' for name in names)})", data)
    assert found
    assert len(data_panel(found)) <= LARGEST


def test_no_plotting_library_is_needed() -> None:
    code = (
        "import sys, lme4math\n"
        f"lme4math.parse('lmer(y ~ x + (x | g))', {DAYS!r}).html()\n"
        "assert 'matplotlib' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_counts_of_a_large_table_become_a_picture() -> None:
    pairs = list(product(range(30), range(20)))
    data = {
        "y": [float(a * b % 7) for a, b in pairs],
        "a": [f"a{a}" for a, _ in pairs],
        "b": [f"b{b}" for _, b in pairs],
    }
    found = pictures("lmer(y ~ 1 + (1 | a) + (1 | b))", data)
    assert found
    (table,) = found.tables
    assert (table.down.name, table.down.size, table.counts) == ("b", 20, ())
    assert cells(table.picture) == [[STEPS] * 30] * 20
