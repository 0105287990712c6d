"""The reader's own words and symbols, by what they stand for.

A label belongs to a key, which is R's name of a thing where that is enough:

    time, log_bmi, reg, reg:spp      a variable, a grouping factor, a call that is written as R names it, `scale(x)`
    type=+                           a level of a factor
    (Intercept), typeb               a coefficient; fixef(Days) where its name is also a variable's
    ranef(Days | Subject)            the random effect of a coefficient over a grouping factor
    sd(Days | Subject)               its standard deviation; sd(Subject) if the term has one for all its effects
    cov((Intercept), Days | Subject) a covariance; cov(Subject) is the matrix, cor(Subject) one correlation for all
    sd(Residual)                     the residual standard deviation
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from lme4math.errors import FormulaError
from lme4math.notation.names.symbols import Base, Letter, Symbol, Word, plain_text
from lme4math.notation.names.written_symbols import read_label
from lme4math.r import Call, Expression, Name, parse_expression
from lme4math.records import record, walk
from lme4math.source import Span

RESIDUAL = "sd(Residual)"


def effect_key(what: str, columns: Iterable[str], group: str) -> str:
    """The key of what belongs to columns over a grouping factor, such as sd(Days | Subject)."""
    return f"{what}({', '.join(columns)} | {group})"


def group_key(what: str, group: str) -> str:
    """The key of what belongs to all effects over a grouping factor."""
    return f"{what}({group})"


def level_key(variable: str, level: str) -> str:
    """The key of a level of a factor."""
    return f"{variable}={level}"


@record
class Labels:
    """The labels of a model.

    Attributes:
        symbols: the symbol of each key; words are a symbol, too.
        variables: the names that are variables', grouping factors' or calls', and so no coefficient's without `fixef`.
    """

    symbols: Mapping[str, Symbol]
    variables: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.symbols)

    @property
    def letters(self) -> frozenset[str]:
        """The letters that labels use."""
        bases = (symbol.base for symbol in self.symbols.values())
        return frozenset(base.text for base in bases if isinstance(base, Letter))

    def of(self, key: str) -> Symbol | None:
        """The symbol of anything by its full key."""
        return self.symbols.get(key)

    def coefficient(self, name: str) -> Symbol | None:
        """The symbol of a fixed effect, by R's name of it."""
        own = self.of(group_key("fixef", name))
        return own or (self.of(name) if name not in self.variables else None)

    def level(self, variable: str, level: str) -> Symbol | None:
        """The symbol of a factor's level; the factor is named as in the model frame, or as the variable in it."""
        if not self:
            return None  # of thousands of levels all are asked for
        names = (variable, *(name for _, name in names_in(variable)))
        found = (self.of(level_key(name, level)) for name in names)
        return next((symbol for symbol in found if symbol is not None), None)

    def variable(self, name: str) -> Symbol | None:
        """The symbol of a variable, a grouping factor or a call."""
        return self.of(name) if name in self.variables else None

    def thing(self, name: str) -> Symbol | str:
        """A variable, a grouping factor or R code, by its label; code with the labels of its variables in it."""
        return self.variable(name) or self.upright(name)

    def upright(self, code: str) -> str:
        """R code as upright words of an equation, where letters such as α cannot stand."""
        return self.in_code(code, lambda label: isinstance(label.base, Word) or plain_text(label).isascii())

    def in_code(self, code: str, takes: Callable[[Symbol], bool] = bool) -> str:
        """R code with the words of its variables in place of their names.

        Args:
            code: the code.
            takes: whether a label can stand in it.
        """
        if (own := self.variable(code)) and takes(own):
            return plain_text(own)
        for span, name in reversed(names_in(code)):
            if (label := self.variable(name)) and takes(label):
                code = code[: span.start] + plain_text(label) + code[span.end :]
        return code

    def base(self, symbol: Symbol) -> Symbol:
        """A symbol whose base is a name of the user's, with the label in place of the name."""
        if not isinstance(symbol.base, Word):
            return symbol
        found = self.thing(symbol.base.text)
        return Symbol(Word(found), symbol.sub, symbol.tag) if isinstance(found, str) else found

    def tag(self, symbol: Symbol) -> Symbol:
        """A symbol whose tag names a grouping factor or variable, with the label in place of the name."""
        return Symbol(symbol.base, symbol.sub, tuple(map(self.part, symbol.tag))) if symbol.tag else symbol

    def below(self, symbol: Symbol) -> Symbol:
        """A symbol whose subscript names a grouping factor, with the label in place of the name."""
        return Symbol(symbol.base, tuple(map(self.part, symbol.sub)), symbol.tag)

    def part(self, part: Base) -> Base:
        """A part of a script: a label where it is a name, on one line."""
        if not isinstance(part, Word):
            return part
        own = self.variable(part.text)
        return own.base if own is not None and not own.sub else Word(self.upright(part.text))


NONE = Labels({})
"""A model without labels."""


def read_labels(texts: Mapping[str, str], variables: frozenset[str]) -> Labels:
    """The labels of a model.

    Args:
        texts: words, or a symbol between dollar signs, by key.
        variables: the names of the model's variables.

    Raises:
        LabelError: a label cannot be read.
    """
    return Labels({key: read_label(text) for key, text in texts.items()}, variables) if texts else NONE


@lru_cache(maxsize=1024)
def names_in(code: str) -> tuple[tuple[Span, str], ...]:
    """The names in R code with their places, without those of functions; none in what is no R code."""
    try:
        read = parse_expression(code)
    except FormulaError:
        return ()
    return tuple((node.span, node.name) for node in walk(read, into=_without_functions) if isinstance(node, Name))


def _without_functions(node: object) -> tuple[Expression, ...]:
    """The operands of a call, in the order of their places."""
    operands = tuple(item.value for item in node.arguments if item.value) if isinstance(node, Call) else ()
    return tuple(sorted(operands, key=lambda operand: operand.span))
