"""A matplotlib figure that a notebook shows by itself.

A notebook shows matplotlib's own figures only after `pyplot` was imported or `%matplotlib` was run. Pictures come from
here without either, so they bring their PNG along.
"""

from __future__ import annotations

from io import BytesIO

from matplotlib.figure import Figure

PIXELS_PER_INCH = 96
"""Of a page, by CSS."""
SHARPNESS = 2
"""Dots of the image for each of those pixels."""


class Picture(Figure):
    """A figure as large on the page as it says, in inches, and sharp on fine screens.

    `ground`, "light" or "dark", is what JupyterLab puts behind a picture without ground of its own.
    """

    ground: str | None = None

    def _repr_png_(self) -> tuple[bytes, dict[str, int | str]]:
        file = BytesIO()
        self.savefig(file, format="png", dpi=SHARPNESS * PIXELS_PER_INCH)
        width, height = (round(inches * PIXELS_PER_INCH) for inches in self.get_size_inches())
        behind = {"needs_background": self.ground} if self.ground else {}
        return file.getvalue(), {"width": width, "height": height, **behind}
