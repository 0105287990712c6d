"""Symbols with their subscripts read: which letters are indices, which are labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from string import ascii_lowercase

from lme4math.attempts.tex.statements_said import COLUMNS, Statement
from lme4math.attempts.tex.tex_nodes import (
    TexFraction,
    TexGroup,
    TexName,
    TexNode,
    TexNumber,
    TexProse,
    TexRow,
    TexScripted,
    TexSign,
    TexTable,
    flat_text,
)
from lme4math.records import record
from lme4math.source import Span

SCALES = frozenset(["sigma", "tau", "omega", "psi", "rho", "Sigma", "Omega", "Psi", "lambda", "Lambda", "phi", "theta"])
"""Letters that are used for parameters of distributions, and whose subscripts are names of what they belong to."""


@record
class TexSymbol:
    """A symbol as it stands at one place.

    Attributes:
        base: its name: "beta", "x", "score".
        kind: "greek", "letter", "word", "text", or "pair" for one of several letters in brackets, `(αβ)_{ij}`.
        labels: what in its scripts names it: numbers and words; a superscript with "^".
        indices: its indices, as letters or words; of `j[i]` the letter j.
        accent: "bar", "hat", … or "".
        bold: whether it is a vector or matrix.
        power: an exponent that is a number.
        looked_up: how many indices are written `j[i]`, as a group of each observation.
        joint: whether several indices stand between commas, as in `j[i],k[i]`.
        span: where it stands.
    """

    base: str
    kind: str
    labels: tuple[str, ...] = ()
    indices: tuple[str, ...] = ()
    accent: str = ""
    bold: bool = field(default=False, compare=False)
    power: int = 1
    looked_up: int = field(default=0, compare=False)
    joint: bool = field(default=False, compare=False)
    span: Span = field(default=Span(0, 0), compare=False)

    @property
    def name(self) -> tuple[str, str, tuple[str, ...]]:
        """What it is called, without its indices."""
        return (self.base, self.accent, self.labels)

    @property
    def text(self) -> str:
        """As it is named in a message: `u_0j`."""
        below = "".join(label for label in self.labels if label[0] != "^") + ",".join(self.indices)
        above = "".join(f"^({label[1:]})" for label in self.labels if label[0] == "^")
        base = f"{self.base}_{self.accent}" if self.accent else self.base
        return f"{base}{'_' if below else ''}{below}{above}"


_NUMBERED = re.compile(r"^([A-Za-z]+)(\d+)$")


@record
class Alphabet:
    """The letters that are indices in a text.

    Attributes:
        indices: letters, and words such as the school of `school[i]`.
        observation: those of the response that stand for the observation alone, where that is known.
        inner: the letters that stand in brackets, as the i of `j[i]`.
        labelled: symbols whose superscripts are numbers that name them, as in `a^1_j`, `a^2_k`.
        names: names of variables, which may end with digits.
    """

    indices: frozenset[str]
    observation: frozenset[str] = frozenset()
    inner: frozenset[str] = frozenset()
    labelled: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


def alphabet_of(statements: Sequence[Statement], names: frozenset[str], groups: frozenset[str]) -> Alphabet:
    """The letters that are indices in these statements.

    Args:
        names: names of variables, which are no indices where they stand as a whole.
        groups: grouping factors, whose names are indices of what has a distribution: `u_{school} ~ N(0, τ²)`.
    """
    found: set[str] = set()
    inner: set[str] = set()
    for statement in statements:
        for row in (*statement.left, *_row_in_words(statement.right)):
            found.update(_on_the_left(row, names))
            if statement.relation in ("=", "in") and len(row.items) == 1 and isinstance(row.items[0], TexName):
                dotted = any(
                    isinstance(item, TexSign) and item.text == "dots" for more in statement.more for item in more.items
                )
                if row.items[0].kind == "letter" and (dotted or statement.relation == "in"):
                    found.add(row.items[0].text)
        found.update(_named(statement, groups))
        for node in walk_tex((*statement.left, statement.right)):
            if isinstance(node, TexScripted) and node.below is not None:
                if flat_text(node.base).strip("\\") == "sum":
                    found.update(flat_text(node.below)[:1])
                for outer, inside in looked_up(node.below):
                    found.add(outer)
                    inner.update(inside)
    letters = {one for one in found | inner if one[:1].isalpha()}
    rows = [row for statement in statements for row in (*statement.left, statement.right)]
    looked = frozenset(one for one in inner if len(one) == 1)
    return Alphabet(frozenset(letters), looked, looked, frozenset(_labelled(rows)), names)


def _row_in_words(right: TexRow) -> tuple[TexRow, ...]:
    table = right.items[0] if len(right.items) == 1 else None
    return (right,) if isinstance(table, TexTable) and table.name == COLUMNS else ()


def _named(statement: Statement, groups: frozenset[str]) -> Iterator[str]:
    """The grouping factors that stand in the subscripts of what has a distribution."""
    for node in walk_tex(statement.left if statement.relation == "sim" else ()):
        if isinstance(node, TexScripted) and node.below is not None and not _is_scale(node.base):
            names = (one.text for one in walk_tex((node.below,)) if isinstance(one, TexName))
            yield from (name for name in names if name in groups)


def _labelled(rows: Iterable[TexRow]) -> Iterator[str]:
    """Symbols that are raised to the first power somewhere, which nobody does but to name them."""
    for node in walk_tex(rows):
        if isinstance(node, TexScripted) and node.above is not None and flat_text(node.above) == "1":
            yield flat_text(node.base)


def _on_the_left(row: TexRow, names: frozenset[str]) -> Iterator[str]:
    for node in walk_tex((row,)):
        if isinstance(node, TexScripted) and node.below is not None and not _is_scale(node.base):
            for item in node.below.items:
                base = item.base if isinstance(item, TexScripted) and item.primes else item
                if isinstance(base, TexName) and base.kind in ("letter", "word") and base.text not in names:
                    if base.text.islower() and (len(base.text) <= 4 or base.text in ascii_lowercase):  # as ijklm
                        yield from base.text
                    elif base.text[-1:].islower() and base.text[:-1].isupper():
                        yield base.text[-1]
                elif isinstance(base, TexGroup) and base.bracket == "(":
                    yield from (one for one in flat_text(base.body) if one.isalpha() and one.islower())


def _is_scale(node: TexNode) -> bool:
    return isinstance(node, TexName) and node.text in SCALES and node.kind == "greek"


def looked_up(row: TexRow) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Of `j[i]` the letter j and the letters inside."""
    for item, following in zip(row.items, row.items[1:], strict=False):
        if isinstance(item, TexName) and isinstance(following, TexGroup) and following.bracket == "[":
            yield item.text, tuple(flat_text(following.body))


