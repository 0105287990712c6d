"""The code in what is copied with it: between fences, behind prompts and line numbers, among sentences.

From notebooks, consoles and listings; and from e-mails, posts and web pages, with their marks of quotation and tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lme4math.errors import FormulaError
from lme4math.r import parse_program
from lme4math.script.drafts import Draft, Patch, draft_of
from lme4math.script.other_models import OURS

_FENCE = re.compile(r"[ \t]*(?:`{3,}|~{3,})[ \t]*(?P<label>[^`\n]*)$")
_CHUNK = re.compile(r"[ \t]*<<[^\n]*>>=[ \t]*$|@[ \t]*$")
_MAGIC = re.compile(r"[ \t]*%%?[A-Za-z_]\w*(?:[ \t][^\n]*)?$")
_R = ("r", "webr")
_LANGUAGE = re.compile(r"\{?[ \t]*\.?([A-Za-z+]*)")
_PROMPT = re.compile(r"[ \t\xa0]*(?:>>>|(?:R|julia|Browse\[\d+\]|\[\d+\])?>|In[ ]\[\d+\]:)(?![=>])[ \t\xa0]?")
_CELL = re.compile(r"[ \t]*In[ ]?\[[\d ]*\]:[ \t]*(?P<magic>%%R\b[^\n]*)?$")
_CONTINUED = re.compile(r"[ \t\xa0]*(?:\+|\.\.\.:?)(?:[ \t\xa0]|$)")
_BEGINS_JOINED = re.compile(r"\s*(?:[-+*/^<>=!&|~?:,$@)}\]\[#]|%|$)")
_BRACKETS = re.compile(r"[()\[\]{}]")
_NOTHING = re.compile("")
_NUMBERED = re.compile(r"[ \t]*(?P<number>\d+)(?P<mark>[ \t]*[|:.)\u2502](?=[ \t]|$)|(?=[ \t]|$))[ \t]?")
_NOT_CODE = re.compile(r"""\#[^\n]*|"[^"\\\n]*(?:\\.[^"\\\n]*)*"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'|`[^`\n]*`""")
_GOES_ON = re.compile(r"(?:[-+*/^<>=!&|~?:,$@({\[]|%[^%\n]*%)\s*$")


def without_fences(draft: Draft) -> Draft:
    """The code between the fences of Markdown, R Markdown and Quarto, or the chunks of Sweave; R's own, if some are."""
    chunks = list(_chunks(draft))
    if not chunks:
        return draft.patched(_header(draft))
    labelled = [(start, end) for start, end, language in chunks if language in _R]
    kept = (
        labelled
        or [(start, end) for start, end, language in chunks if not language]
        or [(start, end) for start, end, _ in chunks]
    )
    starts = [0, *(end for _, end in kept)]
    ends = [*(start for start, _ in kept), len(draft.text)]
    return draft.patched((start, end, "\n") for start, end in zip(starts, ends, strict=True) if start < end)


def _chunks(draft: Draft) -> Iterator[tuple[int, int, str]]:
    """Where each chunk of code starts and ends, and the name of its language in small letters, "" for none."""
    marks = [(start, end, draft.text[start:end]) for start, end in draft.lines() if _is_mark(draft.text[start:end])]
    if len(marks) == 1 and _FENCE.match(marks[0][2]) and not marks[0][2].strip("`~ \t"):
        start, end, _ = marks[0]  # the end of a chunk whose beginning was not copied, unless nothing stands before it
        yield (0, start, "") if draft.text[:start].strip() else (end, len(draft.text), "")
        return
    opened: tuple[int, str] | None = None
    for start, end, line in marks:
        if opened is not None:
            yield opened[0], start, opened[1]
            opened = None
        elif line.strip() != "@":
            fence = _FENCE.match(line)
            language = _LANGUAGE.match(fence["label"]) if fence else None
            opened = end, language[1].lower() if language else "r"
    if opened is not None:
        yield opened[0], len(draft.text), opened[1]


def _is_mark(line: str) -> bool:
    return (_FENCE.match(line) or _CHUNK.match(line)) is not None


def _header(draft: Draft) -> Iterator[Patch]:
    """The header between `---` and `---` at the top of a document, and the magics of a notebook's cell."""
    lines = [(start, end, draft.text[start:end]) for start, end in draft.lines()]
    rules = [end for _, end, line in lines if line.strip() == "---"]
    inside = len(rules) > 1 and draft.text.lstrip("\ufeff \n").startswith("---")
    after = rules[1] if inside else 0
    if inside:
        yield 0, after, ""
    following = [line for _, _, line in lines[1:]] + [""]
    for (start, end, line), then in zip(lines, following, strict=True):
        if start < after:
            continue
        cell = _CELL.match(line)
        is_magic = _MAGIC.match(line) and "%" not in line.strip().lstrip("%")
        if is_magic or (cell and not _CONTINUED.match(then)):
            yield start, end, ""
        elif cell and cell["magic"]:
            yield start + cell.start("magic"), end, ""


