"""Whole scripts as scientists write them: nothing that is said about them is false, by R's own account of each."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.script.whole_rules import false_statements, false_with_data, recorded, text_of


def _by_script(reasons: Mapping[str, str]) -> dict[str, str]:
    return {name: reason for reason, names in reasons.items() for name in names.split()}


NOT_YET = _by_script({"a link that the script makes, which only R could tell": "corals_custom_link"})
"""Scripts that are not read rightly yet, and why. A test fails, too, when one of them is: then take it out."""

NOT_YET_WITH_DATA = _by_script({})
"""The same of what has to be said where a script is read with the data that it reads first."""


def test_there_are_sixty_of_twenty_lines_and_more() -> None:
    lengths = {name: len(text_of(name).splitlines()) for name in recorded()}
    assert len(lengths) >= 60
    assert [name for name, length in lengths.items() if not 20 <= length <= 80] == []


@pytest.mark.parametrize("name", recorded())
def test_nothing_said_is_false(name: str) -> None:
    found = list(false_statements(name))
    assert bool(found) == (name in NOT_YET), found


@pytest.mark.parametrize("name", recorded())
def test_what_the_data_needs_is_said(name: str) -> None:
    found = list(false_with_data(name))
    assert bool(found) == (name in NOT_YET_WITH_DATA), found
