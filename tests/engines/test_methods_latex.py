"""The paragraph for a methods section, set by pdflatex."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import lme4math

SLEEP = "lmer(Reaction ~ Days + (Days | Subject))"
HARD = [
    (SLEEP, {}),
    ("lmer(`a_b & 50%` ~ x_1 * f + ns(z, 3) + (x_1 || `g#1`))", {"f": ["a_1", "b^2", "c~{}"]}),
    ("glmer(cbind(s, n - s) ~ f * h + (1 | a/b), family = binomial)", {"f": 3, "h": ["<5", ">=5"]}),
    ("glmer(y ~ h + offset(log(t)) + (1 | g), family = poisson, contrasts = list(h = 'contr.sum'))", {"h": 3}),
]


def test_its_latex_compiles_in_an_article(tmp_path: Path) -> None:
    parts = [lme4math.parse(code, factors=factors).methods("latex") for code, factors in HARD]
    head = "\\documentclass{article}\\usepackage{amsmath}\\begin{document}\n"
    (tmp_path / "m.tex").write_text(head + "\n\n".join(parts) + "\n\\end{document}\n", encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "m.tex"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    log = (tmp_path / "m.log").read_text(encoding="utf-8", errors="replace")
    assert "Output written" in log
    assert not re.findall(r"^! .*|^Missing character.*", log, re.M)
