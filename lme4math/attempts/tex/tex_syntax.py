"""Tokens of LaTeX as a small syntax: brackets matched, scripts attached, environments as rows and cells.

The parser has a stack of its own; a text that nests deeper than `DEEPEST` is refused, so that what walks the result
may call itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from lme4math.attempts.tex.tex_commands import resolved
from lme4math.attempts.tex.tex_nodes import TexGroup, TexName, TexNode, TexNumber, TexProse, TexRow, TexSign, TexTable
from lme4math.attempts.tex.tex_tokens import TexToken
from lme4math.errors import FormulaError
from lme4math.records import record
from lme4math.source import Span

DEEPEST = 60


GREEK = frozenset((
    "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "pi", "varpi", "rho", "varrho", "sigma", "varsigma", "tau", "upsilon", "phi",
    "varphi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi",
    "Psi", "Omega", "Alpha", "Beta", "Epsilon", "Zeta", "Eta", "Kappa", "Mu", "Nu", "Tau", "Chi", "Rho", "ell",
    "omicron",
))  # fmt: skip
SAME = {"varepsilon": "epsilon", "vartheta": "theta", "varrho": "rho", "varsigma": "sigma", "varphi": "phi"}
_TEXTS = frozenset((
    "text", "textrm", "textit", "textbf", "textsf", "texttt", "textnormal", "mbox", "mathrm", "mathit", "mathsf",
    "mathtt", "operatorname", "operatorname*", "mathop", "hbox", "intertext", "textup", "textsc",
))  # fmt: skip
_GAPS = frozenset(["quad", "qquad"])
_DROPPED = frozenset((
    ",", ";", ":", "!", ">", "displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "nonumber", "notag",
    "hline", "small", "large", "normalsize", "left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl",
    "Bigr", "biggl", "biggr", "Biggl", "Biggr", "middle", "bigm", "Bigm", "allowbreak", "noindent", "centering",
    "strut", "mathstrut", "medskip", "smallskip", "bigskip",
)) | {" "}  # fmt: skip
_SIGNS = {
    "sim": "sim", "cdot": "*", "times": "*", "ast": "*", "colon": ":", "mid": "|", "vert": "|", "in": "in", "ne": "ne",
    "neq": "ne", "equiv": "=", "coloneqq": "=", "triangleq": "=", "approx": "approx", "propto": "propto",
    "perp": "perp",
    "otimes": "otimes", "oplus": "oplus", "circ": "circ", "dots": "dots", "ldots": "dots", "cdots": "dots",
    "vdots": "dots", "ddots": "dots", "dotsc": "dots", "dotsb": "dots", "pm": "pm", "le": "le", "leq": "le",
    "ge": "ge", "geq": "ge",
    "leqslant": "le", "geqslant": "ge", "lt": "<", "gt": ">", "ll": "<", "gg": ">",
    "infty": "infty", "to": "to", "rightarrow": "to", "&": "and", "%": "percent", "$": "$",
    "forall": "forall",
    "intercal": "T", "top": "T", "prime": "prime", "lvert": "|", "rvert": "|", "Vert": "|", "slash": "/",
    "backslash": "/", "cap": "*", "star": "star", "dag": "star", "dagger": "star", "langle": "<", "rangle": ">",
}  # fmt: skip
_OPEN = {"(": ")", "[": "]", "\\{": "\\}", "\\lbrace": "\\rbrace", "\\langle": "\\rangle", "{": "}"}
_BRACKET = {"(": "(", "[": "[", "\\{": "{", "\\lbrace": "{", "\\langle": "<", "{": ""}
_CLOSE = frozenset(_OPEN.values())
_SIZES = frozenset(
    f"\\{name}"
    for name in [
        "left",
        "right",
        "big",
        "Big",
        "bigg",
        "Bigg",
        "bigl",
        "bigr",
        "Bigl",
        "Bigr",
        "biggl",
        "biggr",
        "Biggl",
        "Biggr",
    ]
)
_WITH_COLUMNS = frozenset(["array", "alignat", "alignat*", "alignedat", "tabular"])


@record(eq=False)
class _Frame:
    opener: TexToken | None
    closer: str
    name: str
    items: list[TexNode]
    is_left: bool = False


def parse_tex(tokens: Sequence[TexToken]) -> TexRow:
    """The syntax of tokens in which no macro is left.

    Raises:
        FormulaError: a bracket or an environment is not closed, or they nest too deep.
    """
    frames = [_Frame(None, "", "", [])]
    place = 0
    while place < len(tokens):
        token = tokens[place]
        place += 1
        if token.text in _SIZES and place < len(tokens):
            place = _sized(tokens, place)
            if token.text == "\\right" and tokens[place - 1].text == "." and frames[-1].is_left:
                _close(frames, frames[-1].closer, token)
        elif token.text in ("\\begin", "\\end"):
            name, place = _environment(tokens, place)
            if token.text == "\\begin":
                place = _columns_skipped(tokens, place) if name in _WITH_COLUMNS else place
                _push(frames, _Frame(token, "\\end", name.rstrip("*"), []))
            else:
                _close(frames, "\\end", token)
        elif token.text.removeprefix("\\") in _TEXTS and token.kind == "command":
            node, place = _text(tokens, place, token)
            frames[-1].items.append(node)
        elif token.text in _OPEN:
            is_left = place > 1 and tokens[place - 2].text == "\\left"
            _push(frames, _Frame(token, _OPEN[token.text], _BRACKET[token.text], [], is_left))
        elif token.text in _CLOSE:
            _close(frames, token.text, token)
        else:
            frames[-1].items.append(_leaf(token))
    if len(frames) > 1:
        opener = frames[-1].opener
        assert opener is not None
        raise FormulaError("This bracket or environment is not closed.", opener.span)
    return _row(resolved(frames[0].items))


def _sized(tokens: Sequence[TexToken], place: int) -> int:
    """`\\left.` and `\\right.` are brackets that are not seen: the second closes what `\\left` opened, if anything."""
    while place < len(tokens) and tokens[place].kind == "blank":
        place += 1
    if place < len(tokens) and tokens[place].text == ".":
        return place + 1
    return place


def _environment(tokens: Sequence[TexToken], place: int) -> tuple[str, int]:
    name = ""
    while place < len(tokens) and tokens[place].text != "}":
        name += tokens[place].text if tokens[place].text != "{" else ""
        place += 1
    return name.strip(), place + 1


def _columns_skipped(tokens: Sequence[TexToken], place: int) -> int:
    """Past the argument that says how an array's columns are aligned."""
    here = place
    while here < len(tokens) and tokens[here].kind == "blank":
        here += 1
    if here < len(tokens) and tokens[here].text == "{":
        while here < len(tokens) and tokens[here].text != "}":
            here += 1
        return here + 1
    return place


