"""What users rely on: the members of `model.design()`, their types and shapes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

import lme4math
from tests.oracle import frame


def test_the_members_of_a_design() -> None:
    data = frame("toy60")
    data["w"] = np.linspace(1, 2, len(data))
    model = lme4math.parse("lmer(y ~ A:B + x + offset(z) + (x | g) + (1 | h), weights = w, subset = x > -0.5)", data)
    design = model.design()
    n, p, q = len(design.rows), len(design.X_columns), int(design.Gp[-1])
    assert (design.X.shape, design.X.dtype) == ((n, p), np.float64)
    assert design.X_columns == model.describe()["columns"]
    assert design.dropped == model.describe()["dropped"] != []
    assert isinstance(design.Z, sparse.csc_matrix)
    assert (design.Z.shape, design.Z.has_sorted_indices) == ((n, q), True)
    for vector in (design.y, design.offset, design.weights):
        assert vector is not None
        assert (vector.shape, vector.dtype) == ((n,), np.float64)
    assert np.array_equal(design.y, data["y"].to_numpy()[design.rows])
    assert np.array_equal(design.offset, data["z"].to_numpy()[design.rows])
    assert design.rows.tolist() == np.flatnonzero(data["x"] > -0.5).tolist()
    assert design.Gp.tolist() == [0, 2 * len(design.levels["g"]), q]
    assert {name: type(labels) for name, labels in design.levels.items()} == {"g": list, "h": list}
    assert (design.Lind.min(), design.Lind.max()) == (1, design.n_theta) == (1, 4)
    root = design.Lambda([1.0, 0.5, 2.0, 3.0])
    assert (root.shape, root.nnz) == ((q, q), len(design.Lind))
    assert root[:2, :2].toarray().tolist() == [[1, 0], [0.5, 2]]
    assert root[q - 1, q - 1] == 3


@pytest.mark.parametrize(
    ("fixed", "kept", "dropped"),
    [
        ("tr + tr1", [0, 1], ["tr1"]),
        ("cbind(x, x)", [0, 1], ["cbind(x, x)x"]),
        ("cbind(x, x^2, x^3)", [0, 1, 2, 3], []),
        ("cbind(x, 2 * x, x^3)", [0, 1, 3], ["cbind(x, 2 * x, x^3)"]),
    ],
)
def test_of_columns_with_one_name_only_those_that_depend_on_others_are_dropped(
    fixed: str, kept: list[int], dropped: list[str]
) -> None:
    data = frame("toy60").assign(tr1=lambda d: d["L"].astype(int), tr=lambda d: d["tr1"].astype(str))
    model = lme4math.parse(f"lmer(y ~ {fixed} + (1 | g))", data)
    design, described = model.design(), model.describe()
    assert (list(design.kept), design.dropped, described["dropped"]) == (kept, dropped, dropped)
    assert described["p"] == len(kept)
    text = model.equations().text()
    assert [place for place in range(4) if "₀₁₂₃"[place] in text.split("=")[1]] == kept
    assert len([entry for entry in model.legend() if "lme4 drops" in entry.meaning]) == len(dropped)


def test_columns_of_cbind_without_a_name_are_those_of_r() -> None:
    data = frame("toy60")
    x = data["x"].to_numpy()
    model = lme4math.parse("lmer(y ~ cbind(x, x^2, x^3) + (1 | g))", data)
    np.testing.assert_allclose(model.design().X, np.column_stack([x**0, x, x**2, x**3]))
    text = model.equations().text()
    assert "β₁ x_i + β₂ x_i² + β₃ x_i³" in text


def test_what_a_model_does_not_have_is_none_or_empty() -> None:
    design = lme4math.parse("y ~ x + (1 | g)", frame("toy60")).design()
    assert (design.offset, design.weights, design.dropped) == (None, None, [])
    assert design.rows.tolist() == list(range(60))
