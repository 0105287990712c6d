"""The maths tree computed on data: linear predictor, mean and marginal covariance."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
