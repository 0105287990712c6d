"""Random models, as people write them and a little worse, with random data; the same seed gives the same."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import Any

Column = dict[str, Any]
KINDS = ("pandas", "pandas", "duckdb", "polars")
"""Where the data is: in memory, or with an engine."""


def listed(text: str) -> list[str]:
    """The pieces of R code between semicolons."""
    return [piece.strip() for piece in text.split(";")]


NUMERIC = ("x", "z", "w", "k", "x", "z")
FACTORS = ("A", "B", "C", "O", "L", "T", "A", "B")
OF_NUMBERS = listed("""
    log(w); sqrt(w); exp({0}); abs({0}); I({0}^2); I({0} * z); I(2 * {0} - 1); scale({0}); scale({0}, scale = FALSE);
    scale({0}, center = 1); poly({0}, 2); poly({0}, 3); poly({0}, 2, raw = TRUE); poly({0}, degree = 2);
    poly({0}, z, degree = 2); poly({0}, 1 + 1); ns({0}, 3); ns({0}, df = 2 + 1); ns({0}, knots = c(-0.3, 0.4));
    ns({0}, knots = quantile({0}, c(.3, .7))); ns({0}, knots = seq(-0.5, 0.5, 0.5)); bs({0}, df = 4);
    bs({0}, degree = 2); bs({0}, knots = 0.1); bs({0}, knots = quantile({0}, c(1, 2, 3)/4));
    bs({0}, df = 5, intercept = TRUE); ns({0}, df = 2, Boundary.knots = c(-3, 3)); cbind({0}, w); cbind({0}, {0}^2);
    cbind(a = {0}, b = {0} * 2, z); cbind({0}, z, {0}); cbind(log(w), {0}); pmin({0}, 0.5); pmax({0}, z);
    round({0}, 1); signif(w, 1); rank(k); as.numeric({0} > 0); ifelse({0} > 0, 1, 0); I({0} > 0); {0} > z; cut({0}, 3);
    cut(w, c(0, 1, 2, Inf)); cut({0}, c(-9, 0, 9), labels = c('low', 'high')); I(as.numeric(A) - 1); as.integer(L);
    I(k %/% 2); k %% 2; I({0} - mean({0})); log1p(k); plogis({0}); I({0} / sd({0})); as.numeric(D); D;
    log(w, base = 2); log2(w); log(w + 1); exp(-{0}); sqrt(abs({0})); I({0}^2 + z); I(({0} - mean({0})) / sd({0}));
    {0} %/% 1; trunc({0}); floor({0}); sign({0}); is.na(z); nchar(T); 1 / w; -{0}; (!L); (L & {0} > 0); xor(L, {0} > 0);
    as.numeric(T == 'ta'); as.numeric(as.character(k)); ave({0}, A); I({0} - ave({0}, g)); poly({0}, 2)[, 1];
    scale({0})[, 1]; cut({0}, c(-9, 0, 9), right = FALSE); cut({0}, quantile({0}), include.lowest = TRUE);
    cut(k, c(0, 1, 3), include.lowest = TRUE); cut({0}, 4, labels = FALSE); atan2({0}, z); ifelse(A == 'a1', {0}, 0);
    ifelse(is.na({0}), 0, {0}); pmin({0}, 1, z); as.integer({0}); {0} == max({0}); cumsum(k); (k > 1) + ({0} > 0);
    I(k * L); I({0} * (C == 'c1')); poly(k, 2, raw = TRUE); poly({0}, 3, simple = TRUE); log10(w);
    bs({0}, knots = c(-0.5, 0.5), degree = 1); bs({0}, df = 3, Boundary.knots = c(-4, 4)); {0}^2; ordered(k);
    median({0}) > {0}
