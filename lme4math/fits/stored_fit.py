"""A fit that R stored with `saveRDS`: bytes → the code of its model, its frame and its numbers.

A `merMod` has slots (`call`, `frame`, `theta`, …) and two reference classes, the response module `resp` and the
predictor module `pp`, whose fields are in environments (Bates et al. 2015, section 3.6).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lme4math.data import Factor, StoredFrame
from lme4math.errors import DataError
from lme4math.fits.compressed import decompressed
from lme4math.fits.r_objects import RObject
from lme4math.fits.serialized import unserialized
from lme4math.fits.stored_call import StoredFamily, model_code, readable_contrasts
from lme4math.fits.stored_numbers import StoredNumbers, stored_numbers
from lme4math.fits.stored_values import contrasts_of, stored_frame
from lme4math.model import Contrasts
from lme4math.records import record


@record(eq=False)
class StoredFit:
    """A fit of lme4 as a file has it.

    Attributes:
        code: R code of its model.
        frame: the model frame.
        numbers: its estimates and fitted values.
    """

    code: str
    frame: StoredFrame
    numbers: StoredNumbers


SLOTS = ("resp", "call", "frame", "theta", "beta", "u", "devcomp", "pp")


def read_stored_fit(file: bytes) -> StoredFit:
    """A file that `saveRDS(fit, file)` wrote, of a fit or a list with one, as a fit. Nothing in it is evaluated.

    Args:
        file: its bytes; compressed by gzip, bzip2 or xz, or not.

    Raises:
        DataError: it is no such file, is damaged or too large, or holds something else than a fit of `lmer` or `glmer`.
    """
    fit = _only_fit(unserialized(decompressed(file)))
    _refuse_others(fit)
    family = _family(fit)
    numbers = stored_numbers(fit, linear=family is None)
    frame = stored_frame(fit.attribute("frame"))
    own, coded = _contrasts(fit, frame)
    frame = replace(frame, contrasts=own)
    code = model_code(fit.attribute("call"), fit.attribute("frame"), frame, family, numbers.reml is not False, coded)
    return StoredFit(code, frame, numbers)


_OF_LME4 = "Save a fit of lmer() or glmer() with saveRDS(fit, file)."


def _is_fit(found: RObject) -> bool:
    return found.kind == "S4" and "nlmerMod" not in found.classes and all(found.attribute(slot) for slot in SLOTS)


def _only_fit(found: RObject) -> RObject:
    """The fit in a list of other things; anything else as it is."""
    if found.kind != "list" or found.classes:
        return found
    fits = [(place, one) for place, one in enumerate(found.items) if _is_fit(one)]
    if len(fits) > 1:
        hint = f"Save one of them with saveRDS(fits[[{fits[0][0] + 1}]], file)."
        raise DataError(f"The file holds a list of {len(fits)} fits, of which one can be read at a time.", hint=hint)
    return fits[0][1] if fits else found


def _refuse_others(fit: RObject) -> None:
    if "nlmerMod" in fit.classes:
        raise DataError("The file holds a fit of nlmer(), which is not read here.", hint=_OF_LME4)
    if _is_fit(fit):
        return
    what = f"an object of class {fit.classes[0]}" if fit.classes else _PLAIN.get(fit.kind, "an object without a class")
    raise DataError(f"The file holds {what}, not a fit of lme4.", hint=_OF_LME4)


_PLAIN = {
    "NULL": "NULL",
    "list": "a list",
    "character": "text",
    **dict.fromkeys(("double", "integer"), "numbers"),
    "logical": "logical values",
    "function": "a function",
    "language": "R code",
    "environment": "an environment",
}
"""What an object without a class is, by R's type."""


def _family(fit: RObject) -> StoredFamily | None:
    """The family of a generalised fit; None for a linear one."""
    family = fit.attribute("resp").element("family")
    names = family.element("family").texts + family.element("link").texts
    return StoredFamily(names[0], names[1]) if len(names) == 2 else None


def _contrasts(fit: RObject, frame: StoredFrame) -> tuple[Mapping[str, Contrasts], Mapping[str, Contrasts]]:
    """The contrasts of the factors themselves, and those that only the call gives to the fixed part.

    X has the contrasts of the fixed part. What neither the factor nor the call has was R's setting when the model was
    fitted, `options(contrasts = …)`, which holds for the random effects, too.
    """
    used = fit.attribute("pp").element("X").attribute("contrasts")
    of_x = {
        name: contrasts_of(stored, value.levels)
        for name, stored in zip(used.names, used.items, strict=False)
        if isinstance(value := frame.values.get(name), Factor)
    }
    call = fit.attribute("call")
    given = "contrasts" in call.names if call.kind == "language" else False
    if given:
        changed = {name: one for name, one in of_x.items() if not _is_usual(one, name, frame)}
        return frame.contrasts, {} if readable_contrasts(call) is not None else changed
    settings = {name: one for name, one in of_x.items() if not _is_usual(one, name, frame) and one.scheme}
    by_order = {_ordered(name, frame): one.scheme for name, one in settings.items() if name not in frame.contrasts}
    return {**_set_by_options(by_order, frame), **frame.contrasts}, {}


def _ordered(name: str, frame: StoredFrame) -> bool:
    value = frame.values[name]
    return isinstance(value, Factor) and value.ordered


def _is_usual(contrasts: Contrasts, name: str, frame: StoredFrame) -> bool:
    """Whether they are the factor's own, or R's."""
    if name in frame.contrasts:
        return contrasts == frame.contrasts[name]
    return contrasts.scheme == ("contr.poly" if _ordered(name, frame) else "contr.treatment")


def _set_by_options(schemes: Mapping[bool, str], frame: StoredFrame) -> dict[str, Contrasts]:
    """The contrasts that R's setting gives to the factors that have none of their own, ordered ones and others."""
    return {
        name: contrasts_of(RObject("character", [schemes[value.ordered]]), value.levels)
        for name, value in frame.values.items()
        if isinstance(value, Factor) and value.ordered in schemes and len(value.levels) > 1
    }
