"""A patient: time in parts is time as a whole, any plan keeps the body in bounds, and a moment can be come back to."""

from __future__ import annotations

import numpy as np
import pytest
from clinic import check_bounds, happenings, leg
from hypothesis import given, settings
from hypothesis import strategies as st

from agonist.model.assessment.patient import Patient, people, scenario_of
from agonist.model.layout import AREAS, JOINTS, MEMBERS, MUSCLES
from agonist.model.parameters import TABLE

FRESH = Patient(leg())


def test_the_people_that_ship_can_be_met() -> None:
    for name in people():
        patient = Patient(name)
        patient.advance(1.0)
        check_bounds(patient)


def test_an_unknown_person_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown body or scenario 'arm'"):
        scenario_of("arm")


@settings(max_examples=15)
@given(data=st.data())
def test_any_plan_keeps_compartments_and_shares_in_bounds(data: st.DataObject) -> None:
    """Words of any order, overlap and length; where two cannot be had together the second is refused in one line."""
    patient = Patient(leg())
    for name, arguments in data.draw(st.lists(happenings(FRESH), min_size=1, max_size=6)):
        try:
            patient.do(name, **arguments)
        except ValueError as error:
            assert "\n" not in str(error)
    for _ in range(3):
        patient.advance(data.draw(st.floats(0.0, 4.0)))
        check_bounds(patient)
    weights = patient.state()["members"]
    for q in range(len(patient.structure.names.tasks)):
        first = patient.structure.wiring.member_first
        mine = weights[first[q] : first[q + 1]]
        helps = mine[:, MEMBERS.capacity_share] > 0.0
        own = (mine[:, MEMBERS.capacity_share] * mine[:, MEMBERS.pattern])[helps]
        assert float(own.sum()) == pytest.approx(1.0, abs=1e-6)
        for trace in (MEMBERS.gain, MEMBERS.kept, MEMBERS.settled):
            assert mine[helps, trace].min() >= TABLE["use_floor"].value
            assert mine[helps, trace].max() <= 1.0 + TABLE["surplus_gain"].value


def swollen() -> Patient:
    """A knee with fluid and pain, in a body that rests."""
    patient = Patient(leg())
    patient.do("rest")
    patient.do("inject effusion", joint="knee", ml=70.0, kind="arthroscopy")
    patient.do("set pain", joint="knee", level=6.0)
    patient.do("cast", angles={"knee_flexion": 20.0}, days=9.0)
    return patient


@settings(max_examples=10)
@given(cuts=st.lists(st.floats(0.0, 20.0), min_size=1, max_size=6))
def test_time_in_parts_is_time_as_a_whole(cuts: list[float]) -> None:
    """Every process is a closed form of the elapsed time, and so is what a day adds up: tolerances are of rounding."""
    whole, parts = swollen(), swollen()
    whole.advance(20.0)
    for cut in sorted(cuts):
        parts.advance(max(0.0, cut - parts.time_day))
    parts.advance(20.0 - parts.time_day)
    a, b = whole.state(), parts.state()
    knee = whole.structure.names.joints.index("knee_right")
    for variable in (JOINTS.effusion_ml, JOINTS.pain, JOINTS.spinal_fluid, JOINTS.spinal_pain):
        assert b["joints"][knee, variable] == pytest.approx(a["joints"][knee, variable], rel=1e-9, abs=1e-12)
    for name in ("specific", "sarcomeres", "stiffness", "tendon", "area", "guarded"):
        column = getattr(MUSCLES, name)
        assert b["muscles"][:, column] == pytest.approx(a["muscles"][:, column], rel=1e-12, abs=1e-15)
    for name in ("chronic", "lingering", "cortical"):
        column = getattr(MUSCLES, name)
        assert b["muscles"][:, column] == pytest.approx(a["muscles"][:, column], rel=1e-9, abs=1e-12)


def test_a_cut_at_midnight_changes_not_one_bit_of_a_life_without_a_joint_problem() -> None:
    whole, parts = Patient(leg()), Patient(leg())
    for patient in (whole, parts):
        patient.do("inhibit", muscle="gluteus_maximus", fraction=0.5, day=3.0)
    whole.advance(12.0)
    for _ in range(12):
        parts.advance(1.0)
    a, b = whole.state(), parts.state()
    assert all(np.array_equal(a[area], b[area]) for area in AREAS)


def test_a_moment_can_be_come_back_to() -> None:
    patient = Patient(leg())
    patient.advance(2.0)
    moment = patient.snapshot()
    patient.do("injure ligament", side="right")
    patient.advance(5.0)
    patient.restore(moment)
    assert patient.time_day == 2.0
    assert patient.value("joints", "knee_right", "instability") == 0.0
    patient.advance(5.0)
    other = Patient(leg())
    other.advance(7.0)
    assert all(np.array_equal(patient.state()[a], other.state()[a]) for a in ("joints", "muscles", "members", "tasks"))


def test_the_past_is_over() -> None:
    patient = Patient(leg())
    patient.advance(3.0)
    with pytest.raises(ValueError, match="day 1 has passed; it is day 3"):
        patient.do("set pain", joint="knee", level=3.0, day=1.0)
    with pytest.raises(ValueError, match="days = -1 is out of range"):
        patient.advance(-1.0)
