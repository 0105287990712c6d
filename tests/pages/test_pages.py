"""The documentation is true: its code runs, its links lead somewhere, its commands and figures are right."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from itertools import groupby
from pathlib import Path

import pytest

import lme4math
from lme4math.cli import main
from lme4math.ui.magic import LmerMath
from notebook_sections import sections_of, with_sections
from page_examples import BLOCK, FENCED, alive
from tests.oracle import designed_cases

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = {path.relative_to(DOCS).with_suffix("").as_posix(): path for path in sorted(DOCS.rglob("*.md"))}
TEXTS = {name: with_sections(path.read_text("utf-8"), path.parent) for name, path in PAGES.items()}
WITH_CODE = [name for name, text in TEXTS.items() if BLOCK.search(text)]
LINK = re.compile(r"\]\(([^)\s]+)\)")
COMMANDS = [
    line.strip()
    for text in TEXTS.values()
    for block in re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
    if re.match(r"\s*(?:python -m )?lme4math ", line)
]


@pytest.mark.parametrize("name", WITH_CODE)
def test_its_code_runs(name: str) -> None:
    blocks = len(BLOCK.findall(TEXTS[name]))
    page = alive(TEXTS[name], name)
    assert page.count("{code-block} python") + page.count("{code-block} ipython3") == blocks
    assert "example-output" in page or "example-text" in page


def anchors(text: str) -> set[str]:
    """The places of a page that links can lead to, as GitHub names headings."""
    headings = re.findall(r"^#+ (.*)$", FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", TEXTS)
def test_its_links_lead_to_pages_and_their_headings(name: str) -> None:
    broken = []
    for link in LINK.findall(FENCED.sub("", TEXTS[name])):
        if re.match(r"\w+:", link):
            assert link.startswith("https://"), link
            continue
        target, _, anchor = link.partition("#")
        path = (PAGES[name].parent / target).resolve() if target else PAGES[name]
        if not path.is_file():
            broken.append(link)
        elif anchor and path.suffix == ".md":
            other = path.relative_to(DOCS).with_suffix("").as_posix()
            broken += [link] * (anchor not in anchors(TEXTS[other]))
    assert broken == []


def test_every_page_can_be_reached() -> None:
    listed = set()
    for name, text in TEXTS.items():
        for block in re.findall(r"^```\{toctree\}\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
            here = PAGES[name].parent
            for entry in filter(None, (line.strip() for line in block.splitlines() if not line.startswith(":"))):
                listed |= {path.relative_to(DOCS).with_suffix("").as_posix() for path in here.glob(f"{entry}.md")}
    assert set(TEXTS) - listed == {"index"}


@pytest.mark.parametrize("command", COMMANDS)
def test_its_commands_answer(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    words, *_ = (list(run) for is_pipe, run in groupby(shlex.split(command), "|".__eq__) if not is_pipe)
    assert main(words[words.index("lme4math") + 1 :]) == 0  # what pandoc makes of it is seen where pandoc is tried
    assert capsys.readouterr().out.strip()


def test_every_section_of_the_gallery_is_in_it_once() -> None:
    headings = Counter(
        heading
        for name, text in TEXTS.items()
        if name.startswith("gallery/") and name != "gallery/index"
        for heading in re.findall(r"^## (.*)$", text, re.MULTILINE)
    )
    there = set(sections_of(ROOT / "notebooks" / "gallery.ipynb")) - {"References"}
    assert headings == Counter(there)


def test_the_page_of_the_magic_names_every_option() -> None:
    usage = set(re.findall(r"--[\w-]+", LmerMath.lmer_math.parser.format_usage()))
    synopsis = re.search(r"^    %%lmer_math (.*)$", TEXTS["magic"], re.MULTILINE)
    assert synopsis
    assert set(re.findall(r"--[\w-]+", synopsis[1])) == usage
    rows = "\n".join(re.findall(r"^\|[^|]*\|", TEXTS["magic"], re.MULTILINE))
    assert {option for option in usage if f"`{option}" in rows} == usage


def test_the_figures_of_the_proof_are_those_of_the_recorded_cases() -> None:
    cases = designed_cases()
    expected = Counter(case.get("expect") for case in cases)
    page = TEXTS["explanation/how_the_equations_are_proved"]
    for said in (
        f"answered in {len(cases)} designed cases",
        f"**{expected[None]} models.**",
        f"**{len(cases) - expected[None]} texts that are wrong or odd.** {expected['refuse']} must be refused",
        f"{expected['accept']} must be read as R reads them",
        f"{expected['warn']}, which only",
        f"**{sum(bool(case.get('fit')) for case in cases)} fits.**",
    ):
        assert said in page, said


def test_the_tutorials_figures_are_those_of_the_fit() -> None:
    fit = lme4math.parse("lmer(Reaction ~ Days + (Days | Subject))", lme4math.data.sleepstudy()).fit()
    text = " ".join(TEXTS["tutorial"].split())
    assert f"rise by {fit.fixef['Days']:.1f} ms a day" in text
    deviations = {each["var1"]: each["sdcor"] for each in fit.varcorr if each["var2"] is None}
    assert f"standard deviation of {deviations['Days']:.1f} ms" in text
