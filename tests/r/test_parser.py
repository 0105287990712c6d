"""R's grammar: how expressions group, where they end, and where R refuses them."""

from __future__ import annotations

import pytest

from lme4math.errors import FormulaError
from lme4math.r import Call, Expression, Function, Name, Number, Text, parse_expression, parse_program, walk
from lme4math.r.stack import STACK
from tests.r.marked import refusal


def grouped(node: Expression | None) -> str:
    """The tree as R would write it with every call in front of its arguments."""
    match node:
        case None:
            return ""
        case Call():
            arguments = [(f"{item.name}=" if item.name else "") + grouped(item.value) for item in node.arguments]
            return f"{grouped(node.function)}({','.join(arguments)})"
        case Function():
            parameters = [f"{item.name}={grouped(item.value)}".rstrip("=") for item in node.parameters]
            return f"fn[{','.join(parameters)}]{grouped(node.body)}"
        case Number():
            return node.text
        case Text():
            return repr(node.value)
    return node.name


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("-2^2", "-(^(2,2))"),
        ("x^-1", "^(x,-(1))"),
        ("a^b^c", "^(a,^(b,c))"),
        ("a**b", "^(a,b)"),
        ("-a:b", ":(-(a),b)"),
        ("a:b:c", ":(:(a,b),c)"),
        ("a*b:c+d", "+(*(a,:(b,c)),d)"),
        ("a %in% b:c", "%in%(a,:(b,c))"),
        ("a/b %in% c*d", "*(/(a,%in%(b,c)),d)"),
        ("a + b - c", "-(+(a,b),c)"),
        ("!a == b & c", "&(!(==(a,b)),c)"),
        ("a * !b + c", "*(a,!(+(b,c)))"),
        ("a | b & c", "|(a,&(b,c))"),
        ("1 | g || h", "||(|(1,g),h)"),
        ("y ~ a | b", "~(y,|(a,b))"),
        ("~ a ~ b", "~(~(a),b)"),
        ("a ~ b ~ c", "~(~(a,b),c)"),
        ("a <- b <- c", "<-(a,<-(b,c))"),
        ("a -> b -> c", "<-(c,<-(b,a))"),
        ("a ->> b", "<<-(b,a)"),
        ("a <- b = c", "=(<-(a,b),c)"),
        ("a = b <- c", "=(a,<-(b,c))"),
        ("a := b", ":=(a,b)"),
        ("?a = b", "?(=(a,b))"),
        ("a = b ? c", "?(=(a,b),c)"),
        ("a$b$c(1)[2]", "[($($(a,b),c)(1),2)"),
        ("a@b$'c'", "$(@(a,b),'c')"),
        ("-a$b^2", "-(^($(a,b),2))"),
        ("a::b(c)", "::(a,b)(c)"),
        ("'a':::b", ":::('a',b)"),
        ("'f'(1)", "f(1)"),
        ("x[]", "[(x,)"),
        ("x[, 1]", "[(x,,1)"),
        ("x[[1, 2]]", "[[(x,1,2)"),
        ("x[y[1]]", "[(x,[(y,1))"),
        ("f(, a, b = , 'c' = 1, NULL = 2)", "f(,a,b=,c=1,NULL=2)"),
        ("f()", "f()"),
        ("f(a\n=\n1)", "f(a=1)"),
        ("f(a ? b)", "f(?(a,b))"),
        ("f(?a = b)", "f(?(=(a,b)))"),
        ("function(x, y = 2, ...) x + 1", "fn[x,y=2,...]+(x,1)"),
        ("\\(x) x", "fn[x]x"),
        ("function(x) y = 2", "fn[x]=(y,2)"),
        ("if (a) b else c + d", "if(a,b,+(c,d))"),
        ("-if (a) b", "-(if(a,b))"),
        ("if (a) if (b) c else d", "if(a,if(b,c,d))"),
        ("if (a) function(x) x else b", "if(a,fn[x]x,b)"),
        ("for (i in x) y", "for(i,x,y)"),
        ("while (a) b", "while(a,b)"),
        ("repeat a", "repeat(a)"),
        ("{a\nb; c}", "{(a,b,c)"),
        ("{if (a) b\nelse c}", "{(if(a,b,c))"),
        ("(a\n+ b)", "((+(a,b))"),
        ("{}", "{()"),
        ("{;a;;b}", "{(a,b)"),
        ("next", "next()"),
        ("x |> f(a)", "f(x,a)"),
        ("x |> f(a, b = _)", "f(a,b=x)"),
        ("a + b |> f() |> g()", "+(a,g(f(b)))"),
        ("x |> a::f()", "::(a,f)(x)"),
        ("x |> (\\(y) y)()", "((fn[y]y)(x)"),
    ],
)
def test_grouping(text: str, tree: str) -> None:
    assert grouped(parse_expression(text)) == tree


def test_line_breaks_end_expressions_only_outside_round_and_square_brackets() -> None:
    assert [grouped(node) for node in parse_program("a\n+b; c\n\n(d\n+ e)\nf +\n g # note\n")] == [
        "a",
        "+(b)",
        "c",
        "((+(d,e))",
        "+(f,g)",
    ]


def test_nothing_is_an_empty_program() -> None:
    assert parse_program(" # nothing\n") == ()


