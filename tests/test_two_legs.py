"""Two legs that share a load go by the same effort; a healthy pattern goes by the arm; wanted axes take what a movement asks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from clinic import one_movement

from agonist.model.assessment.demands import demand_of
from agonist.model.assessment.patient import Patient
from agonist.model.body.stance import plain
from agonist.model.body.tasks import named_task, read_task, task_names
from agonist.model.layout import AXES, MEMBERS
from agonist.model.scenario import Scenario

SIDES = ("left", "right")


def both_legs(task: str) -> Scenario:
    """Somebody with both legs who does one movement of both."""
    one = one_movement(task)
    return replace(one, body=replace(one.body, sides=SIDES))


def reached(patient: Patient, task: str) -> list[float]:
    return [patient.value("tasks", f"{task}_{side}", "demand_nm") for side in SIDES]


def test_a_weak_leg_takes_what_it_takes_of_the_strength_of_both() -> None:
    """Simon & Ferris 2008: the same part of what each can give; together they bear what they bore."""
    patient = Patient(both_legs("squat"))
    patient.advance(1.0)
    before = reached(patient, "squat")
    for muscle in ("vastus_intermedius", "vastus_lateralis", "vastus_medialis"):
        patient.do("weaken", muscle=muscle, side="right", fraction=0.5)
    patient.advance(0.7)
    left, right = reached(patient, "squat")
    assert left + right == pytest.approx(sum(before), rel=1e-3)
    strong, weak = (least(patient, f"squat_{side}") for side in SIDES)
    assert weak < 0.6 * strong  # the knee, though the leg as a whole has four fifths left
    assert right / left == pytest.approx(weak / strong, rel=0.02)


def least(patient: Patient, task: str) -> float:
    """What is left of the weakest joint of a leg in a task, of its pull in health."""
    structure, state = patient.structure, patient.state()
    rows = [n for n, (of, _) in enumerate(structure.names.members) if of == task]
    able = np.array([patient.value("muscles", structure.names.members[n][1], "able") for n in rows])
    share, arm = (state["members"][rows][:, column] for column in (MEMBERS.capacity_share, MEMBERS.arm_m))
    q = structure.names.tasks.index(task)
    left = []
    for axis in range(structure.wiring.axis_first[q], structure.wiring.axis_first[q + 1]):
        weight = state["axes"][axis, AXES.weight]
        pulls = share * np.maximum(weight * structure.wiring.axis_arm[axis, rows] / arm, 0.0)
        if weight != 0.0:
            left.append(float(pulls @ able / pulls.sum()))
    return min(left)


def test_by_the_same_force_where_effort_does_not_count() -> None:
    patient = Patient(both_legs("squat"), settings={"shared_effort": 0.0})
    patient.advance(1.0)
    patient.do("weaken", muscle="vastus_lateralis", side="right", fraction=0.5)
    patient.advance(0.7)
    left, right = reached(patient, "squat")
    assert right == pytest.approx(left, rel=1e-3)


def pattern(power: float) -> dict[str, tuple[float, float]]:
    """Arm and healthy activation of the muscles that extend the hip."""
    patient = Patient(one_movement("hip_extension"), settings={"pattern_arm": power})
    rows = zip(patient.structure.names.members, patient.state()["members"], strict=True)
    return {
        name: (float(row[MEMBERS.arm_m]), float(row[MEMBERS.usual_active]))
        for (of, name), row in rows
        if of == "hip_extension_right" and row[MEMBERS.capacity_share] > 0.0
    }


def test_a_muscle_with_a_small_arm_is_used_less() -> None:
    arms, active = np.array(list(pattern(0.5).values())).T
    assert active / active.max() == pytest.approx(np.sqrt(arms / arms.max()), rel=0.06)
    _, alike = np.array(list(pattern(0.0).values())).T
    assert alike == pytest.approx(alike[0], rel=1e-6)


@pytest.mark.parametrize("name", [n for n in task_names() if named_task(n).parts and demand_of(n)])
def test_parts_are_those_of_the_measured_moments(name: str) -> None:
    asked, parts = demand_of(name), named_task(name).parts
    assert asked is not None
    total = sum(abs(asked.moment[axis]) for axis in parts)
    assert {a: round(abs(asked.moment[a]) / total, 2) for a in parts} == {a: round(p, 2) for a, p in parts.items()}


def test_the_healthy_body_delivers_what_the_movement_asks() -> None:
    patient = Patient(one_movement("stair_climb"))
    rows = zip(patient.structure.names.axes, patient.state()["axes"], strict=True)
    found = {plain(axis): row[AXES.part] for (of, axis), row in rows if row[AXES.weight] != 0.0 and "stair" in of}
    assert found == pytest.approx(dict(named_task("stair_climb").parts), abs=1e-3)


@pytest.mark.parametrize(
    "parts",
    [{"hip_flexion": 1.0}, {"hip_flexion": 0.7, "knee_flexion": 0.7}, {"hip_flexion": 1.2, "knee_flexion": -0.2}],
)
def test_wrong_parts_are_told(parts: object) -> None:
    entry = {"posture": {}, "output": {"hip_flexion": -1.0, "knee_flexion": -1.0}, "parts": parts}
    with pytest.raises(ValueError, match=r"press, parts = .* add up to 1"):
        read_task("press", "press", entry)