def walk_tex(rows: Iterable[TexNode]) -> Iterator[TexNode]:
    """All nodes, each before its parts."""
    waiting = list(rows)[::-1]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += parts_of_tex(node)


def symbols_standing_in(rows: Iterable[TexNode], alphabet: Alphabet) -> Iterator[TexSymbol]:
    """The symbols of formulas; a letter in the subscript of a scale, as in `σ_y`, is the name of that."""
    waiting = list(rows)
    while waiting:
        node = waiting.pop()
        if isinstance(node, TexScripted | TexName) and (symbol := symbol_of(node, alphabet)) is not None:
            yield symbol
        if isinstance(node, TexScripted) and _is_scale(node.base):
            waiting += [part for part in (node.base, node.above) if part is not None]
        else:
            waiting += parts_of_tex(node)


def parts_of_tex(node: TexNode) -> list[TexNode]:
    """The parts of a node, the last first."""
    match node:
        case TexRow(items=items):
            return [*items[::-1]]
        case TexGroup(body=body):
            return [body]
        case TexScripted(base=base, below=below, above=above):
            return [part for part in (above, below, base) if part is not None]
        case TexFraction(above=above, below=below):
            return [below, above]
        case TexTable(rows=rows_of_cells):
            return [*[cell for row in rows_of_cells for cell in row][::-1]]
    return []


@dataclass
class _Scripts:
    labels: list[str]
    indices: list[str]
    looked_up: int
    joint: bool


def symbol_of(node: TexNode, alphabet: Alphabet) -> TexSymbol | None:
    """A node as a symbol; None where it is none."""
    scripted = node if isinstance(node, TexScripted) else TexScripted(node, None, None, 0, node.span)
    base, kind, accent, bold = _base(scripted.base, bool(scripted.below))
    if not base:
        return None
    number: tuple[str, ...] = ()
    if kind == "word" and base not in alphabet.names and (match := _NUMBERED.match(base)):
        base, number = match.group(1), (match.group(2),)  # b0 in plain text
        kind = "letter" if len(base) == 1 else "word"
    scripts = _scripts(scripted.below, alphabet, is_scale=_is_scale(scripted.base))
    power = 1
    for item in scripted.above.items if scripted.above else ():
        alone = scripted.above is not None and len(scripted.above.items) == 1
        if isinstance(item, TexNumber) and alone and base not in alphabet.labelled and item.text.isdigit():
            power = int(item.text)
        elif isinstance(item, TexGroup | TexName | TexScripted | TexNumber):
            scripts.labels.append("^" + (flat_text(item.body) if isinstance(item, TexGroup) else flat_text(item)))
    return TexSymbol(
        base, kind, (*number, *filter(None, scripts.labels)), tuple(scripts.indices), accent, bold, power,
        scripts.looked_up, scripts.joint, node.span,
    )  # fmt: skip