@pytest.mark.parametrize(
    "marked",
    [
        "lmer(y ~ x + (1 | g⟦,⟧ data = d)",
        "lmer(y ~ x + 1 | g)⟦,⟧ data = d)",
        "lmer(y ~ x + (1 | ⟦)⟧, data = d)",
        "lmer(y ~ ⟦,⟧ data = d)",
        "lmer(y ~ x + + ⟦*⟧ z + (1 | g))",
        "lmer(y ~ x + (1 | g) ⟦data⟧ = d)",
        "lmer(y ~ x + ⟦[⟧1 | g], data = d)",
        "lmer(y ~ x %in% ⟦%in%⟧ A)",
        "lmer⟦(⟧y ~ x + (1 | g)",
        "lmer(y ~ x + ⟦(⟧1 | g",
        "y ~ x ⟦+⟧",
        "y ~ x ⟦+⟧\n\n",
        "y ~ (x + z⟦]⟧",
        "y ~ x⟦)⟧",
        "y ~ x ⟦'z'⟧",
        "y ~ x ⟦2⟧",
        "a < b ⟦<⟧ c",
        "a == -b ⟦!=⟧ c",
        "f(a = b ⟦=⟧ c)",
        "f(a ? b ⟦=⟧ c)",
        "f(⟦''⟧ = 1)",
        "⟦''⟧(1)",
        "if (a ⟦=⟧ b) c",
        "if (a) b\n⟦else⟧ c",
        "⟦else⟧ c",
        "(a⟦;⟧ b)",
        "f(a⟦;⟧ b)",
        "(⟦)⟧",
        "a$⟦(⟧b)",
        "a$⟦2⟧",
        "a$b⟦::⟧c",
        "x::⟦\n⟧y",
        "x[[1]⟦)⟧",
        "⟦;⟧",
        "a;⟦;⟧b",
        "function ⟦x⟧",
        "function(x, ⟦x⟧) 1",
        "function(⟦1⟧) 1",
        "function(⟦'x'⟧ = 1) 1",
        "function(x) ⟦+⟧",
        "for (⟦1⟧ in x) y",
        "for (i ⟦of⟧ x) y",
        "x |> ⟦f⟧",
        "x |> ⟦function(y) y⟧",
        "x |> ⟦if (a) b⟧",
        "x |> ⟦(y)⟧",
        "x |> f(⟦_⟧)",
        "x |> f(y = _, ⟦z = _⟧)",
        "x |> f(y = g(⟦_⟧))",
        "f(y = ⟦_⟧)",
        "⟦{⟧a",
        "{a⟦,⟧ b}",
        "⟦>⟧ y ~ x",
    ],
)
def test_what_r_refuses(marked: str) -> None:
    refusal(parse_program, marked)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("lmer(y ~ x + (1 | g, data = d)", "close it first with `)`"),
        ("lmer(y ~ x + (1 | g)), data = d)", "one too many"),
        ("lmer(y ~ x + (1 | g) data = d)", "a comma, is missing between `)` and `data`"),
        ("lmer(y ~ x + [1 | g])", "round brackets"),
        ("lmer(y ~ x + (1 | g)", "Add `)`"),
        ("if (a) b\nelse c", "put `else` on the line"),
    ],
)
def test_hints_name_the_repair(text: str, hint: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse_program(text)
    assert hint in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("opener", "closer", "weight"), [("(", ")", 1), ("{", "}", 1), ("f(", ")", 1), ("x[[", "]]", 2)]
)
def test_r_allows_fifty_open_brackets(opener: str, closer: str, weight: int) -> None:
    deepest = 50 // weight
    parse_expression(opener * deepest + "x" + closer * deepest)
    with pytest.raises(FormulaError, match="contextstack overflow"):
        parse_expression(opener * (deepest + 1) + "x" + closer * (deepest + 1))


def test_nesting_ten_thousand_deep_is_refused_by_that_rule() -> None:
    with pytest.raises(FormulaError, match="contextstack overflow"):
        parse_expression("(" * 10_000 + "x" + ")" * 10_000)


@pytest.mark.parametrize("piece", ["-", "~", "!", "x^", "x <- ", "if (a) ", "function(x) ", "repeat "])
def test_long_chains_to_the_right_are_read_or_refused_never_recursed_into(piece: str) -> None:
    assert len(list(walk(parse_expression(piece * (STACK - 10) + "x")))) >= STACK - 10
    with pytest.raises(FormulaError, match="out of memory"):
        parse_expression(piece * (STACK + 10) + "x")


@pytest.mark.parametrize("piece", ["x+", "x:", "x/", "x|", "x |> f() + "])
def test_long_chains_to_the_left_are_read(piece: str) -> None:
    assert len(list(walk(parse_expression(piece * 2_500 + "x")))) > 2_500


@pytest.mark.parametrize("piece", ["[1]", "(1)", "$a", " |> f()"])
def test_long_chains_behind_are_read(piece: str) -> None:
    assert len(list(walk(parse_expression("x" + piece * 5_000)))) > 5_000


def test_a_megabyte_is_read_or_refused() -> None:
    long_names = "+".join("x" * 90 for _ in range(12_000))
    assert isinstance(parse_expression(long_names), Call)
    with pytest.raises(FormulaError, match="more than"):
        parse_expression("+".join("x" * 500_000))


def test_spans_of_the_parts_of_a_call() -> None:
    text = "lmer( y ~ (1|g) , d = 2L )"
    call = parse_expression(text)
    assert isinstance(call, Call)
    pieces = [text[slice(*item.span)] for item in call.arguments]
    assert (text[slice(*call.span)], pieces) == (text, ["y ~ (1|g)", "d = 2L"])
    formula = call.operands[0]
    assert isinstance(formula, Call)
    assert text[slice(*formula.function.span)] == "~"
    assert isinstance(formula.operands[0], Name)
