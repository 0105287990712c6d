"""One model, the same matrices, from whatever library the data comes."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import lme4math
from lme4math.data import Design, Factor, Logicals, Numbers, build_design, missing
from lme4math.data.sources import DataSource
from lme4math.data.table import read_table
from lme4math.data.values import Texts, as_numbers, as_texts
from lme4math.errors import DataError
from lme4math.model import build_model
from lme4math.script import read_model_call
from tests.data.comparing import frame_of, model_and_design
from tests.oracle import columns, levels

SEED = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"
MIXED = "lmer(y ~ x + f + lg + ch + (x | id) + (1 | g))"


def to_polars(name: str) -> pl.DataFrame:
    enums = {key: pl.Enum(labels) for key, labels in levels(name).items()}
    return pl.DataFrame(columns(name)).with_columns(pl.col(key).cast(enum) for key, enum in enums.items())


def to_mapping(name: str) -> dict[str, Any]:
    factors = {key: pd.Categorical(columns(name)[key], categories=labels) for key, labels in levels(name).items()}
    return {**columns(name), **{key: pd.Series(values) for key, values in factors.items()}}


MAKERS: dict[str, Callable[[str], Any]] = {
    "polars": to_polars,
    "pyarrow": lambda name: pa.Table.from_pandas(frame_of(name)),
    "mapping": to_mapping,
    "pandas with pyarrow types": lambda name: frame_of(name).convert_dtypes(dtype_backend="pyarrow"),
}


def same(one: Design, two: Design) -> bool:
    return (
        one.X_columns == two.X_columns
        and np.array_equal(one.X, two.X)
        and (one.Z != two.Z).nnz == 0
        and one.levels == two.levels
        and np.array_equal(one.rows, two.rows)
    )


@pytest.mark.parametrize("library", MAKERS)
@pytest.mark.parametrize(
    ("code", "name"), [(SEED, "regspp"), (MIXED, "quirk40"), ("lmer(y ~ O + L + (D | g))", "toy60")]
)
def test_every_library_gives_the_same_matrices(library: str, code: str, name: str) -> None:
    data = MAKERS[library](name)
    factors = {"O": ["low", "mid", "high"]} if "O" in levels(name) else None  # polars' Enum is not ordered
    _, expected = model_and_design(code, frame_of(name), factors)
    _, design = model_and_design(code, data, factors)
    assert same(design, expected)


def test_a_second_model_on_the_same_data_leaves_the_first_as_it_was() -> None:
    source = DataSource(read_table({"y": [1.0, 2, 3, 4], "x": [1.0, 4, 2, 3], "g": [1, 1, 2, 2], "h": [1, 2, 3, 4]}))
    first, second = (
        build_model(read_model_call(code), source) for code in ("lmer(y ~ x + (1 | g))", "lmer(y ~ 1 + (1 | h))")
    )
    assert [build_design(one.model, one.frame).Z.shape for one in (first, second)] == [(4, 2), (4, 4)]


def test_declared_factors_override_the_data() -> None:
    data = {"y": [1.0, 2, 3, 4], "time": [0.0, 1, 2, 4], "type": ["+", "-", "+", "-"], "g": [1, 1, 2, 2]}
    _, design = model_and_design("lmer(y ~ time + type + g + (1 | g))", data, {"type": ["-", "+"], "g": 2})
    assert design.X_columns == ["(Intercept)", "time", "type+", "g2"]
    assert design.X[:, 2].tolist() == [1, 0, 1, 0]


def test_text_sorts_as_icu_does() -> None:
    words = ["b", "B", "a", "A", "10", "2", "1", "_", "é", "e", "z"]
    data = {"y": list(range(11)), "w": words, "g": [1, 2] * 5 + [1]}
    model, _ = model_and_design("lmer(y ~ 0 + w + (1 | g))", data)
    assert [column.name[1:] for column in model.fixed.columns] == [
        "_",
        "1",
        "10",
        "2",
        "a",
        "A",
        "b",
        "B",
        "e",
        "é",
        "z",
    ]


def test_types_of_plain_python_columns() -> None:
    table = read_table({"n": [1, 2, None], "x": [1.5, None, 2], "b": [True, None, False], "s": ["u", None, "v"]})
    kinds = [type(table.column(name)) for name in table.names]
    assert kinds == [Numbers, Numbers, Logicals, Texts]
    assert isinstance(numbers := table.column("n"), Numbers)
    assert numbers.integer
    assert np.isnan(numbers.values[2])


def test_categories_keep_their_order_and_numbers_become_labels() -> None:
    table = read_table(pd.DataFrame({"f": pd.Categorical([3, 1, 3], categories=[3, 2, 1], ordered=True)}))
    factor = table.column("f")
    assert isinstance(factor, Factor)
    assert (factor.levels, factor.ordered) == (("3", "2", "1"), True)


@pytest.mark.parametrize(
    ("data", "blamed"),
    [
        ({"x": [1, "a"]}, "mixed types"),
        ({"x": [object()]}, "Python objects"),
        ({"x": [[1], [2]]}, "Python objects"),
        ({"x": [1, 2], "y": [1]}, "`x` has 2 and `y` has 1"),
        ({"x": np.array(1.0)}, "ndarray with 0 dimensions"),
        ({"x": np.array("a")}, "ndarray with 0 dimensions"),
        ({"x": np.ones((2, 2))}, "2 dimensions"),
        ({"x": pd.DataFrame({"a": [1, 2]})}, "2 dimensions"),
        ({"x": {"b", "a"}}, "set"),
        ({"x": {"b": 1, "a": 2}}, "dict"),
        ({"x": pd.Series([pd.Interval(0, 1)])}, "interval"),
        ({3: [1], "3": [2]}, "2 columns of the data are called `3`"),
        (pd.DataFrame([[1, 2]], columns=["x", "x"]), "2 columns of the data are called `x`"),
        (pa.table([[1], [2]], names=["x", "x"]), "2 columns of the data are called `x`"),
        (pl.DataFrame({"x": [[1], [2]]}), "List"),
        (pd.DataFrame({"x": [1, "a"]}), "mixed types"),
        ("a string", "str"),
        (42, "int"),
        ({"x": 3}, "int"),
    ],
)
def test_data_without_a_counterpart_in_r_is_refused(data: Any, blamed: str) -> None:
    with pytest.raises(DataError, match=f"(?i){blamed}") as caught:
        read_table(data).column("x")
    assert caught.value.hint


@pytest.mark.parametrize(
    ("code", "blamed"),
    [
        ("lmer(y ~ <tim> + (1 | reg))", "no variable `tim`"),
        ("lmer(y ~ time + (1 | <regg>))", "no variable `regg`"),
        ("lmer(<type> ~ time + (1 | reg))", "numeric"),
        ("lmer(y ~ <inf> + (1 | reg))", "infinite"),
        ("lmer(<inf> ~ time + (1 | reg))", "infinite"),
        ("lmer(y ~ time + (1 | reg), weights = <-time>)", "negative"),
        ("lmer(y ~ time + (1 | reg), subset = <time > 99>)", "no cases"),
        ("lmer(y ~ time + (1 | reg), offset = <inf>)", "infinite"),
        ("lmer(y ~ <one> + (1 | reg))", "one"),
        ("lmer(<cbind(y, time)> ~ time + (1 | reg))", "several columns"),
        ("lmer(y ~ <nope>(time) + (1 | reg))", "nope"),
    ],
)
def test_refusals_point_at_the_place(code: str, blamed: str) -> None:
    start, end = code.index("<"), code.rindex(">") - 1
    text = code[:start] + code[start + 1 : end + 1] + code[end + 2 :]
    data = {
        "y": [1.0, 2, 3, 4],
        "time": [0, 1, 2, 3],
        "type": ["u", "v", "u", "v"],
        "reg": ["a", "a", "b", "b"],
        "inf": [1, 2, np.inf, 4],
        "one": ["k"] * 4,
    }
    with pytest.raises(ValueError, match=f"(?i){blamed}") as caught:
        model_and_design(text, data)
    span = getattr(caught.value, "span", None)
    assert span is not None
    assert getattr(caught.value, "hint", None)
    assert text[slice(*span)] == text[start:end]


def test_a_frame_whose_names_stand_twice_is_refused_by_the_call() -> None:
    frame = pd.DataFrame([[1.0, 2, 1], [2.0, 1, 2]], columns=["y", "y", "g"])
    with pytest.raises(DataError, match="2 columns of the data are called `y`"):
        lme4math.parse("lmer(y ~ 1 + (1 | g))", frame)


ARROW = {
    "days": (pa.array([dt.date(1970, 1, 3), None, dt.date(1970, 1, 2)]), [2.0, None, 1.0]),
    "decimals": (pa.array([Decimal("1.5"), None, Decimal("2.5")], pa.decimal128(9, 2)), [1.5, None, 2.5]),
    "categories": (pa.array(["v", None, "u"]).dictionary_encode(), ["v", None, "u"]),
    "numbered categories": (pa.array([2, None, 1]).dictionary_encode(), ["2", None, "1"]),
    "text": (pa.array(["v", None, "u"], pa.large_string()), ["v", None, "u"]),
    "logicals": (pa.array([True, None, False]), [1, None, 0]),
    "small": (pa.array([1, None, 2], pa.int8()), [1.0, None, 2.0]),
}


@pytest.mark.parametrize("holder", ["alone", "pandas", "pyarrow"])
@pytest.mark.parametrize("kind", ARROW)
def test_what_arrow_holds_is_read_whoever_brings_it(kind: str, holder: str) -> None:
    array, expected = ARROW[kind]
    data = {
        "alone": lambda: {"x": array},
        "pandas": lambda: pd.DataFrame({"x": pd.arrays.ArrowExtensionArray(array)}),
        "pyarrow": lambda: pa.table({"x": array}),
    }[holder]()
    value = read_table(data).column("x")
    assert value is not None
    absent = missing(value)
    assert absent is not None
    assert absent.tolist() == [item is None for item in expected]
    if isinstance(value, Factor | Texts):
        found: list[Any] = [as_texts(value).pool[code] for code in value.codes if code >= 0]
    else:
        found = as_numbers(value)[~absent].tolist()
    assert found == [item for item in expected if item is not None]


@pytest.mark.parametrize("kind", ["Int128", "UInt128"])
def test_integers_of_128_bits_are_doubles(kind: str) -> None:
    if (dtype := getattr(pl, kind, None)) is None:
        return
    value = read_table(pl.DataFrame({"x": pl.Series([2**100, None, 3], dtype=dtype)})).column("x")
    assert isinstance(value, Numbers)
    np.testing.assert_array_equal(value.values, [2.0**100, np.nan, 3.0])


def test_what_is_masked_is_missing() -> None:
    table = read_table({"x": np.ma.masked_array([1, 2, 3], mask=[True, False, False])})
    numbers = table.column("x")
    assert isinstance(numbers, Numbers)
    assert np.isnan(numbers.values[0])
    assert numbers.values[1:].tolist() == [2, 3]


MOMENTS = ["2020-01-01T12:00:00", "NaT", "1969-12-31T00:00:30"]


@pytest.mark.parametrize("unit", ["s", "us", "ns"])
def test_times_are_the_same_numbers_whatever_they_come_in(unit: str) -> None:
    array = np.array(MOMENTS, dtype=f"datetime64[{unit}]")
    spans = array - np.datetime64("1970-01-01", unit)
    for times in (array, spans):
        columns = {
            "pandas": pd.Series(times),
            "polars": pl.Series(times.astype("m8[us]" if times.dtype.kind == "m" else "M8[us]")),
            "numpy": times,
            "numpy's scalars": list(times),
            "Python": times.astype(f"{times.dtype.kind}8[us]").tolist(),
        }
        for name, column in columns.items():
            numbers = read_table({"t": column}).column("t")
            assert isinstance(numbers, Numbers)
            np.testing.assert_array_equal(numbers.values, [1577880000.0, np.nan, -86370.0], err_msg=name)


def test_days_of_numpy_are_days() -> None:
    numbers = read_table({"t": np.array(["1970-01-03", "NaT"], dtype="datetime64[D]")}).column("t")
    assert isinstance(numbers, Numbers)
    np.testing.assert_array_equal(numbers.values, [2.0, np.nan])


def test_decimals_that_are_no_number_are_missing() -> None:
    numbers = read_table({"x": [Decimal("1.5"), Decimal("sNaN"), Decimal("NaN")]}).column("x")
    assert isinstance(numbers, Numbers)
    np.testing.assert_array_equal(numbers.values, [1.5, np.nan, np.nan])


def test_a_function_that_refuses_its_arguments_says_where_to_read() -> None:
    data = {"y": [1.0, 2, 3, 4], "x": [1, 2, 3, 4], "g": [1, 1, 2, 2]}
    with pytest.raises(DataError, match="at least 2 intervals") as caught:
        lme4math.parse("lmer(y ~ cut(x, 1) + (1 | g))", data)
    assert "?cut" in str(caught.value)


@pytest.mark.parametrize("pairs", ["a:b", "interaction(a, b)", "factor(paste(a, b))"])
def test_more_pairs_than_fit_in_the_code_of_a_category(pairs: str) -> None:
    labels = [f"l{number}" for number in range(100)]  # pandas numbers 100 categories with 8 bits
    slow, fast = np.divmod(np.arange(10_000), 100)
    data = pd.DataFrame({name: pd.Categorical.from_codes(codes, labels) for name, codes in (("a", slow), ("b", fast))})
    code = f"lmer(y ~ as.numeric({pairs}) + (1 | a:b))"
    _, design = model_and_design(code, data.assign(y=np.sin(slow + 7 * fast)))
    assert design.Z.shape == (10_000, 10_000)
    assert sorted(design.X[:, 1]) == list(range(1, 10_001))


@pytest.mark.parametrize("size", [1e308, 1e-308])
def test_the_size_of_a_column_does_not_decide_whether_it_is_kept(size: float) -> None:
    x = [1.0, -1.0, 0.5, 1.0, 0.2, 0.4]
    data = {"y": [1.0, 2, 3, 4, 5, 6], "x": [size * each for each in x], "g": list("aabbcc")}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert lme4math.parse("lmer(y ~ x + (1 | g))", data).design().dropped == []
        twice = lme4math.parse("lmer(y ~ x + I(x / 2) + (1 | g))", data).design()
    assert twice.dropped == ["I(x/2)"]


def test_groups_may_be_numbers_of_any_size() -> None:
    data = {"y": [1.0, 2, 3, 4], "g": [1e308, -1e308, 1e308, -1e308]}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        design = lme4math.parse("lmer(y ~ 1 + (1 | g))", data).design()
    assert design.levels == {"g": ["-1e+308", "1e+308"]}
    assert design.Z.toarray().tolist() == [[0, 1], [1, 0], [0, 1], [1, 0]]


def test_sparse_columns_are_numbers_and_columns_of_nothing_are_missing() -> None:
    sparse = read_table(pd.DataFrame({"x": pd.arrays.SparseArray([0, 0, 1.5])})).column("x")
    assert isinstance(sparse, Numbers)
    assert sparse.values.tolist() == [0, 0, 1.5]
    for nothing in (pl.DataFrame({"x": [None, None]}), pa.table({"x": [None, None]}), {"x": [None, None]}):
        value = read_table(nothing).column("x")
        assert value is not None
        assert np.asarray(missing(value)).all()


@pytest.mark.parametrize(
    "lazy",
    [
        pl.LazyFrame({"y": [1.0], "g": ["a"]}).with_columns(pl.col("nope")),
        pl.LazyFrame({"y": [1.0], "g": ["a"]}).with_columns(y=pl.col("g").cast(pl.Int64)),
    ],
)
def test_a_lazy_frame_that_cannot_be_computed_is_refused_in_its_engines_words(lazy: pl.LazyFrame) -> None:
    with pytest.raises(DataError, match=r"cannot be computed where it is: .*(nope|conversion)") as caught:
        lme4math.parse("lmer(y ~ 1 + (1 | g))", lazy)
    assert caught.value.hint


def test_dates_and_moments_are_labelled_as_r_writes_them() -> None:
    days = pd.to_datetime(["2020-01-03", "2020-01-01"] * 2)
    data = pd.DataFrame({"y": [1.0, 2, 4, 3], "day": days.date, "at": days, "hour": days + pd.Timedelta(hours=10)})
    levels = {
        name: lme4math.parse(f"lmer(y ~ day + (1 | {name}))", data).design().levels[name] for name in data.columns[1:]
    }
    assert list(levels["day"]) == list(levels["at"]) == ["2020-01-01", "2020-01-03"]
    assert list(levels["hour"]) == ["2020-01-01 10:00:00", "2020-01-03 10:00:00"]
