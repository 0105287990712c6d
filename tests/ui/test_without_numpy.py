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
MAGIC = """
import sys
sys.modules.update(numpy=None, scipy=None, matplotlib=None)
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
shell = InteractiveShell.instance()
shell.run_line_magic("load_ext", "lme4math")
with capture_output() as shown:
    shell.run_cell_magic("lmer_math", "", "lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)")
print(*(output.data["text/plain"] for output in shown.outputs))
"""


def test_a_model_is_changed() -> None:
    done = subprocess.run([sys.executable, "-c", EDIT], capture_output=True, text=True, check=False)
    assert done.stdout == "{'problem': ''} lmer(y ~ x + (1 | g))\n", done.stderr


def test_data_says_what_it_needs() -> None:
    """In place of a traceback; the equations without the data would take its factors for numbers."""
    done = subprocess.run([sys.executable, "-c", MAGIC], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("This needs numpy, which this Python does not have.\n"), done.stderr
