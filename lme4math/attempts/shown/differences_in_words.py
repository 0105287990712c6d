"""Differences, notes and verdicts of an equation as sentences, each with what would mend it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lme4math.english import listed, quoted, typographic
from lme4math.records import record

Said = Mapping[str, object]
_INTERCEPT = "(Intercept)"


def _missing_fixed(one: Said) -> str:
    if one["coefficient"] == _INTERCEPT:
        return "The equation has no intercept: add a coefficient without a covariate."
    name = quoted(str(one["coefficient"]))
    return f"The equation has no fixed effect of {name}: add a coefficient times {name}."


def _extra_fixed(one: Said) -> str:
    if one["coefficient"] == _INTERCEPT:
        return "The equation has an intercept, which the code leaves out: take it out, or `0 +` out of the code."
    name = quoted(str(one["coefficient"]))
    return f"The code has no fixed effect of {name}: take the term out of the equation, or add it to the code."


def _missing_random(one: Said) -> str:
    effect, group = _effect(one["coefficient"]), quoted(str(one["group"]))
    times = "" if one["coefficient"] == _INTERCEPT else f", times {quoted(str(one['coefficient']))}"
    return (
        f"{_capital(effect)} varies by {group} in the code, but not in the equation: add a deviation for each level of "
        f"{group}{times}."
    )


def _extra_random(one: Said) -> str:
    effect, group = _effect(one["coefficient"]), quoted(str(one["group"]))
    return (
        f"{_capital(effect)} varies by {group} in the equation, but not in the code: take its deviation out, or add it "
        "to the code."
    )


def _wrong_group(one: Said) -> str:
    code, equation = quoted(str(one["code"])), quoted(str(one["equation"]))
    effect = _capital(_effect(one["coefficient"]))
    return f"{effect} varies by {code} in the code, but by {equation} in the equation: index its deviation by {code}."


def _of_two(one: Said) -> tuple[str, bool]:
    """The two effects that a correlation is of, and whether they vary by the same grouping factor."""
    pairs = one["between"]
    assert isinstance(pairs, list | tuple)
    groups = {str(group) for group, _ in pairs}
    if len(groups) == 1:
        return f"{listed([_effect(name) for _, name in pairs])} by {quoted(groups.pop())}", True
    return listed([f"{_effect(name)} by {quoted(str(group))}" for group, name in pairs]), False


def _missing_correlation(one: Said) -> str:
    return (
        f"In the code, the deviations of {_of_two(one)[0]} may be correlated, but the equation makes them independent: "
        "give them a joint distribution with a covariance."
    )


def _extra_correlation(one: Said) -> str:
    two, is_one_group = _of_two(one)
    why = "the code makes them independent" if is_one_group else "lme4 correlates only effects of one grouping factor"
    return f"In the equation, the deviations of {two} may be correlated, but {why}: set their covariance to 0."


def _wrong_structure(one: Said) -> str:
    return (
        f"The covariance matrix of the effects of {quoted(str(one['group']))} is {_structure(one['code'])} in the "
        f"code, but {_structure(one['equation'])} in the equation: write the matrix of the code."
    )


def _wrong_response(one: Said) -> str:
    code = quoted(str(one["code"]))
    if not one["equation"]:
        return f"The equation has no response: begin it with {code}."
    found = quoted(str(one["equation"]))
    return f"The response is {code} in the code, but {found} in the equation: put {code} on the left side."


_FAMILIES = {
    "gaussian": "normal", "poisson": "Poisson", "binomial": "binomial", "Gamma": "gamma",
    "inverse.gaussian": "inverse normal", "negative.binomial": "negative binomial",
}  # fmt: skip


def _family(name: object) -> str:
    return _FAMILIES.get(str(name), str(name))


def _wrong_link(one: Said) -> str:
    code, found = ("the identity" if name == "identity" else str(name) for name in (one["code"], one["equation"]))
    side = "the mean itself" if one["code"] == "identity" else f"the {one['code']} of the mean"
    return f"The link is {code} in the code, but {found} in the equation: set the linear predictor equal to {side}."


def _wrong_trials(one: Said) -> str:
    trials = "1" if one["code"] == "Bernoulli" else "n_i"
    return (
        f"The response is {one['code']} in the code, but {one['equation']} in the equation: "
        f"write {trials} as the number of trials."
    )


def _shared(one: Said) -> str:
    names = [quoted(text) if "|" in text else _symbol(text) for text in _texts(one["among"])]
    each = "both" if len(names) == 2 else "all"
    return (
        f"The variances of {listed(names)} are separate parameters in the code, but one symbol stands for {each} in "
        "the equation: give each a symbol of its own."
    )


def _residual_structure(one: Said) -> str:
    found = str(one["equation"])
    kind, within, group = found.partition(" within ")
    if found.startswith("AR(1)"):
        found = f"{kind} within {quoted(group)}" if within else kind
        have = f"follow {found}"
    else:
        have = f"have {found}" if found.startswith("a ") else f"have the covariance matrix {_symbol(found)}"
    return f"The residuals {have} in the equation, but lmer's are independent with one variance: write N(0, σ^2)."


def _level_mismatch(one: Said) -> str:
    level, found = quoted(str(one["level"])), quoted(str(one["found"]))
    symbol = _symbol(one["symbol"])
    return f"{symbol} has the index of {level}, but its equation has effects of {found}: index both alike."


SENTENCES: Mapping[str, Callable[[Said], str]] = {
    "missing_fixed_effect": _missing_fixed,
    "extra_fixed_effect": _extra_fixed,
    "missing_random_effect": _missing_random,
    "extra_random_effect": _extra_random,
    "wrong_group": _wrong_group,
    "missing_correlation": _missing_correlation,
    "extra_correlation": _extra_correlation,
    "wrong_structure": _wrong_structure,
    "shared_variance": _shared,
    "missing_distribution": lambda one: (
        f"{_symbol(one['of'])} has no distribution, though other effects have one: give it one."
    ),
    "wrong_family": lambda one: (
        f"The response is {_family(one['code'])} in the code, but {_family(one['equation'])} in the equation: write "
        "the distribution of the code."
    ),
    "wrong_link": _wrong_link,
    "wrong_response": _wrong_response,
    "wrong_trials": _wrong_trials,
    "missing_offset": lambda one: (
        f"The equation lacks {quoted(str(one['offset']))}: add this term without a coefficient."
    ),
    "extra_offset": lambda one: (
        f"The code has no {quoted(str(one['offset']))}: add it there, or give this term of the equation a coefficient."
    ),
    "missing_residual": lambda _: (
        "The equation has no residual: add one, or write that the response is normal around its mean."
    ),
    "extra_residual": lambda one: (
        f"The equation has a residual on the scale of {_scale(one['in'])}, beside the distribution of the response: "
        "leave it out."
    ),
    "residual_structure": _residual_structure,
    "level_mismatch": _level_mismatch,
    "repeated_term": lambda one: (
        f"Two coefficients are multiplied by one column, {_column(one['coefficient'])}, so that only their sum can be "
        "estimated: leave one of them out."
    ),
}
"""A sentence for each kind of difference."""


_SLIPS = {
    "another entry": "The entry {symbol} of the covariance matrix does not fit the others: correct it.",
    "indices that differ": "{symbol} has one index twice, {found}: write two that differ.",
    "an index within": (
        "{symbol} has the index of the group only, {found}, so that a slope of it cannot vary by group: give it that "
        "of the observation, too."
    ),
    "the name of the effect": (
        "The variance {symbol} has an index, {found}, as if each level had its own: name it after its effect."
    ),
    "that of a group": (
        "{symbol} has the index {found}, which the text calls that of the observation: give it that of its group."
    ),
    "an effect": "{symbol} is named in place of an effect of the equation: name one.",
}
"""What is said of a slip, by the beginning of what is expected; else of an index where another is expected."""
_OTHER_SLIP = "{symbol} has the index {found} in one place, where {expected} is expected: write the same in all."


def _slip(one: Said) -> str:
    expected = str(one["expected"])
    sentence = next((said for begin, said in _SLIPS.items() if expected.startswith(begin)), _OTHER_SLIP)
    if one["found"] == "none":
        sentence = "{symbol} has no index, though its equation has {expected}: write the same on both sides."
    return sentence.format(**{name: _symbol(one[name]) for name in ("symbol", "found", "expected")})


def _undefined(one: Said) -> str:
    names = _split(one["symbol"])
    verb, them = ("stands", "it") if len(names) == 1 else ("stand", "them")
    return f"The text does not say what {_listed_symbols(one['symbol'])} {verb} for: define {them}."


def _unnamed(one: Said) -> str:
    what = str(one["of"])
    if what.startswith("the correlation in "):
        groups = listed([quoted(group) for group in _split(what.removeprefix("the correlation in "))])
        return (
            f"The equation does not say whether the effects of {groups} are correlated: give their covariance matrix, "
            "or say that they are independent."
        )
    if what == "the response":
        return "The equation does not say how the response is distributed: add its distribution."
    each = "" if len(_split(what)) == 1 else " for each"
    return f"The equation gives no distribution of {_listed_symbols(what)}: add one{each}."


def _generic(one: Said) -> str:
    what = str(one["of"])
    if "~" in what:
        return f"The equation is {quoted(what)}, which lme4 does not fit: add a random effect."
    if "=" in what:
        return f"{_symbol(what)} is the form of every model: write out the rows of its matrices."
    first, beside, second = what.partition(" beside ")
    if beside:
        name = first if first == "a vector" else _symbol(first)
        return f"What stands beside {_symbol(second)}, {name}, is not written out: write its terms out."
    name = what if what.startswith(("a ", "the ")) else _symbol(what)
    return f"{_capital(name)} cannot be read as a part of the model: write it out in coefficients and covariates."


def _other_parametrisation(one: Said) -> str:
    instead, values = one["instead"], one["values"]
    assert isinstance(instead, tuple)
    assert isinstance(values, tuple)
    names = quoted(str(one["what"])) + (f" instead of {quoted(', '.join(instead))}" if instead else "")
    which = "; ".join(f"{quoted(name)} is {_value(*parts)}" for name, parts in values) or names
    return f"The fixed effects have other coefficients than in R's summary, for the same means: {which}."


def _value(what: str, baseline: str | None = None) -> str:
    """A sum of R's coefficients, or a level less another."""
    if baseline is None:
        return f"R's {quoted(what)}"
    return f"{typographic(what)} {f'less {typographic(baseline)}' if baseline else 'itself'}"


