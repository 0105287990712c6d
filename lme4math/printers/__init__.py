"""Maths tree to page: LaTeX, MathML, text, Typst and figures."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
