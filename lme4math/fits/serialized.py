"""R's serialisation, as `saveRDS` writes it: bytes → R's objects.

Versions 2 and 3, in XDR format (R Internals, section 1.8). Nothing is evaluated: functions and byte code are stepped
over, and an environment is what its names hold. Each kind of object has a reader that yields where another object
stands inside it; readers wait on a stack, so that a file of any depth needs no recursion.

Python's packages for such files (rdata 1.1, pyreadr 0.5) refuse every fit of lme4, which has byte code and reference
classes in it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from lme4math.errors import DataError
from lme4math.fits.alternatives import LONGEST_SEQUENCE, expanded
from lme4math.fits.byte_stream import ByteStream, damaged
from lme4math.fits.r_objects import NULL, RObject

MOST_OBJECTS, MOST_TEXTS, DEEPEST = 300_000, 3_000_000, 50_000
"""A file with more objects, more strings, or objects that are deeper in one another, is refused."""

_HAS_ATTRIBUTES, _HAS_NAME = 0x200, 0x400
_UTF8, _LATIN1 = 1 << 15, 1 << 14
_TEXT = 9

Reading = Generator[Any, RObject, RObject]
"""A reader at work: it yields None for any object, or the reader of the part that comes next."""


def unserialized(content: bytes) -> RObject:
    """The object in a file of `saveRDS`, once it is decompressed.

    Raises:
        DataError: it is no such file, is damaged, or has more than is read.
    """
    stream = ByteStream(content)
    _read_header(stream)
    return Unserializer(stream).read()


_WRITE_AGAIN = "Write the fit with saveRDS(fit, file)."

_OTHER_FILES = {
    b"A\n": "This file is R's, written as text (ascii = TRUE), which is not read.",
    b"B\n": "This file is R's, written in the order of bytes of one machine, which is not read.",
    b"RDX": "This is a file of R's save(), which holds objects by name.",
    b"RDA": "This is a file of R's save(), which holds objects by name.",
}


def _read_header(stream: ByteStream) -> None:
    for magic, what in _OTHER_FILES.items():
        if stream.content.startswith(magic):
            raise DataError(what, hint=_WRITE_AGAIN)
    if not stream.content.startswith(b"X\n"):
        raise DataError("This is not a file of R's saveRDS().", hint=_WRITE_AGAIN)
    stream.take(2)
    version = stream.integer()
    if version not in (2, 3):
        raise damaged(f"version {version:,} of R's serialisation does not exist")
    stream.take(8)  # which R wrote it, and which can read it
    if version == 3:
        stream.take(stream.count(1))  # the encoding of texts that do not name theirs


class Unserializer:
    """Reads one object after another, and knows those that the file refers to again."""

    def __init__(self, stream: ByteStream) -> None:
        self.stream = stream
        self.known: list[RObject] = []
        self.objects_left, self.texts_left, self.sequences_left = MOST_OBJECTS, MOST_TEXTS, LONGEST_SEQUENCE
        self.texts: dict[bytes, str] = {}

    def read(self) -> RObject:
        """The object that begins here, with all that is in it."""
        waiting: list[Reading] = []
        step = self.begun()
        while True:
            found: RObject | None = None
            if isinstance(step, RObject):
                found = step
                if not waiting:
                    return found
            else:
                waiting.append(step)
                if len(waiting) > DEEPEST:
                    raise damaged(f"its objects are more than {DEEPEST:,} deep in one another")
            try:
                asked = waiting[-1].send(found)  # type: ignore[arg-type]  # None starts a reader
            except StopIteration as end:
                waiting.pop()
                step = end.value
                continue
            step = self.begun() if asked is None else asked

    def begun(self) -> RObject | Reading:
        """The next object, or the reader of it where it has others inside."""
        self.objects_left -= 1
        if self.objects_left < 0:
            raise DataError(
                f"The file has more than {MOST_OBJECTS:,} objects, and is not read.",
                hint="The formula may hold the workspace of a function: fit the model outside of it, and save it.",
            )
        flags = self.stream.integer()
        reader = _READERS.get(flags & 0xFF)
        if reader is None:
            place = self.stream.place - 4
            raise damaged(f"at byte {place:,} stands an object of type {flags & 0xFF}, which R does not have")
        return reader(self, flags)

    def text(self) -> str | None:
        """The next string; None is NA."""
        flags, size = self.stream.text_header()
        self.texts_left -= 1
        if flags & 0xFF != _TEXT or self.texts_left < 0:
            raise damaged(f"at byte {self.stream.place - 8:,} a string should stand, or there are too many of them")
        if size == -1:
            return None
        taken = self.stream.take(size)
        known = self.texts.get(taken)
        if known is None:
            known = self.texts[taken] = _decoded(taken, flags)
        return known

    def strings(self) -> list[str | None]:
        """A vector of strings."""
        return [self.text() for _ in range(self.stream.count(8))]

    def kept(self, found: RObject) -> RObject:
        """An object that the file may refer to again."""
        self.known.append(found)
        return found


def _decoded(text: bytes, flags: int) -> str:
    if flags & _LATIN1:
        return text.decode("latin-1")
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("utf-8", "replace") if flags & _UTF8 else text.decode("latin-1")


def _attributes(pairs: RObject) -> dict[str, RObject]:
    return {name: value for name, value in pairs.value if name} if pairs.kind == "pairlist" else {}


def _plain(kind: str, read: Callable[[Unserializer], Any]) -> Callable[[Unserializer, int], RObject | Reading]:
    """The reader of a vector without objects inside, but for its attributes."""

    def reader(file: Unserializer, flags: int) -> RObject | Reading:
        value = read(file)
        return _with_attributes(kind, value) if flags & _HAS_ATTRIBUTES else RObject(kind, value)

    return reader


def _with_attributes(kind: str, value: Any) -> Reading:
    return RObject(kind, value, _attributes((yield None)))


def _numbers(kind: str, dtype: str) -> Callable[[Unserializer, int], RObject | Reading]:
    return _plain(kind, lambda file: file.stream.numbers(dtype))


def _list(kind: str) -> Callable[[Unserializer, int], Reading]:
    def reader(file: Unserializer, flags: int) -> Reading:
        items: list[RObject] = []
        for _ in range(file.stream.count(4)):
            items.append((yield None))
        return RObject(kind, items, _attributes((yield None)) if flags & _HAS_ATTRIBUTES else {})

    return reader


def _pairs(kind: str) -> Callable[[Unserializer, int], Reading]:
    """The reader of a pairlist or a call: cell after cell, each with its name and object."""

    def reader(file: Unserializer, flags: int) -> Reading:
        pairs: list[tuple[str | None, RObject]] = []
        attributes: dict[str, RObject] = {}
        while True:
            own = _attributes((yield None)) if flags & _HAS_ATTRIBUTES else {}
            attributes = attributes or own
            tag = (yield None) if flags & _HAS_NAME else NULL
            pairs.append((str(tag.value) if tag.kind == "symbol" else None, (yield None)))
            place, flags = file.stream.place, file.stream.integer()
            if flags & 0xFF != _PAIRLIST:
                file.stream.place = place
                rest = yield None
                pairs.extend([(None, rest)] if rest.kind != "NULL" else [])
                return RObject(kind, pairs, attributes)
            file.objects_left -= 1
            if file.objects_left < 0:
                raise damaged(f"it has more than {MOST_OBJECTS:,} objects")

    return reader


def _function(_file: Unserializer, flags: int) -> Reading:
    """A function, or an argument that waits to be evaluated: of it the value is kept where it was."""
    attributes = _attributes((yield None)) if flags & _HAS_ATTRIBUTES else {}
    if flags & _HAS_NAME:
        yield None
    value = yield None
    yield None
    return value if flags & 0xFF == _PROMISE else RObject("function", None, attributes)


def _symbol(file: Unserializer, _flags: int) -> RObject:
    return file.kept(RObject("symbol", file.text() or "NA"))


def _environment(file: Unserializer, _flags: int) -> Reading:
    """An environment: known before its contents are read, for these refer to it."""
    file.stream.integer()  # whether it is locked
    held: dict[str, RObject] = {}
    attributes: dict[str, RObject] = {}
    found = file.kept(RObject("environment", held, attributes))
    yield None  # the environment around it
    frame, table = (yield None), (yield None)
    for pairs in (frame, *table.items):
        held.update(_attributes(pairs))
    attributes.update(_attributes((yield None)))
    return found


def _of_names(file: Unserializer, _flags: int) -> RObject:
    """A package, or an object that a hook of R's wrote: known by names only."""
    if file.stream.integer() != 0:
        raise damaged(f"at byte {file.stream.place - 4:,} the name of a package should stand")
    file.strings()
    return file.kept(RObject("environment", {}))


