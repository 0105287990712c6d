"""R text to syntax tree, and the values of expressions that need no data."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
