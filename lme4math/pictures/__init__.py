"""Pictures of designs and fits: X and Z, the nesting and crossing of grouping factors, the effects of their levels."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
