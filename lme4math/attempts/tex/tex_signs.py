"""The characters of LaTeX's letters, signs and brackets."""

from __future__ import annotations

import re

from lme4math.printers import bold

_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ",
    "omicron": "ο", "pi": "π", "varpi": "ϖ", "rho": "ρ", "varrho": "ϱ", "sigma": "σ", "varsigma": "ς", "tau": "τ",
    "upsilon": "υ", "phi": "ϕ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
}  # fmt: skip
_CAPITALS = {
    "Alpha": "Α", "Beta": "Β", "Gamma": "Γ", "Delta": "Δ", "Epsilon": "Ε", "Zeta": "Ζ", "Eta": "Η", "Theta": "Θ",
    "Iota": "Ι", "Kappa": "Κ", "Lambda": "Λ", "Mu": "Μ", "Nu": "Ν", "Xi": "Ξ", "Pi": "Π", "Rho": "Ρ", "Sigma": "Σ",
    "Tau": "Τ", "Upsilon": "Υ", "Phi": "Φ", "Chi": "Χ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
GREEK_LETTERS = {**_GREEK, **_CAPITALS, "ell": "ℓ"}
"""By their commands, without backslash."""

SIGNS = {
    "sim": "∼", "-": "−", "*": "⋅", "in": "∈", "ne": "≠", "approx": "≈", "propto": "∝", "perp": "⊥", "otimes": "⊗",
    "oplus": "⊕", "circ": "∘", "dots": "…", "pm": "±", "le": "≤", "ge": "≥", "infty": "∞", "to": "→", "and": "&",
    "percent": "%", "forall": "∀", "T": "⊤", "star": "⋆", "<": "⟨", ">": "⟩", "prime": "′",
}  # fmt: skip
"""By the names that signs have in the syntax."""

TYPED_SIGNS = {
    "\\times": "×", "*": "∗", "\\ast": "∗", "\\cdots": "⋯", "\\vdots": "⋮", "\\ddots": "⋱", "\\cap": "∩",
    "\\equiv": "≡", "\\coloneqq": "≔", "≔": "≔", "<": "<", ">": ">", "\\prime": "′", "\\dag": "†", "\\Vert": "‖",
}  # fmt: skip
"""By what was typed, where the syntax takes it for another sign."""

LARGE = {"sum": "∑", "prod": "∏", "int": "∫"}
BRACKETS = {"(": ("(", ")"), "[": ("[", "]"), "{": ("{", "}"), "<": ("⟨", "⟩")}
FENCES = {
    "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "Bmatrix": ("{", "}"), "vmatrix": ("|", "|"), "cases": ("{", ""),
    "dcases": ("{", ""),
}  # fmt: skip
"""The brackets of environments."""
ACCENTS = {"hat": "^", "bar": "¯", "tilde": "~", "dot": "˙", "ddot": "¨", "check": "ˇ"}

_SCRIPT = (("A", "Z", 0x1D49C),)
_BLACKBOARD = (("A", "Z", 0x1D538), ("0", "9", 0x1D7D8))
_OLDER = {
    "𝒝": "ℬ", "𝒠": "ℰ", "𝒡": "ℱ", "𝒣": "ℋ", "𝒤": "ℐ", "𝒧": "ℒ", "𝒨": "ℳ", "𝒭": "ℛ",
    "𝔺": "ℂ", "𝔿": "ℍ", "𝕅": "ℕ", "𝕇": "ℙ", "𝕈": "ℚ", "𝕉": "ℝ", "𝕑": "ℤ",
}  # fmt: skip
"""Letters that Unicode had before the rest of their alphabets."""


_NAMES = re.compile(rf"(?<![A-Za-z\\\\])(?:{'|'.join(sorted(GREEK_LETTERS, key=len, reverse=True))})(?![A-Za-z])")


def with_greek(sentence: str) -> str:
    """A sentence in which symbols such as sigma_epsilon are σ_ϵ, and squares ²; what stands between backticks stays."""
    pieces = sentence.split("`")
    pieces[::2] = (_NAMES.sub(lambda name: GREEK_LETTERS[name[0]], piece).replace("^2", "²") for piece in pieces[::2])
    return "`".join(pieces)


def in_font(letter: str, typed: str, *, is_bold: bool) -> str:
    """A letter in the font that was typed for it.

    Args:
        letter: the letter.
        typed: what was typed, which may begin with a command such as `\\\\mathcal`.
        is_bold: whether it is bold.
    """
    ranges: tuple[tuple[str, str, int], ...] = ()
    if typed.startswith(("\\mathcal", "\\mathscr", "\\cal")):
        ranges = _SCRIPT
    elif typed.startswith("\\mathbb"):
        ranges = _BLACKBOARD
    elif is_bold:
        return bold(letter)
    found = (chr(start + ord(letter) - ord(low)) for low, high, start in ranges if low <= letter <= high)
    shown = next(found, letter)
    return _OLDER.get(shown, shown)
