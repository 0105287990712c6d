"""Small pictures as data URIs: PNG with 15 steps of opacity, whose colour is the style sheet's."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Sequence

STEPS = 15
"""How many steps there are above nothing."""
_FAINTEST = 0.16
_BLACK = bytes(3 * (STEPS + 1))
_OPACITY = bytes([0, *(round(255 * (_FAINTEST + (1 - _FAINTEST) * step / STEPS)) for step in range(1, STEPS + 1))])


def opacity_png(lines: Sequence[bytes]) -> str:
    """A picture as a data URI, to be the mask of a colour.

    Args:
        lines: of the picture, from the top; a byte from 0 (nothing) to `STEPS` (the full colour) for each cell.
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
