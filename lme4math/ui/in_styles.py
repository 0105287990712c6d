"""One piece of HTML from the same thing in several forms: what the forms share is written once.

Forms are those of the styles of symbols, or of the notations. What not all of them have carries classes, by which
`style.py` hides it while another one is chosen: `lm-in-S` is of style S alone, `lm-out-S` of all but S; of notations,
`lm-of-N` and `lm-no-N`.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

from lme4math.markup import Markup
from lme4math.records import record
from lme4math.ui.html_parts import FIXED, TOKENS, HtmlElement, Part, Parts, has_blocks, parts_of, words_in, written


@record
class Toggle:
    """What a reader chooses, with the beginnings of the classes of what is in one form, and in all but one."""

    alone: str
    others: str

    def classes(self, places: tuple[int, ...], count: int) -> str:
        """The classes of what is in some of `count` forms, which are given by their places."""
        if len(places) == 1:
            return f"{self.alone}{places[0]}"
        return " ".join(f"{self.others}{place}" for place in range(count) if place not in places)

    def hidden(self, place: int, count: int) -> str:
        """The selectors of what is not in the form at a place."""
        alone = (f".{self.alone}{other}" for other in range(count) if other != place)
        return ",".join((*alone, f".{self.others}{place}"))


STYLE = Toggle("lm-in-", "lm-out-")
NOTATION = Toggle("lm-of-", "lm-no-")


def in_styles(forms: Sequence[str]) -> Markup:
    """A thing, as HTML in each style, of which the style sheet shows the form of the style chosen."""
    return _merge(tuple(forms), STYLE)


def in_notations(form: str, others: Iterable[tuple[int, str]], count: int) -> Markup:
    """A thing, as HTML in each of `count` notations, of which the style sheet shows that of the notation chosen.

    Args:
        form: what most notations have.
        others: what those have that differ, by their places.
        count: the number of notations.
    """
    if not (differing := dict(others)):
        return Markup(form)
    return _merge(tuple(differing.get(place, form) for place in range(count)), NOTATION)


@lru_cache(maxsize=256)  # a live view and the still one beside it have the same
def _merge(forms: tuple[str, ...], choice: Toggle) -> Markup:
    merging = Merging(choice, len(forms))
    return Markup(merging.together([_form((place,), parts_of(html)) for place, html in enumerate(forms)], ""))


class Form(NamedTuple):
    """A form: the places of the choices that have it, its parts, and all of it as it is written."""

    places: tuple[int, ...]
    parts: Parts
    html: str


Forms = list[Form]
"""What stands at one place in each form; one form only where all have the same."""


@record
class Merging:
    """A choice and the number of its forms: what makes one piece of several."""

    choice: Toggle
    count: int

    def together(self, forms: Sequence[Form], around: str) -> str:
        """Several forms of the content of an element with the name `around`."""
        forms = _distinct(forms)
        if len(forms) == 1:
            return forms[0].html
        if around in FIXED:
            return "".join(self._one(column) for column in _side_by_side(forms))
        columns = list(_columns(forms))
        merged = [self._shortest(column, around) for column in columns]
        text: list[str] = []
        for is_apart, first, end in _runs(columns, merged, len(forms)):
            if is_apart:
                text.append(self._apart(_beside(columns[first:end], forms), around))
            else:
                text += filter(None, merged[first:end])
        return "".join(text)

    def _shortest(self, column: Forms, around: str) -> str | None:
        """The forms of one place, put together or apart."""
        merged = self._merged(column)
        if len(column) == 1 or any(len(form.parts) != 1 or has_blocks(form.parts) for form in column):
            return merged
        apart = self._apart(column, around)
        return apart if merged is None or len(apart) < len(merged) else merged

    def _one(self, column: Forms) -> str:
        """One element for each form of one."""
        merged = self._merged(column)
        if len(column) == 1 and merged is not None:
            return merged
        apart = f"<mrow>{self._apart(column, 'mrow')}</mrow>"
        return merged if merged is not None and len(merged) <= len(apart) else apart

    def _merged(self, column: Forms) -> str | None:
        """The forms of one place as one, if they are texts, or elements with one tag."""
        if len(column) == 1:
            return column[0].html
        if any(len(form.parts) != 1 for form in column):
            return None
        first, *others = (form.parts[0] for form in column)
        if isinstance(first, str):
            return self._texts(column) if all(isinstance(other, str) for other in others) else None
        is_alike = all(isinstance(other, HtmlElement) and other.opened == first.opened for other in others)
        return self._inside(column, first) if is_alike and first.name not in TOKENS else None

    def _inside(self, forms: Sequence[Form], element: HtmlElement) -> str:
        """An element around the contents of one element of each form."""
        inner = [
            _form(form.places, one.children) for form in forms for one in form.parts if isinstance(one, HtmlElement)
        ]
        return f"{element.opened}{self.together(inner, element.name)}{element.closed}"

    def _texts(self, column: Forms) -> str | None:
        words = [Form(form.places, words_in(form.html), form.html) for form in column]
        return self.together(words, "") if all(len(form.parts) > 1 for form in words) else None

    def _apart(self, forms: Sequence[Form], around: str) -> str:
        """The forms one after the other, each with its classes; some that are alike as one."""
        alike: dict[str, list[Form]] = {}
        for form in _distinct(forms):
            if form.parts:
                alike.setdefault(_likeness(form.parts), []).append(form)
        return "".join(self._group(group, around, whole=len(alike) == 1) for group in alike.values())

    def _group(self, forms: Sequence[Form], around: str, whole: bool) -> str:
        if whole or len(forms) == 1 or any(has_blocks(form.parts) for form in forms):
            return "".join(self._marked(form, around) for form in forms)
        first = forms[0].parts[0]
        places = tuple(sorted(place for form in forms for place in form.places))
        if isinstance(first, HtmlElement) and all(len(form.parts) == 1 for form in forms):
            opened = first.with_classes(self.choice.classes(places, self.count))
            return self._inside(forms, replace(first, opened=opened))
        return self._wrapped(places, self.together(forms, around), around)

    def _marked(self, form: Form, around: str) -> str:
        classes = self.choice.classes(form.places, self.count)
        alone = [part for part in form.parts if isinstance(part, HtmlElement)]
        if len(alone) == len(form.parts) and (len(alone) == 1 or has_blocks(form.parts)):
            return "".join(f"{part.with_classes(classes)}{part.html[len(part.opened) :]}" for part in alone)
        return self._wrapped(form.places, form.html, around)

    def _wrapped(self, places: tuple[int, ...], text: str, around: str) -> str:
        name = "mrow" if around.startswith("m") else "span"
        return f'<{name} class="{self.choice.classes(places, self.count)}">{text}</{name}>'


def _form(places: tuple[int, ...], parts: Parts) -> Form:
    return Form(places, parts, "".join(map(written, parts)))


def _distinct(forms: Sequence[Form]) -> list[Form]:
    """Each form once, with all places that have it."""
    found: dict[str, Form] = {}
    for form in forms:
        same = found.get(form.html)
        found[form.html] = form if same is None else same._replace(places=same.places + form.places)
    return list(found.values())


def _likeness(parts: Parts) -> str:
    """What forms share that are better put together among themselves: the one tag around them, or their end."""
    (*before, last) = parts
    return last.opened if not before and isinstance(last, HtmlElement) and last.name not in TOKENS else written(last)


def _columns(forms: Sequence[Form]) -> Iterator[Forms]:
    """Part by part, where there are as many; else what all have in order, and what is between.

    What all have at several places one after the other is one column.
    """
    as_many = len({len(form.parts) for form in forms}) == 1
    columns = _side_by_side(forms) if as_many else _between(forms)
    for is_shared, several in groupby(columns, lambda column: len(column) == 1):
        if is_shared:
            yield [_form(forms[0].places, tuple(part for (form,) in several for part in form.parts))]
        else:
            yield from several


def _side_by_side(forms: Sequence[Form]) -> Iterator[Forms]:
    everywhere = tuple(place for form in forms for place in form.places)
    for parts in zip(*(form.parts for form in forms), strict=True):
        texts = [part if isinstance(part, str) else part.html for part in parts]
        if texts.count(texts[0]) == len(texts):  # most are
            yield [Form(everywhere, (parts[0],), texts[0])]
        else:
            found = zip(forms, parts, texts, strict=True)
            yield _distinct([Form(form.places, (part,), text) for form, part, text in found])


def _between(forms: Sequence[Form]) -> Iterator[Forms]:
    first, *others = [form.parts for form in forms]
    found = [_counterparts(first, parts) for parts in others]
    ends = [0] * len(forms)
    for n in [n for n in range(len(first)) if all(n in places for places in found)]:
        places = [n, *(own[n] for own in found)]
        if places != ends:
            yield _distinct([_form(f.places, f.parts[end:n]) for f, end, n in zip(forms, ends, places, strict=True)])
        yield [_form(forms[0].places, (first[n],))]
        ends = [place + 1 for place in places]
    yield _distinct([_form(form.places, form.parts[end:]) for form, end in zip(forms, ends, strict=True)])


def _counterparts(parts: Sequence[Part], others: Sequence[Part]) -> dict[int, int]:
    """The places of equal parts, in order, by their places in the first."""
    mine, theirs = (list(map(written, own)) for own in (parts, others))
    blocks = SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks()
    return {block.a + n: block.b + n for block in blocks for n in range(block.size)}


def _beside(columns: Sequence[Forms], forms: Sequence[Form]) -> list[Form]:
    """Each form of a run of columns."""
    found = []
    for form in forms:
        own = (next((one for one in column if form.places[0] in one.places), column[0]) for column in columns)
        found.append(_form(form.places, tuple(part for one in own for part in one.parts)))
    return found


def _runs(columns: Sequence[Forms], merged: Sequence[str | None], count: int) -> Iterator[tuple[bool, int, int]]:
    """The runs of columns, of `count` forms each, apart or not, so that all is as short as can be."""
    opening = count * len('<span class="lm-in-0"></span>')
    as_one, apart = 0.0, math.inf
    before: list[tuple[bool, bool]] = []
    for column, text in zip(columns, merged, strict=True):
        shared = len(column) == 1
        whole = count * len(column[0].html) if shared else sum([len(form.html) for form in column])
        before.append((apart < as_one, apart < as_one + opening))
        best = min(as_one, apart)
        apart = min(apart, as_one + opening) + (math.inf if text and has_blocks(column[0].parts) else whole)
        as_one = best + (math.inf if text is None else len(text))
    is_apart = apart < as_one
    states = deque([is_apart])
    for from_apart_to_one, from_apart_to_apart in reversed(before[1:]):
        is_apart = from_apart_to_apart if is_apart else from_apart_to_one
        states.appendleft(is_apart)
    cuts = [0, *(n for n in range(1, len(states)) if states[n] != states[n - 1]), len(states)]
    yield from ((states[first], first, end) for first, end in pairwise(cuts))
