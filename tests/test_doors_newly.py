"""Doors that were found open later: each with what it says now."""

from __future__ import annotations

from pathlib import Path

import pytest
import test_own_tables

from agonist.model.body.anatomy import load as load_body


@pytest.fixture
def arm(tmp_path: Path) -> Path:
    """A folder of tables."""
    for name, text in (("bodies.toml", test_own_tables.BODIES), ("p.csv", test_own_tables.PARAMETERS)):
        (tmp_path / name).write_text(text)
    (tmp_path / "g.csv").write_text(test_own_tables.GRID)
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("\n60,", "\n1.0472,", "which look like radians here"),
        ("long,0.04", "long,-0.04", "a sign turned in one of the two"),
        ("\n0,", "\n60,", "column 'deg' holds one angle, 60; it needs two at least"),
    ],
)
def test_a_grid_says_what_may_be_wrong_with_it(arm: Path, old: str, new: str, said: str) -> None:
    load_body("arm", folder=arm)
    text = test_own_tables.GRID.replace(old, new)
    (arm / "g.csv").write_text(text)
    with pytest.raises(ValueError) as refused:
        load_body("arm", folder=arm)
    assert said in str(refused.value) and "\n" not in str(refused.value)
