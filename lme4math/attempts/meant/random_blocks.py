"""Effects that vary, as random blocks: which of them the text says to be correlated, and with what structure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from lme4math.attempts.meant.as_formula import RBlock, RColumn
from lme4math.attempts.meant.effect_kinds import VaryingEffect
from lme4math.attempts.meant.group_matching import GroupChoice, IndexSet
from lme4math.attempts.meant.prose_hints import Hints
from lme4math.attempts.said.said_covariances import Structure
from lme4math.attempts.said.said_laws import SaidLaw
from lme4math.attempts.said.told_model import ToldModel
from lme4math.attempts.tex.statements_said import Statement
from lme4math.attempts.tex.tex_nodes import flat_text
from lme4math.attempts.tex.tex_symbols import symbols_standing_in
from lme4math.records import record
from lme4math.source import Span

Told = tuple[str, tuple[tuple[str, object], ...], Span | None]


@record
class ReadBlocks:
    """Random blocks.

    Attributes:
        literal: as the text has them.
        joined: with the effects of a group in one block where the text does not say whether they are correlated.
        silent: the groups of which it does not.
        findings: differences and notes.
        columns: each effect with each of its columns.
    """

    literal: tuple[RBlock, ...]
    joined: tuple[RBlock, ...]
    silent: frozenset[str]
    findings: tuple[Told, ...]
    columns: tuple[tuple[VaryingEffect, RColumn], ...]


Entry = tuple[VaryingEffect, list[RColumn]]
_COVARIANCES = ("cov(", "cor(", "corr(", "rho(")


def read_blocks(
    told: ToldModel, entries: Sequence[Entry], groups: GroupChoice, hints: Hints, repeated: frozenset[str]
) -> ReadBlocks:
    """The random blocks of a text, when it is settled which group each set of indices stands for.

    Args:
        repeated: groups of which the code has a column twice.
    """
    findings: list[Told] = []
    literal: list[RBlock] = []
    joined: list[RBlock] = []
    silent: set[str] = set()
    by_set: dict[IndexSet, list[Entry]] = {}
    for entry in entries:
        by_set.setdefault(entry[0].group, []).append(entry)
    for indices, sharing in by_set.items():
        name = groups.groups.get(indices, ":".join(sorted(indices)))
        members = _without_repeats(sharing, findings, name in repeated)
        parts = _parts(members)
        blocks = [_block(name, part) for part in parts]
        literal += blocks
        open_parts = [part for part in parts if _is_open(part)]
        if len(open_parts) > 1 and not _said_independent(told, open_parts, hints):
            together = [entry for part in open_parts for entry in part]
            rest = [block for block, part in zip(blocks, parts, strict=True) if part not in open_parts]
            joined += [RBlock(name, tuple(column for _, columns in together for column in columns)), *rest]
            if _said_correlated(told, together) or all(entry[0].effect.law is None for entry in together):
                del literal[-len(blocks) :]
                literal += joined[-1 - len(rest) :]
            else:
                silent.add(name)
        else:
            joined += blocks
    columns = tuple((varying_effect, column) for varying_effect, made in entries for column in made)
    return ReadBlocks(tuple(literal), tuple(joined), frozenset(silent), tuple(findings), columns)


def _without_repeats(members: Sequence[Entry], findings: list[Told], repeated: bool) -> list[Entry]:
    """Of effects of one group on one column the first; the others were likely to be multiplied by something.

    Args:
        repeated: whether the code has columns of this group twice.
    """
    if repeated:
        return list(members)
    seen: list[list[RColumn]] = []
    kept = []
    for varying, columns in members:
        if columns in seen:
            symbol = varying.effect.symbol
            findings.append(("not_multiplied", (("symbol", symbol.text), ("by", "")), varying.effect.spans[0]))
            continue
        seen.append(columns)
        kept.append((varying, columns))
    return kept


def _parts(members: Sequence[Entry]) -> list[list[Entry]]:
    """The effects of a group, apart where the text has them independent or in statements of their own."""
    parts: dict[object, list[Entry]] = {}
    for place, (varying, columns) in enumerate(members):
        effect, law = varying.effect, varying.effect.law
        key: object = ("alone", place)
        if varying.structure is not None:
            key = ("structured", place)
        elif law is not None:
            key = (id(law), _component(law, effect.place, place, members))
        parts.setdefault(key, []).append((varying, columns))
    return list(parts.values())


def _component(law: SaidLaw, entry: int, place: int, members: Sequence[Entry]) -> object:
    """Which block of a statement an effect belongs to."""
    if law.elided:
        return place if law.structure.kind == "diag" and not law.structure.hom else "all"
    sharing = [varying for varying, _ in members if varying.effect.law is law and varying.effect.place == entry]
    symbol = law.symbols[entry]
    if len(law.symbols) == 1 and len(sharing) > 1:
        generic = not symbol.bold and bool(set(symbol.indices) - set(members[place][0].effect.symbol.indices))
        if generic or (law.structure.kind == "diag" and not law.structure.hom):
            return place
        return "vector"
    if law.structure.kind in ("cs", "ar1") or law.structure.hom:
        return "all"
    return next((number for number, apart in enumerate(law.structure.apart) if entry in apart), entry)


def _block(name: str, part: Sequence[Entry]) -> RBlock:
    columns = tuple(dict.fromkeys(column for _, made in part for column in made))
    structure = part[0][0].structure or _structure(part)
    if structure is None or len(columns) == 1:
        return RBlock(name, columns)
    if structure.kind in ("cs", "ar1", "diag") and (structure.kind != "diag" or structure.hom):
        return RBlock(name, columns, structure.kind, structure.hom)
    return RBlock(name, columns)


def _structure(part: Sequence[Entry]) -> Structure | None:
    law = part[0][0].effect.law
    return law.structure if law is not None else None


def _is_open(part: Sequence[Entry]) -> bool:
    """Whether a block is one effect whose own statement speaks of nothing else."""
    varying = part[0][0]
    law = varying.effect.law
    if varying.structure is not None or (law is not None and law.structure.kind == "diag"):
        return False
    return law is None or (len(law.symbols) == 1 and len(part) == 1)


def _said_independent(told: ToldModel, parts: Sequence[Sequence[Entry]], hints: Hints) -> bool:
    if hints.independent:
        return True
    names = {entry[0].effect.symbol.base for part in parts for entry in part}
    apart: set[frozenset[object]] = set()
    for statement in told.said.statements:
        if statement.relation == "perp" and any(flat_text(row).startswith(tuple(names)) for row in statement.left):
            return True
        left = _left(statement)
        product = left.startswith(("e(", "e[")) and "," not in left
        if (product or left.startswith(_COVARIANCES)) and flat_text(statement.right).strip() == "0":
            apart.add(frozenset(one.name for one in symbols_standing_in(statement.left, told.alphabet)))
    pairs = combinations((part[0][0].effect.symbol.name for part in parts), 2)
    return bool(apart) and all(any({*pair} <= one for one in apart) for pair in pairs)


def _left(statement: Statement) -> str:
    return ",".join(map(flat_text, statement.left)).replace(" ", "").lower()


def _said_correlated(told: ToldModel, entries: Sequence[Entry]) -> bool:
    """Whether a covariance or a correlation of the effects is named."""
    names = {entry[0].effect.symbol.base for entry in entries}
    for statement in told.said.statements:
        subjects = symbols_standing_in(statement.left, told.alphabet)
        if _left(statement).startswith(_COVARIANCES) and any(one.base in names for one in subjects):
            return flat_text(statement.right).strip() != "0"
    return False
