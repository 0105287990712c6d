"""CSV files are typed as R's read.csv types them."""

from __future__ import annotations

from pathlib import Path

import pytest

import lme4math
from lme4math.data import read_csv
from lme4math.errors import DataError


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1", "2", "NA"], [1, 2, None]),
        (["1", "2.5", ""], [1.0, 2.5, None]),
        (["1e3", ".5", "-2."], [1000.0, 0.5, -2.0]),
        (["TRUE", "F", "NA"], [True, False, None]),
        (["1", "a", "NA", ""], ["1", "a", None, ""]),
        (["12345678901"], [12345678901.0]),
        (["2147483647", "-2147483647"], [2147483647, -2147483647]),
        (["2147483648", "1"], [2147483648.0, 1.0]),
        (["007", " 2 "], [7, 2]),
        (["1", "1e2"], [1.0, 100.0]),
        (["Inf", "-Inf"], [float("inf"), float("-inf")]),
        (["0" * 5000, "0" * 4999 + "7"], [0, 7]),
        (["-0x1F", "2"], [-31.0, 2.0]),
        (["0x" + "f" * 400, "-0x" + "f" * 400], [float("inf"), float("-inf")]),
    ],
)
def test_types(tmp_path: Path, cells: list[str], values: list[object]) -> None:
    read = read_csv(written(tmp_path, "\n".join(["id,x", *(f"k,{cell}" for cell in cells)])))["x"]
    assert read == values
    assert [type(value) for value in read] == [type(value) for value in values]


def test_quotes_commas_and_unicode_names(tmp_path: Path) -> None:
    assert read_csv(written(tmp_path, '\ufeffmaß,"a,b"\n"x, y",1\n')) == {"maß": ["x, y"], "a,b": [1]}


def test_a_ragged_file_is_refused_at_its_row(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"Row 3 .* 1 cells where there are 2"):
        read_csv(written(tmp_path, "a,b\n1,2\n3\n"))


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="2 columns of the data are called `a`"):
        read_csv(written(tmp_path, "a,b,a\n1,2,3\n"))


@pytest.mark.parametrize(("header", "number"), [("a,", 2), (",", 2), (",X", 1), ("a, ", 2)])
def test_a_column_without_a_name_is_refused(tmp_path: Path, header: str, number: int) -> None:
    with pytest.raises(DataError, match=f"Column {number} of .* has no name") as caught:
        read_csv(written(tmp_path, f"{header}\n1,2\n"))
    assert "row.names = FALSE" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ('"","y","g"\n"1",1.5,"a"\n"2",2,"b"\n', {"X": [1, 2], "y": [1.5, 2.0], "g": ["a", "b"]}),
        ("y;x;g\n1,5;2;a,b\n2;NA;b\n", {"y": [1.5, 2.0], "x": [2, None], "g": ["a,b", "b"]}),
        ("y;x\n1.5;1,5\n", {"y": [1.5], "x": [1.5]}),
        ("y\tg\n1\ta b\n2\tb,c\n", {"y": [1, 2], "g": ["a b", "b,c"]}),
        ('"a;b",c\n1,2\n', {"a;b": [1], "c": [2]}),
        ("y,n\n1,5\n", {"y": [1], "n": [5]}),
    ],
)
def test_names_of_rows_and_other_separators_are_read_as_r_reads_them(
    tmp_path: Path, text: str, columns: dict[str, object]
) -> None:
    assert read_csv(written(tmp_path, text)) == columns


def test_a_ragged_file_is_told_its_separator(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"Row 2 .* 3 cells where there are 2") as caught:
        read_csv(written(tmp_path, "a;b\n1;2;3\n"))
    assert "separated by semicolons" in str(caught.value)


def test_integers_are_labelled_as_integers(tmp_path: Path) -> None:
    rows = "".join(f"{100_000 * (1 + row % 3)},{row}\n" for row in range(9))
    data = read_csv(written(tmp_path, f"g,y\n{rows}"))
    model = lme4math.parse("lmer(y ~ 1 + (1 | g))", data)
    assert list(model.design().levels["g"]) == ["100000", "200000", "300000"]
