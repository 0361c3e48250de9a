"""The capsule of a joint that is not moved: it shrinks, and the range that the muscles leave is smaller by as much."""

from __future__ import annotations

import math

import pytest

from agonist.model.assessment.patient import Patient
from agonist.model.parameters import TABLE

MOST, TAU, BACK = (TABLE[f"capsule_{name}"].value for name in ("most", "day", "return_day"))
END_DEG = 24.0  # of dorsiflexion, healthy


def held(days: float, free: float = 0.0, hours: float = 24.0, **settings: float) -> Patient:
    """Someone whose right ankle was held at a right angle, and then not."""
    patient = Patient("leg", settings=settings)
    patient.do("cast", angles={"ankle_dorsiflexion": 0.0}, side="right", days=days, hours_a_day=hours)
    patient.advance(days + free)
    return patient


def end(patient: Patient, side: str = "right") -> float:
    """How far the ankle can be bent up, deg."""
    return patient.assess("range_deg", angle="ankle_dorsiflexion", side=side)[1]


def lost(patient: Patient) -> float:
    return patient.value("joints", "ankle_right", "shrunk")


def test_a_joint_that_is_held_loses_range_beyond_what_its_muscles_take() -> None:
    """Six weeks: 11 and 12 degrees less than the other ankle with a break (Chesworth & Vandervoort 1995)."""
    with_capsule, without = held(42.0), held(42.0, capsule_most=0.1)
    assert lost(with_capsule) == pytest.approx(MOST * (1.0 - math.exp(-42.0 / TAU)), rel=0.03)
    assert end(with_capsule) - end(without) == pytest.approx(-END_DEG * (lost(with_capsule) - lost(without)), abs=1e-9)
    assert -12.0 < end(with_capsule) - end(with_capsule, "left") < -4.0
    assert lost(held(42.0, hours=12.0)) == pytest.approx(0.5 * lost(with_capsule), rel=1e-9)
    assert (
        with_capsule.value("joints", "ankle_left", "shrunk")
        == with_capsule.value("joints", "knee_right", "shrunk")
        == 0.0
    )


def test_it_comes_back_more_slowly_than_it_went() -> None:
    early, late = held(42.0), held(42.0, 42.0)
    assert lost(late) == pytest.approx(lost(early) * math.exp(-42.0 / BACK), rel=1e-9)
    assert end(early) < end(late) < END_DEG


def test_a_joint_that_was_opened_is_not_taken_to_its_ends() -> None:
    patient = Patient("leg")
    patient.do("replace joint", joint="knee", side="right")
    patient.advance(30.0)
    right, left = (patient.assess("range_deg", angle="knee_flexion", side=side)[1] for side in ("right", "left"))
    assert 0.02 < patient.value("joints", "knee_right", "shrunk") < MOST
    assert right < left - 3.0


def test_parts_of_a_cast_come_to_the_whole() -> None:
    whole = held(20.0)
    parts = Patient("leg")
    for _ in range(2):
        parts.do("cast", angles={"ankle_dorsiflexion": 0.0}, side="right", days=10.0)
        parts.advance(10.0)
    assert lost(parts) == pytest.approx(lost(whole), abs=1e-12)
