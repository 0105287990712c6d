"""Equations in Markdown, read without mathematics: a name is words to every reader, whatever stands in it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from functools import cache, partial
from html.parser import HTMLParser
from itertools import groupby
from typing import Any

import cmarkgfm
import markdown
import mistune
import pypandoc
import pytest
from cmarkgfm.cmark import Options
from markdown_it import MarkdownIt

import lme4math
from injecting import name as variable, payloads, string

NAMES = (
    "[x](javascript:alert(1))", "![x](//host/m.png)", "[![x](//host/m.png)](//host)", "[x][y]", "[x]: //host", "[^x]",
    "^[x]", "[[x]]", "[x]{.y onclick=z}", "a onclick=b", "{: onclick=b}", "[漢字(ㄏㄢˋ)]", "www.host.net",
    "WWW.host.net",
    "a www.host", "http://host", "HTTPS://host.net/a?b=c", "ftp://host", "//host.net", "host.net", "a.b.host.id/x",
    "mailto:a@host.net", "xmpp:a@host.net", "a@host.net", "@somebody", "#1", "<http://host>", "<a@host.net>", "*a*",
    "**a**", "***a***", "a*b*c", " * a *", "*", "_a_", "__a__", "~a~", "~~a~~", "`a`", "``a``", "==a==", "^a^", "^^a^^",
    ">! a !<", "a:x:b", ":smile:", "<!-- a -->", "<b>a</b>", "&copy;", "&#60;b&#62;", "# a", "- a", "1. a", "> a",
    "| a | b |", "|---|---|", "a\n===", "a\n\n# b", "a\n\n    b", "```", "***", "---", "$a$", "$$", "\\", "\\*a\\*",
    "a\\", "!!! a", "[ ] a", "(@a)", "++++", "{++a++}", ".a", "-.a", "a.b", "H~2~O",
)  # fmt: skip
RULE = "\n\n***\n\n"


def pandoc(kind: str, text: str) -> str:
    command = [pypandoc.get_pandoc_path(), "--from", kind, "--to", "html"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


GITHUB = {"extensions": ["table", "autolink", "strikethrough", "tasklist"], "options": Options.CMARK_OPT_UNSAFE}
MISTUNE = ["strikethrough", "footnotes", "table", "url", "task_lists", "def_list", "abbr", "mark", "insert",
    "superscript", "subscript", "ruby", "spoiler"]  # fmt: skip
READERS: dict[str, Callable[[str], str]] = {
    "CommonMark": MarkdownIt("commonmark").render,
    "GitHub": partial(cmarkgfm.markdown_to_html_with_extensions, **GITHUB),
    "markdown-it like GitHub": MarkdownIt("gfm-like", {"html": True}).render,
    "python-markdown": partial(markdown.markdown, extensions=["extra", "wikilinks", "admonition", "toc"]),
    "mistune": mistune.create_markdown(escape=False, plugins=MISTUNE),
    "pandoc": partial(pandoc, "markdown-tex_math_dollars-raw_tex+emoji+mark"),
    "pandoc like GitHub": partial(pandoc, "gfm-tex_math_dollars"),
    "pandoc like CommonMark": partial(pandoc, "commonmark_x-tex_math_dollars"),
}


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, Any]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))


def elements(html: str) -> list[list[tuple[str, Any]]]:
    """The elements of each part of a page, between its rules."""
    reader = _Elements()
    reader.feed(html)
    return [list(part) for is_rule, part in groupby(reader.found, lambda each: each[0] == "hr") if not is_rule]


@cache
def texts() -> dict[str, str]:
    """By name, what a notebook keeps as Markdown of a model in which everything has that name."""
    return {name: _named(name)._repr_mimebundle_()["text/markdown"] for name in (*NAMES, *payloads())}


def _named(name: str) -> lme4math.Equations:
    code = (
        f"lmer({variable('y ' + name)} ~ {variable(name)} + f + I(f == {string(name)}) + (1 | {variable('g ' + name)}))"
    )
    return lme4math.parse(code, factors={"f": ["other", name]}).equations()


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_a_name_is_read_as_words(reader: str) -> None:
    names = NAMES if reader == "pandoc" else texts()  # its own reader needs minutes for what looks like HTML
    pages = elements(READERS[reader](RULE.join(texts()[name] for name in names)))
    assert [(name, found) for name, found in zip(names, pages, strict=True) if found != [("p", [])]] == []


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("text", ["[x](//host)", "*a*", "<b>a</b>"])
def test_the_readers_see_what_is_not_escaped(reader: str, text: str) -> None:
    assert elements(READERS[reader](text)) != [("p", [])]
