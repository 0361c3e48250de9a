"""Antagonists contract with a movement and never outpull it: the calf is six times as strong as what lifts the foot."""

from __future__ import annotations

import pytest
from clinic import one_movement

from agonist.agents import Body
from agonist.experiments.evidence.living import protocol
from agonist.model.assessment.patient import Patient


def of(task: str, **settings: float) -> Patient:
    patient = Patient(one_movement(task), settings=settings)
    patient.advance(0.5)
    return patient


def hurt(patient: Patient, joint: str) -> Patient:
    """As much co-contraction as there can be: great pain in a joint that is wholly loose."""
    patient.do("set pain", joint=joint, side="right", level=10.0)
    patient.do("set instability", joint=joint, side="right", level=1.0)
    patient.advance(0.4)
    return patient


def strongest(patient: Patient, task: str) -> float:
    return float(patient.assess("maximal_torque_nm", task=task, side="right"))


@pytest.mark.parametrize(("task", "joint"), [("ankle_dorsiflexion", "ankle"), ("hip_abduction", "hip")])
def test_no_co_contraction_turns_a_movement_round(task: str, joint: str) -> None:
    """At most half of what the agonists can give is taken."""
    well, alone = strongest(of(task), task), strongest(of(task, coactivation=0.0), task)
    assert strongest(hurt(of(task), joint), task) > 0.4 * well
    assert well > 0.45 * alone


def test_the_calf_takes_a_measured_part_of_dorsiflexion_and_the_shin_little_of_plantar_flexion() -> None:
    """Billot et al. 2022: 30 to 65 % of the agonists' torque in maximal dorsiflexion, 3 % in plantar flexion."""
    for task, least, most in (("ankle_dorsiflexion", 0.3, 0.65), ("plantarflexion", 0.0, 0.05)):
        taken = 1.0 - strongest(of(task), task) / strongest(of(task, coactivation=0.0), task)
        assert least < taken < most, task


def test_a_weak_movement_is_braced_less() -> None:
    """Most of the agonists' drive gone: the calf takes the usual part of what is left of a maximal effort.

    A light movement has the torque that it had, and so has what braces it.
    """
    task, left = "ankle_dorsiflexion", {}
    before = of(task)
    for braced in (True, False):
        after = of(task) if braced else of(task, coactivation=0.0)
        after.do("inhibit", muscle="tibialis_anterior", side="right", fraction=0.9, days=2.0)
        after.advance(0.4)
        left[braced] = strongest(after, task)
        if braced:
            before.advance(0.4)
            commands = [p.value("tasks", f"{task}_right", "braced") for p in (before, after)]
            assert commands[1] == pytest.approx(commands[0], rel=0.05)  # the torque is the same
    assert 0.3 < 1.0 - left[True] / left[False] < 0.65


@pytest.mark.parametrize("task", ["knee_extension", "ankle_dorsiflexion"])
def test_a_load_counts_from_the_healthy_limb_at_rest(task: str) -> None:
    """Long hamstrings and a heavy calf ask no effort of a healthy movement, as a dynamometer is set to zero at rest."""
    patient, mover = of(task), {"knee_extension": "vastus_lateralis"}.get(task, "tibialis_anterior")
    light, twice = (patient.read(f"activation {mover} in {task} right load={load}") for load in (0.1, 0.2))
    assert twice == pytest.approx(2.0 * light, rel=0.05)


@pytest.mark.parametrize("side", ["right", "left"])
def test_what_has_grown_stiffer_than_the_healthy_limb_counts_as_load(side: str) -> None:
    effort = {}
    for stiffness in (1.0, 2.0):
        body = Body(protocol("knee", "rlu2023").with_(days=2.0), rng=1)
        for muscle in ("semimembranosus", "biceps_femoris_long_head", "semitendinosus"):
            body[f"{muscle}_{side}"].stiffness = stiffness
        while body.day < 0.8:
            body.step()
        effort[stiffness] = body[f"knee_extension_{side}"].effort
    assert effort[2.0] > 1.2 * effort[1.0]
