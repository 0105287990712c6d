"""Random-effects bars: finding them in a formula, taking them out, and expanding `||` and nested grouping factors.

The reference is the R package reformulas 0.4.5 (`findbars`, `nobars`, `expandDoubleVerts`, `expandAllGrpVar`) as lme4
2.1 calls it: `||` is expanded first, then structured terms such as `cs(f | g)` are recognised, then every `|` is a
bar, wherever it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from lme4math.errors import FormulaError
from lme4math.formula.deparse import is_syntactic
from lme4math.formula.nodes import Argument, Call, Constant, Expression, Name, Number
from lme4math.formula.parser import parse_expression
from lme4math.model.covariance import Covariance
from lme4math.model.terms import FormulaTerm, Terms, terms_of
from lme4math.source import Span

STRUCTURES: dict[str, Covariance] = {
    "us": Covariance("us"),
    "diag": Covariance("diag"),
    "cs": Covariance("cs"),
    "ar1": Covariance("ar1", homogeneous=True),
}
"""The covariance structures of lme4 2.1 by the function that asks for them, with lme4's default for `hom`."""

FOREIGN_STRUCTURES: dict[str, str] = {
    **dict.fromkeys(("toep", "rr", "ou", "exp", "gau", "mat", "homdiag", "homcs", "homtoep", "hetar1",
                     "propto", "equalto"), "glmmTMB"),
    **dict.fromkeys(("gr", "mm"), "brms"),
    **dict.fromkeys(("Matern", "AR1", "adjacency", "corrMatrix", "Cauchy", "IMRF"), "spaMM"),
}  # fmt: skip
"""Functions around a bar that other packages know, and the package."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One random term as lme4 sees it: `left | group`.

    Attributes:
        left: the effects.
        group: the grouping factor after expansion: a name, a call, or a product of them by `:`.
        covariance: its structure.
        span: the characters of the bar that was typed, of which this may be one part; brackets left out.
    """

    left: Expression
    group: Expression
    covariance: Covariance
    span: Span

    @property
    def expression(self) -> Call:
        """The bar as R's tree."""
        return operation("|", self.left, self.group, self.span)


@dataclass(frozen=True, slots=True)
class SplitFormula:
    """The right side of a mixed-model formula, taken apart.

    Attributes:
        fixed: the right side without its bars, or None if nothing is left.
        frame: the right side with a `+` for every bar; its variables are those of the model frame.
        bars: the random terms in the order of the formula, each with one grouping factor.
    """

    fixed: Expression | None
    frame: Expression
    bars: tuple[Bar, ...]


def split_formula(right_side: Expression) -> SplitFormula:
    """Take the bars out of the right side of a formula.

    Args:
        right_side: the expression right of `~`.

    Raises:
        FormulaError: `||` has nothing to expand, a bar stands inside a bar, a structure is not lme4's, `hom` is not
            TRUE or FALSE, or a grouping factor is no formula.
    """
    touched = calls_with_bars(right_side)
    if not touched:
        return SplitFormula(right_side, right_side, ())
    if any(call.operator == "||" for call in touched):
        right_side = rewrite(right_side, touched, lambda call, _: expand_double_bar(call)) or right_side
        touched = calls_with_bars(right_side)
    frame = rewrite(right_side, touched, plus_for_bar)
    assert frame is not None
    return SplitFormula(rewrite(right_side, touched, without_bar), frame, tuple(find_bars(right_side)))


def calls_with_bars(root: Expression) -> list[Call]:
    """The calls that are bars or structures, or hold any; a call comes before those that it holds."""
    calls: list[Call] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if type(node) is Call:
            calls.append(node)
            stack.extend(reversed(node.operands))
    marked: set[int] = set()
    for call in reversed(calls):
        name = call.operator
        if name == "|" or name == "||" or name in STRUCTURES or not marked.isdisjoint(map(id, call.operands)):
            marked.add(id(call))
    return [call for call in calls if id(call) in marked]