""")
OF_FACTORS = listed("""
    factor({0}); as.factor({0}); C({0}, contr.sum); C({0}, contr.helmert); C({0}, contr.treatment); C({0}, sum);
    relevel(A, ref = 'a2'); relevel(B, 'b3'); interaction({0}, C); droplevels(B); factor(k); as.ordered({0});
    factor(A, levels = c('a3', 'a1', 'a2')); factor(L, labels = c('no', 'yes')); I(A == 'a1'); (B == 'b2');
    I({0} %in% c('a1', 'b1')); factor(k > 1); ordered(C, c('c2', 'c1')); C(O, poly); factor(x > 0); as.character(A);
    factor(C):factor(A); C(A, c(-1, 0, 1)); factor(A, exclude = 'a2'); rev(B); interaction(A, B, drop = TRUE);
    factor(T, levels = c('tu', 'ta', 'to')); relevel(factor(C), ref = 'c2'); addNA(A); factor(paste(A, C));
    paste0(T, C); as.factor(D > as.Date('2020-02-01')); factor(B, levels = rev(levels(B)));
    interaction(C, L, sep = '-'); interaction(A, C, lex.order = TRUE); factor(k, labels = c('p', 'q', 'r', 's'));
    factor(A, labels = 'l'); as.integer(A); unclass(B); C(B, treatment, 1); C(A, contr.treatment(3, base = 2));
    droplevels(A); ifelse(C == 'c1', 'one', 'two'); factor(A == 'a1' & L); dummy(A, 'a2'); dummy(B); as.logical(k);
    factor(A, c('a2', 'a1'))
""")
CODINGS = {
    "A": listed("""
    contr.sum; 'contr.sum'; 'contr.helmert'; contr.sum(3); contr.treatment(3, base = 2); contr.poly; -contr.sum(3);
    matrix(c(-1, 0, 1, 0.5, -1, 0.5), 3); contr.treatment(3) - 1/3; cbind(c(-1, 0, 1)); MASS::contr.sdif; 'contr.SAS';
    contr.sum(3)/2; contr.helmert(c('a1', 'a2', 'a3')); contr.treatment(3, contrasts = FALSE);
    contr.poly(3, scores = c(1, 2, 4))
    """),
    "B": listed("contr.sum; contr.helmert(4); contr.poly(4); contr.SAS; contr.treatment(4, base = 3)"),
    "C": listed("c(-0.5, 0.5); contr.sum(2)/2; contr.sum; contr.helmert; cbind(first = c(1, 0)); contr.sum(2) * 0.5"),
    "O": listed("contr.sum; 'contr.treatment'; contr.poly; contr.treatment(3, base = 3)"),
    "L": listed("contr.sum; c(-1, 1)"),
    "T": listed("contr.sum; contr.helmert"),
}
GROUPS = (
    ("g", "h", "m", "T") * 3
    + ("g/h", "g:h", "A:g", "(g:h)", "h:A", "m/h") * 2
    + ("factor(m)", "interaction(g, C)", "g + h", "g * h", "g/h/m", "L", "O", "g:h:C", "(g + m)", "A/g", "g %in% h")
)
SUBSETS = listed("""
    x > -1; A != 'a1'; !is.na(z); k < 3; A %in% c('a1', 'a2'); L; w > 0.2 & x < 2; C == 'c1' | z > 0; T != 'tu';
    B != 'b4'
""")
FAMILIES = listed("""
    binary, binomial; binary, binomial(link = 'probit'); L, binomial; cbind(won, lost), binomial;
    C, binomial('cloglog'); count, poisson; count, poisson(link = 'sqrt'); w, Gamma(link = 'log');
    w, inverse.gaussian('log'); w, Gamma;
    won / (won + lost), binomial; count, 'poisson'