def without_numbers(draft: Draft) -> Draft:
    """The code of a listing whose lines are numbered: `1 | x`, `1: x`, `1. x`, `1 x`; one number more on each line."""
    patches: list[Patch] = []
    before: int | None = None
    marks: set[str] = set()
    for start, end in draft.lines():
        line = draft.text[start:end]
        match = _NUMBERED.match(line)
        if match is None and not line.strip():
            continue
        if match is None or (before is not None and int(match["number"][:9]) != before + 1):
            return draft
        before = int(match["number"][:9])
        marks.add(match["mark"].strip())
        patches.append((start, start + match.end(), ""))
    if len(marks) != 1 or (len(patches) == 1 and (marks == {""} or before != 1)):
        return draft
    return draft.patched(patches)


def is_listing(text: str) -> bool:
    """Whether the lines of a text are numbered, as those of a listing are."""
    if not text.lstrip()[:1].isdecimal():
        return False
    draft = draft_of(text)
    return without_numbers(draft) is not draft


def is_notebook(text: str) -> bool:
    """Whether a text begins with the prompt of a notebook, `In [3]: `, before code on the same line."""
    return re.match(r"\s*In \[\d+\]: *\S", text) is not None


def without_prompts(draft: Draft, plus: bool = True) -> Draft:
    """The code behind the prompts of a console; what stands between the commands is their output, and left out.

    Args:
        draft: the transcript.
        plus: whether a `+` that starts a line is the console's sign that a command goes on, else the operator.
    """
    if not any(_PROMPT.match(draft.text[start:end]) for start, end in draft.lines()):
        return draft
    return draft.patched(_prompts(draft, plus))


def _prompts(draft: Draft, plus: bool) -> Iterator[Patch]:
    command: Command | None = None
    for start, end in draft.lines():
        line = draft.text[start:end]
        mark = _PROMPT.match(line)
        if mark is not None:
            command = Command()
        elif command is not None:
            mark = _CONTINUED.match(line) or (_NOTHING.match(line) if command.goes_on else None)
        if mark is None or command is None:
            command = None
            yield start, end, ""
            continue
        kept = mark.end()
        if "+" in mark.group() and not (plus and command.takes(line[kept:])):
            kept = 0
        command.add(line[kept:])
        if kept:
            yield start, start + kept, ""


_PROSE = re.compile(
    r"""[ \t>*-]*(?:
        [A-Z][\w'\u2019]*[,.!?:]*$                                    # a word by itself
      | [A-Z][\w'\u2019-]*[,;:]?[ \t]+[\w(`"'].*$                    # a sentence, or how one begins
      | (?!(?:if|else|for|while|repeat|function|next|break)\b)
        [a-z][\w'\u2019-]*[,;:]?[ \t]+\w[\w'\u2019-]*[,;:]?[ \t]+\w.*$     # three words
    )""",
    re.VERBOSE,
)
_SIGN_OF_CODE = re.compile(r"""<-|->|[~=$|{}\[\]%^@\\]|[\w.]\((?!\))""")


def without_prose(draft: Draft) -> tuple[Draft, tuple[int, ...]]:
    """The code between lines of prose, and the places where these start; a line inside brackets is never one.

    Args:
        draft: code with sentences around it.
    """
    patches: list[Patch] = []
    command = Command(begun=False)
    for start, end in draft.lines():
        line = draft.text[start:end].rstrip()
        if len(line) > _LONGEST_LINE or len(patches) > _MOST_PROSE:
            return draft, ()
        if not command.goes_on and _is_prose(line):
            patches.append((start, end, ""))
        elif line.strip():
            command.add(line)
    return draft.patched(patches), tuple(draft.places[start] for start, _, _ in patches)


_LONGEST_LINE, _MOST_PROSE = 2_000, 500
"""The longest line, and the most lines of prose, of a text in which code is looked for between sentences."""


def _is_prose(line: str) -> bool:
    """Whether a line is words in a row without any sign of code, and no R."""
    if not _PROSE.match(line) or _SIGN_OF_CODE.search(line) or line.count("(") != line.count(")"):
        return False
    try:
        parse_program(line)
    except FormulaError:
        return True
    return False


