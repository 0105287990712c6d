"""`python -m lme4math`."""

from __future__ import annotations

import sys

from lme4math.cli import main

sys.exit(main())
