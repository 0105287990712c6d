"""What R makes of data: model frames, factors, X, Z and Λ; in memory, or asked of an engine that holds the rows."""

import lazy_loader

_offered, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> object:
    try:
        return _offered(name)
    except AttributeError as error:
        if name.startswith("_"):
            raise
        from lme4math.data.examples import no_data_set

        raise AttributeError(no_data_set(name)) from error
