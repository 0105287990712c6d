"""The bytes of a serialised object, taken from front to back; what is asked for beyond the end is refused."""

from __future__ import annotations

import struct

import numpy as np
import numpy.typing as npt

from lme4math.errors import DataError

_INTEGER = struct.Struct(">i")
_TEXT = struct.Struct(">ii")


class ByteStream:
    """Bytes, and the place up to which they were taken."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.place = 0

    def take(self, size: int) -> bytes:
        """The next bytes.

        Raises:
            DataError: there are not so many.
        """
        start, end = self.place, self.place + size
        if size < 0 or end > len(self.content):
            raise ends_early(self.place)
        self.place = end
        return self.content[start:end]

    def integer(self) -> int:
        """The next four bytes as an integer.

        Raises:
            DataError: there are not four.
        """
        place = self.place
        try:
            (value,) = _INTEGER.unpack_from(self.content, place)
        except struct.error:
            raise ends_early(place) from None
        self.place = place + 4
        found: int = value
        return found

    def text_header(self) -> tuple[int, int]:
        """The flags and the number of bytes of a string.

        Raises:
            DataError: the bytes end.
        """
        place = self.place
        try:
            flags, size = _TEXT.unpack_from(self.content, place)
        except struct.error:
            raise ends_early(place) from None
        self.place = place + 8
        return flags, size

    def count(self, width: int) -> int:
        """The number of elements of a vector, each of which takes so many bytes of what follows, or more.

        Raises:
            DataError: the rest is too short for so many.
        """
        place, size = self.place, self.integer()
        if size == -1:  # a long vector: the number in two parts
            upper, lower = self.integer(), self.integer()
            size = (upper << 32) + (lower & 0xFFFFFFFF)
        if size < 0 or size * width > len(self.content) - self.place:
            raise damaged(f"at byte {place:,} is a vector of {size:,} elements, and the file is shorter")
        return size

    def numbers(self, kind: str) -> npt.NDArray[np.generic]:
        """A vector of numbers, which stays in the bytes of the file.

        Args:
            kind: numpy's type of its elements.
        """
        dtype = np.dtype(kind)
        size = self.count(dtype.itemsize)
        found = np.frombuffer(self.content, dtype, size, self.place)
        self.place += size * dtype.itemsize
        return found


def ends_early(place: int) -> DataError:
    """The refusal of a file that is cut off."""
    return damaged(f"it ends early, at byte {place:,} of what was written")


def damaged(how: str) -> DataError:
    """The refusal of a file that R would not read either."""
    return DataError(f"The file is damaged: {how}.", hint="Save the fit again with saveRDS(fit, file).")