def _reference(file: Unserializer, flags: int) -> RObject:
    place = (flags >> 8) or file.stream.integer()
    if not 0 < place <= len(file.known):
        raise damaged(f"it refers to object {place:,} of {len(file.known):,}")
    return file.known[place - 1]


def _pointer(file: Unserializer, flags: int) -> Reading:
    """A pointer of C, which means nothing in a file."""
    found = file.kept(RObject("other"))
    yield None
    yield None
    if flags & _HAS_ATTRIBUTES:
        yield None
    return found


def _weak_reference(file: Unserializer, flags: int) -> Reading:
    found = file.kept(RObject("other"))
    if flags & _HAS_ATTRIBUTES:
        yield None
    return found


def _builtin(file: Unserializer, _flags: int) -> RObject:
    file.stream.take(file.stream.integer())
    return RObject("function")


def _s4(_file: Unserializer, flags: int) -> Reading:
    return RObject("S4", None, _attributes((yield None)) if flags & _HAS_ATTRIBUTES else {})


def _alternative(file: Unserializer, _flags: int) -> Reading:
    info, state, attributes = (yield None), (yield None), (yield None)
    found = expanded(info, state, _attributes(attributes))
    file.sequences_left -= len(found)
    if file.sequences_left < 0:
        raise damaged(f"its sequences have more than {LONGEST_SEQUENCE:,} numbers")
    return found


