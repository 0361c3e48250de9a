"""However a span of time is written, the body comes out the same: casts in parts, practice in many bouts, any midnight."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from clinic import leg

from agonist.model.assessment.patient import Patient
from agonist.model.layout import JOINTS, MUSCLES

KNEE = {"knee_flexion": 30.0}
SLOW = (
    "area",
    "specific",
    "quality",
    "sarcomeres",
    "stiffness",
    "chronic",
    "lingering",
    "cortical",
    "guarded",
    "spinal",
)
CASTS: dict[str, list[dict[str, Any]]] = {
    "in one": [{"day": 2.0, "days": 12.0}],
    "in two": [{"day": 2.0, "days": 5.0}, {"day": 7.0, "days": 7.0}],
    "at odd hours": [{"day": 2.0, "days": 0.37}, {"day": 2.37, "days": 6.13}, {"day": 8.5, "days": 5.5}],
}


def sore_knee() -> Patient:
    """A knee that was hurt at an odd hour, in a body that rests."""
    patient = Patient(leg())
    patient.do("rest")
    patient.do("inject effusion", joint="knee", ml=80.0, kind="arthroscopy", day=1.3)
    patient.do("set pain", joint="knee", level=7.0, day=1.3)
    patient.do("hurt muscle", muscle="vastus_lateralis", level=5.0, day=1.7)
    return patient


def slow(patient: Patient) -> Any:
    """All that tissue and cord have kept."""
    muscles = patient.state()["muscles"]
    return muscles[:, [getattr(MUSCLES, name) for name in SLOW]]


@pytest.mark.parametrize("way", ["in two", "at odd hours"])
def test_a_cast_may_be_written_in_any_way(way: str) -> None:
    """Tolerance: rounding."""
    found = {}
    for name in ("in one", way):
        patient = sore_knee()
        for when in CASTS[name]:
            patient.do("cast", side="right", angles=KNEE, **when)
        patient.advance(20.0)
        found[name] = slow(patient)
    assert found[way] == pytest.approx(found["in one"], rel=1e-9, abs=1e-12)


def test_it_does_not_matter_when_one_looks() -> None:
    """Stops at any hour of the day; the bench closes the day on a copy."""
    whole, parts = sore_knee(), sore_knee()
    whole.advance(9.0)
    for hours in (3.1, 21.7, 30.0, 31.9, 55.55, 100.0, 144.01):
        parts.advance(hours / 24.0 - parts.time_day)
        parts.assess("size_percent", muscle="vastus_lateralis_right")
    parts.advance(9.0 - parts.time_day)
    assert slow(parts) == pytest.approx(slow(whole), rel=1e-9, abs=1e-12)


def practised(bouts: int) -> Patient:
    """As many repetitions a day in few bouts or in many."""
    patient = sore_knee()
    patient.do("practice", task="knee_extension", side="right", reps=640.0 / bouts, load=0.2, bouts=bouts)
    patient.advance(20.0)
    return patient


def test_bouts_of_a_day_do_not_move_the_joint() -> None:
    """4, 16 and 160 bouts: joint, size and slow inhibition agree to rounding, but for what the work itself does to them."""
    found = [practised(bouts) for bouts in (4, 16, 160)]
    for other in found[1:]:
        for variable in (JOINTS.effusion_ml, JOINTS.pain, JOINTS.spinal_fluid, JOINTS.calm_day):
            mine, its = (p.state()["joints"][:, variable] for p in (found[0], other))
            assert its == pytest.approx(mine, rel=1e-9, abs=1e-9)
        for name in ("lingering", "cortical", "guarded", "quality"):
            column = getattr(MUSCLES, name)
            assert other.state()["muscles"][:, column] == pytest.approx(
                found[0].state()["muscles"][:, column], rel=1e-9, abs=1e-9
            )
    sizes = np.array([p.state()["muscles"][:, MUSCLES.area] for p in found])

    assert sizes / sizes[0] == pytest.approx(1.0, abs=1e-3)