def _not_multiplied(one: Said) -> str:
    by = f" by {one['by']}" if one["by"] else ""
    symbol = _symbol(one["symbol"])
    return f"{symbol} is not multiplied by a covariate: if it is the deviation of a slope, multiply it{by}."


NOTES: Mapping[str, Callable[[Said], str]] = {
    "index_slip": _slip,
    "scale_convention": lambda one: (
        f"{_symbol(one['parameter'])} is read as a standard deviation, because it has no square: where you mean a "
        "variance, write one."
    ),
    "other_parametrisation": _other_parametrisation,
    "undefined_symbol": _undefined,
    "prior_ignored": lambda one: f"The priors of {_listed_symbols(one['of'])} are not compared: lme4 has none.",
    "constraint_unstated": lambda one: (
        f"The effects {_listed_symbols(one['of'])} need a constraint beside an intercept; it is assumed that they are "
        "0 at the baseline, or sum to 0."
    ),
    "depends_on_labels": lambda one: (
        f"The answer depends on the labels of {quoted(str(one['group']))}: say whether each level has one of its own."
    ),
    "not_multiplied": _not_multiplied,
    "unnamed_distribution": _unnamed,
    "generic_form": _generic,
}
"""A sentence for each kind of note."""


def _effect(name: object) -> str:
    return "the intercept" if name == _INTERCEPT else f"the slope of {quoted(str(name))}"


