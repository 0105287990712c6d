"""R's algebra of formulas: their terms, `||` expanded, and one formula changed by another."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
