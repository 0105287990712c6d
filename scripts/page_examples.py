"""Run the code of a Markdown page, as a notebook would, and put what it shows below each block.

A block of `python` or `ipython` is a cell: its last expression is displayed, magics work, and the blocks of a page
share their names. Nothing of the output is written down in the page, so that it cannot drift from the code.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display
from IPython.utils.capture import RichOutput, capture_output

import lme4math

ROOT = Path(__file__).resolve().parents[1]
STARTED_WITH = ROOT / "notebooks"
"""Where the files lie that code of pages and notebooks reads."""
BLOCK = re.compile(r"^(?P<fence>`{3,})(?P<kind>python|ipython)\n(?P<code>.*?)^(?P=fence)$\n?", re.MULTILINE | re.DOTALL)
FENCED = re.compile(r"^(`{3,}).*?^\1$", re.MULTILINE | re.DOTALL)
FORMS = {"html": "html", "markdown": "markdown", "plain": "text"}
LONGEST = 100
"""Text with a longer line is sentences, whose lines may be broken."""
UNSEARCHED = "no-search"
"""What the search leaves out: a view, most of whose text is in notations that are not shown."""
STYLE = re.compile(r"<style[^>]*>.*?</style>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Output:
    """What a cell shows once: HTML, Markdown, or text."""

    kind: str
    content: str


class LastExpression(DisplayHook):
    """Displays the value of a cell's last expression as `display` would."""

    def __call__(self, result: Any = None) -> None:
        if result is not None and not self.quiet():
            display(result)


class Cells(InteractiveShell):
    """An IPython without terminal and without history."""

    def init_displayhook(self) -> None:
        self.displayhook_class = LastExpression
        super().init_displayhook()

    def init_history(self) -> None:
        super().init_history()
        self.history_manager.enabled = False


@contextmanager
def cells() -> Iterator[Cells]:
    """A shell with no names, in a folder that holds the notebooks' data; what it writes there is removed."""
    InteractiveShell.clear_instance()
    Cells.clear_instance()
    with tempfile.TemporaryDirectory() as folder:
        for path in STARTED_WITH.iterdir():
            if path.suffix not in (".ipynb", "") and path.is_file():
                shutil.copy(path, folder)
        with chdir(folder):
            shell = Cells.instance()
            lme4math.load_ipython_extension(shell)  # as the first import does in a notebook
            yield shell
    Cells.clear_instance()


def outputs_of(shell: Cells, code: str) -> list[Output]:
    """Run a cell.

    Raises:
        Exception: what the cell raises.
    """
    with capture_output() as captured:
        result = shell.run_cell(code)
    result.raise_error()
    printed = [Output("text", captured.stdout)] if captured.stdout.strip() else []
    return [*printed, *filter(None, map(shown, captured.outputs))]


def shown(output: RichOutput) -> Output | None:
    """The best form of an output that needs no kernel; nothing of a widget, beside which its copy stands."""
    forms = ((kind, output.data.get(f"text/{mime}")) for mime, kind in FORMS.items())
    return next((Output(kind, content) for kind, content in forms if content), None)


def alive(page: str, name: str) -> str:
    """A page with what its code shows.

    Args:
        page: Markdown.
        name: what a failure says the code is of.

    Raises:
        RuntimeError: code of the page fails.
    """
    there = set[str]()
    with cells() as shell:

        def with_outputs(block: re.Match[str]) -> str:
            try:
                outputs = outputs_of(shell, block["code"])
            except Exception as error:
                raise RuntimeError(f"{name}: this code fails with {error!r}\n{block['code']}") from error
            below = level_of(page[: block.start()]) + 1
            return source_block(block["code"], block["kind"]) + written(outputs, there, below)

        return BLOCK.sub(with_outputs, page)


def source_block(code: str, kind: str) -> str:
    return fenced(f"{{code-block}} {'ipython3' if kind == 'ipython' else kind}", code)


def level_of(page: str) -> int:
    """The level of the last heading of some Markdown."""
    headings = re.findall(r"^(#+) ", FENCED.sub("", page), re.MULTILINE)
    return len(headings[-1]) if headings else 1


def written(outputs: Sequence[Output], there: set[str], level: int) -> str:
    """Outputs as Markdown.

    Args:
        outputs: of one block.
        there: the style sheets that are on the page already, which are left out.
        level: the level of headings in outputs.
    """
    return "".join(WRITERS[output.kind](output.content, there, level) for output in outputs)


def html_block(html: str, there: set[str], level: int) -> str:
    html = STYLE.sub(lambda sheet: once(sheet[0], there), html)
    html = re.sub(r"<h[1-6]\b", rf'\g<0> aria-level="{level}"', html)
    unsearched = f":class: {UNSEARCHED}\n" if 'class="lm-view' in html else ""
    return fenced("{raw} html", f'{unsearched}\n<div class="example-output">{html}</div>\n')


def markdown_block(text: str, _there: set[str], _level: int) -> str:
    return f"\n:::{{container}} example-output\n{text}\n:::\n"


def text_block(text: str, _there: set[str], _level: int) -> str:
    is_long = any(len(line) > LONGEST for line in text.splitlines())
    looks = "example-text example-sentences" if is_long else "example-text"
    return fenced("{code-block} text", f":class: {looks}\n\n{text.rstrip()}\n")


WRITERS: dict[str, Callable[[str, set[str], int], str]] = {
    "html": html_block,
    "markdown": markdown_block,
    "text": text_block,
}


def once(sheet: str, there: set[str]) -> str:
    is_new = sheet not in there
    there.add(sheet)
    return sheet if is_new else ""


def fenced(head: str, content: str) -> str:
    """A block whose fence is longer than any in it."""
    longest = max((len(run) for run in re.findall(r"`+", content)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"\n{fence}{head}\n{content.rstrip()}\n{fence}\n"
