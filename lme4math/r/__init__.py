"""R text to syntax tree: the model call of a script, and what the script declares about its variables."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