""")


@dataclass(frozen=True)
class Asked:
    """A call, the columns of its data by name, and where the data is."""

    code: str
    columns: dict[str, Column]
    kind: str


def data(chance: random.Random, kind: str) -> dict[str, Column]:
    """Columns with R's types: groups nested and crossed, empty cells, unused levels, missing values."""
    n = chance.randint(40, 70)

    def pick(items: str) -> list[Any]:
        return [chance.choice(items.split()) for _ in range(n)]

    def real() -> list[Any]:
        return [round(chance.gauss(0, 1), 3) for _ in range(n)]

    made: dict[str, Column] = {
        "y": {"type": "numeric", "values": real()},
        "x": {"type": "numeric", "values": real()},
        "z": {"type": "numeric", "values": real()},
        "w": {"type": "numeric", "values": [round(chance.lognormvariate(0, 0.6), 3) for _ in range(n)]},
        "k": {"type": "integer", "values": [chance.randint(0, 3) for _ in range(n)]},
        "A": {"type": "factor", "values": pick("a1 a2 a3"), "levels": ["a1", "a2", "a3"]},
        "B": {"type": "factor", "values": pick("b1 b2 b3 b4"), "levels": ["b2", "b1", "b3", "b4"]},
        "C": {"type": "factor", "values": pick("c1 c2"), "levels": ["c1", "c2"]},
        "O": {"type": "ordered", "values": pick("lo mid hi"), "levels": ["lo", "mid", "hi"]},
        "L": {"type": "logical", "values": [chance.random() < 0.5 for _ in range(n)]},
        "T": {"type": "character", "values": pick("tu ta to")},
        "D": {"type": "Date", "values": [dt.date(2020, 1, 1) + dt.timedelta(chance.randint(0, 90)) for _ in range(n)]},
        "g": {"type": "factor", "values": pick("g1 g2 g3 g4 g5 g6 g7"), "levels": [f"g{i}" for i in range(1, 8)]},
        "m": {"type": "integer", "values": [chance.randint(1, 5) for _ in range(n)]},
        "h": {"type": "character", "values": pick("ha hb hc hd")},
        "binary": {"type": "integer", "values": [chance.randint(0, 1) for _ in range(n)]},
        "count": {"type": "integer", "values": [chance.randint(0, 6) for _ in range(n)]},
        "won": {"type": "integer", "values": [chance.randint(1, 5) for _ in range(n)]},
        "lost": {"type": "integer", "values": [chance.randint(0, 5) for _ in range(n)]},
    }
    if kind != "pandas":
        made["O"]["type"] = "factor"  # engines know no ordered factors
    if chance.random() < 0.4:  # an empty cell
        cells = zip(made["A"]["values"], made["B"]["values"], strict=True)
        made["B"]["values"] = ["b2" if (a, b) == ("a2", "b3") else b for a, b in cells]
    if chance.random() < 0.2:
        made["A"]["levels"] = [*made["A"]["levels"], "unused"]
    if chance.random() < 0.5:
        for name in chance.sample(["y", "x", "z", "A", "T", "k", "L", "g", "D", "O"], 3):
            values = made[name]["values"]
            made[name]["values"] = [None if chance.random() < 0.06 else value for value in values]
    return made


def atom(chance: random.Random) -> str:
    """A variable or a call of one."""
    roll = chance.random()
    if roll < 0.3:
        return chance.choice(NUMERIC)
    if roll < 0.6:
        return chance.choice(FACTORS)
    return factor(chance) if roll > 0.85 else chance.choice(OF_NUMBERS).format(chance.choice("xxzw"))


def factor(chance: random.Random) -> str:
    plain = chance.random() < 0.6
    return chance.choice(FACTORS) if plain else chance.choice(OF_FACTORS).format(chance.choice("ABCABCABCO"))


def expression(chance: random.Random, depth: int) -> str:
    """Any formula at all: what R's algebra makes of it is the question."""
    if depth == 0 or chance.random() < 0.25:
        return chance.choice(("0", "1", "-1")) if chance.random() < 0.12 else atom(chance)
    roll = chance.random()
    if roll < 0.06:
        return f"({expression(chance, depth - 1)})^{chance.choice((2, 3))}"
    if roll < 0.25:
        return f"({expression(chance, depth - 1)})"
    operator = chance.choice(("+",) * 8 + ("-",) * 2 + (":", ":", "*", "*", "/", "%in%"))
    return f"{expression(chance, depth - 1)} {operator} {expression(chance, depth - 1)}"


