"""Results that are tables: read in a notebook, in a terminal, and taken on as data frames."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.dom.minidom import parseString

import cmarkgfm
import cmarkgfm.cmark
import pypandoc
import pytest

import lme4math
from lme4math.errors import DataError
from lme4math.libraries import LIBRARIES, Categories, frame_of
from lme4math.tabular import RCode, ResultTable, Tabular, Typeset, html_of_table, markdown_of_table, text_of_table

ROOT = Path(__file__).resolve().parents[1]
DATA = {"y": [1.2, 0.7, 2.1, 1.9], "school": ["s", "s", "t", "t"], "class": ["1", "1", "2", "3"]}
MODEL = lme4math.parse("lmer(y ~ 1 + (1 | school) + (1 | class))", DATA)
RESULTS: dict[str, Tabular] = {"legend": MODEL.legend(), "structure": MODEL.structure(), "moments": MODEL.moments()}
CELLS: dict[str, tuple[str | int | float | RCode, str]] = {
    "prose with code": ("the slope of `x|y`", "the slope of <code>x|y</code>"),
    "dollars": ("ranef(fit)$g and $h", "ranef(fit)$g and $h"),
    "markup": ("<b>a</b> *b* _c_ [d](e)", "&lt;b&gt;a&lt;/b&gt; *b* _c_ [d](e)"),
    "R code": (RCode("1 | `a b`"), "<code>1 | `a b`</code>"),
    "no code": (RCode(""), ""),
    "count": (12345, "12,345"),
}


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_reads_the_same_as_html_and_as_markdown(cell: str) -> None:
    held, read = CELLS[cell]
    table = ResultTable(("What",), ((held,),))
    assert f">{read}</td>" in html_of_table(table)
    with_html = cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE  # as GitHub's pages have, of which it lets `<code>` pass
    assert f"<td>{read}</td>" in cmarkgfm.github_flavored_markdown_to_html(markdown_of_table(table), with_html)


@pytest.mark.parametrize("cell", [RCode("1 | `a b`"), "the slope of `x|y`"])
def test_pandoc_reads_a_bar_in_code_as_a_bar(cell: str | RCode) -> None:
    written = pypandoc.convert_text(markdown_of_table(ResultTable(("What",), ((cell,),))), "plain", format="markdown")
    assert (cell.text if isinstance(cell, RCode) else cell.replace("`", "")) in written


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_is_a_table_in_a_notebook(name: str) -> None:
    result = RESULTS[name]
    table = result._table()
    page = parseString(result._repr_html_().replace("&InvisibleTimes;", ""))
    assert len(page.getElementsByTagName("tr")) == 1 + len(table.rows)
    assert len(page.getElementsByTagName("math")) >= sum(isinstance(row[0], Typeset) for row in table.rows)
    made = cmarkgfm.github_flavored_markdown_to_html(result._repr_markdown_())
    assert made.count("<tr>") == 1 + len(table.rows)
    assert made.count("<td>") == len(table.headings) * len(table.rows)


def test_symbols_are_typeset() -> None:
    legend = MODEL.legend()
    tau = next(entry for entry in legend if entry.symbol == "τ₀")
    assert tau.mathml in legend._repr_html_()
    assert r"$\tau_{0}$" in legend._repr_markdown_()
    icc = RESULTS["moments"]._repr_html_().rpartition("intraclass correlation")[2]
    assert icc.count("<mfrac>") == 1
    assert "σ" in icc


def test_a_legend_is_a_tuple_that_prints_as_a_table() -> None:
    legend = MODEL.legend()
    assert legend == tuple(legend) == MODEL.legend()
    assert legend[0].symbol == "y_i"
    head, first, *_ = str(legend).splitlines()
    assert head.split() == ["Symbol", "Meaning", "R", "code", "Level", "In", "R's", "output"]
    assert first.index("the response") == head.index("Meaning")


def test_an_explanation_is_text_that_a_notebook_sets_as_a_list() -> None:
    text = lme4math.parse("lmer(y_1 ~ x + (1 | g))").explain()
    assert text == str(text) == "\n".join(text.splitlines())
    made = cmarkgfm.markdown_to_html(text._repr_markdown_())
    assert made.count("<li>") == len(text.splitlines())
    assert "<code>y_1</code>" in made
    assert "<em>" not in made


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", RESULTS)
def test_a_result_is_a_frame_of_each_library(name: str, library: str) -> None:
    result = RESULTS[name]
    frame = result.to_frame(library)
    assert type(frame).__module__.startswith(library)
    assert list(frame.columns if library != "pyarrow" else frame.column_names) == list(result._columns())
    assert frame.shape[0] == len(result._table().rows)


@pytest.mark.parametrize(
    ("imported", "library"),
    [("", "polars"), ("import pandas", "pandas"), ("import pyarrow", "pyarrow"), ("import polars, pandas", "polars")],
)
def test_the_frame_is_of_the_library_that_is_imported(imported: str, library: str) -> None:
    code = f"{imported}\nimport lme4math\nframe = lme4math.parse('y ~ x + (1 | g)').legend().to_frame()\n"
    command = [sys.executable, "-c", f"{code}print(type(frame).__module__.partition('.')[0])"]
    assert subprocess.check_output(command, text=True, cwd=ROOT).split() == [library]


def test_without_a_library_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lme4math.libraries._is_installed", {}.get)
    for library in LIBRARIES:
        monkeypatch.delitem(sys.modules, library, raising=False)
    with pytest.raises(DataError, match=r"No library of data frames is installed\.\nHint: Install pandas, polars"):
        MODEL.legend().to_frame()
    with pytest.raises(DataError, match=r"`pandas` is not installed"):
        MODEL.legend().to_frame("pandas")
    with pytest.raises(ValueError, match="There is no library of data frames 'panda'"):
        MODEL.legend().to_frame("panda")


@pytest.mark.parametrize("library", LIBRARIES)
def test_categories_keep_the_order_of_their_levels(library: str) -> None:
    frame = frame_of({"y": [1.0, 2.0, 3.0, 4.0], "f": Categories((1, 0, 2, 0), ("z", "b", "a"))}, library)
    model = lme4math.parse("lmer(y ~ f + (1 | f))", frame)
    assert model.describe()["columns"] == ["(Intercept)", "fb", "fa"]


def test_a_table_as_text_has_its_columns_below_each_other() -> None:
    table = ResultTable(("A", "Long heading"), (("`x`", 1), ("longer", 2.5)), ("Above.",), ("Below.",))
    assert text_of_table(table).splitlines() == [
        "Above.", "A       Long heading", "`x`     1", "longer  2.5", "Below."
    ]  # fmt: skip
