"""The command line, as a shell sees it."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from lme4math.cli import main
from lme4math.data import sleepstudy
from tests.oracle import designed_fits

ROOT = Path(__file__).resolve().parents[1]
ON_LINUX = pytest.mark.skipif(not Path("/dev/full").exists(), reason="its shell and its devices are needed")
CODE = "lmer(y ~ dose + kind + (1 + dose | lab))"


def test_text_is_the_default_and_assumptions_go_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([CODE, "--factor", "kind=-,+"]) == 0
    out, err = capsys.readouterr()
    assert "1[kind_i = “+”]" in out
    assert "dose" in err
    assert "kind" not in err


def test_ways_of_writing(capsys: pytest.CaptureFixture[str]) -> None:
    nested = ["lmer(y ~ kind + (1 | lab/bench))", "--factor", "kind=-,+", "--index", "nested", "--factor-index"]
    assert main(nested) == 0
    assert "kind[ijk]" in capsys.readouterr().out
    assert main(["y ~ x + (1 | a) + (1 | b)", "--index", "nested"]) == 2


def test_labels(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--label", "dose=dose in mg", "--label", "kind=+=treated", "--label", r"(Intercept)=$\alpha$"]
    assert main([CODE, "--factor", "kind=-,+", *words]) == 0
    out, _ = capsys.readouterr()
    assert "1[kind_i = “treated”]" in out
    assert "`dose in mg`_i" in out
    assert "(α + b_{0,j[i]}^(lab))" in out
    assert main([CODE, "--label", "dos=x"]) == 2
    assert "Did you mean `dose`?" in capsys.readouterr().err
    assert main([CODE, "--label", "dose=$x y$"]) == 2
    assert "$x y$\n   ^" in capsys.readouterr().err


def test_formats(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([CODE, "--format", "latex", "--notation", "matrix"]) == 0
    assert r"\mathbf{Z}" in capsys.readouterr().out
    assert main([CODE, "--format", "mathml", "--style", "lettered"]) == 0
    assert ElementTree.fromstring(capsys.readouterr().out).tag.endswith("math")
    assert main([CODE, "--format", "methods"]) == 0
    assert capsys.readouterr().out.startswith("We fitted a linear mixed-effects model of ")
    assert main([CODE, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["random"][0]["term"] == "1 + dose | lab"
    assert main([CODE, "--format", "article"]) == 0
    assert capsys.readouterr().out.startswith(r"\begin{align*}")
    assert main([CODE, "--format", "typst"]) == 0
    assert "β_0" in capsys.readouterr().out
    assert main([CODE, "--format", "html"]) == 0
    assert "<math" in capsys.readouterr().out


def test_a_fit_is_printed_with_its_estimates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "d.csv"
    known = sleepstudy()
    rows = zip(known["Reaction"], known["Days"], known["Subject"], strict=True)
    file.write_text("Reaction,Days,Subject\n" + "".join(f"{y},{x},s{g}\n" for y, x, g in rows), encoding="utf-8")
    call = ["lmer(Reaction ~ Days + (Days | Subject))", "--data", str(file), "--fit"]
    assert main(call) == 0
    assert "(251.4 + b_{0,j[i]}^(Subject)) + (10.5 + b" in capsys.readouterr().out
    assert main([*call, "--format", "json"]) == 0
    fit = json.loads(capsys.readouterr().out)["fit"]
    assert fit["criterion"] == pytest.approx(1743.628, abs=1e-3)
    assert len(fit["b"]) == 36
    assert main([*call, "--format", "html"]) == 0
    assert "251.4" in capsys.readouterr().out
    assert main([CODE, "--fit"]) == 2
    assert "This model has no data." in capsys.readouterr().err


def test_a_printed_summary_is_shown_with_its_estimates(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = next(fit["texts"]["summary, lme4 2.1"] for fit in designed_fits() if fit["id"] == "B0019")
    estimate = re.search(r"^x +(-?\d+\.\d)", printed, re.MULTILINE)
    assert estimate
    monkeypatch.setattr("sys.stdin", io.StringIO(printed))
    assert main(["--fit", "-", "--label", "A=season"]) == 0
    shown, said = capsys.readouterr()
    assert "1[season_i = “a2”]" in shown
    assert estimate[1].lstrip("-") in shown
    assert "--factor 'A=…,a2'" in said
    monkeypatch.setattr("sys.stdin", io.StringIO(printed))
    assert main([]) == 0
    shown, said = capsys.readouterr()
    assert "β_{1,s}" in shown
    assert "shown with --fit" in said


def test_a_fit_of_r_is_read_from_its_file(capsys: pytest.CaptureFixture[str]) -> None:
    file = str(ROOT / "notebooks" / "sleepstudy.rds")
    assert main([file, "--fit", "--format", "methods"]) == 0
    assert capsys.readouterr().out.startswith("We fitted a ")
    assert main([file, "--fit", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["fit"]["criterion"] == pytest.approx(1743.628, abs=1e-3)
    assert main([file]) == 2
    assert "With --fit, a fit is read from it." in capsys.readouterr().err


SCRIPT = "m0 <- lmer(y ~ dose + (1 | lab))\nm1 <- update(m0, . ~ . + (0 + dose | lab))\nlmer(y ~ 1 + (1 | lab))"


@pytest.mark.parametrize(
    ("options", "formula"),
    [
        ([], "y ~ dose + (1 | lab)"),
        (["--model", "m1"], "y ~ dose + (1 | lab) + (0 + dose | lab)"),
        (["--model=m0"], "y ~ dose + (1 | lab)"),
        (["--model", "2"], "y ~ 1 + (1 | lab)"),
        (["--model", "-2"], "y ~ dose + (1 | lab) + (0 + dose | lab)"),
    ],
)
def test_a_model_of_a_script_is_chosen(options: list[str], formula: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([SCRIPT, *options, "--format", "json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["formula"] == formula
    assert ("The code has 3 models: `m0`, `m1` and lmer in line 3 (place 2)." in err) == (not options)


def test_a_model_that_is_not_there_is_refused_with_the_names_of_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([SCRIPT, "--model", "m7"]) == 2
    assert "There is no model 'm7'; there are m0, m1, lmer in line 3 (place 2)." in capsys.readouterr().err


def test_code_from_stdin(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("library(lme4)\nfit <- lmer(y ~ x + (1 | g))\n"))
    assert main(["-"]) == 0
    assert "x_i" in capsys.readouterr().out


def test_data_from_a_file_gives_true_dimensions_and_types(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [f"{number},{'ab'[number % 2]},{number % 3},{number}.5" for number in range(12)]
    path = tmp_path / "data.csv"
    path.write_text("\n".join(["y,kind,lab,dose", *rows, "NA,a,1,1"]), encoding="utf-8")
    assert main([CODE, "--data", str(path), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["n"], found["columns"]) == (12, ["(Intercept)", "dose", "kindb"])
    assert found["random"][0]["n_levels"] == 3


def test_a_mistake_is_shown_in_its_place_and_exits_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lmer(y ~ x + (1 | g)"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "lmer(y ~ x + (1 | g)\n    ^\n" in err
    assert "Hint:" in err


def test_a_file_that_is_not_there_is_an_error_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([CODE, "--data", "nowhere.csv"]) == 2
    assert "nowhere.csv cannot be read" in capsys.readouterr().err


def test_a_factor_without_levels_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([CODE, "--factor", "kind"])
    assert "NAME=LEVEL,LEVEL" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["kind", "kind=", "=a,b", "kind=a\nb", "kind=" + "9" * 5000])
def test_other_declarations_are_refused_in_words(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([CODE, "--factor", text])
    assert left.value.code == 2
    assert "NAME=LEVEL,LEVEL" in capsys.readouterr().err


@pytest.mark.parametrize("count", ["-2", "+3", "0", "00", "2.5", "1e2", ".5"])
def test_a_number_that_counts_no_levels_is_not_taken_for_a_level(
    count: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main([CODE, "--factor", f"kind={count}"])
    assert left.value.code == 2
    assert f"'{count}' should be LEVEL,LEVEL… or a number of levels" in capsys.readouterr().err
    assert main([CODE, "--factor", f"kind={count},4"]) == 0


def test_levels_are_read_as_a_line_of_csv(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([CODE, "--factor", '`kind` = a, "b,c"', "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["columns"] == ["(Intercept)", "dose", "kindb,c"]


def test_mathematics_is_written_in_utf_8_whatever_the_terminal_has(tmp_path: Path) -> None:
    code = tmp_path / "model.R"
    code.write_bytes(b"# caf\xe9\ny ~ x + (1 | g)")
    shell = [sys.executable, "-m", "lme4math"]
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    with code.open() as stdin:
        ran = subprocess.run(shell, stdin=stdin, capture_output=True, env=environment, check=True)
    assert "β₀" in ran.stdout.decode("utf-8")


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.version", {"lme4math": "12.3"}.get)
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == "lme4math 12.3\n"


def test_no_code_is_said_without_a_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["  "]) == 2
    err = capsys.readouterr().err
    assert err.startswith("Error: There is no code here.\nHint: ")


@pytest.mark.parametrize(
    ("words", "shell", "said"),
    [
        ("--data /dev/zero", "", "/dev/zero is not a regular file"),
        ("--data .", "", "CSV file of at most 500 MB"),
        ("--data fifo", "", "fifo is not a regular file"),
        ("--data large.csv", "", "large.csv is larger than 500 MB"),
        ("--data empty.csv", "", "empty.csv is empty"),
        ("--data /proc/version", "", "/proc/version is empty, or a file of the system"),
        ("", ">/dev/full", "The output cannot be written: No space left on device."),
        ("--version", ">/dev/full", "The output cannot be written"),
        ("", ">&-", "Standard output is closed"),
        ("", "<&-", "Standard input is closed"),
        ("", "</dev/zero", "more than 1,000,000 characters"),
    ],
)
@ON_LINUX
def test_what_has_no_end_or_takes_nothing_is_said(words: str, shell: str, said: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "empty.csv").touch()
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(500 * 10**6 + 1)
    code = "-" if "<" in shell else "'y ~ x + (1 | g)'"
    ran = in_shell(f"'{sys.executable}' -m lme4math {code} {words} {shell}", tmp_path)
    errors = [line for line in ran.stderr.splitlines() if not line.startswith("Note: ")]
    assert (ran.returncode, len(errors)) == (2, 1)
    assert said in errors[0]


@ON_LINUX
def test_a_reader_who_has_read_enough_is_no_error() -> None:
    ran = in_shell(f"'{sys.executable}' -m lme4math 'y ~ x + (1 | g)' --format html | head -c 4", Path())
    assert ran.stdout == "<div"
    assert "Error" not in ran.stderr


def in_shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    return subprocess.run(
        ["sh", "-c", command], check=False, capture_output=True, text=True, cwd=folder, env=environment
    )


def test_the_name_of_a_script_is_not_read_as_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models/fit.R"]) == 2
    assert "python -m lme4math - < models/fit.R" in capsys.readouterr().err


def test_predictors_of_groups_are_said_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    code = "lmer(y ~ x + sector + (x | school))"
    assert main([code, "--notation", "levels", "--format", "text", "--level", "school=sector"]) == 0
    assert "γ₀₁ sector_j" in capsys.readouterr().out
    assert main([code, "--level", "schools=sector"]) == 2
    assert "The grouping factors are `school`." in capsys.readouterr().err


EQUATION = "y_ij = b0 + b1 * T_ij + u_j + e_ij, u_j ~ N(0, t^2), e_ij ~ N(0, s^2)"


@pytest.mark.parametrize(
    ("code", "exit_code", "first"),
    [
        ("lmer(y ~ t + (1 | g))", 0, "Your equation is the model of the code."),
        (
            "lmer(y ~ t + (t | g))",
            1,
            "Your equation is not the model of the code; the response and the fixed effects are right.",
        ),
        (
            "lmer(y ~ t + (1 | g) + (1 | h))",
            1,
            "Your equation is not the model of the code; the response and the fixed effects are right.",
        ),
    ],
)
def test_an_equation_is_checked(capsys: pytest.CaptureFixture[str], code: str, exit_code: int, first: str) -> None:
    assert main(["check", EQUATION, "--code", code, "--symbol", "T=t", "--index", "j=g"]) == exit_code
    assert capsys.readouterr().out.splitlines()[0] == first


def test_the_levels_of_a_factor_are_declared_for_a_check(capsys: pytest.CaptureFixture[str]) -> None:
    equation = "y_ij = b0 + b1 * B_ij + u_j + e_ij, u_j ~ N(0, t^2), e_ij ~ N(0, s^2). B is 1 for level b, else 0"
    assert main(["check", equation, "--code", "lmer(y ~ f + (1 | g))", "--factor", "f=a,b"]) == 0
    assert main(["check", equation, "--code", "lmer(y ~ f + (1 | g))", "--factor", "f=a,b,c"]) == 1
    assert "`fc`" in capsys.readouterr().out


def test_an_equation_that_leaves_something_open_has_an_exit_code_of_its_own(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y_ij = b0 + b1 * x_ij + u_j + e_ij"))
    assert main(["check", "-", "--code", "lmer(y ~ x + (1 | g))"]) == 3
    assert "The equation gives no distribution of “u_j” and “e_ij”: add one for each." in capsys.readouterr().out


def test_an_equation_or_an_option_that_cannot_be_read_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", r"y = \frac{a", "--code", "y ~ x + (1 | g)"]) == 2
    assert "y = \\frac{a\n         ^" in capsys.readouterr().err
    assert main(["check", EQUATION, "--code", "lmer(y ~ x + (1 | g)"]) == 2
    assert main(["check", EQUATION, "--code", "y ~ x + (1 | g)", "--index", "j"]) == 2
    assert "Write `--index NAME=MEANING`." in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        main(["check", EQUATION])


def test_two_models_are_compared(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "lmer(y ~ x + (1 | g))", "lmer(y ~ x + (x | g))"]) == 0
    assert capsys.readouterr().out.startswith(
        "The first model is a special case of the second one: that with τ₁² = 0.\n"
    )
    assert main(["compare", "y ~ f + (1 | g)", "y ~ 0 + f + (1 | g)", "--factor", "f=a,b"]) == 0
    assert capsys.readouterr().out.startswith("Both are the same model")
    assert main(["compare", "lmer(y ~ x + (1 | g)", "y ~ x + (1 | g)"]) == 2
    assert "^" in capsys.readouterr().err
