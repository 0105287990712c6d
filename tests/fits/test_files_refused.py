"""Files that hold no fit of lme4, or are damaged: what is said of them, and that nothing else comes of them."""

from __future__ import annotations

import bz2
import gzip
import lzma
import math
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from struct import pack

import pytest
from hypothesis import given, settings, strategies as st

from lme4math import DataError, Error, read_fit

STORED = Path(__file__).parent / "stored"
FILES = {name: (STORED / f"{name}.rds").read_bytes() for name in ("plain", "counts", "contrasts_of_frame", "squares")}
CONTENTS = {name: lzma.decompress(file) if file[:1] == b"\xfd" else file for name, file in FILES.items()}
CONTENTS["counts"] = gzip.decompress(FILES["counts"])
PLAIN = CONTENTS["plain"]
HEADER = b"X\n" + pack(">iii", 2, 0x40202, 0x20300)


def refusal(file: bytes) -> str:
    started = time.process_time()
    with pytest.raises(DataError) as caught:
        read_fit(file)
    assert time.process_time() - started < 1
    return caught.value.message


@pytest.mark.parametrize(
    ("name", "what"), [("line", "an object of class lm"), ("frame", "an object of class data.frame")]
)
def test_what_a_file_holds_instead_is_named(name: str, what: str) -> None:
    assert refusal((STORED / f"{name}.rds").read_bytes()) == f"The file holds {what}, not a fit of lme4."


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"", "not a file of R's saveRDS()"),
        (b"y,x\n1,2\n", "not a file of R's saveRDS()"),
        (b"RDX3\nX\n", "a file of R's save()"),
        (b"A\n3\n262658\n", "written as text (ascii = TRUE)"),
        (b"PK\x03\x04", "a zip archive"),
        (HEADER + pack(">i", 254), "holds NULL, not a fit"),
        (HEADER + pack(">iid", 14, 1, 2.5), "holds numbers, not a fit"),
        (HEADER + pack(">i", 99), "an object of type 99, which R does not have"),
        (HEADER + pack(">ii", 255, 7), "refers to object 7 of 0"),
        (HEADER + pack(">ii", 14, 2**31 - 1), "a vector of 2,147,483,647 elements, and the file is shorter"),
        (HEADER + pack(">iiii", 19, -1, 2**30, 0), "elements, and the file is shorter"),
        (b"X\n" + pack(">iii", 9, 0, 0), "version 9 of R's serialisation does not exist"),
    ],
)
def test_what_is_wrong_is_said(file: bytes, said: str) -> None:
    assert said in refusal(file)


@pytest.mark.parametrize("share", [0.001, 0.3, 0.999])
def test_a_file_that_is_cut_off_is_said_to_end_early(share: float) -> None:
    assert "damaged" in refusal(PLAIN[: int(share * len(PLAIN))])


@pytest.mark.parametrize("name", ["plain", "counts"])
def test_a_compressed_file_that_is_cut_off_or_altered_is_damaged(name: str) -> None:
    file = FILES[name]
    assert "ends early" in refusal(file[:-5])
    assert "cannot be undone" in refusal(file[:2000] + bytes([file[2000] ^ 1]) + file[2001:])


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_a_file_that_expands_without_end_is_not_expanded(compress: Callable[[bytes], bytes]) -> None:
    bomb = compress(HEADER + bytes(40_000_000))
    assert "too large" in refusal(bomb)


def test_a_short_sequence_that_stands_for_a_long_one_is_refused() -> None:
    def symbol(name: bytes) -> bytes:
        return pack(">iii", 1, 9, len(name)) + name

    info = pack(">i", 2) + symbol(b"compact_realseq") + pack(">i", 254)
    state = pack(">iiddd", 14, 3, 1e9, 1.0, 1.0)
    assert "a sequence of numbers" in refusal(HEADER + pack(">i", 238) + info + state + pack(">i", 254))


