"""R's functions that make and pick vectors, and that change text."""

from __future__ import annotations

from lme4math.model.functions import lengths, shapes
from lme4math.model.functions.row import KEEPS, NEVER, UNBOUNDED, WHOLE, Elsewhere, RFunction, rows
from lme4math.model.functions.shapes import number, text


def _cased(name: str) -> dict[str, RFunction]:
    return rows(name, "x", text, "vectors.cased({})", length=lengths.first, of_factors=True, elsewhere=KEEPS)


VECTORS = {
    **rows(
        "( I",
        "x",
        shapes.same,
        "vectors.identity",
        length=lengths.first,
        form="same",
        of_factors=True,
        elsewhere=UNBOUNDED,
    ),
    **rows(
        "{ identity", "x", shapes.same, "vectors.identity", length=lengths.first, of_factors=True, elsewhere=UNBOUNDED
    ),
    **rows("offset", "object", shapes.offset, "vectors.offset", packages="stats", elsewhere=UNBOUNDED),
    **rows(
        "c", "...", shapes.combined, "vectors.combine", length=lengths.combined, of_factors=True, elsewhere=UNBOUNDED
    ),
    **rows(
        "seq",
        "from to by length.out along.with ...",
        number,
        "vectors.seq",
        length=lengths.sequence,
        elsewhere=WHOLE,
    ),
    **rows(
        "rep",
        "x times each length.out ...",
        shapes.repeated,
        "vectors.rep",
        length=lengths.repeated,
        elsewhere=WHOLE,
    ),
    **rows("rev", "x", shapes.same, "vectors.rev", length=lengths.first, of_factors=True, elsewhere=WHOLE),
    **rows("unique", "x incomparables ...", shapes.same, "vectors.unique", elsewhere=WHOLE),
    **rows(
        "seq_along",
        "along.with",
        number,
        "vectors.seq_along",
        elsewhere=Elsewhere("never", all_rows=True),
    ),
    **rows("seq_len", "length.out", number, "vectors.seq_len"),
    **rows("which", "x arr.ind useNames", number, "vectors.which", inert="useNames", elsewhere=WHOLE),
    **rows("[", "...", shapes.picked, "vectors.subset", length=lengths.picked, elsewhere=WHOLE),
    **rows(
        "cbind",
        "... deparse.level",
        shapes.bound,
        "vectors.cbind",
        inert="deparse.level",
        elsewhere=Elsewhere("bound"),
    ),
    **rows("ifelse", "test yes no", shapes.chosen, "vectors.ifelse", elsewhere=Elsewhere("choice")),
    **rows("rowSums", "x na.rm dims", number, "vectors.over_rows({})", elsewhere=Elsewhere("row_sums")),
    **rows("rowMeans", "x na.rm dims", number, "vectors.over_rows({})", elsewhere=Elsewhere("row_means")),
    **rows("list", "...", number, "vectors.refuse_list"),
}

TEXT = {
    **rows(
        "paste",
        "... sep collapse recycle0",
        shapes.pasted,
        "vectors.paste",
        length=lengths.pasted,
        of_factors=True,
        elsewhere=NEVER,
    ),
    **rows(
        "paste0",
        "... collapse recycle0",
        shapes.pasted,
        "vectors.paste0",
        length=lengths.pasted,
        of_factors=True,
        elsewhere=NEVER,
    ),
    **rows("nchar", "x type allowNA keepNA", number, "vectors.nchar", length=lengths.first, elsewhere=KEEPS),
    **_cased("toupper"),
    **_cased("tolower"),
    **rows("substr", "x start stop", text, "vectors.substr", of_factors=True, elsewhere=KEEPS),
}
