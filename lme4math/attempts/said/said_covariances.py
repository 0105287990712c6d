"""How a covariance is structured that is written as a variance, as a matrix, or as the name of one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from lme4math.attempts.tex.tex_nodes import (
    TexGroup,
    TexName,
    TexNode,
    TexNumber,
    TexRow,
    TexScripted,
    TexSign,
    TexTable,
    by_commas,
    flat_text,
)
from lme4math.records import record


@record
class Structure:
    """How the covariance of some effects is structured.

    Attributes:
        kind: "us", "diag", "cs", "ar1"; "scalar" for one variance; "" where nothing is said.
        hom: whether the variances are one.
        apart: which effects are correlated with one another, by their places.
        variances: the parameters as they are written.
        constant: whether they are numbers.
        flaw: what is not as in a covariance matrix: "" or the entry.
    """

    kind: str
    hom: bool = False
    apart: tuple[tuple[int, ...], ...] = ()
    variances: tuple[str, ...] = ()
    constant: bool = False
    flaw: str = ""


_IDENTITY = re.compile(r"^(?P<scale>.*[^\s*])?\s*\*?\s*(?:I|1)(?:_.*)?$")
_CORRELATIONS = frozenset(["R", "Omega", "P", "rho", "Corr"])
_POWER_OF_LAG = re.compile(r"rho.*\^\(?\|?\w+'?\s*-\s*\w+'?\|?")


def structure_of(row: TexRow, size: int, matrices: Mapping[str, TexRow]) -> Structure:
    """How a covariance is structured that is written as a variance, a matrix, or the name of a matrix."""
    row = named_table(row, matrices)
    text = flat_text(row).replace(" ", "")
    table = table_in(row)
    if table is not None and len(row.items) == 1:
        found = _of_table(table, size)
        is_unscaled = len(found.variances) > 1 and set(found.variances) == {"1"}
        return replace(found, flaw=found.flaw or "1") if is_unscaled else found
    scaled = _of_scaled_table(row, size)
    if scaled is not None:
        return scaled
    correlated = _of_product(row, size, matrices)
    if correlated is not None:
        return correlated
    identity = _IDENTITY.match(text)
    if identity and identity.group("scale") and size >= 1 and _last_is_identity(row):
        return Structure("diag", True, tuple((place,) for place in range(size)), (identity.group("scale"),))
    if text.startswith(("diag(", "blockdiag(", "Diag(")):
        cells = _bracketed_cells(row)
        hom = len(set(map(flat_text, cells))) == 1 and size > 1
        return Structure("diag", hom, tuple((place,) for place in range(size)), tuple(map(flat_text, cells)))
    constant = all(_is_number(item) for item in row.items) and bool(row.items)
    kind = "scalar" if size == 1 else "us"
    everything = (tuple(range(size)),)
    return Structure(kind, False, everything, (text,), constant)


def _is_number(node: TexNode) -> bool:
    """Of `10^2 / 4` each part."""
    if isinstance(node, TexScripted) and node.below is None and node.above is not None:
        return _is_number(node.base) and all(map(_is_number, node.above.items))
    return isinstance(node, TexNumber | TexSign)


def named_table(row: TexRow, matrices: Mapping[str, TexRow]) -> TexRow:
    """What a text says that a matrix is, of which only the name stands here; else what stands here."""
    seen = set[str]()
    while len(row.items) == 1 and (name := flat_text(row).replace(" ", "")) in matrices and name not in seen:
        seen.add(name)
        row = matrices[name]
    return row


def _last_is_identity(row: TexRow) -> bool:
    last = row.items[-1] if row.items else None
    base = last.base if isinstance(last, TexScripted) else last
    return isinstance(base, TexName) and base.text in ("I", "1")


def table_in(row: TexRow) -> TexTable | None:
    """The matrix that is written out in a formula."""
    for item in row.items:
        node: TexNode = item.base if isinstance(item, TexScripted) else item
        while isinstance(node, TexGroup) and len(node.body.items) == 1:
            node = node.body.items[0]
        if isinstance(node, TexTable):
            return node
    return None


def _bracketed_cells(row: TexRow) -> list[TexRow]:
    group = next((item for item in row.items if isinstance(item, TexGroup)), None)
    return by_commas(group.body) if group is not None else []


def _of_table(table: TexTable, size: int) -> Structure:
    """A matrix written out; a triangle that is left empty is the mirror image of the other."""
    rows, is_elided = _without_dots([[flat_text(cell).replace(" ", "") for cell in row] for row in table.rows])
    number = len(rows)
    if number == 1 and len(rows[0]) == 1:
        return Structure("scalar", False, ((0,),), (rows[0][0],))
    below = {
        (one, other): _cell(rows, one, other) or _cell(rows, other, one)
        for one in range(number)
        for other in range(one)
    }
    variances = tuple(_cell(rows, place, place) for place in range(number))
    same = len(set(variances)) == 1 and number > 1
    apart = _apart(number, [pair for pair, cell in below.items() if cell not in ("0", "")])
    off = set(below.values())
    correlations = {pair: _correlation(cell, variances[pair[0]], variances[pair[1]]) for pair, cell in below.items()}
    is_known = number > 2 and "" not in correlations.values()
    is_autoregressive = is_known and _are_powers(correlations) and (is_elided or _by_lag(correlations))
    flaw = _flaw(rows, below, variances, is_autoregressive)
    if flaw:
        return Structure("us", False, apart, variances, flaw=flaw)
    if is_elided:
        apart = (tuple(range(max(size, number))),)
    if any("…" in cell for row in rows for cell in row):
        return Structure("us" if off - {"0", "…", ""} else "diag", same, apart, variances)
    if off == {"0"}:
        return Structure("diag", same, apart, variances)
    if same and len(off) == 1:
        return Structure("cs", True, apart, variances)
    if is_known and len(set(correlations.values())) == 1:
        return Structure("cs", same, apart, variances)
    if is_autoregressive:
        return Structure("ar1", same, apart, variances)
    return Structure("us", False, apart, variances)


def _of_scaled_table(row: TexRow, size: int) -> Structure | None:
    """A variance times a correlation matrix that is written out; a matrix of other numbers is one of its own."""
    table = row.items[-1] if len(row.items) > 1 else None
    scale = TexRow(row.items[:-1], row.span)
    if not isinstance(table, TexTable) or table_in(scale) is not None:
        return None
    if any(_named(item) in _CORRELATIONS for item in scale.items):
        return None
    inner = _of_table(table, size)
    text = flat_text(scale).replace(" ", "").strip("*")
    if set(inner.variances) != {"1"} or len(inner.variances) < 2:
        return replace(inner, variances=(text,))
    if inner.kind == "us":  # correlations of any size with one variance, which lme4 has not
        return replace(inner, variances=(text,), flaw=inner.flaw or text)
    return replace(inner, variances=(text,))


def _cell(rows: Sequence[Sequence[str]], one: int, other: int) -> str:
    return rows[one][other] if other < len(rows[one]) else ""


def _flaw(
    rows: Sequence[Sequence[str]],
    below: Mapping[tuple[int, int], str],
    variances: Sequence[str],
    is_autoregressive: bool,
) -> str:
    """An entry that is another than its mirror image, or a variance that stands for some of several."""
    for one, other in below:
        left, right = _cell(rows, one, other), _cell(rows, other, one)
        if left and right and sorted(left) != sorted(right):
            return left
    bare = [re.sub(r"I(?:_\w+)?$", "", one) for one in variances]
    if len(set(bare)) < len(set(variances)):
        return bare[0]
    again = [one for one in variances if variances.count(one) > 1]
    if (
        again
        and not is_autoregressive
        and (len(again) < len(variances) or len(set(below.values())) not in (0, 1, len(variances) - 1))
    ):
        return again[0]
    slip = next((cell for cell in below.values() if cell in variances and cell != "…"), "")
    return slip or _unlike_others(variances)


def _unlike_others(variances: Sequence[str]) -> str:
    """A variance that is no square among squares, or a number among letters."""
    letters = [one for one in variances if re.fullmatch(r"[A-Za-z]\w*(?:\^2)?", one)]
    plain = [one for one in letters if not one.endswith("^2")]
    numbers = [one for one in variances if not re.search("[A-Za-z…]", one)]
    unlike = (part for part, whole in ((plain, letters), (numbers, variances)) if 0 < len(part) < len(whole))
    return next((one for part in unlike for one in part), "")


_NO_PARAMETER = re.compile(r"^[+-]|^\d+(?:\.\d+|/\d+)?\*?[A-Za-z]|/\d|\w[+-]\w|\^1$|^(?:sqrt|exp|log)\b")


def is_odd_variance(text: str, own: str) -> bool:
    """Whether something else than a parameter, its square or its inverse stands in the place of a variance.

    A number of different digits in the subscript, as in `τ_{01}`, is that of a covariance, but for the effect's own.

    Args:
        text: the variance, without blanks.
        own: the number of the effect.
    """
    _, _, below = text.partition("(")[0].partition("_")
    numbers = re.findall(r"\d+", below.partition("^")[0])
    return bool(_NO_PARAMETER.search(text)) or any(len(set(one)) > 1 and one not in (own, own * 2) for one in numbers)


def _apart(number: int, correlated: Sequence[tuple[int, int]]) -> tuple[tuple[int, ...], ...]:
    """The places in sets of which no two are correlated with one another."""
    together = {place: {place} for place in range(number)}
    for one, other in correlated:
        joined = together[one] | together[other]
        for place in joined:
            together[place] = joined
    return tuple(sorted({tuple(sorted(group)) for group in together.values()}))


def _correlation(cell: str, one: str, other: str) -> str:
    """What a covariance is but for the standard deviations: ρ of `ρ τ_0 τ_1`; "" where these are not in it."""
    if one == other == "1":
        return cell
    deviations = [variance.removesuffix("^2") for variance in (one, other) if variance.endswith("^2")]
    if len(deviations) != 2:
        return ""
    if one == other and one in cell:
        return cell.replace(one, "", 1)
    for deviation in sorted(deviations, key=len, reverse=True):
        if deviation not in cell:
            return ""
        cell = cell.replace(deviation, "", 1)
    return cell.strip("*·")


def _without_dots(rows: list[list[str]]) -> tuple[list[list[str]], bool]:
    """The rows and columns that dots stand in place of left out; and whether there are such."""
    kept = [place for place, row in enumerate(rows) if not all(cell in ("…", "") for cell in row)]
    if len(kept) == len(rows) or len(kept) < 2:
        return rows, False
    return [[rows[one][other] for other in kept if other < len(rows[one])] for one in kept], True


def _are_powers(correlations: Mapping[tuple[int, int], str]) -> bool:
    """Whether correlations are powers of the first, whose exponents add up along the rows: ρ, ρ, ρ²."""
    first = correlations[1, 0]
    exponents = {}
    for pair, cell in correlations.items():
        base, _, exponent = cell.partition("^")
        exponent = exponent.strip("()") or "1"
        if base != first or not exponent.isdigit():
            return False
        exponents[pair] = int(exponent)
    return all(
        exponents[one, other] == sum(exponents[place + 1, place] for place in range(other, one))
        for one, other in exponents
    )


def _by_lag(below: Mapping[tuple[int, int], str]) -> bool:
    """Whether all covariances of one distance are the same."""
    lags: dict[int, set[str]] = {}
    for (one, other), cell in below.items():
        lags.setdefault(one - other, set()).add(cell)
    return all(len(cells) == 1 for cells in lags.values())


def _of_product(row: TexRow, size: int, matrices: Mapping[str, TexRow]) -> Structure | None:
    """D R D, with the standard deviations in D and a correlation matrix R."""
    names = [_named(item) for item in row.items if not isinstance(item, TexSign)]
    everything = (tuple(range(size)),)
    if _POWER_OF_LAG.search(flat_text(row)):
        return Structure("ar1", True, everything, (names[0] if names else "",))
    text = flat_text(row).replace(" ", "")
    for name in names:
        said = matrices.get(name)
        inner = flat_text(said).replace(" ", "") if said is not None else ""
        if is_exchangeable(inner):
            spread = next((matrices[one] for one in names if one != name and one in matrices), None)
            cells = _bracketed_cells(spread) if spread is not None else []
            hom = spread is None or len(set(map(flat_text, cells))) == 1
            return Structure("cs", hom, everything, tuple(map(flat_text, cells)))
        if _POWER_OF_LAG.search(inner):
            return Structure("ar1", names.count(name) == len(names), everything, ())
    if is_exchangeable(text):
        return Structure("cs", True, everything, (text,))
    if len(names) >= 2 and any(name in _CORRELATIONS for name in names):
        return Structure("us", False, everything, tuple(names), flaw=_other_side(row))
    return None


def _other_side(row: TexRow) -> str:
    """What stands right of a correlation matrix, where it is not what stands left of it."""
    items = [item for item in row.items if not isinstance(item, TexSign)]
    middle = next((place for place, item in enumerate(items) if _named(item) in _CORRELATIONS), None)
    if middle is None:
        return ""
    after = items[middle + 1 :]
    if after and isinstance(after[0], TexGroup) and after[0].bracket == "(":  # the parameters of R(ρ)
        after = after[1:]
    left, right = ("".join(_unprimed(item) for item in side) for side in (items[:middle], after))
    return right if left and right and left != right else ""


def _named(node: TexNode) -> str:
    return flat_text(node.base if isinstance(node, TexScripted) else node)


def _unprimed(node: TexNode) -> str:
    """A factor as text without a prime, of a matrix its entries."""
    plain = node.base if isinstance(node, TexScripted) and node.below is None else node
    if isinstance(plain, TexTable):
        return ";".join(flat_text(cell) for row in plain.rows for cell in row)
    return flat_text(plain).strip("'")


def is_exchangeable(text: str) -> bool:
    """Whether it is (1 − ρ) I + ρ J, in which all correlations are one."""
    return bool(re.search(r"1-rho\)?\*?I.*\+rho\*?(?:J|1)", text))
