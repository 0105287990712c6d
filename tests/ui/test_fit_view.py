"""The view of a fit: symbols and numbers in each other's place, and changes of the model that are fitted again."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from lme4math import DataError, Fit, data, parse, read_fit
from lme4math.ui import Explorer


@pytest.fixture
def fit() -> Fit:
    return parse("lmer(Reaction ~ Days + (1 | Subject))", data.sleepstudy()).fit()


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def test_its_styles_are_symbols_numbers_and_both(fit: Fit) -> None:
    symbols, numbers, both = fit.content().styles
    assert [style.name for style in (symbols, numbers, both)] == ["symbols", "numbers", "both"]
    assert "β" in symbols.notations[0].text
    assert "251.4" in numbers.notations[0].text
    assert "β₀ = 251.4" in both.notations[1].text
    assert "251.4" in both.notations[1].latex
    assert "β₀" not in numbers.notations[0].text


def test_the_table_has_estimates_with_standard_errors_and_standard_deviations(fit: Fit) -> None:
    _, numbers, both = fit.content().styles
    first, second = numbers.table
    assert [plain(cell.mathml).replace(" ", "") if cell else None for cell in first.cells] == ["251.4(9.7)", "SD37.1"]
    assert plain(second.cells[0].mathml if second.cells[0] else "").replace(" ", "") == "10.47(0.80)"
    assert second.cells[1] is None
    assert [cell and cell.key for row in numbers.table for cell in row.cells] == [
        cell and cell.key for row in both.table for cell in row.cells
    ]


def test_a_number_is_linked_to_the_code_as_its_symbol_is(fit: Fit) -> None:
    """The classes that lighting goes by: those of β₁ are on 10.47 too."""
    symbols, numbers, _ = fit.content().styles
    key = symbols.table[1].cells[0].key if symbols.table[1].cells[0] else ""
    assert key in symbols.notations[0].mathml
    around = numbers.notations[0].mathml.partition("10.47")[0].rpartition("<mrow")[2]
    assert key in numbers.notations[0].mathml
    assert key in around


def test_the_view_begins_with_numbers_and_says_the_criterion(fit: Fit) -> None:
    view = fit.explore()
    assert isinstance(view, Explorer)
    assert view.style == "numbers"
    assert "REML criterion 1786.465." in plain(view.view.html)
    assert "<script" not in fit.html()
    with pytest.raises(ValueError, match="numbers"):
        fit.explore(numbers="digits")


def test_a_press_in_the_table_fits_the_changed_model_and_says_the_criterion_before(fit: Fit) -> None:
    view = fit.explore()
    view.view._edit(None, {"edit": "effect", "coefficient": "Days", "group": "Subject"}, None)
    assert isinstance(view.model, Fit)
    assert view.model.criterion == pytest.approx(1743.628, abs=1e-3)
    assert "REML criterion 1743.628; before the change 1786.465." in plain(view.view.html)
    assert "5.92" in view.content.styles[1].notations[0].text
    view.undo()
    assert view.model.criterion == fit.criterion


def test_a_fit_that_is_stopped_leaves_the_one_before_and_says_so(fit: Fit, monkeypatch: pytest.MonkeyPatch) -> None:
    view, told = fit.explore(), []

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("lme4math.fits.optimum.Search.minimum", stopped)
    monkeypatch.setattr(view.view, "send", lambda content, _buffers=None: told.append(content))
    with pytest.raises(KeyboardInterrupt):
        view.view._handle_custom_msg({"edit": "effect", "coefficient": "Days", "group": "Subject"}, [])
    assert told == [
        {"working": True},
        {"problem": "The change was interrupted or failed, so the model stays as it is."},
    ]
    assert view.model is fit
    assert "REML criterion 1786.465." in plain(view.view.html)


def test_what_is_only_written_otherwise_is_not_fitted_again(fit: Fit) -> None:
    named = fit.with_label("Days", "days without sleep")
    assert named.estimates is fit.estimates
    assert "days without sleep" in named.equations().text()


def test_a_change_of_a_fit_without_data_is_refused(fit: Fit) -> None:
    without = Fit(parse("lmer(Reaction ~ Days + (1 | Subject))"), "text", fit.estimates)
    assert "251.4" in without.html()
    with pytest.raises(DataError, match="no data"):
        without.with_effect("Days", "Subject")


def test_the_reml_of_a_fit_stays_with_its_changes() -> None:
    fit = parse("lmer(Reaction ~ Days + (1 | Subject))", data.sleepstudy()).fit(reml=False)
    assert fit.with_effect("Days", "Subject").reml is False


def test_the_magic_fits_and_shows(capsys: pytest.CaptureFixture[str]) -> None:
    from IPython.core.interactiveshell import InteractiveShell

    from lme4math import load_ipython_extension

    shell = InteractiveShell.instance()
    load_ipython_extension(shell)
    shell.run_cell_magic("lmer_math", "--fit --latex", "lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)")
    assert "251.4" in capsys.readouterr().out


def test_the_view_of_a_file_says_that_its_equations_give_the_fitted_values(fit: Fit) -> None:
    """A file has fitted values of its own; those of a fit that was made here would prove nothing."""
    assert fit.b is not None
    own = fit.model.equations("matrix").evaluate(list(fit.fixef.values()), fit.b)
    stored = replace(fit, estimates=replace(fit.estimates, fitted=own))
    said = r"Computed from these equations: 180 fitted values, largest difference \de[+-]\d\d\."
    assert re.search(said, plain(stored.html()))
    assert "Computed from" not in plain(fit.html())
    wrong = replace(fit, estimates=replace(fit.estimates, fitted=own + 0.5))
    assert "largest difference 5e-01." in plain(wrong.html())


PRINT = """> summary(fit)
Linear mixed model fit by REML ['lmerMod']
Formula: Reaction ~ Days + (Days | Subject)
   Data: sleepstudy

REML criterion at convergence: 1743.6

Random effects:
 Groups   Name        Variance Std.Dev. Corr
 Subject  (Intercept) 612.10   24.741
          Days         35.07    5.922   0.07
 Residual             654.94   25.592
Number of obs: 180, groups:  Subject, 18

Fixed effects:
            Estimate Std. Error t value
(Intercept)  251.405      6.825  36.838
Days          10.467      1.546   6.771
"""


def test_rows_of_a_pasted_print_and_their_places_in_the_equations_light_each_other() -> None:
    content = read_fit(PRINT).content()
    assert content.code == PRINT
    numbers = content.styles[1]
    by_key: dict[str, list[str]] = {}
    for mark in content.code_marks:
        for key in mark.classes.split():
            by_key.setdefault(key, []).append(PRINT[mark.start : mark.end])
    slope, effect = (cell.key if cell else "" for cell in numbers.table[1].cells)
    assert {"Days", "10.467", "1.546", "6.771"} <= {*by_key[slope]}
    assert any(text.split() == ["Days", "35.07", "5.922", "0.07"] for text in by_key[effect])
    shown = {row.meaning: row.key for row in numbers.legend}
    residual = next(key for meaning, key in shown.items() if meaning == "standard deviation of the residuals")
    assert any("654.94" in text for text in by_key[residual])
    linked = set(content.keys())
    for key in (slope, residual):
        assert key in numbers.notations[0].mathml
        assert key in linked
    assert "6.771" in plain(read_fit(PRINT).html())
    assert "lm-elsewhere" not in {mark.classes for mark in content.code_marks if mark.start > PRINT.index("Random")}