def _byte_code(file: Unserializer, flags: int) -> Reading:
    file.stream.integer()  # how many parts it refers to again
    yield _code_and_constants(file)
    if flags & _HAS_ATTRIBUTES:
        yield None
    return RObject("other")


def _code_and_constants(file: Unserializer) -> Reading:
    yield None
    for _ in range(file.stream.count(4)):
        kind = file.stream.integer()
        if kind == _BYTE_CODE:
            yield _code_and_constants(file)
        elif kind in _PARTS_OF_CODE:
            yield _part_of_code(file, kind)
        else:
            yield None
    return NULL


def _part_of_code(file: Unserializer, kind: int) -> Reading:
    """A call or pairlist within byte code, the rest of which is read as the end of it."""
    while kind in _PARTS_OF_CODE:
        if kind == _SEEN_AGAIN:
            file.stream.integer()
            return NULL
        if kind == _SEEN_FIRST:
            file.stream.integer()
            kind = file.stream.integer()
        if kind in _WITH_ATTRIBUTES:
            yield None
        yield None  # the name
        yield _part_of_code(file, file.stream.integer())
        kind = file.stream.integer()
    yield None
    return NULL


_PAIRLIST, _CALL, _PROMISE, _BYTE_CODE = 2, 6, 5, 21
_SEEN_FIRST, _SEEN_AGAIN = 244, 243
_WITH_ATTRIBUTES = (239, 240)
_PARTS_OF_CODE = (_PAIRLIST, _CALL, *_WITH_ATTRIBUTES, _SEEN_AGAIN, _SEEN_FIRST)

_EMPTY = RObject("environment", {})

_READERS: dict[int, Callable[[Unserializer, int], RObject | Reading]] = {
    0: lambda _file, _flags: NULL,
    1: _symbol,
    _PAIRLIST: _pairs("pairlist"),
    3: _function,
    4: _environment,
    _PROMISE: _function,
    _CALL: _pairs("language"),
    7: _builtin,
    8: _builtin,
    10: _numbers("logical", ">i4"),
    13: _numbers("integer", ">i4"),
    14: _numbers("double", ">f8"),
    15: _numbers("complex", ">c16"),
    16: _plain("character", Unserializer.strings),
    17: _pairs("pairlist"),
    19: _list("list"),
    20: _list("expression"),
    _BYTE_CODE: _byte_code,
    22: _pointer,
    23: _weak_reference,
    24: _numbers("raw", ">u1"),
    25: _s4,
    238: _alternative,
    241: lambda _file, _flags: _EMPTY,
    242: lambda _file, _flags: _EMPTY,
    247: _of_names,
    248: _of_names,
    249: _of_names,
    250: lambda _file, _flags: _EMPTY,
    251: lambda _file, _flags: RObject("missing"),
    252: lambda _file, _flags: RObject("other"),
    253: lambda _file, _flags: _EMPTY,
    254: lambda _file, _flags: NULL,
    255: _reference,
}
"""The reader of each type of object, by R's number of the type."""
