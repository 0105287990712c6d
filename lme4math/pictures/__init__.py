"""Pictures of designs: the pattern of X and Z, and the nesting and crossing of grouping factors."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