def rewrite(root: Expression, calls: list[Call], rule: Callable[[Call, Call], Expression | None]) -> Expression | None:
    """Apply a rule to each of `calls`, the innermost first.

    The rule is given the call with its operands already rewritten, those dropped as empty arguments, and as it was.
    """
    results: dict[int, Expression | None] = {}
    for call in reversed(calls):
        arguments = tuple(
            Argument(results[id(argument.value)], argument.name, argument.span)
            if id(argument.value) in results
            else argument
            for argument in call.arguments
        )
        results[id(call)] = rule(Call(call.function, arguments, call.span), call)
    return results.get(id(root), root)


def is_bar(node: Expression | None) -> bool:
    """Whether a node is `left | group`."""
    return isinstance(node, Call) and node.operator == "|" and len(node.operands) == 2


def operation(operator: str, left: Expression, right: Expression, span: Span) -> Call:
    """A call of a binary operator that nobody typed, placed at `span`."""
    arguments = (Argument(left, None, left.span), Argument(right, None, right.span))
    return Call(Name(operator, span), arguments, span)


def bracketed(node: Expression, span: Span) -> Call:
    """`(node)`."""
    return Call(Name("(", span), (Argument(node, None, node.span),), span)


def plus_for_bar(call: Call, _: Call) -> Expression:
    """R's `sub_specials` and `noSpecials(delete = FALSE)`: `x | g` is `x + g`, and `cs(z)` is `(z)`."""
    if is_bar(call):
        return replace(call, function=Name("+", call.function.span))
    if call.operator in STRUCTURES and call.operands:
        return bracketed(call.operands[0], call.span)
    return call


def without_bar(call: Call, before: Call) -> Expression | None:
    """R's `nobars`, for a call whose operands have been through it; None where nothing is left."""
    if is_bar(before):
        return None
    if call.operator in STRUCTURES and call.arguments:
        first = call.arguments[0].value
        return None if first is None else bracketed(first, call.span)
    if any(is_bar(operand) for operand in before.operands):
        return None
    if len(call.arguments) == 1:
        return None if call.arguments[0].value is None else call
    left, right = (argument.value for argument in call.arguments[:2])
    if left is None:
        return right
    return left if right is None else call


def expand_double_bar(call: Call) -> Expression:
    """`(1 + a + a:b || g)` as `(1 | g) + (0 + a | g) + (0 + a:b | g)`: R's `expandDoubleVerts`.

    Raises:
        FormulaError: the left side has no term besides the intercept, or has a `.`.
    """
    if call.operator != "||" or len(call.operands) != 2:
        return call
    left, group = call.operands
    terms = terms_of(left)
    if any(variable.label == "." for variable in terms.variables):
        raise FormulaError("R cannot expand `.` left of `||`.", left.span, "Write the variables out, or use `|`.")
    if not terms.terms:
        raise FormulaError(
            "`||` separates an intercept from slopes, and there is no slope here.", call.span, "Write `|`."
        )
    parts: list[Expression] = [Number(1.0, "1", left.span)] if terms.intercept else []
    parts += [without_intercept(terms, term, left.span) for term in terms.terms]
    bars = [bracketed(operation("|", part, group, call.span), call.span) for part in parts]
    total: Expression = bars[0]
    for bar in bars[1:]:
        total = operation("+", total, bar, call.span)
    return total


def without_intercept(terms: Terms, term: FormulaTerm, span: Span) -> Expression:
    """`0 + term`, as R makes it: it pastes "0+" before the label and reads that, so `x > 0` becomes `(0 + x) > 0`."""
    if all(is_tight(terms.variables[number].expression) for number in term.variables):
        return operation("+", Number(0.0, "0", span), product_of(terms, term.variables, span), span)
    text = f"0+{terms.label(term)}"
    return parse_expression(text, [span.start] * len(text) + [span.end])


def is_tight(variable: Expression) -> bool:
    """Whether a variable stays one operand wherever its label is pasted: a name, or a call that is no operator."""
    return isinstance(variable, Name) or (
        isinstance(variable, Call)
        and (variable.operator is None or is_syntactic(variable.operator) or variable.operator in ("[", "[[", "$", "("))
    )


def product_of(terms: Terms, variables: tuple[int, ...], span: Span) -> Expression:
    """The product by `:` of some variables."""
    product = terms.variables[variables[0]].expression
    for number in variables[1:]:
        product = operation(":", product, terms.variables[number].expression, span)
    return product


