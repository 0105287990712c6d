"""The magic in a shell of its own, with a parser that knows one model."""

from __future__ import annotations

import gc
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ipywidgets
import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import lme4math
import seed
from lme4math import ui
from lme4math.notation import NOTATIONS
from lme4math.ui import Explorer, register
from lme4math.ui.widget import WIDGET_VIEW

ROOT = Path(__file__).resolve().parents[2]


class Recorder:
    """A parser that remembers what it was asked."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, object, object]] = []
        self.which: list[object] = []

    def __call__(
        self,
        code: str,
        data: object = None,
        *,
        factors: object = None,
        which: object = None,
        labels: object = None,
        levels: object = None,
    ) -> seed.Seed:
        self.which.append(which)
        self.calls.append((code, data, factors))
        assert labels in (None, [])
        assert levels is None
        return seed.parse(code, data, factors=factors)


@pytest.fixture
def parse() -> Recorder:
    return Recorder()


@pytest.fixture
def shell(parse: Recorder) -> Iterator[InteractiveShell]:
    shell = InteractiveShell.instance()
    register(shell, parse)
    yield shell
    shell.history_manager.end_session()
    InteractiveShell.clear_instance()


def run(shell: InteractiveShell, cell: str) -> tuple[list[dict[str, Any]], str]:
    """The bundles that a cell displays, and the rest of what it prints; no cell may raise."""
    with capture_output() as captured:
        result = shell.run_cell(cell)
    result.raise_error()
    return [output.data for output in captured.outputs], captured.stdout + captured.stderr


CELL = f"%%lmer_math --factor type=-,+\n{seed.CODE}\n"


def test_the_cell_shows_the_live_view_and_the_same_view_beside_it(shell: InteractiveShell, parse: Recorder) -> None:
    (live, still), printed = run(shell, CELL)
    assert parse.calls == [(seed.CODE + "\n", None, {"type": ["-", "+"]})]
    texts = {"text/html", "text/latex", "text/markdown", "text/plain"}
    assert set(live) == {WIDGET_VIEW, "image/png", *texts}
    assert {live[form] for form in texts} == {""}  # a host without widgets shows the view once
    assert set(still) == texts
    assert re.search(r"lm-view lm-still lm-still-\w+", still["text/html"])  # the live one hides it by that name
    assert printed == ""


def test_what_a_cell_shows_is_made_once(shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr(ui, "view_content", lambda compiled, _unfolded=False: made.append(compiled) or seed.seed())
    register(shell, lme4math.parse)
    (_, still), _ = run(shell, CELL)
    assert "lm-view" in still["text/html"]
    assert len(made) == 1


def widgets() -> int:
    """How many widgets the kernel holds."""
    gc.collect()
    return sum(isinstance(held, ipywidgets.Widget) and held.comm is not None for held in gc.get_objects())


def test_a_cell_that_runs_again_frees_what_it_showed(shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch) -> None:
    """JupyterLab names the cell in the message that runs it; a loop in one run of a cell shows all its views."""
    parent = {"metadata": {"cellId": "a"}, "header": {"msg_id": ""}}
    monkeypatch.setattr(shell, "get_parent", lambda: parent, raising=False)
    once = f"get_ipython().run_cell_magic('lmer_math', '--factor type=-,+', {seed.CODE!r})\n"
    held = []
    for msg_id, cell in zip("12345", (once, once, 2 * once, once, once), strict=True):
        parent["header"]["msg_id"] = msg_id
        run(shell, cell)
        held.append(widgets())
    assert held[1] == held[0] == held[3] == held[4] < held[2]
    parent["metadata"]["cellId"] = "b"
    run(shell, once)
    assert widgets() > held[0]


def test_a_line_takes_the_rest_as_code_and_leaves_it_alone(shell: InteractiveShell, parse: Recorder) -> None:
    shell.user_ns.update(x="SPLICED", y="SPLICED")
    code = r"""lmer(d$y ~ {x} + `a b` + s("it's", '\n') + (1|g))"""
    run(shell, f"%lmer_math --factor type=-,+ --notation compact {code}")
    assert parse.calls == [(code, None, {"type": ["-", "+"]})]


def test_options_reach_the_view(shell: InteractiveShell) -> None:
    (_, still), _ = run(shell, CELL.replace("--factor", "--notation matrix --factor"))
    assert still["text/plain"] == seed.seed().notation("matrix").text
    assert "class=lm-pick-2 checked" in still["text/html"]
    (_, still), _ = run(shell, CELL.replace("--factor", "--style lettered --factor"))
    assert "class=lm-style-1 checked" in still["text/html"]
    assert still["text/latex"] == "$$\n" + seed.seed().notation("expanded", "lettered").latex + "\n$$"


def test_data_and_out_are_names_of_the_notebook(shell: InteractiveShell, parse: Recorder) -> None:
    shell.user_ns["frame"] = data = {"y": [1.0]}
    run(shell, "%%lmer_math --data frame --out m\n" + seed.CODE)
    assert parse.calls[0][1] is data
    assert isinstance(shell.user_ns["m"], seed.Seed)


def test_the_name_follows_the_view_until_it_is_given_to_something_else(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(shell, lme4math.parse)
    shown: list[Explorer] = []
    publish = Explorer.publish
    monkeypatch.setattr(Explorer, "publish", lambda view, named: (shown.append(view), publish(view, named))[1])
    run(shell, "%%lmer_math --out m\nlmer(y ~ x + (1 + x | g))")
    (view,) = shown
    press = {"edit": "effect", "coefficient": "x", "group": "g"}
    view.view._handle_custom_msg(press, [])
    assert shell.user_ns["m"] is view.model
    assert "(1 | g)" in repr(view.model)
    view.undo()
    assert shell.user_ns["m"] is view.model
    shell.user_ns["m"] = "mine"
    view.view._handle_custom_msg(press, [])
    assert shell.user_ns["m"] == "mine"


def test_data_that_only_lme4_has_is_lme4s_data_set(shell: InteractiveShell) -> None:
    register(shell, lme4math.parse)
    run(shell, "%%lmer_math --data sleepstudy --out m\nlmer(Reaction ~ Days + (Days || Subject))")
    assert "`sleepstudy` is lme4's data set of this name" in shell.user_ns["m"].assumptions[0]
    shell.user_ns["sleepstudy"] = {"Reaction": [1.0, 2.0], "Days": [0, 1], "Subject": ["a", "b"]}
    run(shell, "%%lmer_math --data sleepstudy --out own\nlmer(Reaction ~ Days + (Days || Subject))")
    assert shell.user_ns["own"].assumptions == ()


@pytest.mark.parametrize(("typed", "which"), [("m1", "m1"), ("2", 2), ("-1", -1), ("fits$a", "fits$a"), ("", None)])
def test_the_model_of_a_script_is_chosen_by_name_or_place(
    shell: InteractiveShell, parse: Recorder, typed: str, which: object
) -> None:
    option = f" --model {typed}" if typed else ""
    run(shell, f"%%lmer_math{option}\n{seed.CODE}")
    run(shell, f"%lmer_math{option} {seed.CODE}")
    assert parse.which == [which, which]


def test_a_model_that_is_not_there_is_a_plain_message(shell: InteractiveShell) -> None:
    register(shell, lme4math.parse)
    (bundle,), _ = run(shell, "%%lmer_math --model m2\nm0 <- lmer(y ~ x + (1 | g))\nm1 <- update(m0, . ~ . - x)")
    assert bundle["text/plain"] == "There is no model 'm2'; there are m0, m1."


def test_data_that_is_not_there_is_a_plain_message(shell: InteractiveShell) -> None:
    shell.user_ns["frame"] = {}
    (bundle,), printed = run(shell, "%%lmer_math --data farme\n" + seed.CODE)
    assert bundle["text/plain"] == ("There is no variable `farme` in this notebook.\nHint: Did you mean `frame`?")
    assert printed == ""


def test_latex_prints_latex_and_nothing_else(shell: InteractiveShell) -> None:
    bundles, printed = run(shell, CELL.replace("--factor", "--latex --notation compact --factor"))
    assert bundles == []
    assert printed == seed.seed().notation("compact").latex + "\n"


def test_ways_of_writing_are_options(shell: InteractiveShell) -> None:
    register(shell, lme4math.parse)
    nested = CELL.replace("--factor", "--index nested --factor-index --out m --factor")
    (_, still), _ = run(shell, nested)
    assert "_{ijk}" in still["text/plain"]
    assert shell.user_ns["m"].equations() == shell.user_ns["m"].equations(factor_index=True, index="nested")
    (bundle,), _ = run(shell, "%%lmer_math --index nested\ny ~ x + (1 | a) + (1 | b)")
    assert "do not nest" in bundle["text/plain"]


def test_predictors_of_groups_are_said_without_data(shell: InteractiveShell) -> None:
    register(shell, lme4math.parse)
    (_, still), _ = run(
        shell, "%%lmer_math --notation levels --level school=sector\nlmer(y ~ x + sector + (x | school))"
    )
    assert "γ₀₁ sector_j" in still["text/plain"]


def test_labels_are_words_or_symbols_in_quotes_where_they_need_them(shell: InteractiveShell) -> None:
    register(shell, lme4math.parse)
    labels = r"""--label time=hours --label "type=+=gram positive" --label '(Intercept)=$\alpha$'"""
    (_, still), _ = run(shell, CELL.replace("--factor", f"--out m {labels} --factor"))
    text = still["text/plain"]
    assert "hours_i" in text
    assert "“gram positive”" in text
    assert "(α + b_{0,j[i]}^(reg)" in text
    assert shell.user_ns["m"].labels == {"time": "hours", "type=+": "gram positive", "(Intercept)": r"$\alpha$"}
    (bundle,), _ = run(shell, CELL.replace("--factor", "--label tme=hours --factor"))
    assert "Did you mean `time`?" in bundle["text/plain"]


def test_a_mistake_is_shown_with_carets_and_a_hint_and_no_traceback(shell: InteractiveShell) -> None:
    (bundle,), printed = run(shell, "%%lmer_math\ny ~ x + + (1 | g)")
    assert bundle["text/plain"] == ("A term is missing here.\ny ~ x + + (1 | g)\n        ^\nHint: Remove one `+`.")
    assert "y ~ x + + (1 | g)\n        ^</pre>" in bundle["text/html"]
    assert "Hint: </b>Remove one <code>+</code>." in bundle["text/html"]
    assert printed == ""


def test_after_a_mistake_the_name_keeps_its_model(shell: InteractiveShell) -> None:
    run(shell, "%%lmer_math --out m\n" + seed.CODE)
    before = shell.user_ns["m"]
    run(shell, "%%lmer_math --out m\ny ~ + + x")
    assert shell.user_ns["m"] is before


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ("--notation greek", f"There is no notation 'greek'; there are {', '.join(NOTATIONS)}.", ""),
        ("--style letered", "There is no style 'letered'; there are indexed, lettered.", "Did you mean 'lettered'?"),
        ("--notaton matrix", "There is no option `--notaton`.", "Did you mean `--notation`?"),
        ("--no matrix", "There is no option `--no`.", "Did you mean `--notation`?"),
        ("--colour red", "There is no option `--colour`.", "The options are `--data`, `--factor`, "),
        ("--notation", "`--notation` has no value.", f"Write `--notation {'|'.join(NOTATIONS)}`."),
        ("--out", "`--out` has no value.", "Write `--out NAME`."),
        ("--latex=yes", "`--latex` takes no value; `yes` was given.", "Write `--latex` alone."),
        ("--factor type", "`--factor type` declares no levels.", "Write `--factor NAME=LEVEL,LEVEL…`"),
        ("--out 2m", "`--out 2m` is not a valid name for a variable.", "Write letters"),
        ("--out class", "`--out class` is not a valid name for a variable.", "Write letters"),
        ("--out None", "`--out None` is not a valid name for a variable.", "Write letters"),
        *(
            (f"--out {name}", f"`{name}` is a name that IPython uses itself.", "Choose another")
            for name in ("In", "Out", "get_ipython", "_", "_i3", "_12")
        ),
        ("y ~ x", "`y ~ x` is no option.", "Only options go on the line above the cell"),
        ("--factor 'type=-,+", "A quote is not closed in `'type=-,+`.", "Close it with another '."),
        ("--factor g=a\\", "A backslash has nothing after it in `g=a\\`.", r"Write two: `\\`."),
    ],
)
def test_a_wrong_option_is_a_box_with_the_likely_repair(
    shell: InteractiveShell, parse: Recorder, line: str, message: str, hint: str
) -> None:
    (bundle,), printed = run(shell, f"%%lmer_math {line}\n{seed.CODE}")
    assert "lm-error" in bundle["text/html"]
    assert bundle["text/plain"].partition("\n")[0] == message
    assert (f"\nHint: {hint}" if hint else message) in bundle["text/plain"]
    assert (printed, parse.calls) == ("", [])


def test_a_data_set_of_lme4_is_found_unless_the_notebook_has_the_name(shell: InteractiveShell) -> None:
    register(shell, lme4math.parse)
    cell = "%%lmer_math --out m\nlmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)"
    (_, still), _ = run(shell, cell)
    assert "is lme4&#x27;s data set of this name" in still["text/html"]
    assert shell.user_ns["m"].describe()["n"] == 180
    shell.user_ns["sleepstudy"] = {"Reaction": [1.0]}
    run(shell, cell)
    assert shell.user_ns["m"].describe()["n"] is None


def test_a_model_at_the_end_of_a_cell_shows_what_the_magic_shows(shell: InteractiveShell) -> None:
    shell.user_ns["m"] = lme4math.parse("y ~ x + (1 | g)")
    (live, still), _ = run(shell, "m")
    assert WIDGET_VIEW in live
    assert re.search(r"lm-view lm-still lm-still-\w+", still["text/html"])
    assert still["text/plain"] == "<lme4math.Model lmer: y ~ x + (1 | g)>"


def test_a_model_in_a_terminal_is_one_line(shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.user_ns["m"] = lme4math.parse("y ~ x + (1 | g)")
    monkeypatch.setattr(shell.display_formatter, "active_types", ["text/plain"])
    before = widgets()
    bundles, printed = run(shell, "m")
    shown = printed + "".join(bundle["text/plain"] for bundle in bundles)
    assert shown.strip().endswith("<lme4math.Model lmer: y ~ x + (1 | g)>")
    assert widgets() == before


def test_importing_the_package_in_a_notebook_brings_the_magic_and_load_ext_doubles_nothing() -> None:
    code = (
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell.instance()\n"
        "shell.run_cell('import lme4math').raise_error()\n"
        "assert shell.find_cell_magic('lmer_math') and shell.find_line_magic('lmer_math')\n"
        "shell.run_cell('%load_ext lme4math').raise_error()\n"
        "print(len(list(shell.Completer.custom_completers.s_matches('%lmer_math'))))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.stdout, done.stderr) == ("1\n", "")


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (
            "%%lmer_math --",
            {"--data", "--factor", "--label", "--level", "--model", "--notation", "--style", "--out", "--latex"},
        ),
        ("%lmer_math --no", {"--notation"}),
        ("%%lmer_math --notation ", set(NOTATIONS)),
        ("%%lmer_math --notation c", {"compact"}),
        ("%%lmer_math --style ", {"indexed", "lettered"}),
        ("%%lmer_math --index ", {"lookup", "nested"}),
        ("%%lmer_math --data fra", {"frame"}),
    ],
)
def test_completion(shell: InteractiveShell, line: str, wanted: set[str]) -> None:
    shell.user_ns.update(frame={"y": [1]}, number=3)
    with provisionalcompleter():
        found = {one.text.strip() for one in shell.Completer.completions(line, len(line))}
    assert wanted <= found
    if not line.endswith("--"):
        assert not {"--out", "number"} & found


def test_help_says_how_to_use_it(shell: InteractiveShell) -> None:
    magic = shell.find_cell_magic("lmer_math")
    assert magic
    text = inspect.getdoc(magic) or ""
    assert "Show the mathematics of R lme4 code" in text
    for option in (
        "--data NAME",
        "--factor NAME=LEVEL,LEVEL",
        "--label NAME=WORDS",
        "--model NAME",
        "--notation",
        "--style",
        "--out NAME",
        "--latex",
    ):
        assert option in text


def test_the_notation_that_is_asked_for_is_saved_and_shown(shell: InteractiveShell, tmp_path: Path) -> None:
    file = tmp_path / "my model.tex"
    shown, printed = run(shell, f'%%lmer_math --notation matrix --style lettered --save "{file}"\n{seed.CODE}\n')
    assert len(shown) == 2
    assert printed == ""
    wanted = lme4math.parse(seed.CODE, factors={"type": ["-", "+"]}).equations("matrix", "lettered")
    assert file.read_text() == wanted.latex(form="document")


@pytest.mark.parametrize(("name", "why"), [("model.gif", "must end in"), ("no/such/folder/m.tex", "cannot be written")])
def test_a_file_that_cannot_be_written_is_refused_in_words(shell: InteractiveShell, name: str, why: str) -> None:
    (shown,), printed = run(shell, f"%%lmer_math --save {name}\n{seed.CODE}\n")
    assert why in shown["text/html"]
    assert printed == ""


TWO = "m0 <- lmer(y ~ x + (1 | g))\nm1 <- lmer(y ~ x + (x | g))\n"


def test_a_cell_with_two_models_offers_their_comparison() -> None:
    shell = InteractiveShell.instance()
    lme4math.load_ipython_extension(shell)
    try:
        (_, _, offered), _ = run(shell, f"%%lmer_math\n{TWO}")
        one_asked_for, _ = run(shell, f"%%lmer_math --model m1\n{TWO}")
        chosen, _ = run(shell, f"%%lmer_math\n{TWO}m2 <- update(m1, . ~ . + z)\nanova(m0, m2)\n")
    finally:
        shell.history_manager.end_session()
        InteractiveShell.clear_instance()
    assert offered["text/html"].startswith("<details")
    assert "Compare m0, the first, with m1, the second" in offered["text/html"]
    assert offered["text/plain"].startswith("The first model is a special case of the second one: that with τ₁² = 0.")
    assert len(one_asked_for) == 2
    assert ["Compare m0, the first, with m2, the second" in one.get("text/html", "") for one in chosen[2:]] == [True]
