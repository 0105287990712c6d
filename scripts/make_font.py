"""Make lme4math/ui/static/lme4math-math.woff2: the part of Latin Modern Math that the equations need.

    python scripts/make_font.py latinmodern-math.otf

The source is in the Debian package fonts-lmodern and on https://www.gust.org.pl/projects/e-foundry/lm-math. Its
licence, the GUST Font License, asks that a changed font bears another name, so the subset is called "lme4math Math".
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont

STATIC = Path(__file__).resolve().parents[1] / "lme4math" / "ui" / "static"
TARGET = STATIC / "lme4math-math.woff2"
NAME = "lme4math Math"

CHARACTERS = (
    (0x20, 0x7E),  # ASCII
    (0xA0, 0xA0),
    (0xAC, 0xAC),  # not
    (0xB1, 0xB1),
    (0xB7, 0xB7),  # middle dot
    (0xD7, 0xD7),  # times
    (0x391, 0x3A9),  # Greek, upright
    (0x3B1, 0x3C9),
    (0x2016, 0x2016),  # double bar
    (0x2026, 0x2026),  # dots
    (0x2032, 0x2033),  # primes
    (0x2061, 0x2064),  # invisible operators
    (0x210E, 0x210E),  # Planck's h, the italic h
    (0x2113, 0x2113),  # script l
    (0x2190, 0x2192),  # arrows
    (0x2200, 0x2200),  # for all
    (0x2208, 0x2209),  # element
    (0x220F, 0x2212),  # product, sum, minus
    (0x2217, 0x221A),
    (0x221D, 0x221E),
    (0x2223, 0x222A),  # bars, and, or, cap, cup
    (0x223C, 0x223C),  # distributed as
    (0x2248, 0x2248),
    (0x2260, 0x2265),
    (0x2295, 0x2297),  # circled plus, times
    (0x22A4, 0x22A5),  # transpose
    (0x22C5, 0x22C5),
    (0x22EE, 0x22F1),  # vertical and diagonal dots
    (0x2308, 0x230B),
    (0x23DE, 0x23DF),  # horizontal braces
    (0x27E8, 0x27E9),
    (0x2A01, 0x2A02),
    (0x1D400, 0x1D467),  # bold, italic
    (0x1D4A9, 0x1D4A9),  # script N
    (0x1D6A4, 0x1D71B),  # dotless i and j; bold and italic Greek
    (0x1D7CE, 0x1D7D9),  # bold digits, double-struck 1
)


def keep_one_script_size(font: TTFont) -> None:
    """Draw scripts of scripts with the glyphs of scripts: a third of the size, with no visible difference."""
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            for name, alternates in getattr(table, "alternates", {}).items():
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


def main(source: str) -> None:
    options = subset.Options()
    options.layout_features = ["ssty", "kern", "mark", "mkmk", "ccmp"]
    options.flavor = "woff2"
    options.desubroutinize = True  # smaller once compressed
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 6, 13, 14]
    font = TTFont(source)
    keep_one_script_size(font)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[point for first, last in CHARACTERS for point in range(first, last + 1)])
    cutter.subset(font)
    draw_what_is_missing(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6):
            record.string = NAME.replace(" ", "") if record.nameID == 6 else NAME
    font["CFF "].cff.fontNames = [NAME.replace(" ", "")]
    font["head"].modified = font["head"].created  # the same source gives the same file
    font.recalcTimestamp = False
    font.flavor = "woff2"
    font.save(TARGET)
    print(f"{TARGET}: {TARGET.stat().st_size} bytes, {len(font.getGlyphOrder())} glyphs")


if __name__ == "__main__":
    main(*sys.argv[1:])
