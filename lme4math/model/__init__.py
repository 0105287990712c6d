"""Syntax tree to statistical model: terms, columns, contrasts, random effects, families, and remarks on them."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
