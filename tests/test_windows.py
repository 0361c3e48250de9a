"""docs/windows.md is of today's table, and its windows are still where it says: inside the claim holds, outside it falls."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agonist.model.parameters import TABLE

ROOT = Path(__file__).parent.parent
ROWS = [
    [cell.strip(" `") for cell in line.strip("|\n ").split("|")]
    for line in (ROOT / "docs" / "windows.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| `")
]


@pytest.fixture(scope="module")
def acceptance() -> Iterator[Any]:
    """The benchmark that made the page."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    yield importlib.import_module("acceptance")
    sys.path.remove(str(ROOT / "benchmarks"))


def test_the_page_is_of_the_parameters_as_they_stand(acceptance: Any) -> None:
    assert [row[0] for row in ROWS] == list(acceptance.SINGLES)
    for name, value, span, *_, mark in ROWS:
        entry = TABLE[name]
        assert float(value) == pytest.approx(entry.value), name
        assert span == f"{entry.low:g} to {entry.high:g}" and mark == entry.mark, name


@pytest.mark.parametrize(("name", "column"), [("use_threshold", 4), ("recurrent_gain", 3)])
def test_a_window_ends_where_the_page_says(acceptance: Any, name: str, column: int) -> None:
    """Inside by a tenth the claim holds; well outside it falls."""
    end, shipped = float(next(row[column] for row in ROWS if row[0] == name)), TABLE[name].value
    inside, outside = (end * 1.1, end * 0.6) if end < shipped else (end / 1.1, end * 1.6)
    assert acceptance.holds({name: inside})
    assert not acceptance.holds({name: outside})
