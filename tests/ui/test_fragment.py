"""The fragment as text: what it must hold, and what must not get out of it. How it looks is tests/browser's."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

import lme4math
import seed
from lme4math.markup import escape, prose
from lme4math.ui import ViewContent, fragment_of
from lme4math.ui.coefficient_table import marked_code
from lme4math.ui.content import (
    BandPicture,
    BlockPicture,
    CodeMark,
    CrossTable,
    DataPictures,
    DeclaredVariable,
    LegendRow,
    Level,
    ModelChoices,
    StyledView,
    TableRow,
    TableSide,
    TypedBlock,
)
from lme4math.ui.style import COLOURS, HIGHLIGHT, PAGE, level_look

NASTY = "<img src=x onerror=alert(1)> & \"quoted\" 'too' </style><script>"


def test_nothing_is_fetched_from_anywhere() -> None:
    html = fragment_of(seed.seed())
    urls = {url for url in re.findall(r"https?://[^\"' )]+", html) if url != "http://www.w3.org/1998/Math/MathML"}
    assert urls == set()
    assert not re.findall(r"<(?:script|link|img|iframe)\b|@import", html)
    assert set(re.findall(r"url\(\"?(.{5})", html)) == {"data:"}


def nasty_data() -> DataPictures:
    side = TableSide(0, NASTY, 1, (NASTY,))
    return DataPictures(
        n=2,
        sentences=(NASTY,),
        chains=((BandPicture(0, NASTY, NASTY, (0, 2), ((0, NASTY),)),),),
        tables=(CrossTable(NASTY, side, side, ((2,),)), CrossTable(NASTY, side, side, picture="data:,")),
        blocks=(BlockPicture(NASTY, NASTY, NASTY, 0, 1.0, "data:,"),),
        notes=(NASTY,),
    )


def test_every_piece_of_text_is_escaped() -> None:
    style = StyledView(
        NASTY,
        NASTY,
        table=(TableRow(NASTY, (None,)),),
        legend=(LegendRow("<math></math>", NASTY, NASTY),),
        words=(prose(NASTY),),
        notations=(replace(seed.seed().notations[0], label=NASTY, latex=NASTY, typst=NASTY),),
    )
    content = replace(
        seed.seed(),
        code=NASTY,
        formula=NASTY,
        code_marks=(CodeMark(3, 9, "lm-k-0-0"),),
        levels=(Level(0, NASTY),),
        styles=(style,),
        data=nasty_data(),
        assumptions=(NASTY, f"`{NASTY}`"),
        warnings=(NASTY,),
        choices=ModelChoices((TypedBlock(NASTY, "us"),), (("us", NASTY),), (DeclaredVariable(NASTY, (NASTY,)),)),
    )
    still, live = Tags(fragment_of(content)), Tags(fragment_of(content, place="live"))
    assert not {"img", "script"} & (still.names | live.names)
    assert still.text.count(NASTY) == 34  # each came out as it went in
    assert live.text.count(NASTY) == 35
    assert live.copied == NASTY


ACTING = ("\u202e", "\u2066", "\u200b", "\ufeff", "\x1b", "\x07", "\x9b", "\u2028")


@pytest.mark.parametrize("sign", ACTING, ids=lambda sign: f"U+{ord(sign):04X}")
def test_what_acts_on_a_page_or_hides_in_it_is_seen_in_names_and_sent_as_it_is(sign: str) -> None:
    code = f"y ~ `a{sign}b` + (1 + `a{sign}b` | `g{sign}h`)"
    model = lme4math.parse(code)
    still, live = (fragment_of(model.content(), place=place) for place in ("alone", "live"))
    read = [Tags(html) for html in (still, live)]
    for tags in read:
        assert sign not in tags.text
        assert "y ~ `a\ufffdb` + (1 + `a\ufffdb` | `g\ufffdh`)" in tags.text
        assert "g\ufffdh" in tags.text
    assert not re.findall(f"(?:title|aria-label)=(?:['\"][^'\"]*|[^ >]*){re.escape(sign)}", still + live)
    assert f'data-lm-group="g{sign}h"' in live  # the kernel must know which
    assert read[1].copied == model.describe()["formula"]
    assert [toggle.description for toggle in model.explore().level_toggles] == ["population", "g\ufffdh"]


@pytest.mark.parametrize("text", ["日本", "می\u200cخواهم", "naïve\tname", "a\r\nb", "\U0001f469\u200d\U0001f52c"])
def test_what_writing_needs_stays(text: str) -> None:
    assert escape(text) == text


def test_a_view_that_loses_its_style_shows_latex_and_no_controls() -> None:
    html = fragment_of(seed.seed(), "compact")
    assert re.search(r"<form [^>]*style=display:none", html)
    fallback = html[html.index("<div class=lm-fallback>") :]
    assert fallback.count("$$") == 6
    assert [bool(mark) for mark in re.findall(r"<details( open)?>", fallback)] == [False, True, False]


def test_the_state_asked_for_is_the_one_shown() -> None:
    assert checked(fragment_of(seed.seed())) == ["lm-pick-0", "lm-style-0", "lm-mark-1", "lm-mark-2"]
    assert checked(fragment_of(seed.seed(), "matrix", [0], style="lettered")) == [
        "lm-pick-2",
        "lm-style-1",
        "lm-mark-0",
    ]


def test_an_unknown_notation_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="no notation 'latex'; there are expanded, compact, matrix"):
        fragment_of(seed.seed(), "latex")


@pytest.mark.parametrize(
    ("marks", "html"),
    [
        ([], "a*b"),
        ([CodeMark(0, 1, "x")], '<span class="x">a</span>*b'),
        ([CodeMark(0, 1, "x"), CodeMark(0, 3, "y")], '<span class="x y">a</span><span class="y">*b</span>'),
        (
            [CodeMark(0, 2, "x"), CodeMark(1, 3, "y z")],
            '<span class="x">a</span><span class="x y z">*</span><span class="y z">b</span>',
        ),
        ([CodeMark(0, 1, "x y"), CodeMark(0, 1, "y")], '<span class="x y">a</span>*b'),
    ],
)
def test_marks_in_code_may_nest_and_overlap(marks: list[CodeMark], html: str) -> None:
    assert marked_code("a*b", marks, {}) == html


def test_code_in_a_sentence_may_hold_backticks() -> None:
    content = replace(seed.seed(), warnings=("So `` `soil type`sand `` is of `soil type`, and `x`.",))
    shown = "So <code>`soil type`sand</code> is of <code>soil type</code>, and <code>x</code>."
    assert shown in fragment_of(content)


def test_a_coefficient_that_does_not_vary_somewhere_leaves_its_cell_empty() -> None:
    row = TableRow("time", (seed.indexed().table[1].cells[0], None, None))
    content = replace(seed.seed(), styles=(replace(seed.indexed(), table=(row,)),))
    assert fragment_of(content).count("does not vary here") == 2


def test_a_bare_model_has_no_empty_boxes() -> None:
    one = seed.seed()
    html = fragment_of(ViewContent(one.code, (StyledView("indexed", "indexed", one.notations),), one.levels))
    body = html[html.index("<form") :]
    assert "<table" not in body
    assert "lm-legend" not in body
    assert "lm-note" not in body


@pytest.mark.parametrize("page", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("colours", COLOURS)
def test_levels_can_be_read_on_the_page_and_when_lit(colours: tuple[str, str], page: int) -> None:
    assert contrast(colours[page], PAGE[page]) >= 7
    assert contrast(colours[page], HIGHLIGHT[page]) >= 4.5


def test_levels_look_different_without_colour_and_neighbours_have_other_lines() -> None:
    lines = [(look.line, look.above) for look in map(level_look, range(10))]
    assert len(set(lines)) == 10
    assert len({level_look(index) for index in range(35)}) == 35


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def checked(html: str) -> list[str]:
    return re.findall(r"class=(lm-(?:pick|style|mark)-\d+) checked", html)


class Tags(HTMLParser):
    """The names of the elements of a text, what stands between them, and what is copied as the formula."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.text = ""
        self.copied: str | None = None
        self.feed(html[html.index("<form") :])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.copied = dict(attrs).get("data-lm-text", self.copied)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_half_a_character_can_be_sent() -> None:
    html = lme4math.parse("lmer(y ~ f + (1 | g))", factors={"f": ["a", "\ud83d"]}).html()
    assert "\ufffd" in html
    assert html.encode("utf-8")


def test_the_legend_has_headings_and_where_r_shows_each_symbol() -> None:
    html = lme4math.parse("lmer(y ~ x + (x | `my g`))").html()
    legend = html[html.index("lm-legend") :]
    assert all(f"<th scope=col>{title}<" in legend for title in ("Symbol", "Meaning", "R code and output"))
    assert "<code>sigma(fit)</code><div>Random effects: Residual, Std.Dev.</div>" in legend
    assert "standard deviation of the slope of <code>x</code> over the levels of <code>my g</code>" in legend
    assert re.search(r"<label><input [^>]*>standard deviation of the residuals</label>", legend)


def test_controls_stand_above_the_code_as_in_the_live_view() -> None:
    html = fragment_of(seed.seed())
    assert html.index("class=lm-controls") < html.index("class=lm-code") < html.index("class=lm-equation")