def _push(frames: list[_Frame], frame: _Frame) -> None:
    if len(frames) > DEEPEST:
        assert frame.opener is not None
        raise FormulaError("The brackets nest too deep to be read.", frame.opener.span)
    frames.append(frame)


def _close(frames: list[_Frame], closer: str, token: TexToken) -> None:
    frame = frames[-1]
    hard = ("}", "\\end")
    if frame.opener is None or (closer != frame.closer and (closer in hard or frame.closer in hard)):
        if closer in hard:
            raise FormulaError("Nothing opens what is closed here.", token.span)
        frame.items.append(TexSign(closer, token.span))  # such as the bracket of `1)`
        return
    frames.pop()
    span = frame.opener.span.cover(token.span)
    inside = frame.items
    node: TexNode
    if closer == "\\end":
        node = TexTable(frame.name, _cells(resolved(inside), span), span)
    else:
        node = TexGroup(frame.name, _row(resolved(inside), span), span)
    frames[-1].items.append(node)


def _cells(items: Sequence[TexNode], span: Span) -> tuple[tuple[TexRow, ...], ...]:
    rows: list[list[list[TexNode]]] = [[[]]]
    for item in items:
        if isinstance(item, TexSign) and item.text == "newline":
            rows.append([[]])
        elif isinstance(item, TexSign) and item.text == "&":
            rows[-1].append([])
        else:
            rows[-1][-1].append(item)
    if len(rows) > 1 and rows[-1] == [[]]:
        rows.pop()
    return tuple(tuple(_row(cell, span) for cell in row) for row in rows)


