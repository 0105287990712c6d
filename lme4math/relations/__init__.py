"""How two models on the same rows lie to each other, as sets of distributions of the response."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
