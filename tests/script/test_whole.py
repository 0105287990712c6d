"""Whole scripts as scientists write them: nothing that is said about them is false, by R's own account of each."""

from __future__ import annotations

import pytest

from tests.script.whole_rules import false_statements, false_with_data, recorded, text_of


def test_there_are_sixty_of_twenty_lines_and_more() -> None:
    lengths = {name: len(text_of(name).splitlines()) for name in recorded()}
    assert len(lengths) >= 60
    assert [name for name, length in lengths.items() if not 20 <= length <= 80] == []


@pytest.mark.parametrize("name", recorded())
def test_nothing_said_is_false(name: str) -> None:
    assert list(false_statements(name)) == []


@pytest.mark.parametrize("name", recorded())
def test_what_the_data_needs_is_said(name: str) -> None:
    assert list(false_with_data(name)) == []
