"""Torque of a maximal voluntary effort: at a joint angle, at a speed, over all angles, and the power it comes to."""

from __future__ import annotations

import math

import numpy as np

from agonist.model.assessment.attempt import Attempt
from agonist.model.assessment.beside import with_others
from agonist.model.assessment.registry import TESTED, TURNING, Conditions, measure
from agonist.model.assessment.test_bench import Laboratory, coordinate_of
from agonist.model.rules import muscle as muscle_rules

CURVE_ANGLES = 9
POWER_SPEEDS = tuple(20.0 * n for n in range(1, 51))  # deg/s


@measure(
    "maximal_torque_nm",
    "N m",
    "task",
    "active torque of a maximal voluntary effort, less what antagonists take",
    takes=TURNING,
)
def maximal_torque(lab: Laboratory, task: str, where: Conditions) -> float:
    """Maximal voluntary torque at the posture of the task or another angle, while it holds or turns at a speed."""
    return torque_at(lab, utmost(lab, task, where.angle), where.speed)


def utmost(lab: Laboratory, task: str, angle: float | None) -> Attempt:
    """A maximal voluntary effort at the posture of the task, or at another angle with all muscles that pull there."""
    best = lab.utmost(task, angle)
    return best if angle is None else with_others(lab, task, angle, best)


def torque_at(lab: Laboratory, best: Attempt, speed: float) -> float:
    """Torque (N m) of an effort while the joint turns with it at a speed, deg/s (negative: against it); 0 holds.

    ``p sum(torque f(-arm w / l_opt))``, f that of all fibres together, tendons stiff; p what several axes let through.
    """
    if speed == 0.0:
        return best.through * float(best.torque_nm.sum())
    (slow, fast, yields), rule = _speeds(lab), lab.rule(muscle_rules.mixed_velocity)
    total = []
    for muscle, torque, arm in zip(best.muscles, best.torque_nm, best.arm_m, strict=True):
        length, fast_part = _fibres(lab, muscle)
        fibre = -float(arm) * math.radians(speed) / length if length else 0.0  # optimal lengths per second
        total.append(float(torque) * rule(fibre, fast_part, slow, fast, yields))
    return best.through * math.fsum(total)


def _fibres(lab: Laboratory, muscle: str) -> tuple[float, float]:
    """Optimal length of a muscle's fibres, m, 0 where none is known, and their fast part, 0..1."""
    if muscle in lab.structure.names.muscles:
        return float(lab.subject.graph.nodes[muscle].get("l_opt_m", 0.0)), lab.muscle(muscle, "fast_part")
    own = next(m for m in lab.subject.anatomy.muscles if m.name == muscle)
    return own.l_opt_m, own.fast_part


def _speeds(lab: Laboratory) -> tuple[float, float, float]:
    """Greatest speeds of slow and fast fibres, optimal lengths per second, and how much a speed of lengthening counts."""
    return lab.parameter("fibre_speed_slow"), lab.parameter("fibre_speed_fast"), lab.parameter("lengthening_pace")


@measure(
    "power_w",
    "W",
    "task",
    "power of a maximal effort at a speed (speed=, deg/s), or the greatest over all speeds",
    takes=TURNING,
)
def power_w(lab: Laboratory, task: str, where: Conditions) -> float:
    """Torque x angular speed."""
    best = utmost(lab, task, where.angle)
    speeds = [where.speed] if where.speed else POWER_SPEEDS
    return max(math.radians(s) * torque_at(lab, best, s) for s in speeds)


@measure("torque_angle_nm", "N m by deg", "task", "maximal voluntary torque over the joint angle", takes=TESTED)
def torque_angle(lab: Laboratory, task: str, _: Conditions) -> dict[float, float]:
    """The torque-angle curve, by angle in degrees; empty where the task has no joint angle."""
    try:
        low, high = lab.subject.anatomy.coordinates[coordinate_of(lab.subject, task)]
    except ValueError:
        return {}
    angles = np.linspace(low, high, CURVE_ANGLES).tolist()
    pairs = zip(angles, lab.over_angles(task, angles), strict=True)
    return {a: torque_at(lab, with_others(lab, task, a, one), 0.0) for a, one in pairs}
