"""Python in a browser has no numpy before it is fetched, and none without a network; the view answers all the same."""

from __future__ import annotations

import subprocess
import sys

EDIT = """
import sys
sys.modules.update(numpy=None, scipy=None, matplotlib=None)
import lme4math
view = lme4math.parse("lmer(y ~ x + (x | g))").explore().view
answers = []
view.send = answers.append
view._handle_custom_msg({"edit": "effect", "coefficient": "x", "group": "g"}, [])
print(answers[-1], view.content.code)
"""


def test_a_model_is_changed() -> None:
    done = subprocess.run([sys.executable, "-c", EDIT], capture_output=True, text=True, check=False)
    assert done.stdout == "{'problem': ''} lmer(y ~ x + (1 | g))\n", done.stderr
