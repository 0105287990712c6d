"""What a page shows is what its code gives: each once, below its block, and a failure names page and code."""

from __future__ import annotations

import re

import pytest

from page_examples import alive

STYLES = re.compile(r"<style>.*?</style>", re.DOTALL)


def block(code: str, kind: str = "python") -> str:
    return f"```{kind}\n{code}\n```\n"


def test_what_a_block_prints_and_its_last_value_stand_below_it() -> None:
    page = alive(f"Before.\n\n{block('n = 6 * 7')}\nBetween.\n\n{block('print(n)')}\nAfter.\n\n{block('n + 1')}", "p")
    order = [page.index(text) for text in ("Before", "n = 6 * 7", "Between", "print(n)", "\n42\n", "After", "\n43\n")]
    assert order == sorted(order)


def test_a_model_is_a_view_without_a_widget() -> None:
    page = alive(block("import lme4math\nlme4math.parse('y ~ x + (x | g)')"), "p")
    assert page.count('class="lm-view') == 1
    assert "lm-pick-1" in page
    assert "widget-view" not in page


def test_the_magic_and_markdown_work() -> None:
    assert 'class="lm-view' in alive(block("%%lmer_math\ny ~ x + (1 | g)", "ipython"), "p")
    written = alive(block("from IPython.display import Markdown\nMarkdown('**so** $x$')"), "p")
    assert "\n**so** $x$\n" in written


def test_style_sheets_of_a_page_are_in_it_once() -> None:
    page = alive(2 * block("import lme4math\nlme4math.parse('y ~ x + (x | g)')"), "p")
    sheets = STYLES.findall(page)
    assert len(sheets) == len(set(sheets))
    one = alive(block("import lme4math\nlme4math.parse('y ~ x + (x | g)')"), "p")
    assert len(page) < 1.7 * len(one)


def test_headings_of_outputs_have_the_level_of_their_place() -> None:
    code = "# a comment is no heading\nfrom IPython.display import HTML\nHTML('<h4>There</h4>')"
    assert '<h4 aria-level="2">There' in alive(f"# Title\n\n{block(code)}", "p")
    assert '<h4 aria-level="4">There' in alive(f"# Title\n\n## Section\n\n### Part\n\n{block(code)}", "p")


def test_pages_share_no_names_and_leave_no_files() -> None:
    alive(block("kept = 1\nopen('written.txt', 'w').close()"), "p")
    with pytest.raises(RuntimeError, match="kept"):
        alive(block("kept"), "p")
    assert "[]" in alive(block("from pathlib import Path\nprint(list(Path('.').glob('written*')))"), "p")


def test_code_that_fails_is_named_with_its_page() -> None:
    with pytest.raises(RuntimeError, match=r"guides/labels: this code fails with .*`log_bmo`(?s:.)*labels="):
        alive(block("import lme4math\nlme4math.parse('y ~ x + (1 | g)', labels={'log_bmo': 'BMI'})"), "guides/labels")


def test_a_fence_in_an_output_does_not_end_its_block() -> None:
    page = alive(block("print('```\\nnot the end')"), "p")
    assert re.search(r"^(`{4,})\{code-block\} text\n.*?not the end\n\1$", page, re.MULTILINE | re.DOTALL)
