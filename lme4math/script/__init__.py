"""Syntax tree of a script to model calls: what its names hold, which factors it makes, which models it asks for."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
