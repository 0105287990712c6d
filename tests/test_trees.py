"""Walking and rewriting trees of records: order, what is shared, and depth without bound."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from lme4math.records import UnknownNodeError, dispatch, parts, record, rewrite, walk

DEEP = 50_000


class Place(NamedTuple):
    start: int


@record(eq=False)
class Leaf:
    value: int
    at: Place = Place(0)


@record(eq=False)
class Pair:
    left: Any
    rest: tuple[Any, ...] = ()


def values(*trees: Any) -> list[int]:
    return [node.value for node in walk(*trees) if isinstance(node, Leaf)]


def doubled(node: Any) -> Any:
    return Leaf(2 * node.value) if isinstance(node, Leaf) else node


def test_the_walk_goes_through_records_and_tuples_in_their_order() -> None:
    tree = Pair(Pair(Leaf(1), (Leaf(2), Leaf(3))), (Leaf(4),))
    assert values(tree, Leaf(5)) == [1, 2, 3, 4, 5]
    assert next(walk(tree)) is tree
    lefts = walk(tree, into=lambda node: (node.left,) if isinstance(node, Pair) else ())
    assert [node.value for node in lefts if isinstance(node, Leaf)] == [1]


def test_a_rewrite_shares_what_does_not_change_and_may_leave_insides_alone() -> None:
    kept = Pair("no leaf", (Place(1),))
    tree = Pair(Leaf(1), (kept, Pair(Leaf(2))))
    after = rewrite(tree, doubled)
    assert values(after) == [2, 4]
    assert after.rest[0] is kept
    assert values(tree) == [1, 2]
    assert rewrite(kept, doubled) is kept
    inner = tree.rest[1]
    assert values(rewrite(tree, doubled, into=lambda node: () if node is inner else parts(node))) == [2, 2]


def test_a_tree_may_be_deep() -> None:
    tree: Any = Leaf(1)
    for _ in range(DEEP):
        tree = Pair(tree)
    after = rewrite(tree, doubled)
    assert values(after) == [2]
    assert sum(isinstance(node, Pair) for node in walk(after)) == DEEP


def test_an_unknown_node_is_named() -> None:
    assert dispatch({int: lambda number: number + 1}, 1, "the test") == 2
    with pytest.raises(UnknownNodeError, match="the test does not know str"):
        dispatch({int: str}, "a", "the test")