def find_bars(root: Expression) -> Iterator[Bar]:
    """The bars of an expression without `||`, from left to right, their grouping factors expanded (R's `findbars`)."""
    stack = [root]
    while stack:
        node = stack.pop()
        if type(node) is not Call:
            continue
        if node.operator in STRUCTURES and any(is_bar(operand) for operand in node.operands):
            yield from structured_bars(node)
        elif is_bar(node):
            yield from expanded_bars(node, STRUCTURES["us"])
        else:
            refuse_foreign_structure(node)
            stack.extend(reversed([argument.value for argument in node.arguments[:2] if argument.value is not None]))


def refuse_foreign_structure(call: Call) -> None:
    """Raise FormulaError for a function around a bar that another package has."""
    package = FOREIGN_STRUCTURES.get(call.operator or "")
    if package is None or not any(is_bar(operand) for operand in call.operands):
        return
    raise FormulaError(
        f"lme4 knows no covariance structure {call.operator}(); {package} has it.",
        call.function.span,
        f"lme4 has {', '.join(f'{known}()' for known in STRUCTURES)}; without any the covariance is unstructured.",
    )


def structured_bars(call: Call) -> Iterator[Bar]:
    """The bars of `cs(f | g, hom = TRUE)`; nested groups are expanded only where there is no other argument."""
    name, first = call.operator, call.arguments[0].value
    assert name is not None
    if not is_bar(first):
        raise FormulaError(f"The bar must come first in {name}().", call.span, f"Write {name}(effects | group, …).")
    assert isinstance(first, Call)
    covariance = STRUCTURES[name]
    if name != "us":
        for argument in call.arguments[1:]:
            if argument.name == "hom":
                covariance = replace(covariance, homogeneous=literal_truth(argument))
    if len(call.arguments) == 1:
        yield from expanded_bars(first, covariance)
        return
    refuse_nested_bars(first)
    left, group = first.operands
    refuse_formula_operators(group)
    yield Bar(left, group, covariance, first.span)


def literal_truth(argument: Argument) -> bool:
    """The value of `hom =`, which must be written as TRUE or FALSE."""
    value = argument.value
    if isinstance(value, Constant) and value.name in ("TRUE", "FALSE"):
        return value.name == "TRUE"
    raise FormulaError("`hom` must be TRUE or FALSE, written out.", argument.span, "Write hom = TRUE or hom = FALSE.")


def refuse_formula_operators(group: Expression) -> None:
    """Raise FormulaError for a group that would have to be expanded, where lme4 does not expand it."""
    stack = [group]
    while stack:
        node = stack.pop()
        if isinstance(node, Call) and node.operator in (":", "("):
            stack.extend(node.operands)
        elif isinstance(node, Call) and node.operator in ("/", "*", "+", "-", "^", "%in%"):
            raise FormulaError(
                f"A structure with further arguments does not expand `{node.operator}` in its grouping factor.",
                node.span,
                "Write one term for each grouping factor.",
            )


def expanded_bars(bar: Call, covariance: Covariance) -> Iterator[Bar]:
    """One bar per grouping factor (R's `expandGrpVar`): `a/b` is `b:a` and `a`, `a + b` is `a` and `b`."""
    refuse_nested_bars(bar)
    left, group = bar.operands
    if isinstance(group, Name):
        yield Bar(left, group, covariance, bar.span)
        return
    terms = terms_of(group)
    products = [term.variables for term in terms.terms]
    if holds_call_of(group, "/"):
        products = [variables[::-1] for variables in reversed(products)]
    for variables in products:
        yield Bar(left, product_of(terms, variables, group.span), covariance, bar.span)


def refuse_nested_bars(bar: Call) -> None:
    """Raise FormulaError for `x | g | h` and its like."""
    for operand in bar.operands:
        for name in ("|", "||"):
            inner = holds_call_of(operand, name)
            if inner is not None:
                raise FormulaError(
                    "There is a bar within a bar.",
                    bar.span,
                    "A random term has one `|`: effects | group. For two grouping factors write two terms.",
                )


def holds_call_of(root: Expression, name: str) -> Call | None:
    """The first call of a function inside an expression, or None."""
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, Call):
            if node.operator == name:
                return node
            stack.extend(reversed(node.operands))
    return None
