"""How muscles press the femoral head forward: a reading from their forces and their lines of pull across the hip."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import NamedTuple

from agonist.model.assessment.attempt import Attempt
from agonist.model.assessment.test_bench import Laboratory, task_of
from agonist.model.spreadsheet import number, read_rows

FILE = Path(__file__).parent.parent / "tables" / "hip_lines.csv"
HIP = "hip_flexion"


class Line(NamedTuple):
    """Where a muscle leaves the pelvis and where it meets the straight leg, m from the hip, forward and up."""

    pelvis_forward_m: float
    pelvis_up_m: float
    leg_forward_m: float
    leg_up_m: float


@cache
def lines() -> dict[str, Line]:
    """Lines of pull by anatomical name."""
    return {
        row["anatomical_name"]: Line(
            *(number(row, key, f"{FILE.name}, {row['anatomical_name']}") for key in Line._fields)
        )
        for row in read_rows(FILE)
    }


def forward_part(line: Line, flexion_deg: float) -> float:
    """Part of a muscle's force that presses the femoral head forward, -1 to 1.

    u_x of the unit vector from the leg's point, turned by the flexion of the hip, to the pelvis' point.
    """
    turn = math.radians(flexion_deg)
    forward = line.leg_forward_m * math.cos(turn) - line.leg_up_m * math.sin(turn)
    up = line.leg_forward_m * math.sin(turn) + line.leg_up_m * math.cos(turn)
    x, y = line.pelvis_forward_m - forward, line.pelvis_up_m - up
    return x / math.hypot(x, y)


def hip_angle(lab: Laboratory, task: str, angle: float | None) -> float | None:
    """Flexion of the hip in a task, deg; None where the task does not move the hip."""
    movement = task_of(lab.subject, task)
    if not any(axis.startswith(HIP) for axis in movement.output):
        return None
    first = max(movement.output, key=lambda name: abs(movement.output[name]))
    posed = movement.posture.get(HIP, 0.0)
    return posed if angle is None or not first.startswith(HIP) else angle


def anterior_force_n(lab: Laboratory, seen: Attempt, flexion_deg: float) -> float:
    """Forward force of the femoral head in the hip, N: active muscle forces along their lines of pull.

    Body weight and passive structures are left out, so changes count and sizes do not.
    """
    total = 0.0
    for name, torque, arm in zip(seen.muscles, seen.torque_nm, seen.arm_m, strict=True):
        line = lines().get(lab.subject.graph.nodes[name]["anatomical_name"])
        if line is not None and arm != 0.0:
            total += float(torque / arm) * forward_part(line, flexion_deg)
    return total
