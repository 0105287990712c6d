"""One name for each thing, and never one for two: what a computer algebra system calls the symbols of a page."""

from __future__ import annotations

from collections.abc import Hashable

from lme4math.notation.symbols import Base, Digits, Symbol

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma",
    "τ": "tau", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "Σ": "Sigma",
}  # fmt: skip


class Identifiers:
    """Names that were given out; a name that another thing already has gets a prime."""

    def __init__(self) -> None:
        self._names: dict[Hashable, str] = {}
        self._taken: set[str] = set()

    def name(self, thing: Hashable, wanted: str) -> str:
        """The name of a thing; the one wanted, if it is free, at the first time that somebody asks."""
        if thing not in self._names:
            while wanted in self._taken:
                wanted += "'"
            self._taken.add(wanted)
            self._names[thing] = wanted
        return self._names[thing]


def unnumbered(symbol: Symbol) -> Symbol:
    """A symbol without the numbers in its subscript, which become indices: τ₀ is the 0th of τ."""
    return Symbol(symbol.base, tuple(part for part in symbol.sub if not isinstance(part, Digits)), symbol.tag)


def numbers(symbol: Symbol, run_together: bool = False) -> tuple[int, ...]:
    """The numbers in a symbol's subscript; those of τ₀₁ are run together."""
    texts = [part.text for part in symbol.sub if isinstance(part, Digits)]
    if run_together and len(texts) == 1:
        texts = list(texts[0])
    return tuple(int(text) for text in texts)


def spelled(symbol: Symbol) -> str:
    """A symbol in letters that can be typed, its subscript and tag behind underscores: b_reg, sigma_nu_alpha."""
    return "_".join(_spelled(part) for part in (symbol.base, *symbol.sub, *symbol.tag))


def _spelled(part: Base) -> str:
    return "".join(GREEK.get(character, character) for character in part.text)
