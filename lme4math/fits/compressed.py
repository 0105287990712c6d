"""Files as R compresses them, opened with a limit on what comes out."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Protocol

from lme4math.asking import asking
from lme4math.errors import DataError

LARGEST_FILE = 256 * 2**20
"""The largest file that is read, in bytes, once decompressed."""

_SMALL, _MOST_TIMES = 16 * 2**20, 500
"""What expands to more than 16 MB must not be so many times its compressed size: real data is not."""

_MEMORY = 128 * 2**20
"""The most memory that a decompressor of xz may ask for."""


class _Decompressor(Protocol):
    """What the standard library has for each kind of compression."""

    @property
    def eof(self) -> bool: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


def decompressed(file: bytes) -> bytes:
    """What is in a file that `saveRDS` wrote, compressed or not.

    Raises:
        DataError: it is too large, damaged, or compressed in another way.
    """
    for magic, (kind, decompressor) in _KINDS.items():
        if file.startswith(magic):
            return _expanded(file, kind, *decompressor())
    if file.startswith(b"PK\x03\x04"):
        raise DataError("This is a zip archive, not a file of saveRDS().", hint="Unpack it, and give the file in it.")
    if len(file) > LARGEST_FILE:
        raise _too_large()
    return file


def _expanded(file: bytes, kind: str, decompressor: _Decompressor, failure: type[Exception]) -> bytes:
    limit = min(LARGEST_FILE, max(_SMALL, _MOST_TIMES * len(file)))
    try:
        found = decompressor.decompress(file, limit + 1)
    except (failure, OSError, EOFError, ValueError, MemoryError):
        found = None
    if found is not None and len(found) > limit:
        raise _too_large()
    if found is None or not decompressor.eof:
        how = "cannot be undone" if found is None else "ends early"
        raise DataError(f"The file is damaged: its compression ({kind}) {how}.", hint="Save it again with saveRDS().")
    return found


def _too_large() -> DataError:
    return DataError(
        f"The file is too large: it may hold {LARGEST_FILE // 2**20} MB once decompressed, "
        f"and expand to at most {_MOST_TIMES} times its size.",
        hint=f"Fit the model here: {asking().data}.",
    )


_Opened = tuple[_Decompressor, type[Exception]]
"""A decompressor, and what it raises of damaged files."""


def _gzip() -> _Opened:
    return zlib.decompressobj(wbits=31), zlib.error


def _bzip2() -> _Opened:
    from bz2 import BZ2Decompressor

    return BZ2Decompressor(), OSError


def _xz() -> _Opened:
    try:
        from lzma import LZMADecompressor, LZMAError
    except ImportError as error:  # the Python of a browser begins without it
        raise DataError(
            "This Python has no module lzma, which undoes the compression of the file (xz).",
            hint='Save it with saveRDS(fit, "fit.rds"), which compresses with gzip.',
        ) from error
    return LZMADecompressor(memlimit=_MEMORY), LZMAError


_KINDS: dict[bytes, tuple[str, Callable[[], _Opened]]] = {
    b"\x1f\x8b": ("gzip", _gzip),
    b"BZh": ("bzip2", _bzip2),
    b"\xfd7zXZ\x00": ("xz", _xz),
}
"""How a file begins, and what undoes its compression up to a number of bytes."""
