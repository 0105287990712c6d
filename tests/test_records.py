"""Records are the standard library's frozen dataclasses, made later."""

from __future__ import annotations

import copy
import inspect
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from typing import Any

import pytest

from lme4math.records import record


@record
class Plain:
    """With every kind of default."""

    name: str
    size: int = 1
    parts: dict[str, int] = field(default_factory=dict)
    note: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Standard:
    """What the standard library makes of the same fields."""

    name: str
    size: int = 1
    parts: dict[str, int] = field(default_factory=dict)
    note: str = field(default="", compare=False, repr=False)


@record(eq=False)
class Node:
    name: str


@record
class Cached:
    name: str
    found: dict[str, int] = field(init=False, default_factory=dict)


CALLS: tuple[tuple[tuple[Any, ...], dict[str, Any]], ...] = (
    (("a",), {}),
    (("a", 2, {"b": 3}), {}),
    (("a",), {"note": "n", "size": 4}),
)


@pytest.mark.parametrize(("positional", "named"), CALLS)
def test_a_record_holds_and_shows_what_a_dataclass_does(positional: tuple[Any, ...], named: dict[str, Any]) -> None:
    ours, theirs = Plain(*positional, **named), Standard(*positional, **named)
    for each in fields(Standard):
        assert getattr(ours, each.name) == getattr(theirs, each.name)
    assert repr(ours) == repr(theirs).replace("Standard", "Plain")


def test_signature_match_arguments_and_slots() -> None:
    assert list(inspect.signature(Plain).parameters) == list(inspect.signature(Standard).parameters)
    assert Plain.__match_args__ == ("name", "size", "parts", "note")  # type: ignore[attr-defined]
    assert not hasattr(Plain("a"), "__dict__")


def test_equality_and_hash_follow_the_fields_that_compare() -> None:
    assert Plain("a", note="x") == Plain("a", note="y")
    assert Plain("a") != Plain("b")
    assert Plain("a") != Standard("a")
    assert Node("a") != Node("a")
    assert len({Node("a"), Node("a")}) == 2

    @record
    class Key:
        name: str
        number: int = 0

    assert {Key("a"): 1}[Key("a")] == 1


def test_nothing_can_be_assigned_or_deleted() -> None:
    one = Plain("a")
    with pytest.raises(FrozenInstanceError, match="'name'"):
        one.name = "b"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError, match="'name'"):
        del one.name
    assert one.name == "a"


def test_defaults_are_made_again_and_fields_outside_init_are_filled() -> None:
    assert Plain("a").parts is not Plain("a").parts
    assert Cached("a").found == {}
    with pytest.raises(TypeError):
        Cached("a", {})  # type: ignore[call-arg]


def test_replace_copy_and_pickle() -> None:
    one = Plain("a", 2, {"b": 3}, "n")
    assert replace(one, size=5) == Plain("a", 5, {"b": 3})
    for again in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
        assert again == one
        assert again.note == "n"


def test_a_wrong_call_names_the_class() -> None:
    with pytest.raises(TypeError, match=r"Plain\.__init__\(\) missing 1 required positional argument: 'name'"):
        Plain()  # type: ignore[call-arg]
