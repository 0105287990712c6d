"""Makes what a view shows of the data: pictures of X and Z, bands of nested factors, tables of crossed ones.

Pictures are data URIs of PNG files with 15 steps of opacity; their colour comes from the style sheet. All of it is in
every saved notebook, so its size is bounded whatever the size of the data.
"""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from lme4math.design_facts import structure_of
from lme4math.model import GroupingFactor
from lme4math.notation import PageNames
from lme4math.pipeline import Compiled
from lme4math.ui.content import BandPicture, BlockPicture, CrossTable, DataPictures, TableSide

if TYPE_CHECKING:
    from lme4math.data import Counts, DesignStructure

STEPS = 15
"""The number of steps of opacity above fully transparent."""
_FAINTEST = 0.16
_BLACK = bytes(3 * (STEPS + 1))
_OPACITY = bytes([0, *(round(255 * (_FAINTEST + (1 - _FAINTEST) * step / STEPS)) for step in range(1, STEPS + 1))])


def opacity_png(lines: Sequence[bytes]) -> str:
    """A picture as a data URI, to be used as the mask of a colour.

    Args:
        lines: the lines of the picture from the top; one byte for each cell, from 0 (transparent) to `STEPS` (opaque).
    """
    packed = b"".join(b"\0" + _packed(line) for line in lines)
    header = struct.pack(">IIBBBBB", len(lines[0]), len(lines), 4, 3, 0, 0, 0)  # 4 bits a cell, of a palette
    chunks = (
        (b"IHDR", header),
        (b"PLTE", _BLACK),
        (b"tRNS", _OPACITY),
        (b"IDAT", zlib.compress(packed, 9)),
        (b"IEND", b""),
    )
    png = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


def _packed(line: bytes) -> bytes:
    """Two cells to a byte."""
    even = line + b"\0" * (len(line) % 2)
    return bytes(left << 4 | right for left, right in zip(even[::2], even[1::2], strict=True))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


Groups = Mapping[str, GroupingFactor]
FINENESS = (1.0, 0.6, 0.3, 0.1)
ROWS, COLUMNS, LARGEST = 240, 480, 24_000
"""The most cells down and across the picture of the matrices, and the most characters that it may take."""
MOST_BANDS, MOST_LEVELS_APART = 10, 120
MOST_TABLES, TABLE_ROWS, TABLE_COLUMNS = 4, 64, 96
COUNTED_ROWS, COUNTED_COLUMNS = 12, 10
LONGEST_LABEL = 24


def data_pictures(compiled: Compiled) -> DataPictures | None:
    """What a view shows of a model's data; None without data."""
    if compiled.counts is None:
        return None
    structure = structure_of(compiled)
    groups = {group.name: group for group in compiled.model.levels}
    blocks, notes = _matrices(compiled) if compiled.in_memory else ((), ())
    return DataPictures(
        n=structure.n,
        sentences=structure.sentences,
        chains=_chains(structure, groups, compiled.counts, compiled.page),
        tables=_tables(structure, groups, compiled.counts, compiled.page),
        blocks=blocks,
        notes=notes,
    )


def _matrices(compiled: Compiled) -> tuple[tuple[BlockPicture, ...], tuple[str, ...]]:
    """The blocks of X and Z at the finest resolution that fits, and notes on how to read them."""
    from lme4math.pictures import greys, matrix_blocks, notes_on, rooms, rows_by_group

    observations = compiled.observations()
    design, blocks, order = observations.design, matrix_blocks(observations, compiled.page), rows_by_group(observations)
    widths = rooms(blocks, 1.0, 50.0, 4.0)
    for fine in FINENESS:
        most = [max(1, int(fine * COLUMNS * width / sum(widths))) for width in widths]
        rasters = [
            block.raster(design, order, columns, int(fine * ROWS)) for block, columns in zip(blocks, most, strict=True)
        ]
        pictures = [opacity_png(greys(raster.shades, STEPS)) for raster in rasters]
        if sum(map(len, pictures)) <= LARGEST:
            break
    drawn = zip(blocks, widths, pictures, strict=True)
    return (
        tuple(BlockPicture(one.symbol, one.group, one.description, one.level, width, png) for one, width, png in drawn),
        tuple(notes_on(rasters, "groups", [compiled.page.column(name) for name in design.dropped])),
    )


def _chains(
    structure: DesignStructure, groups: Groups, counts: Counts, page: PageNames
) -> tuple[tuple[BandPicture, ...], ...]:
    """The chains of nested factors, each from the outermost."""
    from lme4math.pictures import Band, bands, chains

    numbers = {name: number for number, name in enumerate(groups, start=1)}
    sizes = {level.name: level.phrase for level in structure.levels}

    def picture(band: Band) -> BandPicture:
        edges = tuple(band.edges.tolist())
        if len(band.labels) > MOST_LEVELS_APART:
            whole = ((0, f"{len(band.labels):,} levels"),)
            return BandPicture(numbers[band.name], page.group(band.name), sizes[band.name], (0, edges[-1]), whole)
        shares = [(end - start) / edges[-1] for start, end in pairwise(edges)]
        labels = tuple((place, _short(label)) for place, label in enumerate(band.labels) if _fits(label, shares[place]))
        return BandPicture(numbers[band.name], page.group(band.name), sizes[band.name], edges, labels)

    found: list[tuple[BandPicture, ...]] = []
    for chain in chains(structure):
        if sum(map(len, found)) + len(chain) > MOST_BANDS:
            break
        found.append(tuple(map(picture, bands([groups[name] for name in chain], counts, page))))
    return tuple(found)


def _tables(structure: DesignStructure, groups: Groups, counts: Counts, page: PageNames) -> tuple[CrossTable, ...]:
    """The first pairs of factors that cross; the sentences name all of them."""
    from lme4math.pictures import Incidence, greys, incidence_of

    numbers = {name: number for number, name in enumerate(groups, start=1)}

    def table(one: Incidence) -> CrossTable:
        labels = one.row_labels, one.column_labels
        is_small = len(labels[0]) <= COUNTED_ROWS and len(labels[1]) <= COUNTED_COLUMNS
        down, across = (
            TableSide(numbers[name], page.group(name), len(side), tuple(map(_short, side)) if is_small else ())
            for name, side in zip((one.down, one.across), labels, strict=True)
        )
        caption = structure.sentence_of(one.pair)
        if not is_small:
            return CrossTable(caption, down, across, picture=opacity_png(greys(one.cells, STEPS)))
        return CrossTable(caption, down, across, tuple(tuple(map(int, line)) for line in one.cells.tolist()))

    crossed = [pair for pair in structure.pairs if "crossed" in pair.relation]
    return tuple(table(incidence_of(pair, page, counts, TABLE_ROWS, TABLE_COLUMNS)) for pair in crossed[:MOST_TABLES])


def _fits(label: str, share: float) -> bool:
    """Whether a label, or enough of it, is legible in that share of a band on a narrow page."""
    return share >= 0.015 + 0.02 * min(len(label), 4)


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
