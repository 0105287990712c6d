"""The seed model's view, made by hand: what the drawing is tested with, whatever the compiler does."""

from __future__ import annotations

from dataclasses import replace

import lme4math
from lme4math.errors import FormulaError
from lme4math.source import Source, Span
from lme4math.ui import ViewContent
from lme4math.ui.content import (
    CodeMark,
    DeclaredVariable,
    LegendRow,
    Level,
    ModelChoices,
    Notation,
    StyledView,
    TableCell,
    TableRow,
    TypedBlock,
)

CODE = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"
GROUPS = ("reg", "reg:spp")
ROWS = ("(Intercept)", "time", "time:type+")
INDEX = "jk"


def seed() -> ViewContent:
    return ViewContent(
        code=CODE,
        formula=CODE[5:-1],
        code_marks=marks(),
        styles=(indexed(), lettered()),
        levels=(Level(0, "population"), Level(1, "reg"), Level(2, "reg:spp")),
        assumptions=("`type` is taken as categorical with the levels `-` (baseline) and `+`, as declared.",),
        warnings=("`prevalence` and `time` are taken as numeric; give data to be sure.",),
        choices=ModelChoices(
            (TypedBlock("1 + time + type:time | reg", "us"), TypedBlock("1 + time + type:time | reg:spp", "us")),
            (("us", "correlated"), ("cs", "compound symmetry")),
            (DeclaredVariable("time", None), DeclaredVariable("type", ("-", "+"))),
        ),
    )


def lettered() -> StyledView:
    """The same with every β written as a letter of its own."""
    one = indexed()
    letters = [
        replace(notation, mathml=notation.mathml.replace("β", "δ"), latex=notation.latex.replace("beta", "delta"))
        for notation in one.notations
    ]
    return replace(one, name="lettered", label="lettered", notations=tuple(letters))


def indexed() -> StyledView:
    return StyledView(
        "indexed",
        "indexed",
        notations=(
            Notation(
                "expanded",
                "expanded",
                expanded(),
                r"y_i = \beta_0 + b_{0,j[i]} + \varepsilon_i",
                "β₀".__str__,
                typst="beta_0",
            ),
            Notation(
                "compact", "compact", compact(), r"y_i = \alpha_{j[i],k[i]} + \varepsilon_i", "yᵢ = αⱼₖ + …".__str__
            ),
            Notation(
                "matrix",
                "matrix",
                matrix(),
                r"\mathbf y = \mathbf X\beta + \mathbf Z\mathbf b",
                "y = Xβ + Zb + ε".__str__,
            ),
        ),
        table=tuple(
            TableRow(
                name,
                (
                    TableCell(math(beta(row)), f"lm-k-{row}-0"),
                    *(TableCell(math(b(row, g)), f"lm-k-{row}-{g}") for g in (1, 2)),
                ),
            )
            for row, name in enumerate(ROWS)
        ),
        legend=(
            LegendRow(math(sub(mi("y"), mi("i"))), "the response of observation i", "prevalence"),
            LegendRow(math(sub(mtext("time"), mi("i"))), "a numeric variable", "time"),
            LegendRow(math(dummy()), "1 where `type` is `+`, else 0", "type"),
            LegendRow(math(look(1)), "the region of observation i", "reg"),
            LegendRow(math(look(2)), "the species within region of observation i", "reg:spp"),
            LegendRow(math(sub(mi("β"), mn(0))), "the population's intercept", "1"),
            LegendRow(math(sub(mi("β"), mn(1))), "the population's slope of time", "time"),
            LegendRow(math(sub(mi("β"), mn(2))), "how much steeper that is where `type` is `+`", "time:type"),
        ),
    )


def marks() -> tuple[CodeMark, ...]:
    found = []
    for level, start in enumerate((0, CODE.index("(1"), CODE.index("(1", CODE.index("| reg)")))):
        for row, text in enumerate(("1", "time", "type:time" if level else "time:type")):
            place = CODE.find(text, start) if level or row else -1
            if place >= 0:
                found.append(CodeMark(place, place + len(text), f"lm-k-{row}-{level}"))
        if level:
            place = CODE.index("| ", start) + 2
            found.append(CodeMark(place, place + len(GROUPS[level - 1]), f"lm-lv-{level}"))
    return tuple(found)


# --- MathML, as our printer writes it ------------------------------------------------------------------------------


