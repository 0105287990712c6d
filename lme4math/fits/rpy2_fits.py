"""Fits that rpy2 holds, as a file of R: its own `saveRDS` writes it, and it is read as any other such file."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lme4math.errors import DataError

_HOLDERS = ("r_model", "model_obj")
"""Where models of pymer4 have their fit, since 0.9 and before."""


def bytes_of_rpy2(fit: Any) -> bytes:
    """The bytes that R's `saveRDS(fit)` writes.

    Args:
        fit: an object of R as rpy2 holds it.
    """
    interface: Any = import_module("rpy2.rinterface")  # by its name: no dependency, and there where such a fit is
    with TemporaryDirectory() as folder:
        file = Path(folder) / "fit.rds"
        interface.baseenv["saveRDS"](fit, str(file))
        return file.read_bytes()


def bytes_of_pymer4(model: Any) -> bytes:
    """The bytes that R's `saveRDS` writes of the fit of a model of pymer4.

    Raises:
        DataError: it was not fitted.
    """
    held = next((fit for name in _HOLDERS if (fit := getattr(model, name, None)) is not None), None)
    if held is None:
        raise DataError("This model of pymer4 was not fitted.", hint="Call its fit() first.")
    return bytes_of_rpy2(held)
