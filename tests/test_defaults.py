"""The reader's own defaults: `lme4math.options`, and the file of a project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import lme4math
from lme4math.cli import main
from lme4math.defaults import project_options, read_options
from lme4math.ui import register

CODE = "lmer(y ~ x + f + (1 | school/class))"
FACTORS = {"f": ["a", "b"]}


@pytest.fixture(autouse=True)
def built_in() -> Iterator[None]:
    lme4math.options.reset()
    yield
    lme4math.options.reset()


def test_models_are_written_with_the_options_that_fit_them() -> None:
    lme4math.options.notation = "compact"
    lme4math.options.style = "lettered"
    lme4math.options.index = "nested"
    lme4math.options.factor_index = True
    lme4math.options.labels = {"x": "dose", "nosuch": "z"}
    model = lme4math.parse(CODE, factors=FACTORS)
    plain = lme4math.parse(CODE, factors=FACTORS, labels={"x": "dose"})
    assert model.equations() == plain.equations("compact", "lettered", index="nested", factor_index=True)
    assert "dose" in model.html()
    assert model.explore().notation == "compact"
    assert "μ" not in str(lme4math.parse("y ~ x + (1 | a) + (1 | b)").equations())  # nothing nests: no refusal
    assert lme4math.parse(CODE, labels={"x": "mine"}).labels == {"x": "mine"}
    assert lme4math.parse_all(CODE, labels={"x": "mine"})[0].labels == {"x": "mine"}
    lme4math.options.reset()
    assert lme4math.parse(CODE, factors=FACTORS) == lme4math.parse(CODE, factors=FACTORS).with_options(index="lookup")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("styel", "lettered", "There is no option 'styel'"),
        ("style", "letered", "There is no style 'letered'"),
        ("notation", 3, "There is no notation 3"),
        ("factor_index", "yes", "factor_index must be True or False"),
        ("labels", ["x"], "labels must be words by names"),
    ],
)
def test_what_is_no_option_is_refused(name: str, value: object, said: str) -> None:
    with pytest.raises(lme4math.Error, match=said):
        setattr(lme4math.options, name, value)


def test_options_are_saved_and_read_again(tmp_path: Path) -> None:
    lme4math.options.style = "lettered"
    lme4math.options.factor_index = True
    lme4math.options.labels = {"type=+": 'the "odd" \\ one', "(Intercept)": r"$\alpha$", "日": "day\x7f\n"}
    lme4math.options.save(tmp_path / "lme4math.toml")
    wanted = {
        name: value for name, value in lme4math.options.as_dict().items() if name not in ("notation", "index", "digits")
    }
    assert read_options(tmp_path / "lme4math.toml") == wanted


def test_the_file_is_looked_for_up_to_the_repository(tmp_path: Path) -> None:
    (tmp_path / "lme4math.toml").write_text('style = "lettered"\n')
    inner = tmp_path / "repository" / "notebooks"
    inner.mkdir(parents=True)
    assert project_options(inner) == {}
    (tmp_path / "repository" / ".git").mkdir()
    assert project_options(inner) == {}
    (tmp_path / "repository" / "lme4math.toml").write_text('notation = "matrix"\n')
    assert project_options(inner) == {"notation": "matrix"}
    (inner / "lme4math.toml").write_text("")
    assert project_options(inner) == {}


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('notation = "matrix"\nstyel = "lettered"\n', 2, "`styel` is no option"),
        ('\n\nstyle = "letered"\n', 3, "There is no style 'letered'"),
        ("[labels]\nx = 3\n", 1, "labels must be words by names"),
        ('style = "lettered"\nnotation =\n', 2, "it is no TOML"),
        ("[nosuch]\n", 1, "`nosuch` is no option"),
        ("factor_index = 7", 1, "must be True or False"),
    ],
)
def test_what_is_wrong_in_the_file_is_said_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    (tmp_path / "lme4math.toml").write_text(text)
    with pytest.raises(lme4math.DataError) as refused:
        project_options(tmp_path)
    assert f"In line {line} of " in refused.value.message
    assert said in refused.value.message
    assert "^" in str(refused.value)


def test_the_magic_reads_the_file_and_what_is_typed_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lme4math.toml").write_text('notation = "compact"\nstyle = "lettered"\n[labels]\nx = "dose"\n')
    shell = InteractiveShell.instance()
    register(shell, lme4math.parse)

    def printed(options: str) -> str:
        with capture_output() as captured:
            shell.run_line_magic("lmer_math", f"--latex {options} y ~ x + (1 | g)")
        text: str = captured.stdout
        return text.strip()

    named = lme4math.parse("y ~ x + (1 | g)", labels={"x": "dose"})
    assert printed("") == named.equations("compact", "lettered").latex()
    assert (
        printed("--style indexed --label x=time")
        == lme4math.parse("y ~ x + (1 | g)", labels={"x": "time"}).equations("compact").latex()
    )
    assert lme4math.options.as_dict()["notation"] == "expanded"
    (tmp_path / "lme4math.toml").write_text('stile = "lettered"\n')
    with capture_output() as captured:
        shell.run_line_magic("lmer_math", "y ~ x + (1 | g)")
    assert "In line 1 of" in captured.outputs[0].data["text/plain"]


def test_estimates_have_the_digits_of_the_options() -> None:
    fit = lme4math.parse("lmer(Reaction ~ Days + (1 | Subject))", lme4math.data.sleepstudy()).fit()
    assert "10.47 Days_i" in fit.equations().text()
    lme4math.options.digits = 3
    assert "10.467 Days_i" in fit.equations().text()
    assert "10.467" in str(fit)
    assert "10.5 Days_i" in fit.equations(digits=1).text()
    with pytest.raises(lme4math.DataError, match="whole number from 1 to 15"):
        lme4math.options.digits = 16


def test_the_command_line_reads_the_options_of_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = 'notation = "compact"\nstyle = "lettered"\nindex = "nested"\n[labels]\nx = "dose"\n'
    (tmp_path / "lme4math.toml").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["y ~ x + (1 | school/class)"]) == 0
    assert capsys.readouterr().out.splitlines()[0].strip() == "y_{ijk} = α_{jk} + β dose_{ijk} + ε_{ijk}"
    assert main(["y ~ x + (1 | g)", "--notation", "additive", "--style", "indexed", "--label", "x=mine"]) == 0
    assert "β₁ mine" in capsys.readouterr().out
    assert lme4math.options.notation == "expanded"
    (tmp_path / "lme4math.toml").write_text('styel = "lettered"\n', "utf-8")
    assert main(["y ~ x + (1 | g)"]) == 2
    assert "`styel` is no option" in capsys.readouterr().err
