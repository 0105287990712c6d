"""Functions by the names that people give them."""

from __future__ import annotations

from lme4math.attempts.tex.tex_nodes import TexName, TexNode, TexScripted, flat_text

FUNCTIONS = {
    "log": "log", "ln": "log", "exp": "exp", "logit": "logit", "expit": "logit^-1", "probit": "probit",
    "cloglog": "cloglog", "sqrt": "sqrt", "invlogit": "logit^-1", "inv-logit": "logit^-1", "inv_logit": "logit^-1",
    "logistic": "logit^-1", "Phi": "probit^-1", "E": "E", "Pr": "P", "P": "P", "Var": "Var", "Cov": "Cov",
    "var": "Var", "cov": "Cov", "Cor": "Cor", "Corr": "Cor", "cor": "Cor", "corr": "Cor", "offset": "offset",
    "cauchit": "cauchit", "inverse": "inverse", "diag": "diag", "Diag": "diag", "blockdiag": "diag", "g": "g", "f": "f",
}  # fmt: skip
LETTER_FUNCTIONS = frozenset(["E", "P", "g", "f"])
"""What is a function only before brackets."""


def function_name(node: TexNode) -> str | None:
    """The function that a node names; None where it names none."""
    base = node.base if isinstance(node, TexScripted) else node
    if not isinstance(base, TexName) or base.text not in FUNCTIONS:
        return None
    if isinstance(node, TexScripted) and node.below is not None and base.text not in ("log", "E"):
        return None
    if base.kind == "greek" and base.text != "Phi":
        return None
    base_of_log = flat_text(node.below).strip() if isinstance(node, TexScripted) and node.below is not None else ""
    above = flat_text(node.above) if isinstance(node, TexScripted) and node.above is not None else ""
    if above == "-1":
        name = FUNCTIONS[base.text]
        return name.removesuffix("^-1") if name.endswith("^-1") else f"{name}^-1"
    return f"log{base_of_log}" if base.text == "log" and base_of_log in ("2", "10") else FUNCTIONS[base.text]