def _base(node: TexNode, is_scripted: bool) -> tuple[str, str, str, bool]:
    if isinstance(node, TexName):
        return node.text, node.kind, node.accent, node.bold
    if isinstance(node, TexGroup) and node.bracket in ("", "(") and is_scripted:
        if node.bracket == "" and (code := _code(node)):
            return code, "text", "", False
        inside = [item for item in node.body.items if not (isinstance(item, TexSign) and item.text in ("*", ":"))]
        if len(inside) == 1 and node.bracket == "":
            return _base(inside[0].base if isinstance(inside[0], TexScripted) else inside[0], is_scripted)
        if inside and all(isinstance(item, TexName) for item in inside):
            return " ".join(flat_text(item) for item in inside), "pair", "", False
    return "", "", "", False


def _code(node: TexGroup) -> str:
    """R code that is set as one symbol, in pieces of text and signs: `ifelse(x > 0, 1, 0)`."""
    texts = [item for item in node.body.items if isinstance(item, TexProse) or _is_text(item)]
    others = [item for item in node.body.items if item not in texts]
    if not texts or not others or not all(isinstance(item, TexSign | TexGroup) for item in others):
        return ""
    return flat_text(node.body).replace("percent", "%")


def _is_text(node: TexNode) -> bool:
    return isinstance(node, TexName) and node.kind == "text"


def _scripts(row: TexRow | None, alphabet: Alphabet, *, is_scale: bool = False) -> _Scripts:
    scripts = _Scripts([], [], 0, False)
    items = row.items if row else ()
    place = 0
    starts = [0]
    while place < len(items):
        item = items[place]
        following = items[place + 1] if place + 1 < len(items) else None
        place += 1
        if isinstance(item, TexName) and isinstance(following, TexGroup) and following.bracket in ("[", "("):
            place += 1
            _indexed(item, following, scripts, alphabet)
        elif isinstance(item, TexSign):
            if item.text == "," and scripts.indices:
                starts.append(len(scripts.indices))
            if item.text in ("-", "+"):
                scripts.labels.append(item.text)
        elif is_scale and isinstance(item, TexName) and len(item.text) > 1 and item.text in alphabet.indices:
            scripts.labels.append(item.text)  # `σ_{school}` is one for all schools
        else:
            _script_item(item, scripts, alphabet)
    ends = [*starts[1:], len(scripts.indices)]
    parts = [frozenset(scripts.indices[start:end]) for start, end in zip(starts, ends, strict=True)]
    scripts.joint = len(scripts.indices) > 1 and (scripts.looked_up > 1 or len(parts) > 1)
    if not scripts.looked_up and len(set(parts)) == len(parts) > 1:
        scripts.indices = list(dict.fromkeys(scripts.indices))  # of a sum of parts, `β_{jm,km}`
    return scripts


def _indexed(item: TexName, group: TexGroup, scripts: _Scripts, alphabet: Alphabet) -> None:
    """`j[i]`, `t(i)`, `j(i)` of a level within another, `1j[i]`."""
    inside = [one for one in flat_text(group.body) if one.isalpha()]
    lag = [flat_text(one) for one in group.body.items if isinstance(one, TexSign | TexNumber)]
    scripts.labels += lag if "-" in lag or "+" in lag else []
    name = item.text
    if item.kind == "word" and group.bracket == "[" and name not in alphabet.indices:
        scripts.labels.append(name[:-1])
        name = name[-1]
    if group.bracket == "[" or (len(inside) == 1 and inside[0] in alphabet.observation):
        scripts.looked_up += 1
        scripts.indices.append(name)
    else:
        scripts.indices += [*inside, *(name if item.kind != "text" else [name])]


def _script_item(item: TexNode, scripts: _Scripts, alphabet: Alphabet) -> None:
    if isinstance(item, TexName) and item.kind in ("letter", "word"):
        word = item.text
        tail = next(
            (place for place in range(len(word)) if all(one in alphabet.indices for one in word[place:])), len(word)
        )
        letters = word.rstrip("0123456789")
        if word in alphabet.indices:
            scripts.indices.append(word)
        elif letters != word and all(one in alphabet.indices for one in letters):
            scripts.indices += letters
            scripts.labels.append(word[len(letters) :])
        elif tail < len(word) and (tail == 0 or word[:tail].isupper()):
            scripts.indices += word[tail:]
            scripts.labels += [word[:tail]] * (tail > 0)
        else:
            scripts.labels.append(word)
    elif isinstance(item, TexName) and item.kind == "text" and item.text in alphabet.indices:
        scripts.indices.append(item.text)
    elif isinstance(item, TexScripted) and item.primes and isinstance(item.base, TexName):
        scripts.indices.append(item.base.text + "'")
    elif isinstance(item, TexGroup) and item.bracket == "":
        inner = _scripts(item.body, alphabet)
        scripts.labels += inner.labels
        scripts.indices += inner.indices
        scripts.looked_up += inner.looked_up
    elif not isinstance(item, TexProse):
        scripts.labels.append(flat_text(item))
    else:
        scripts.labels.append(item.text.strip())
