"""What is passed over in light work, at rest and without lengthening would have changed nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agonist.model.rules import fatigue, joint, overstretch, training

PART = st.floats(0.0, 0.95)


@given(PART, PART, PART, st.floats(0.05, 0.9))
def test_work_that_is_light_for_all_units_trains_nothing(active: float, first: float, last: float, threshold: float):
    called = training.recruited(active, first), training.recruited(active, last)
    if not training.trains(active, first, last, threshold) and active > 0.0:
        assert training.training_dose(*called, threshold) < 1e-20
        assert training.steady_dose(active, threshold) == 0.0


@given(PART, PART, st.floats(0.0, 1.6))
def test_without_current_or_lengthening_nothing_is_evoked_or_torn(now: float, active: float, length: float):
    assert training.evoked_dose(0.0, 0.05) == 0.0
    assert overstretch.torn(now, overstretch.pull_apart(active, 0.0, length, 2.0, 2.0), 60.0, 0.34, 0.2) == 0.0


@given(st.floats(0.0, 36500.0), st.floats(1e-6, 1.0))
def test_a_joint_without_pain_or_its_cause_stays_calm(now: float, step: float):
    assert joint.calm(now, 0.0, 0.0, 5.0, 1.0, step) == now + step


@given(st.floats(0.0, 0.4), st.floats(0.0, 0.2), st.floats(0.0, 0.2))
def test_units_that_are_not_tired_leave_what_is_weary(now: float, first: float, last: float):
    assert fatigue.weary(now, first, last, 60.0, 0.2, 0.004, 0.4) == pytest.approx(now, abs=1e-15)