class Command:
    """A command of which some lines were read."""

    def __init__(self, begun: bool = True) -> None:
        self._open: list[str] = []
        self._in_operation = begun

    @property
    def goes_on(self) -> bool:
        """Whether its next line belongs to it: a bracket is open, or its last line ends in an operator."""
        return self._in_operation or bool(self._open)

    def takes(self, line: str) -> bool:
        """Whether a line can be the next one as it is: in round brackets an operator or a comma stands between two."""
        return self._in_operation or self._open[-1:] in ([], ["{"]) or _BEGINS_JOINED.match(line) is not None

    def add(self, line: str) -> None:
        """Read one more line."""
        code = _NOT_CODE.sub(_blanked, line)
        for bracket in _BRACKETS.findall(code):
            if bracket in "([{":
                self._open.append(bracket)
            elif self._open:
                self._open.pop()
        self._in_operation = _GOES_ON.search(code) is not None


def _blanked(match: re.Match[str]) -> str:
    """What stands in the place of a string or a comment where only operators and brackets matter."""
    return "" if match.group().startswith("#") else "_"


_QUOTED = re.compile(r"[ \t]*>[ \t]?")
_TAG = re.compile(
    r"</?(?:pre|code|p|div|span|tt|kbd|em|strong|b|i|sup|sub|blockquote|font|html|body|li|ul|ol|br)\b[^<>\n]*>",
    re.IGNORECASE,
)
_CALLED = "|".join(map(re.escape, OURS))
_INLINE = re.compile(rf"(?<!`)`(?P<code>[^`\n]*(?:\b(?:{_CALLED})\(|~)[^`\n]*)`(?!`)")
_SENTENCE_ENDS = re.compile(r"(?<=\))[ \t]*[.?!:,]+[ \t]*(?=\n|\Z)")
_ESCAPED = re.compile(r"\\(?=[<>~|*_\[\]+.#-])")
_PLUS = re.compile(r"[ \t]*\+[ \t]?")


def without_tags(draft: Draft) -> Draft:
    """A web page's code without its tags; those that break a line do so."""

    def written(tag: str) -> str:
        return "\n" if re.match(r"</?(?:br|p|div|li|pre)\b", tag, re.IGNORECASE) else ""

    return draft.patched((*match.span(), written(match.group())) for match in _TAG.finditer(draft.text))


def has_tags(text: str) -> bool:
    """Whether a text begins with a tag of a web page."""
    return _TAG.match(text.lstrip()) is not None


def without_quotation(draft: Draft) -> Draft:
    """What a reply quotes, without one `>` before each line; the draft itself if the first line has none."""
    lines = [(start, end) for start, end in draft.lines() if draft.text[start:end].strip()]
    marks = [(start, _QUOTED.match(draft.text[start:end])) for start, end in lines]
    quoted = [(start, match.end()) for start, match in marks if match is not None]
    if len(quoted) < 2 or quoted[0][0] != lines[0][0]:
        return draft
    return draft.patched((start, start + length, "") for start, length in quoted)


def between_backticks(draft: Draft) -> Draft:
    """The pieces of code that a sentence has between backticks, as far as they have a model; else the draft itself."""
    pieces = [match.span("code") for match in _INLINE.finditer(draft.text)]
    if not pieces:
        return draft
    starts = [0, *(end for _, end in pieces)]
    ends = [*(start for start, _ in pieces), len(draft.text)]
    return draft.patched((start, end, "\n") for start, end in zip(starts, ends, strict=True) if start < end)


def without_ends_of_sentences(draft: Draft) -> Draft:
    """Code without the full stop or question mark behind a call at the end of a line."""
    return draft.patched((*match.span(), "") for match in _SENTENCE_ENDS.finditer(draft.text))


def without_escapes(draft: Draft) -> Draft:
    """Markdown's code without the backslashes before its signs: `\\~`, `\\|`."""
    return draft.patched((*match.span(), "") for match in _ESCAPED.finditer(draft.text))


def without_continuations(draft: Draft) -> Draft:
    """A console's command that was copied without its prompt: without the `+` of its further lines."""
    return draft.patched(_continuations(draft))


def _continuations(draft: Draft) -> Iterator[Patch]:
    command = Command(begun=False)
    for start, end in draft.lines():
        line = draft.text[start:end]
        match = _PLUS.match(line)
        if match is not None and command.goes_on and command.takes(line[match.end() :]):
            yield start, start + match.end(), ""
            line = line[match.end() :]
        command.add(line)
