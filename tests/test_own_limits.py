"""What has no door for a file of one's own says so in one line, with what stands in for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import agonist
from agonist.model import limits
from agonist.model.layout import VARIABLES
from agonist.model.scenario import shipped


def test_a_reading_from_a_file_is_refused_with_what_is_possible() -> None:
    with pytest.raises(ValueError, match="or your own under a name: say rules ="):
        agonist.run("healthy", days=1, read=["mine.py:measure @ 1 day"])


def test_a_trait_from_a_file_is_refused_with_what_is_possible() -> None:
    with pytest.raises(ValueError, match="of people.csv, and of .people.own.NAME. of a scenario"):
        agonist.cohort("healthy", 2, days=1, only=["mine.py:grit"])


@pytest.mark.parametrize(
    ("rule", "body", "said"),
    [
        ("fatigue.rested", "def r(fatigued: float, seconds: float, recovery_rate: float, multiplier: float) -> float:\n    return -5.0",
         "own.r: what it gives leaves fatigued = -[45].* .fatigued part of the motor units.; a life keeps it 0 to 1"),
        ("joint.effusion", "def r(effusion_ml: float, inflow_ml_day: float, tau_day: float, step_day: float) -> float:\n    return -3.0",
         "effusion_ml = -3 .fluid in the joint.; a life keeps it 0 to 1000"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("engine", ["compiled", "agents"])
def test_what_an_own_rule_leaves_is_held_to_what_it_can_be(
    tmp_path: Path, rule: str, body: str, said: str, engine: str
) -> None:
    (tmp_path / "own.py").write_text(body + "\n")
    with pytest.raises(ValueError, match=said) as refused:
        agonist.run("knee-effusion", days=3, engine=engine, rules={rule: f"{tmp_path}/own.py:r"})
    assert "\n" not in str(refused.value)


def test_every_shipped_life_stays_where_lives_are_held() -> None:
    """So that nobody is blamed for what the model itself does: all quantities, at the end of each shipped scenario."""
    for name in shipped():
        state = agonist.run(name, days=40).final
        for area, of in VARIABLES.items():
            low, high = limits.lived(area)
            rows = np.asarray(state[area]).reshape(-1, len(of))
            wrong = ~((rows >= low) & (rows <= high)).all(axis=0)
            assert not wrong.any(), (name, area, [of[n].name for n in np.flatnonzero(wrong)])
