"""Statistical model to maths tree, in each notation, and the same in words."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
