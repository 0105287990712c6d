"""Make lme4math/ui/static/math-*.woff2: the parts of Latin Modern Math that the equations need.

    python scripts/make_font.py latinmodern-math.otf

The source is in the Debian package fonts-lmodern and on https://www.gust.org.pl/projects/e-foundry/lm-math. Its
licence, the GUST Font License, asks that a changed font bears another name, so the subset is called "lme4math Math".
Which characters are in which part stands in `lme4math/ui/fonts.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont

from lme4math.ui.fonts import FAMILY, GROWING, MATRICES, PARTS, characters_of

STATIC = Path(__file__).resolve().parents[1] / "lme4math" / "ui" / "static"
NAMES = {1: FAMILY, 4: FAMILY, 6: FAMILY.replace(" ", "")}
"""What a font must be called by its licence; the licence itself stands beside the files."""


def keep_one_script_size(font: TTFont) -> None:
    """Draw scripts of scripts with the glyphs of scripts: a third of the size, with no visible difference."""
    large = {font.getBestCmap()[ord(letter)] for letter in MATRICES}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            for name, alternates in [*getattr(table, "alternates", {}).items()]:
                if name in large:
                    del table.alternates[name]
                else:
                    table.alternates[name] = [alternates[0]] * len(alternates)


def draw_what_is_missing(font: TTFont) -> None:
    """Draw a box for letters that no font has; the source leaves it blank."""
    width, height, line = 500, 660, 40
    pen = T2CharStringPen(width, None)
    for edge, way in ((60, 1), (60 + line, -1)):
        corners = [(edge, edge - 60), (width - edge, edge - 60), (width - edge, height - edge), (edge, height - edge)]
        first, *others = corners[::way]
        pen.moveTo(first)
        for corner in others:
            pen.lineTo(corner)
        pen.closePath()
    cff = font["CFF "].cff.topDictIndex[0]
    cff.CharStrings[".notdef"] = pen.getCharString(cff.Private, cff.GlobalSubrs)
    font["hmtx"][".notdef"] = (width, 60)


def write(source: str, part: str) -> None:
    """One part of the font; only those with signs that grow need to say how."""
    options = subset.Options()
    options.layout_features = ["ssty", "kern", "mark", "mkmk", "ccmp"]
    options.flavor = "woff2"
    options.desubroutinize = True  # smaller once compressed
    options.hinting = False
    options.name_IDs = [*NAMES, *([0] if part == next(iter(PARTS)) else [])]  # whose it is, on each page once
    if part not in GROWING:
        options.drop_tables += ["MATH"]
    font = TTFont(source)
    keep_one_script_size(font)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(characters_of(part))))
    cutter.subset(font)
    draw_what_is_missing(font)
    for record in font["name"].names:
        record.string = NAMES.get(record.nameID, record.string)
    font["CFF "].cff.fontNames = [NAMES[6]]
    font["head"].modified = font["head"].created  # the same source gives the same file
    font.recalcTimestamp = False
    font.flavor = "woff2"
    target = STATIC / f"math-{part}.woff2"
    font.save(target)
    print(f"{target}: {target.stat().st_size} bytes, {len(font.getGlyphOrder())} glyphs")


def main(source: str) -> None:
    for part in PARTS:
        write(source, part)


if __name__ == "__main__":
    main(*sys.argv[1:])
