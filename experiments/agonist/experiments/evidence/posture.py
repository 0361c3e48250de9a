"""Sitting through the year without a bout at length, against an active life: fibres and range of the hip."""

from __future__ import annotations

from functools import cache

import numpy as np

from agonist.experiments.evidence.living import State, end, muscles, planned
from agonist.experiments.evidence.readings import value
from agonist.experiments.evidence.registry import Options, experiment
from agonist.model.layout import M
from agonist.model.lifestyle import day_of, usual_day
from agonist.model.plan import Exposure
from agonist.model.rules import muscle, recruitment, tissue
from agonist.model.scenario import Resolved
from agonist.model.wiring import Floats

YEAR = 365.0
SITTING, STANDING = {"hip_flexion": 90.0, "knee_flexion": 90.0}, {"hip_flexion": 0.0, "knee_flexion": 0.0}
LYING = {"hip_flexion": 15.0, "knee_flexion": 15.0, "ankle_dorsiflexion": -20.0}
INACTIVE = ((10.0, SITTING), (5.0, STANDING), (9.0, LYING))  # hours a day; nothing beyond the straight hip
LONG_MIN = 30.0
FLEXORS = "(psoas_major|iliacus)_right"
HEALTHY_END_DEG = -5.0  # the fixed torque is that of a healthy hip at five degrees of extension
ANGLES = np.arange(-10.0, 40.1, 0.5)


def _sitter(resolved: Resolved) -> list[Exposure]:
    """The inactive day as inputs of every muscle, against its usual day."""
    body = resolved.subject.anatomy
    lived, usual = day_of(body, INACTIVE), usual_day(body).longest
    return [
        Exposure(0.0, np.inf, "M", m.name, variable, float(x))
        for i, m in enumerate(body.muscles) if m.name in resolved.subject.structure.names.muscles
        for variable, x in (
            ("length_mean", lived.mean[i] / usual[i]), ("length_long", lived.longest[i] / usual[i]), ("long_min_day", LONG_MIN)
        )
    ]  # fmt: skip


@cache
def _lives(seed: int, options: Options) -> tuple[Resolved, State, State]:
    active = planned("hip", options, YEAR)
    inactive = planned("hip", options, YEAR, held=_sitter(active))
    return active, end(inactive, seed, options), end(active, seed, options)


def passive_nm(resolved: Resolved, state: State, angle_deg: float) -> float:
    """Passive flexion torque of a relaxed straight-kneed hip, N m."""
    body, names = resolved.subject.anatomy, resolved.subject.structure.names.muscles
    posture = {"hip_flexion": angle_deg}
    arms = body.arms_m(posture)[:, body.axes.index("hip_flexion_right")]
    lengths, cosines = body.lengths(posture), body.cos_pennation(posture)
    total = 0.0
    for i, m in enumerate(body.muscles):
        if m.name in names and arms[i] > 0.0:
            row = state["M"][names.index(m.name)]
            curve = muscle.passive_length(tissue.resting_length(lengths[i], row[M.sarcomeres]))
            total += recruitment.passive_torque(
                arms[i], row[M.force_max_n], row[M.area], row[M.stiffness], curve, cosines[i]
            )
    return float(total)


def end_deg(resolved: Resolved, state: State, torque_nm: float) -> float:
    """Hip angle at which the passive torque reaches a value, degrees of flexion."""
    torques: Floats = np.array([passive_nm(resolved, state, float(a)) for a in ANGLES])
    return float(np.interp(-torque_nm, -torques, ANGLES))


@experiment("sitting-hip-extension")
def hip_extension(seed: int, options: Options) -> float:
    """Hip extension at one passive torque, inactive less active, degrees."""
    resolved, inactive, active = _lives(seed, options)
    torque = passive_nm(resolved, active, HEALTHY_END_DEG)
    return end_deg(resolved, active, torque) - end_deg(resolved, inactive, torque)


@experiment("sitting-fibre-length")
def fibre_length(seed: int, options: Options) -> float:
    """Fibre length of the hip flexors, inactive less active, %."""
    resolved, inactive, active = _lives(seed, options)
    names = muscles(resolved, FLEXORS)
    lengths = [np.mean([value(resolved, state, m, "sarcomeres") for m in names]) for state in (inactive, active)]
    return float(100.0 * (lengths[0] / lengths[1] - 1.0))