def _column(coefficient: object) -> str:
    return "that of the intercept" if coefficient == _INTERCEPT else quoted(str(coefficient))


def _scale(name: object) -> str:
    return str(name) if str(name).startswith("the ") else f"the {name}"


def _symbol(text: object) -> str:
    """A symbol of the equation in quotes; a bar, which is named after its letter, is put above it."""
    return typographic(str(text).replace(" bar", "\u0304"))


def _split(symbols: object) -> list[str]:
    """The symbols of a list; the commas of indices such as u_0,j have no blank behind them."""
    return [one for one in str(symbols).split(", ") if one]


def _listed_symbols(symbols: object) -> str:
    return listed([_symbol(one) for one in _split(symbols)])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _structure(code: object) -> str:
    names = {"us": "unstructured", "diag": "diagonal", "cs": "compound symmetric", "ar1": "autoregressive"}
    kind, _, hom = str(code).partition(", ")
    return names.get(kind, kind) + (" with one variance" if hom else "")


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def sentence_of(one: Said) -> str:
    """A difference or a note as a sentence."""
    kind = str(one["kind"])
    return (SENTENCES.get(kind) or NOTES[kind])(one)


@record
class Verdict:
    """What was found, for the first words.

    Attributes:
        verdict: "right", "wrong" or "ambiguous".
        differences, notes: in the closed vocabulary.
        questions: what would settle what is open.
        means: the formula that the equation stands for, or None.
        code: the formula of the code.
        good: what is right in a wrong equation.
    """

    verdict: str
    differences: Sequence[Said]
    notes: Sequence[Said]
    questions: Sequence[str]
    means: str | None
    code: str
    good: Sequence[str]


def first_words(found: Verdict) -> list[str]:
    """What a patient colleague would say, the most useful thing first."""
    notes = [sentence_of(one) for one in found.notes]
    if found.verdict == "right":
        return ["Your equation is the model of the code.", *notes]
    if found.verdict == "ambiguous":
        opening = "Your equation can be read as the model of the code, but it leaves something open."
        if found.means is None:
            opening = "Your equation leaves open whether it is the model of the code."
        return [opening, *notes, *found.questions]
    is_or_are = "is" if list(found.good) == ["the response"] else "are"
    praise = f"; {listed(list(found.good))} {is_or_are} right" if found.good else ""
    opening = f"Your equation is not the model of the code{praise}."
    closing = [f"In R, your equation is {quoted(found.means)}."] if found.means else []
    return [opening, *(sentence_of(one) for one in found.differences), *closing, *notes]
