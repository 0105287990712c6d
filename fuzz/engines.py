"""Random models through KaTeX, MathJax and Typst, names of any characters: `python -m fuzz.engines --examples N`."""

from __future__ import annotations

import argparse
import time

from hypothesis import given, seed

import lme4math
from fuzz import laws, models
from fuzz.run import generating
from tests.engines import engines

FONTS = "[unknownSymbol]"
"""KaTeX's strict mode warns of letters that its fonts lack; it typesets them nevertheless."""


def drawn(examples: int, first: int) -> list[lme4math.Equations]:
    """The equations of the models among this number of inputs."""
    found: list[lme4math.Equations] = []

    def keep(one: models.Given) -> None:
        read: list[lme4math.Model] = []
        if laws.refused(lambda: read.append(lme4math.parse(one.code, factors=one.factors))) is None:
            found.extend(laws.all_equations(read[0]))

    seed(first)(generating(examples)(given(models.inputs())(keep)))()
    return found


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--examples", type=int, default=100)
    arguments.add_argument("--seed", type=int, default=0)
    asked = arguments.parse_args()
    equations = drawn(asked.examples, asked.seed)
    latex = [one.latex() for one in equations]
    for engine, pieces in (
        (engines.katex, latex),
        (engines.mathjax, latex),
        (engines.typst, [one.typst() for one in equations]),
    ):
        began = time.time()
        answers = zip(engine(pieces), pieces, strict=True)
        complaints = [(message, piece) for message, piece in answers if message and FONTS not in message]
        print(f"{engine.__name__}: {len(pieces)} pieces in {time.time() - began:.0f} s; {len(complaints)} complaints")
        for message, piece in sorted(complaints, key=lambda pair: len(pair[1]))[:3]:
            print(message, piece, sep="\n", end="\n\n")


if __name__ == "__main__":
    main()
