"""What a text says as a model: fixed coefficients, deviations of groups, residual, offsets, and the laws of these."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field, replace
from fractions import Fraction

from lme4math.attempts.said.response_heads import expression_of, head_of
from lme4math.attempts.said.said_laws import SaidLaw, law_of, law_of_variance, names_of_tables
from lme4math.attempts.said.stacked_laws import laws_of_scalars
from lme4math.attempts.said.substitution import Definition, deviation_of, substituted
from lme4math.attempts.said.symbol_roles import SPELLED, SymbolRoles
from lme4math.attempts.said.told_response import ToldResponse, told_response
from lme4math.attempts.said.written_vectors import Vectors, entry_row, entry_sum, scalars_for_vectors, vectors_in
from lme4math.attempts.tex.passages import passages_of, refusal_of_r_code
from lme4math.attempts.tex.statements_said import Said, Statement, said_in
from lme4math.attempts.tex.tex_sums import sum_of
from lme4math.attempts.tex.tex_symbols import SCALES, Alphabet, TexSymbol, alphabet_of
from lme4math.attempts.tex.tex_terms import Block, TexFactor, TexSum, TexTerm, symbols_in
from lme4math.errors import FormulaError
from lme4math.records import record
from lme4math.source import Source, Span

RESIDUALS = frozenset(("epsilon", "e", "r", "varepsilon", "E", "R", "eps", "error"))
"""Letters that are those of residuals."""

TexColumn = tuple[tuple[Fraction, tuple[TexFactor, ...]], ...]
"""A column as a sum of products of covariates; the empty product is 1."""


@record
class ToldEffect:
    """A coefficient or a deviation, and what it is multiplied by.

    Attributes:
        symbol: the symbol.
        column: what it is multiplied by.
        law: the statement of its distribution, or None.
        place: which of the law's symbols it is.
        spans: where it stands.
    """

    symbol: TexSymbol
    column: TexColumn
    law: SaidLaw | None = None
    place: int = 0
    spans: tuple[Span, ...] = field(default=(), compare=False)


class NoResponseError(FormulaError):
    """No statement of a text could be that of a response.

    Attributes:
        has_laws: whether it has statements of distributions all the same.
    """

    has_laws = False


@record
class Remark:
    """What was noticed on the way: a kind of the closed vocabulary, and its fields."""

    kind: str
    fields: tuple[tuple[str, str], ...]
    span: Span = field(default=Span(0, 0), compare=False)


@record
class ToldModel:
    """The neutral reading of a text.

    Attributes:
        said: its statements and prose.
        alphabet: its indices.
        response: the response and its distribution.
        fixed: population coefficients.
        offsets: columns without a coefficient.
        effects: deviations, and coefficients with indices for which nothing says yet what they are.
        residuals: symbols with an index for each observation that stand alone.
        laws: the statements of distributions.
        definitions: the equations of symbols.
        remarks: what was noticed.
        joint: symbols that stand for a sum of parts, one for each of their indices.
        used: the statements whose definitions, or means, were put in.
        has_sum: whether a sum is left in the predictor, of which nothing says how many terms it stands for.
    """

    said: Said
    alphabet: Alphabet
    response: ToldResponse
    fixed: tuple[ToldEffect, ...]
    offsets: tuple[TexColumn, ...]
    effects: tuple[ToldEffect, ...]
    residuals: tuple[ToldEffect, ...]
    laws: tuple[SaidLaw, ...]
    definitions: tuple[Definition, ...]
    remarks: tuple[Remark, ...]
    joint: tuple[TexSymbol, ...] = ()
    used: frozenset[Span] = frozenset()
    has_sum: bool = False

    @property
    def observation(self) -> frozenset[str]:
        """The indices of the response."""
        return frozenset(self.response.symbol.indices if self.response.symbol else ())


def told_model(
    text: str,
    response_names: frozenset[str] = frozenset(),
    variables: frozenset[str] = frozenset(),
    groups: frozenset[str] = frozenset(),
    without: frozenset[Span] = frozenset(),
) -> ToldModel:
    """Read a text.

    Args:
        response_names: how the response may be called, in lower case.
        variables: names of covariates, as they are written in R.
        groups: names of grouping factors.
        without: statements that are to be left out.

    Raises:
        FormulaError: it has no equation of a response, or is no text that can be read.
    """
    passages = passages_of(text)
    try:
        said = said_in(passages)
        said = replace(said, statements=tuple(one for one in said.statements if one.span not in without))
        return _told(said, response_names, variables, groups)
    except NoResponseError as error:
        raise (refusal_of_r_code(text) or error).within(Source(text)) from None
    except FormulaError as error:
        raise error.within(Source(text)) from None


def _told(said: Said, response_names: frozenset[str], variables: frozenset[str], groups: frozenset[str]) -> ToldModel:
    alphabet = alphabet_of(said.statements, variables, groups)
    response, laws = _response(said.statements, alphabet, response_names)
    if response is not None and response.symbol is not None and len(response.symbol.indices) == 1:
        alphabet = replace(alphabet, observation=alphabet.observation | set(response.symbol.indices))
        response, laws = _response(said.statements, alphabet, response_names)
    if response is None:
        error = NoResponseError(
            "No equation of a response is found.",
            None,
            "Write the model's equation, such as y_i = β_0 + u_{j[i]} + ε_i.",
        )
        error.has_laws = any(law.family for law in laws)
        raise error
    others = [one for one in said.statements if one.span not in response.used]
    equations = _equations(others, alphabet)
    vectors = vectors_in(equations, said.prose, alphabet)
    response = replace(response, entry=_entry(response, vectors, response_names))
    lagged = [one for one in equations if _is_lagged(one)]
    definitions = [*(one for one in equations if one not in lagged and not _is_table(one)), *_means(laws, response)]
    put_in = substituted(scalars_for_vectors(response.predictor, vectors), definitions)
    laws = [
        _in_lower_case(law, put_in.value) for law in laws_of_scalars(laws, vectors, names_of_tables(said.statements))
    ]
    observation = frozenset(response.symbol.indices if response.symbol else ())
    context = SymbolRoles(response, tuple(laws), variables, observation, alphabet.observation)
    sorted_terms = _sorted(put_in.value, context)
    remarks = [
        Remark(
            "index_slip",
            (("symbol", one.base), ("found", ", ".join(one.indices)), ("expected", ", ".join(other.indices))),
            one.span,
        )
        for one, other in put_in.slips
    ]
    remarks += [Remark("lagged", (("symbol", one.symbol.base), *_lag(one)), one.span) for one in lagged]
    return ToldModel(
        said,
        alphabet,
        response,
        *sorted_terms,
        tuple(laws),
        tuple(definitions),
        tuple(remarks),
        put_in.joint,
        put_in.used,
        any(_is_sum(term) for term in put_in.value),
    )


def _entry(response: ToldResponse, vectors: Vectors, names: frozenset[str]) -> tuple[str, TexSymbol, TexSum] | None:
    """What each entry of a vector of responses is, without the number of its row."""
    symbol = response.symbol
    row = entry_row(symbol, vectors) if symbol is not None and symbol.bold else None
    if row is None:
        return None
    function, own = head_of(row, vectors.alphabet)
    expression: TexSum = ()
    if own is None:
        own, expression = expression_of(entry_sum(row, vectors), names)
    if own is None:
        return None
    return function, replace(own, labels=tuple(label for label in own.labels if not label.isdigit())), expression


def _is_table(definition: Definition) -> bool:
    return len(definition.value) == 1 and any(isinstance(factor, Block) for factor in definition.value[0].factors)


def _is_lagged(definition: Definition) -> bool:
    """`e_t = φ e_{t-1} + η_t`."""
    return any(one.base == definition.symbol.base and "-" in one.labels for one in symbols_in(definition.value))


def _lag(definition: Definition) -> tuple[tuple[str, str], ...]:
    """The indices of a lagged symbol, in its own order."""
    return (("indices", ",".join(definition.symbol.indices)),)


def _in_lower_case(law: SaidLaw, predictor: TexSum) -> SaidLaw:
    """The law of random variables in capital letters is that of their values in small ones, as in Bates et al."""
    there = {one.base for one in symbols_in(predictor)}
    symbols = tuple(
        replace(one, base=one.base.lower()) if one.base not in there and one.base.lower() in there else one
        for one in law.symbols
    )
    return replace(law, symbols=symbols) if symbols != law.symbols else law


def _response(
    statements: Sequence[Statement], alphabet: Alphabet, names: frozenset[str]
) -> tuple[ToldResponse | None, list[SaidLaw]]:
    matrices = names_of_tables(statements)
    laws = [law_of(one, alphabet, matrices) for one in statements if one.relation == "sim"]
    laws += [law for one in statements if (law := law_of_variance(one, alphabet, matrices)) is not None]
    return told_response(statements, laws, alphabet, names), laws


def _equations(statements: Iterable[Statement], alphabet: Alphabet) -> list[Definition]:
    found = []
    for statement in statements:
        if statement.relation not in ("=", "approx") or len(statement.left) != 1:
            continue
        left = sum_of(statement.left[0], alphabet)
        if len(left) != 1 or len(left[0].factors) != 1 or left[0].number != 1:
            continue
        symbol, value = left[0].factors[0], sum_of(statement.right, alphabet)
        is_number = not any(term.factors for term in value)  # as in a range or in the definition of an indicator
        if isinstance(symbol, TexSymbol) and not is_number:
            found.append(Definition(symbol, value, statement.span))
    return found


def _means(laws: Iterable[SaidLaw], response: ToldResponse) -> list[Definition]:
    """Coefficients that vary around a mean: the mean, to which their own deviation comes."""
    found = []
    for law in laws:
        if law.family != "gaussian" or not law.mean or law is response.law or law.structure.constant:
            continue
        if len(law.mean) not in (1, len(law.symbols)):
            continue
        means = law.mean if len(law.mean) == len(law.symbols) else law.mean * len(law.symbols)
        found += [Definition(one, mean, law.span, True) for one, mean in zip(law.symbols, means, strict=True)]
    return found


def _sorted(
    terms: TexSum, context: SymbolRoles
) -> tuple[tuple[ToldEffect, ...], tuple[TexColumn, ...], tuple[ToldEffect, ...], tuple[ToldEffect, ...]]:
    """The terms of a predictor as fixed coefficients, offsets, effects with indices, and residuals."""
    fixed: dict[TexSymbol, ToldEffect] = {}
    effects: dict[TexSymbol, ToldEffect] = {}
    residuals: dict[TexSymbol, ToldEffect] = {}
    offsets: dict[tuple[TexFactor, ...], Fraction] = {}
    for term in terms:
        if term.number == 0 or _is_sum(term):
            continue
        effect, covariates = _split(term, context)
        covariates = [one for factor in covariates for one in _letters_of_pair(factor)]
        product = (term.number, tuple(covariates))
        if effect is None:
            offsets[product[1]] = offsets.get(product[1], Fraction(0)) + term.number
        elif _is_residual(effect, covariates, context):
            _add(residuals, effect, product, context)
        elif (effect.indices and not (set(effect.indices) == context.observation and not context.law(effect))) or (
            context.law(effect) and not _is_prior(context.law(effect)) and effect.accent == "deviation"
        ):
            _add(effects, effect, product, context)
        else:
            _add(fixed, effect, product, context)
    if not residuals:
        alone = [key for key, effect in effects.items() if effect.column == ((Fraction(1), ()),)]
        key = context.residual({key: effect.law for key, effect in effects.items()}, alone)
        residuals = {key: effects.pop(key)} if key is not None else {}
    without = tuple(((number, factors),) for factors, number in offsets.items() if number)
    return tuple(fixed.values()), without, tuple(effects.values()), tuple(residuals.values())


def _is_sum(term: TexTerm) -> bool:
    return any(isinstance(one, TexSymbol) and one.kind == "sign" and one.base == "sum" for one in term.factors)


def _letters_of_pair(factor: TexFactor) -> list[TexFactor]:
    """The product that `(a × b)_{ij}` is beside its coefficient."""
    if not isinstance(factor, TexSymbol) or factor.kind != "pair":
        return [factor]
    return [
        replace(factor, base=part, kind="letter" if len(part) == 1 else "word", joint=False)
        for part in factor.base.split()
    ]


def _is_prior(law: tuple[SaidLaw, int] | None) -> bool:
    return law is not None and law[0].structure.constant


def _add(
    found: dict[TexSymbol, ToldEffect],
    symbol: TexSymbol,
    product: tuple[Fraction, tuple[TexFactor, ...]],
    context: SymbolRoles,
) -> None:
    key = replace(symbol, indices=tuple(sorted(symbol.indices)))
    law, place = context.law(symbol) or (None, 0)
    before = found.get(key)
    if before is None:
        found[key] = ToldEffect(symbol, (product,), law, place, (symbol.span,))
    else:
        found[key] = replace(before, column=_collected((*before.column, product)), spans=(*before.spans, symbol.span))


def _collected(column: TexColumn) -> TexColumn:
    """Like products added up."""
    numbers: dict[tuple[TexFactor, ...], Fraction] = {}
    for number, factors in column:
        numbers[factors] = numbers.get(factors, Fraction(0)) + number
    return tuple((number, factors) for factors, number in numbers.items() if number)


def _split(term: TexTerm, context: SymbolRoles) -> tuple[TexSymbol | None, list[TexFactor]]:
    """The effect of a product, and its covariates."""
    symbols = [factor for factor in term.factors if isinstance(factor, TexSymbol) and factor.kind != "sign"]
    lawful = [one for one in symbols if one.accent == "deviation" or context.law(one)]
    if len(lawful) > 1 and any(not _is_prior(context.law(one)) for one in lawful):
        lawful = [one for one in lawful if not _is_prior(context.law(one)) or one.indices]
    standard = [one for one in lawful if _is_prior(context.law(one)) and one.indices]
    rest = list(term.factors)
    effect: TexSymbol | None = None
    if lawful:
        effect = standard[0] if standard else lawful[0]
    else:
        effect = _without_law([one for one in symbols if not context.is_covariate(one)], symbols, context)
    if effect is not None and effect in rest:
        rest.remove(effect)
    if effect is not None and standard:  # a standard normal deviate times its standard deviation
        others = [one for one in rest if not (isinstance(one, TexSymbol) and one.base in SCALES and not one.indices)]
        effect = deviation_of(effect) if len(others) < len(rest) else effect
        rest = others
    return effect, [
        one for one in rest if not (isinstance(one, TexSymbol) and one.kind == "sign" and one.base in "()[]")
    ]


def _without_law(plain: Sequence[TexSymbol], symbols: Sequence[TexSymbol], context: SymbolRoles) -> TexSymbol | None:
    greek = [one for one in plain if one.kind in ("greek", "pair") or one.base in SPELLED]
    if greek:
        return greek[0]
    bare = [one for one in plain if not one.indices]
    if bare:
        return bare[0]
    if not plain:
        return None
    if len(symbols) == 1:
        return plain[0]
    fewer = [one for one in plain if set(one.indices) < context.observation or one.looked_up]
    labelled = [one for one in fewer or plain if one.labels and one.labels[0].isdigit()]
    return next(iter(labelled or fewer), None)


def _is_residual(symbol: TexSymbol, covariates: Sequence[TexFactor], context: SymbolRoles) -> bool:
    if covariates:
        return False
    if not symbol.indices:
        return symbol.base in ("epsilon", "eps", "e", "error") and not symbol.labels
    if symbol.base in RESIDUALS and set(symbol.indices) == context.inner:
        return True
    if not context.observation or not set(symbol.indices) >= context.observation:
        return False
    return symbol.base in RESIDUALS or (len(context.observation) == 1 and not symbol.labels)