def math(body: str, display: str = "inline") -> str:
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="{display}">{body}</math>'


def mi(name: str) -> str:
    return f"<mi>{name}</mi>"


def mn(number: object) -> str:
    return f"<mn>{number}</mn>"


def mo(sign: str, **attributes: str) -> str:
    return "<mo" + "".join(f' {key}="{value}"' for key, value in attributes.items()) + f">{sign}</mo>"


def mtext(text: str) -> str:
    return f"<mtext>{text}</mtext>"


def bold(letter: str) -> str:
    return f'<mi mathvariant="normal">{letter}</mi>'


def row(*items: str, classes: str = "") -> str:
    return f'<mrow class="{classes}">{"".join(items)}</mrow>' if classes else f"<mrow>{''.join(items)}</mrow>"


def sub(base: str, below: str) -> str:
    return f"<msub>{base}{below}</msub>"


def level(body: str, index: int, row_: int | None = None) -> str:
    key = "" if row_ is None else f" lm-k-{row_}-{index}"
    return f'<mrow class="lm-lv-{index}{key}">{body}</mrow>'


def look(group: int) -> str:
    return row(
        mi(INDEX[group - 1]),
        mo("[", form="prefix", stretchy="false"),
        mi("i"),
        mo("]", form="postfix", stretchy="false"),
    )


def dummy() -> str:
    return row(
        mn("𝟙"), mo("[", form="prefix"), sub(mtext("type"), mi("i")), mo("="), mtext("+"), mo("]", form="postfix")
    )


def beta(number: int) -> str:
    return level(sub(mi("β"), mn(number)), 0, number)


def b(number: int, group: int, at: str = "") -> str:
    below = row(mn(number), mo(",", separator="true"), at) if at else mn(number)
    name = row(mo("(", stretchy="false"), mtext(GROUPS[group - 1]), mo(")", stretchy="false"))
    return level(f"<msubsup>{mi('b')}{below}{name}</msubsup>", group, number)


def parens(*items: str) -> str:
    return row(mo("(", form="prefix"), *items, mo(")", form="postfix"))


def table(rows: list[list[str]], fence: str = "[]", classes: str = "") -> str:
    cells = "".join("<mtr>" + "".join(f"<mtd>{cell}</mtd>" for cell in line) + "</mtr>" for line in rows)
    inner = f"<mtable>{cells}</mtable>"
    return row(mo(fence[0], form="prefix"), inner, mo(fence[1], form="postfix"), classes=classes)


def lines(rows: list[tuple[str, str]]) -> str:
    left = "text-align:right;text-align:-webkit-right;padding:0.45em 0"
    right = "text-align:left;text-align:-webkit-left;padding:0.45em 0"
    cells = "".join(
        f'<mtr><mtd style="{left}"><mrow>{a}</mrow></mtd><mtd style="{right}"><mrow>{c}</mrow></mtd></mtr>'
        for a, c in rows
    )
    return math(f'<mtable displaystyle="true">{cells}</mtable>', "block")


def normal(mean: str, variance: str) -> str:
    return mo("∼", form="infix") + mi("𝒩") + parens(mean, mo(",", separator="true"), variance)


def coefficient(number: int) -> str:
    return parens(beta(number), mo("+"), b(number, 1, look(1)), mo("+"), b(number, 2, look(2)))


def effects(group: int) -> tuple[str, str]:
    at = mi(INDEX[group - 1])
    greek = "τγ"[group - 1]
    entries = [
        [
            level(
                f"<msubsup>{mi(greek)}{mn(r)}{mn(2)}</msubsup>"
                if r == c
                else sub(mi(greek), mn(f"{min(r, c)}{max(r, c)}")),
                group,
            )
            for c in range(3)
        ]
        for r in range(3)
    ]
    return table([[b(r, group, at)] for r in range(3)], "()"), normal(bold("𝟎"), table(entries))


def noise() -> tuple[str, str]:
    return sub(mi("ε"), mi("i")), normal(mn(0), f"<msup>{mi('σ')}{mn(2)}</msup>")


def expanded() -> str:
    time, y, e = sub(mtext("time"), mi("i")), sub(mtext("prevalence"), mi("i")), sub(mi("ε"), mi("i"))
    infix = mo("+", form="infix")
    return lines(
        [
            (y, mo("=", form="infix") + coefficient(0)),
            ("", infix + coefficient(1) + time),
            ("", infix + coefficient(2) + time + dummy() + mo("+") + e),
            effects(1),
            effects(2),
            noise(),
        ]
    )


