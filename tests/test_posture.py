"""Posture at a cost: compensation across joints is a change of posture, and no joint's torque is abandoned without one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from clinic import one_movement

from agonist.model.assessment.patient import Patient
from agonist.model.body.tasks import read_task

QUADRICEPS = ("rectus_femoris", "vastus_intermedius", "vastus_lateralis", "vastus_medialis")


def lived(task: str, muscles: tuple[str, ...], dose: float, days: float = 5.0, moves: float = 1.0) -> dict[str, float]:
    """Torque about each joint, posture and effort some days into an inhibition, means of the last day."""
    patient = Patient(one_movement(task), settings={"posture_moves": moves})
    patient.advance(1.0)
    if dose > 0.0:
        for muscle in muscles:
            patient.do("inhibit", muscle=muscle, side="right", fraction=dose, days=39.0)
    patient.advance(days)
    found: dict[str, list[float]] = {}
    for _ in range(12):
        patient.advance(hours=2.0)
        where = {"task": task, "side": "right"}
        for axis, torque in patient.assess("axis_torque_nm", **where).items():
            found.setdefault(axis.removesuffix("_right"), []).append(torque)
        found.setdefault("posture", []).append(patient.assess("posture_percent", **where))
        found.setdefault("effort", []).append(patient.value("tasks", f"{task}_right", "effort"))
    return {name: float(np.mean(values)) for name, values in found.items()}


@pytest.fixture(scope="module")
def stair() -> list[dict[str, float]]:
    return [lived("stair_climb", QUADRICEPS, dose) for dose in (0.0, 0.2, 0.4)]


def test_health_keeps_its_posture(stair: list[dict[str, float]]) -> None:
    assert abs(stair[0]["posture"]) < 3.0


def test_weak_quadriceps_lean_forward_by_how_weak_they_are(stair: list[dict[str, float]]) -> None:
    """What the knee gives the hip gets: the sum of both is that of health."""
    knee, hip = ([one[axis] for one in stair] for axis in ("knee_flexion", "hip_flexion"))
    assert knee[0] > 1.05 * knee[1] > 1.1 * knee[2]
    assert hip[0] < 0.95 * hip[1] < 0.9 * hip[2]
    assert stair[0]["posture"] < stair[1]["posture"] - 5.0 < stair[2]["posture"] - 10.0
    assert knee[2] + hip[2] == pytest.approx(knee[0] + hip[0], rel=0.02)


def test_it_spares_effort_and_is_a_switch(stair: list[dict[str, float]]) -> None:
    still = lived("stair_climb", QUADRICEPS, 0.4, moves=0.0)
    assert still["posture"] == 0.0
    assert still["knee_flexion"] == pytest.approx(stair[0]["knee_flexion"], rel=0.03)
    assert stair[2]["effort"] < still["effort"]


def test_weak_hip_extensors_stay_upright(stair: list[dict[str, float]]) -> None:
    """Teng & Powers 2016: upright trunk, more work of the knee; sign only."""
    weak = lived("stair_climb", ("gluteus_maximus", "adductor_magnus", "semimembranosus"), 0.5)
    assert weak["posture"] < -5.0
    assert weak["knee_flexion"] > 1.03 * stair[0]["knee_flexion"]


def test_the_back_helps_a_leg_lift_a_little() -> None:
    """The pelvis tilts; the lumbar spine is bent for it. The hamstrings still do most of it."""
    before, after = (lived("prone_leg_lift", ("gluteus_maximus",), dose, days=2.0) for dose in (0.0, 0.7))
    still = lived("prone_leg_lift", ("gluteus_maximus",), 0.7, days=2.0, moves=0.0)
    assert after["posture"] > 10.0
    assert after["lumbar_extension"] > still["lumbar_extension"] + 2.0
    assert after["hip_flexion"] == pytest.approx(before["hip_flexion"], rel=0.05)


@pytest.mark.parametrize(
    ("shift", "told"),
    [
        ({"hip_flexion": 0.3}, "add up to 0"),
        ({"hip_flexion": 0.3, "ankle_dorsiflexion": -0.3}, "no axis of its output"),
        ({"hip_flexion": 2.0, "knee_flexion": -2.0}, "-1 to 1"),
        (3, "numbers by name"),
    ],
)
def test_a_wrong_shift_is_told(shift: object, told: str) -> None:
    entry = {"posture": {}, "output": {"hip_flexion": -1.0, "knee_flexion": -1.0}, "shift": shift}
    with pytest.raises(ValueError, match=told):
        read_task(str(Path("tasks.toml")), "kneel", entry)