def fixed(chance: random.Random) -> str:
    """Fixed effects, most of them as people write them."""
    a, b, c, d = (factor(chance), factor(chance), atom(chance), atom(chance))
    shapes = (
        f"{c}", f"{c} + {d}", f"{a} * {c}", f"{a} * {b}", f"{a} * {b} * {c}", f"({a} + {b} + {c})^2", f"{a}:{b} + {c}",
        f"{a} + {b} + {a}:{b} + {c}:{a}", f"{c} * {d}", f"0 + {a} + {c}", f"{a} * {c} - 1", f"{a} / {c}", f"{c}:{d}",
        f"{a} * {b} - {a}", f"1 + {a} + {c} + {d}", f"{c} + {b} %in% {a}", f"{a} * {c} * {d} - {a}:{c}:{d}", "1",
        f"{c} + offset(log(w))", f"({a} + {c}) * {d}", f"{a}:{b}:{c}", f"-1 + {a}:{b}", f"{c} + {d} + {c}",
    )  # fmt: skip
    return expression(chance, 3) if chance.random() < 0.12 else chance.choice(shapes)


def effects(chance: random.Random) -> str:
    shapes = (
        "1", "1", "1", atom(chance), f"1 + {atom(chance)}", f"0 + {factor(chance)}", f"0 + {atom(chance)}",
        f"{atom(chance)} + {atom(chance)}", f"{chance.choice(FACTORS)} * {chance.choice(NUMERIC)}",
        f"{factor(chance)}:{chance.choice(NUMERIC)}", f"1 + {factor(chance)}", expression(chance, 2),
    )  # fmt: skip
    return chance.choice(shapes)


def bar(chance: random.Random) -> str:
    """A random term."""
    if chance.random() < 0.25:
        structure, hom = (
            chance.choice(("cs", "ar1", "diag", "us")),
            chance.choice(("", "", ", hom = TRUE", ", hom = FALSE")),
        )
        group = chance.choice(("g", "h", "g:h", "T", "m"))
        few = chance.choice(("0 + O", "0 + B", "0 + A", "A", "x", "x + z", "1", "0 + factor(k)", effects(chance)))
        return f"{structure}({few} | {group}{'' if structure == 'us' else hom})"
    left = effects(chance)
    return f"({left} {'||' if chance.random() < 0.3 and left != '1' else '|'} {chance.choice(GROUPS)})"


def call(chance: random.Random) -> str:
    """A call of lmer or glmer."""
    function, family = "lmer", ""
    response = chance.choice(
        ("y", "y", "y", "log(w)", "I(y * 2)", "scale(y)", "k", "sqrt(count)", "(y - 1) / 2", "w^2")
    )
    if chance.random() < 0.25:
        function, (response, _, family) = "glmer", chance.choice(FAMILIES).rpartition(", ")
    bars = [bar(chance) for _ in range(chance.choice((1, 1, 1, 2, 2, 3)))]
    parts = [fixed(chance), *bars] if chance.random() < 0.9 else [*bars, fixed(chance)]
    arguments = [f"{response} ~ {' + '.join(parts)}", "data = d"]
    arguments += [f"family = {family}"] if family else []
    if chance.random() < 0.2:
        arguments.append(f"subset = {chance.choice(SUBSETS)}")
    if chance.random() < 0.2:
        arguments.append(f"weights = {chance.choice(('w', '1 / w', 'k + 1', 'won + lost', 'I(w^2)', 'NULL'))}")
    if chance.random() < 0.15:
        arguments.append(f"offset = {chance.choice(('z', 'log(w)', 'x / 2', 'NULL'))}")
    if chance.random() < 0.2:
        names = chance.sample(list(CODINGS), chance.choice((1, 1, 2)))
        arguments.append(f"contrasts = list({', '.join(f'{name} = {chance.choice(CODINGS[name])}' for name in names)})")
    if chance.random() < 0.1 and function == "lmer":
        arguments.append(f"REML = {chance.choice(('FALSE', 'TRUE', 'F'))}")
    if chance.random() < 0.1:
        arguments.append(f"na.action = {chance.choice(('na.exclude', 'na.omit', chr(39) + 'na.omit' + chr(39)))}")
    return f"{function}({', '.join(arguments)})"


def models(seed: str, count: int) -> list[Asked]:
    """So many models, ten of them on the same data."""
    chance = random.Random(seed)
    made: list[Asked] = []
    while len(made) < count:
        kind = chance.choice(KINDS)
        columns = data(chance, kind)
        made += [Asked(call(chance), columns, kind) for _ in range(10)]
    return made[:count]
