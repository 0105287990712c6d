"""What a variable is whose values are chosen or replaced: by `ifelse`, `case_when`, `recode` and their kin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from lme4math.model.functions.row import FunctionCall, Known
from lme4math.model.functions.shapes import LOGICAL, of_texts, of_vector
from lme4math.model.variables import Categorical, Kind, Numeric, OpenCategorical
from lme4math.r import Argument, Call, Constant, Expression, Text, called_name, strings_in, truth_in


def chosen(call: FunctionCall) -> Kind:
    """`ifelse(test, yes, no)`: what the two answers are together; factors give their codes."""
    return _together(call, [call.arguments[name] for name in ("yes", "no") if name in call.arguments])


def cased(call: FunctionCall) -> Kind:
    """dplyr's `case_when(test ~ value, …, .default = value)`, and `case_match`."""
    return _together(call, [answer for item in call.dots if (answer := _answer(item)) is not None])


def first_fitting(call: FunctionCall) -> Kind:
    """data.table's `fcase(test, value, …, default = value)`."""
    pairs = [item.value for item in call.dots if item.name is None]
    answers = [*pairs[1::2], *(item.value for item in call.dots if item.name == "default")]
    return _together(call, [answer for answer in answers if answer is not None])


def _answer(item: Argument) -> Expression | None:
    if isinstance(item.value, Call) and item.value.operator == "~" and len(item.value.operands) == 2:
        return item.value.operands[1]
    return item.value if item.name == ".default" else None


def _together(call: FunctionCall, answers: Sequence[Expression]) -> Kind:
    given = [answer for answer in answers if not _is_missing(answer)]
    kinds = [call.kind_of(answer) for answer in given]
    if kinds and all(kind == LOGICAL for kind in kinds):
        return LOGICAL
    texts = [_text_of(call, answer, kind) for answer, kind in zip(given, kinds, strict=True)]
    if not any(texts) and not any(isinstance(kind, OpenCategorical) for kind in kinds):
        return Numeric()
    known = [text.levels for text in texts if isinstance(text, Categorical)]
    return of_texts(chain(*known)) if texts and len(known) == len(texts) else OpenCategorical()


def _text_of(call: FunctionCall, answer: Expression, kind: Kind) -> Kind | None:
    """The text that an answer is: spelled out, or itself chosen; a factor is none."""
    if isinstance(answer, Call) and called_name(answer) in _CHOOSING and isinstance(kind, Categorical):
        return None if kind.logical else kind
    return of_vector(call.vector_of(answer))


_CHOOSING = frozenset({"ifelse", "if_else", "fifelse", "case_when", "fcase"})


def _is_missing(value: Expression) -> bool:
    return isinstance(value, Constant) and value.name.startswith("NA")


def _texts(vectors: Iterable[Known]) -> list[str]:
    return [text for vector in vectors for text in vector.texts or ()]


def replaced(call: FunctionCall) -> Kind:
    """`replace(x, list, values)`: text among the values, or before them, makes text of all."""
    before, values = call.arguments.get("x"), call.arguments.get("values")
    if before is None or values is None:
        return Numeric(assumed=True)
    new, old = of_vector(call.vector_of(values)), call.kind_of(before)
    if new is None:
        return old
    if _is_missing(before):
        return new
    if isinstance(new, Categorical) and isinstance(old, Categorical) and not old.logical:
        return of_texts((*old.levels, *new.levels))
    return OpenCategorical()


def filled(call: FunctionCall) -> Kind:
    """tidyr's `replace_na(data, replace)`: what is filled with text is text, or a factor."""
    new = call.arguments.get("replace")
    is_text = new is not None and of_vector(call.vector_of(new)) is not None
    return OpenCategorical() if is_text else call.kind("data") or Numeric(assumed=True)


def recoded(call: FunctionCall) -> Kind:
    """dplyr's `recode(x, old = new, …)`, or car's `recode(x, "old = new; …")`; values that are not named stay."""
    if len(call.dots) == 1 and call.dots[0].name is None and isinstance(call.dots[0].value, Text):
        return _recoded_by_text(call.dots[0].value.value)
    news = [item.value for item in call.dots if item.name not in (None, ".missing") and item.value is not None]
    if not news:
        return OpenCategorical()
    vectors = [call.vector_of(new) for new in news]
    if all(vector.numbers is not None for vector in vectors):
        return Numeric()
    if any(of_vector(vector) is None for vector in vectors):
        return OpenCategorical()
    before = call.kind("x")
    if any(item.name == ".default" for item in call.dots):
        return of_texts(_texts(vectors))
    if isinstance(before, Categorical):
        names = {item.name or "": text for item, text in zip(call.dots, _texts(vectors), strict=False)}
        levels = tuple(dict.fromkeys(names.get(level, level) for level in before.levels))
        return replace(before, levels=levels, contrasts=None)
    return OpenCategorical()


def _recoded_by_text(rules: str) -> Kind:
    sides = [rule.rpartition("=")[2].strip() for rule in rules.split(";") if rule.strip()]
    return Numeric() if sides and all(map(_is_number, sides)) else OpenCategorical()


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return text == "NA"
    return True


def relabelled(call: FunctionCall) -> Kind:
    """forcats' `fct_recode(f, new = "old", …)` and `fct_collapse(f, new = c("old", …))`, of known levels."""
    before = call.kind("x")
    given = {item.name: strings_in(item.value) for item in call.dots if item.name}
    others = given.pop("other_level", ())
    if not isinstance(before, Categorical) or None in given.values() or others is None or "group_other" in given:
        return OpenCategorical()
    names = {old: name for name, olds in given.items() for old in olds or ()}
    other = next(iter(others), None)
    levels = [names.get(level, other or level) for level in before.levels]
    last = [level for level in (other,) if level in levels]
    kept = (level for level in levels if level not in ("NULL", other))
    return Categorical(tuple(dict.fromkeys((*kept, *last))), before.ordered)


def reversed_levels(call: FunctionCall) -> Kind:
    """forcats' `fct_rev(f)`."""
    before = call.kind("x")
    return Categorical(before.levels[::-1], before.ordered) if isinstance(before, Categorical) else OpenCategorical()


def in_order_given(call: FunctionCall) -> Kind:
    """dplyr's `recode_factor(x, old = new, …)`: its levels stand in the order of the new values."""
    given = {item.name: item.value for item in call.dots if item.name and item.value is not None}
    ordered = truth_in(given.pop(".ordered", None)) is True
    given.pop(".missing", None)
    default, before = given.pop(".default", None), call.kind("x")
    left = before.levels if isinstance(before, Categorical) else None
    news = [given[name] for name in given if left is None or name in left]
    news += [default] if default is not None else []
    texts = _texts([call.vector_of(new) for new in news])
    if not texts or len(texts) < len(news) or (left is None and default is None):
        return OpenCategorical(ordered)
    kept = () if default is not None else tuple(level for level in left or () if level not in given)
    return Categorical(tuple(dict.fromkeys((*texts, *kept))), ordered)
