"""What Hypothesis draws without a seed is the same for everyone."""

import importlib
import math

import conftest
import pytest
from hypothesis import given
from hypothesis import strategies as st


def drawn() -> list[float]:
    seen: list[float] = []

    @given(st.floats(0.0, 1e6))
    def notes(number: float) -> None:
        seen.append(number)

    notes()
    return seen


def test_examples_are_the_same_whatever_else_was_imported(tmp_path, monkeypatch, request):
    """Numbers of a module that another test has imported are drawn only by those who search."""
    if conftest.asked or request.config.getoption("--hypothesis-seed") is not None:
        pytest.skip("a search draws anew")
    before = drawn()
    numbers = [math.sqrt(k) for k in range(2, 90)]
    (tmp_path / "many_numbers.py").write_text(f"NUMBERS = {numbers}\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module("many_numbers")
    assert drawn() == before
