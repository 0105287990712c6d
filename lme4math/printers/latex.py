"""LaTeX from boxes: plain amsmath, as pdflatex, KaTeX and MathJax all read it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from lme4math.printers.layout import boxes
from lme4math.printers.layout.boxes import Box, Display, Line, grows, has_high_cells
from lme4math.printers.layout.measure import REMARK_WIDTH, remark_lines
from lme4math.printers.layout.spelling import upright
from lme4math.records import dispatch
from lme4math.source import visible

GREEK = {
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\varepsilon", "ζ": r"\zeta", "η": r"\eta",
    "θ": r"\theta", "ι": r"\iota", "κ": r"\kappa", "λ": r"\lambda", "μ": r"\mu", "ν": r"\nu", "ξ": r"\xi", "π": r"\pi",
    "ρ": r"\rho", "σ": r"\sigma", "τ": r"\tau", "φ": r"\varphi", "χ": r"\chi", "ψ": r"\psi", "ω": r"\omega",
    "υ": r"\upsilon", "Γ": r"\Gamma", "Δ": r"\Delta", "Θ": r"\Theta", "Λ": r"\Lambda", "Ξ": r"\Xi", "Π": r"\Pi",
    "Υ": r"\Upsilon", "Φ": r"\Phi", "Ψ": r"\Psi", "Ω": r"\Omega", "Σ": r"\Sigma", "∞": r"\infty",
}  # fmt: skip
SIGNS = {
    "\\": r"\backslash", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\hat{\ }", "~": r"{\sim}", "<": "{< }", ">": "{>}", "|": r"\vert", "`": r"\grave{\ }", "*": r"\text * ",
}  # fmt: skip
"""Characters that mean something to TeX or Markdown, as signs of math mode: MathJax does not read escapes in `\text`.