def compact() -> str:
    at = row(look(1), mo(",", separator="true"), look(2))
    time, y, e = sub(mtext("time"), mi("i")), sub(mtext("prevalence"), mi("i")), sub(mi("ε"), mi("i"))
    a, c, d = (sub(mi(letter), at) for letter in "αβδ")
    rows = [(y, mo("=", form="infix") + a + mo("+") + c + time + mo("+") + d + time + dummy() + mo("+") + e)]
    rows += [
        (whole, mo("=", form="infix") + beta(n) + mo("+") + b(n, 1, look(1)) + mo("+") + b(n, 2, look(2)))
        for n, whole in enumerate((a, c, d))
    ]
    for group in (1, 2):
        sigma = level(sub(bold("𝚺"), mtext(GROUPS[group - 1])), group)
        rows.append((level(sub(bold("𝐛"), mi(INDEX[group - 1])), group), normal(bold("𝟎"), sigma)))
    return lines([*rows, noise()])


def matrix() -> str:
    dots, down = mo("⋯"), mo("⋮")
    y, e = ([[sub(mi(s), mn(1))], [down], [sub(mi(s), mi("n"))]] for s in ("y", "ε"))
    x = [[mn(1), sub(mtext("time"), mi(i)), sub(mtext("time"), mi(i)) + dummy()] for i in "1n"]
    body = [x[0], [down] * 3, x[1]]
    blocks = [[*line, dots, mn(0)] for line in body]
    parts = [mo("=", form="infix") + table(body) + table([[beta(r)] for r in range(3)])]
    for group in (1, 2):
        z = table(blocks, classes=f"lm-lv-{group}")
        under = f"<munder>{z}{mo('⏟', stretchy='true')}</munder>"
        named = f"<munder>{under}{sub(bold('𝐙'), mtext(GROUPS[group - 1]))}</munder>"
        stack = table([*([b(r, group, mn(1))] for r in range(3)), [down]])
        parts.append(mo("+", form="infix") + named + stack)
    parts[-1] += mo("+") + table(e)
    return lines([(table(y), parts[0]), *(("", part) for part in parts[1:])])


# --- A compiler that knows one model -------------------------------------------------------------------------------


class Seed:
    """What a parser returns, for the magic."""

    def content(self, _unfolded: bool = False) -> ViewContent:
        return seed()

    def checked(self, latex: str) -> lme4math.Check:
        return lme4math.check(latex, lme4math.parse(CODE, factors={"type": ["-", "+"]}))

    def latex(self, notation: str, style: str) -> str:
        return seed().notation(notation, style).latex

    @property
    def n_symbols(self) -> int:
        return 15

    def save(self, path: str, notation: str, style: str) -> None:
        lme4math.parse(CODE, factors={"type": ["-", "+"]}).save(path, notation, style)

    def with_model(self, which: str | int) -> Seed:
        raise FormulaError(f"{which}: this compiler knows one model.")

    def on_lme4_data(self, _taken: object = ()) -> Seed:
        return self

    def with_effect(self, coefficient: str, group: str) -> Seed:
        raise FormulaError(f"{coefficient} over {group}: this compiler knows one model.")

    def with_random(self, effect: str, group: str) -> Seed:
        raise FormulaError(f"{effect} over {group}: this compiler knows one model.")

    def with_structure(self, block: int, structure: str) -> Seed:
        raise FormulaError(f"{structure} for {block}: this compiler knows one model.")

    def with_variable(self, name: str, levels: object) -> Seed:
        raise FormulaError(f"{levels} for {name}: this compiler knows one model.")

    def with_label(self, name: str, words: str | None) -> Seed:
        raise FormulaError(f"{words} for {name}: this compiler knows one model.")

    def with_options(self, *, factor_index: bool | None = None, index: str | None = None) -> Seed:
        assert not factor_index
        assert index in (None, "lookup")
        return self


def parse(code: str, _data: object = None, **_options: object) -> Seed:
    """Reads the seed model only; stumbles over `+ +` as a parser does."""
    if "+ +" in code:
        place = code.index("+ +") + 2
        source = Source(code)
        raise FormulaError("A term is missing here.", Span(place, place + 1), "Remove one `+`.", source)
    return Seed()
