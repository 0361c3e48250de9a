"""Tired motor units go on firing: EMG and activation of a muscle that has just worked."""

from __future__ import annotations

import pytest
from clinic import leg

from agonist.model.assessment.assess import emg_percent, maximal_torque, voluntary_drive
from agonist.model.assessment.patient import Patient
from agonist.model.assessment.registry import Conditions
from agonist.model.assessment.test_bench import Laboratory
from agonist.model.layout import MUSCLES

TASK = "knee_extension_right"
VASTI = "vastus_lateralis_right"


def laboratory(fatigued: float) -> Laboratory:
    """A healthy person whose muscles are tired so far."""
    patient = Patient(leg())
    state = patient.state()
    state["muscles"][:, [MUSCLES.fatigued, MUSCLES.tired]] = fatigued
    return Laboratory(patient.subject, state)


def test_two_minutes_of_maximal_effort_cost_force_and_little_activation() -> None:
    """Gandevia 2001: activation -10 to -30 points of a sustained maximal effort; three fifths of the force are gone."""
    fresh, tired, usual = laboratory(0.0), laboratory(0.6), Conditions()
    assert maximal_torque(tired, TASK, usual) / maximal_torque(fresh, TASK, usual) == pytest.approx(0.4, abs=0.03)
    assert 0.1 < voluntary_drive(fresh, TASK, usual) - voluntary_drive(tired, TASK, usual) < 0.3


def test_a_light_hold_drives_emg_up_but_not_to_its_maximum() -> None:
    """Bigland-Ritchie 1986: where 30 % can no longer be held EMG stands at two thirds or so of a rested maximum."""
    light = Conditions(load=0.3)
    first, last = (emg_percent(laboratory(f), TASK, light)[VASTI] for f in (0.0, 0.7))
    assert 25.0 < first < 40.0 and 50.0 < last < 95.0


def test_a_light_hold_costs_a_third_of_the_strength_though_hardly_a_unit_is_left_to_call_up() -> None:
    """Place 2005, Neyroud 2013: a quarter to two fifths of the maximum; the second state alone says so."""
    patient = Patient(leg())
    state = patient.state()
    state["muscles"][:, MUSCLES.fatigued], state["muscles"][:, MUSCLES.tired] = 0.8, 0.32
    held = Laboratory(patient.subject, state)
    assert maximal_torque(held, TASK, Conditions()) / maximal_torque(
        laboratory(0.0), TASK, Conditions()
    ) == pytest.approx(0.68, abs=0.04)
    assert all(part <= 1.0 for part in held.firing(held.utmost(TASK)))


def test_where_nobody_is_tired_the_rested_bench_is_the_bench() -> None:
    lab = laboratory(0.0)
    assert lab.rested().bench is lab.bench