Markdown takes a star for emphasis unless blanks are on both sides, and python-markdown what is between `<` and `>` for
an address unless there is a blank in it; TeX leaves out those that stand here.
"""
APART = re.compile(
    r"""(?<=-)(?=-) | (?<=')(?=') | (?<=,)(?=,) | (?<=\ )(?=\ )  # TeX sets each of these pairs as one
    | (?<=\])(?=[(\[]) | (?<=\[)(?=\[) | (?<=\))(?=\])           # links and images of Markdown, of wikis, ruby
    | (?<=[:/])(?=/) | (?<=w)(?=ww\.) | (?<=@) | (?=@)           # addresses, of mail too, and people's names
    | (?<=\w\.)(?=(?:[a-z]{2}|biz|com|edu|gov|net|org|pro|web|xxx|aero|asia|coop|info|museum|name|shop|рф|xn--)(?!\w))
    | (?<=^\.)(?=\w) | (?<=\W\.)(?=\w)                           # a class of what stands before
    | (?<=script)(?=:) | (?<=\bdata)(?=:) | (?<=:)(?=[\w+-]+:)    # what is run; emojis
    | (?<=\S)(?==)                                               # marked words; attributes""",
    re.VERBOSE | re.IGNORECASE,
)
"""Where a name is set in two pieces, which look like one: characters that mean something side by side.

A page may be read as Markdown by what reads no mathematics. The ends of addresses are those that linkify-it, which
markdown-it asks, takes for one without `http:` before it.
"""
_SIGN = re.compile(f"([{re.escape(''.join(SIGNS))}])")
OPERATORS = {
    "−": "-", "⋅": r"\cdot", "×": r"\times", "⊗": r"\otimes", "∼": r"\sim", "↦": r"\mapsto",
    "≤": r"\leq", "≥": r"\geq", "≠": r"\neq",
}  # fmt: skip
DOTS = {"across": r"\cdots", "down": r"\vdots", "diagonal": r"\ddots", "listed": r"\ldots"}
FUNCTIONS = {"log": r"\log", "exp": r"\exp", "sin": r"\sin", "cos": r"\cos", "tan": r"\tan"}
BRACES = {"{": r"\{", "}": r"\}"}


@lru_cache(maxsize=1024)
def escape(text: str) -> str:
    """Any characters as upright text in math mode: the one place where names are escaped."""
    runs = _SIGN.split(visible(text))
    parts = [SIGNS.get(run) or "".join(rf"\text{{{piece}}}" for piece in APART.split(run) if piece) for run in runs]
    return "".join(parts) or r"\text{}"


def escape_prose(text: str) -> str:
    """Any characters as words of an article, outside of formulas."""
    return "".join(IN_PROSE.get(character, character) for character in visible(text))


IN_PROSE = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": "$<$", ">": "$>$", "|": "$|$", "`": r"\`{}",
    "“": "``", "”": "''", '"': "''", "−": "$-$", "–": "--",
}  # fmt: skip
"""Characters that mean something to TeX, or that its fonts of text have under other names."""


def latex_of(display: Display, room: float = REMARK_WIDTH) -> str:
    """A display as one LaTeX formula, to stand between `$$` or in an equation environment.

    Args:
        display: its lines and remarks.
        room: the widest line of a remark, in em.
    """
    return aligned(map(row_of, display.lines), remark_lines(display, room))


def row_of(line: Line) -> str:
    """A line, with `&` before its relation sign."""
    return f"{latex_of_box(line.left) if line.left else ''} &{_right(line)}"


def aligned(rows: Iterable[str], remarks: Iterable[Box] = ()) -> str:
    """Rows, each with its `&`, as one formula, and lines of words beneath."""
    formula = "\\begin{aligned}\n" + " \\\\[1ex]\n".join(rows) + "\n\\end{aligned}"
    words = " \\\\\n".join(f"&{latex_of_box(line)}" for line in remarks)
    if not words:
        return formula
    block = f"\\begin{{aligned}}\n{words}\n\\end{{aligned}}"
    return f"\\begin{{gathered}}\n{formula} \\\\[2.5ex]\n{block}\n\\end{{gathered}}"


def in_cells(lines: Iterable[Line]) -> str:
    r"""Lines as an array, of which pandoc makes a matrix of Word's, which LibreOffice reads, too.

    LibreOffice takes each cell for a formula of its own, in which a sign needs an operand, and a cell something in it:
    an empty text. It reads no aligned lines; newer pandoc makes these of `aligned`, and of any two columns like it.
    """
    empty = escape("")
    rows = (
        f"{(latex_of_box(line.left) if line.left else '') or empty} & {empty}{_right(line)} & {empty}" for line in lines
    )
    return "\\begin{array}{rll}\n" + " \\\\[1ex]\n".join(rows) + "\n\\end{array}"


def latex_of_box(box: Box) -> str:
    """A box as LaTeX in math mode.

    Raises:
        UnknownNodeError: for a box that this printer does not know.
    """
    return dispatch(WRITERS, box, "the LaTeX printer")


def _right(line: Line) -> str:
    return latex_of_box(line.right) if line.left else r"\quad {}" + latex_of_box(line.right)


def _letters(box: boxes.Letters) -> str:
    if not box.bold:
        return " ".join(GREEK.get(character, character) for character in box.text)
    greek = any(character in GREEK for character in box.text)
    inner = "".join(GREEK.get(character, character) for character in box.text)
    return rf"\boldsymbol{{{inner}}}" if greek else rf"\mathbf{{{inner}}}"


def _operator(box: boxes.OperatorSign) -> str:
    text = OPERATORS.get(box.text, box.text)
    return {"binary": f" {text} ", "relation": f" {text} ", "punctuation": f"{text} "}.get(box.kind, text)


def _gap(box: boxes.Gap) -> str:
    return r"\," if box.width < 0.3 else r"\quad " if box.width <= 1 else r"\qquad "


def _scripts(box: boxes.Scripts) -> str:
    base = latex_of_box(box.base)
    if isinstance(box.base, boxes.Row | boxes.Scripts) or _is_pieced(box.base):
        base = f"{{{base}}}"
    sub = f"_{{{latex_of_box(box.sub)}}}" if box.sub else ""
    sup = f"^{{{latex_of_box(box.sup)}}}" if box.sup else ""
    return base + sub + sup


def _is_pieced(base: Box) -> bool:
    """Whether a name is written as several pieces, which need braces to carry a script."""
    return isinstance(base, boxes.NameBox) and not re.fullmatch(r"\\text\{[^{}]*\}", escape(upright(base)))


def _fence(box: boxes.Fence) -> str:
    opening, closing = BRACES.get(box.open, box.open), BRACES.get(box.close, box.close)
    if not grows(box):
        return f"{opening}{latex_of_box(box.body)}{closing}"
    return rf"\left{opening}{latex_of_box(box.body)}\right{closing}"


def _table(box: boxes.TableBox) -> str:
    end = r" \\[0.7ex] " if has_high_cells(box) else r" \\ "
    rows = end.join(" & ".join(_cell(cell) for cell in row) for row in box.rows)
    return rf"\begin{{matrix}}{rows}\end{{matrix}}"


def _choices(box: boxes.Choices) -> str:
    rows = r" \\ ".join(f"{latex_of_box(row.value)} & {latex_of_box(row.condition)}" for row in box.rows)
    return rf"\begin{{cases}}{rows}\end{{cases}}"


def _cell(cell: boxes.Cell) -> str:
    """An entry, the first of a column with its name above; Word has nothing that would set it above the brackets."""
    if not cell.heading:
        return latex_of_box(cell.body)
    return rf"\overset{{{escape(cell.heading)}}}{{{latex_of_box(cell.body)}}}"


WRITERS: dict[type, Callable[[Any], str]] = {
    boxes.Letters: _letters,
    boxes.Accented: lambda box: rf"\{box.accent}{{{_letters(box.body)}}}",
    boxes.NameBox: lambda box: escape(upright(box)),
    boxes.FunctionName: lambda box: FUNCTIONS.get(box.text) or escape(box.text),
    boxes.DigitsBox: lambda box: re.sub("−", "-", box.text),
    boxes.OperatorSign: _operator,
    boxes.Dots: lambda box: DOTS[box.direction],
    boxes.Gap: _gap,
    boxes.Prose: lambda box: escape(box.text),
    boxes.Row: lambda box: "".join(latex_of_box(child) for child in box.children),
    boxes.Scripts: _scripts,
    boxes.Fence: _fence,
    boxes.Fraction: lambda box: rf"\frac{{{latex_of_box(box.above)}}}{{{latex_of_box(box.below)}}}",
    boxes.Root: lambda box: rf"\sqrt{{{latex_of_box(box.body)}}}",
    boxes.BigSum: lambda box: rf"\sum_{{{latex_of_box(box.below)}}}^{{{latex_of_box(box.above)}}}",
    boxes.TableBox: _table,
    boxes.Choices: _choices,
    boxes.Under: lambda box: rf"\underset{{{latex_of_box(box.label)}}}{{{latex_of_box(box.base)}}}",
    boxes.Mark: lambda box: latex_of_box(box.body),
    boxes.Coloured: lambda box: rf"{{\color{{{box.colour}}}{{{latex_of_box(box.body)}}}}}",
}
