"""`||` in formulas, and the tools to put terms together again as R does, by pasting their labels."""

from __future__ import annotations

from lme4math.errors import FormulaError
from lme4math.formula.terms import FormulaTerm, Terms, terms_of
from lme4math.r import Call, Expression, Name, Number, bracketed, is_syntactic, operation, parse_expression
from lme4math.source import Span


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
    if all(is_single_operand(terms.variables[number].expression) for number in term.variables):
        return operation("+", Number(0.0, "0", span), product_of(terms, term.variables, span), span)
    text = f"0+{terms.label(term)}"
    return parse_expression(text, [span.start] * len(text) + [span.end])


def is_single_operand(variable: Expression) -> bool:
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