def test_objects_in_objects_are_read_to_any_depth_that_is_allowed() -> None:
    """A list in a list, ten thousand times: no recursion."""
    assert "holds a list, not a fit" in refusal(HEADER + pack(">ii", 19, 1) * 10_000 + pack(">i", 254))
    assert "deep in one another" in refusal(HEADER + pack(">ii", 19, 1) * 60_000 + pack(">i", 254))


def test_a_file_that_is_not_there_and_other_sources_are_refused() -> None:
    with pytest.raises(DataError, match=r"The file cannot be read: No such file"):
        read_fit("nowhere/fit.rds")
    with pytest.raises(DataError, match="cannot be read"):
        read_fit(STORED)
    with pytest.raises(Error):
        read_fit(3)
    with pytest.raises(DataError, match="comes with its data"):
        read_fit(STORED / "plain.rds", data={"x": [1]})


def altered(number: float, other: float) -> bytes:
    """The file with another number at the first place where it stands: in the frame, or in θ."""
    assert pack(">d", number) in PLAIN
    return PLAIN.replace(pack(">d", number), pack(">d", other), 1)


def test_a_file_whose_call_or_frame_is_not_that_of_its_matrices_is_refused() -> None:
    """Else the equations would be those of another model than was fitted."""
    fit = read_fit(PLAIN)
    assert fit.theta is not None
    x, theta = float(fit.model.design().X[0, 1]), float(fit.theta[0])
    other = "The model of the call is not the one that was fitted: "
    assert refusal(altered(x, x + 1)) == f"{other}the numbers in X differ."
    assert refusal(altered(theta, theta + 1)) == f"{other}Λ differs."
    place = PLAIN.index(b"\x00\x00\x00\x01x")
    with pytest.raises(Error):
        read_fit(PLAIN[:place] + b"\x00\x00\x00\x01q" + PLAIN[place + 5 :])


def test_a_frame_with_missing_values_is_damaged() -> None:
    x = float(read_fit(PLAIN).model.design().X[0, 1])
    assert "`x` has missing values" in refusal(altered(x, math.nan))


@given(
    name=st.sampled_from(sorted(CONTENTS)),
    places=st.lists(st.floats(0, 1), min_size=1, max_size=8),
    piece=st.sampled_from(
        [b"", b"\x00", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x80\x00\x00\x00", b"\x00\x00\x01\x0d"]
    ),
    taken=st.sampled_from([0, 1, 4, 8, 1000]),
    compressed=st.booleans(),
)
@settings(max_examples=150, deadline=1000)
def test_no_damage_leads_to_another_error(
    name: str, places: list[float], piece: bytes, taken: int, compressed: bool
) -> None:
    file = FILES[name] if compressed else CONTENTS[name]
    for share in places:
        place = int(share * len(file)) // 4 * 4
        file = file[:place] + piece + file[place + taken :]
    with suppress(Error):
        read_fit(file).verify()


def test_a_python_without_lzma_reads_what_gzip_compressed_and_says_what_xz_needs() -> None:
    code = f"""if True:
        import sys
        sys.modules["lzma"] = None  # the Python of a browser begins without it
        import lme4math
        print(lme4math.read_fit({str(STORED / "counts.rds")!r}).n)
        try:
            lme4math.read_fit({str(STORED / "whole.rds")!r})
        except lme4math.DataError as error:
            print(error.message, error.hint)
    """
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert int(told.split()[0]) > 0
    assert "no module lzma" in told
    assert "compresses with gzip" in told


def test_of_a_list_its_only_fit_is_read() -> None:
    begin = len(HEADER) if PLAIN[5] == 2 else len(HEADER) + 4 + int.from_bytes(PLAIN[14:18], "big")
    head, fit, number = PLAIN[:begin], PLAIN[begin:], pack(">iid", 14, 1, 3.0)
    assert read_fit(head + pack(">ii", 19, 2) + number + fit).fixef == read_fit(PLAIN).fixef
    assert "holds a list of 2 fits" in refusal(head + pack(">ii", 19, 3) + number + fit + fit)
    assert "holds a list, not a fit" in refusal(head + pack(">ii", 19, 1) + number)