def _row(items: Sequence[TexNode], span: Span | None = None) -> TexRow:
    if items:
        return TexRow(tuple(items), items[0].span.cover(items[-1].span))
    return TexRow((), span or Span(0, 0))


def _leaf(token: TexToken) -> TexNode:
    text, span = token.text, token.span
    match token.kind:
        case "number":
            return TexNumber(text, span)
        case "word":
            return TexName(text, "letter" if len(text) == 1 else "word", span)
        case "blank":
            return TexSign("blank", span)
        case "sign":
            return TexSign("=" if text == "≔" else text, span)
    name = text[1:]
    if name == "\\" or name == "cr" or name == "newline":
        return TexSign("newline", span)
    if name in GREEK:
        return TexName(SAME.get(name, name), "greek", span)
    if name in _GAPS:
        return TexSign("gap", span)
    if name in _SIGNS:
        return TexSign(_SIGNS[name], span)
    if name in _DROPPED:
        return TexSign("blank", span)
    return TexSign(f"\\{name}", span)


_IN_PROSE = frozenset((
    "with", "where", "for", "and", "or", "when", "if", "else", "otherwise", "independent", "independently",
    "the", "is", "are", "all", "in", "of", "level", "levels", "as", "observation", "observations", "row", "rows",
    "each", "fixed", "random", "from", "to", "by", "between", "within", "coded", "reference", "respectively",
))  # fmt: skip
"""Words that stand between formulas, and name no variable in them."""
_IID = frozenset(["iid", "i.i.d", "ind"])


def _text(tokens: Sequence[TexToken], place: int, command: TexToken) -> tuple[TexNode, int]:
    """The argument of `\\text`, as it is written: a name where it is one word, else prose."""
    while place < len(tokens) and tokens[place].kind == "blank":
        place += 1
    if place < len(tokens) and tokens[place].text != "{":
        return TexName(tokens[place].text.removeprefix("\\"), "text", tokens[place].span), place + 1
    depth, words, end = 0, [], command.span
    while place < len(tokens):
        token = tokens[place]
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        place, end = place + 1, token.span
        if depth == 0:
            break
        words.append(_shown(token))
    else:
        raise FormulaError("This bracket is not closed.", command.span)
    return text_node("".join(words), command.span.cover(end)), place


def _shown(token: TexToken) -> str:
    if token.text in "{}$" or (token.kind == "command" and token.text.removeprefix("\\") in _TEXTS):
        return ""
    if token.kind == "blank" or token.text in ("\\ ", "\\,", "\\;", "\\quad", "\\qquad"):
        return " "
    return {"\\^": "^", "\\sim": "~"}.get(token.text, token.text.removeprefix("\\"))


def text_node(words: str, span: Span) -> TexNode:
    """Text within a formula: a name where it is one word, or R code; else prose."""
    plain = words.strip()
    if plain.rstrip(".") in _IID:
        return TexSign("blank", span)
    one_word = bool(plain) and plain == words and not any(map(str.isspace, plain)) and plain.strip(",;.:()…") == plain
    if (one_word and plain.lower() not in _IN_PROSE) or is_r_call(words):
        return TexName(plain, "text", span)
    return TexProse(words, span)


def is_r_call(words: str) -> bool:
    """Whether it is R code, such as `log(Days + 1)`."""
    name, bracket, _ = words.partition("(")
    return bool(bracket) and words.endswith(")") and name.replace(".", "").isalnum()
