"""What R makes of data: model frames, factors, X, Z and Λ; in memory, or asked of an engine that holds the rows."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
