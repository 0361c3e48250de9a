"""What one effort on a bench shows, and what several axes in a row let through of it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from agonist.model.body.wiring import Floats
from agonist.model.layout import AXES, MEMBERS
from agonist.model.optimum import pulls_of, reserve


class Attempt(NamedTuple):
    """What one effort shows: arrays are [members] of the task, in canonical order."""

    muscles: tuple[str, ...]
    helps: Any  # 1 where the muscle works for the task
    shares: Floats  # of the healthy capacity
    activation: Floats
    torque_nm: Floats
    arm_m: Floats
    weight: Floats
    command: Floats
    excitability: Floats
    effort: float
    demand_nm: float
    failed: float
    usual_per_load: float
    fresh: float
    through: float  # of the summed torque: what the weakest of several wanted axes would let through


def of_helpers(attempt: Attempt, values: Floats) -> dict[str, float]:
    """Values of the members, [members], by name, of those that work for the task."""
    return {m: float(v) for m, v, helps in zip(attempt.muscles, values, attempt.helps, strict=True) if helps}


def let_through(arms: Floats, axes: Floats, members: Floats, posture: float) -> float:
    """Part of the torque of an effort that it could give with every wanted axis at its part; 1 for one axis.

    `arms` are [axes, members], m; `axes` and `members` rows of the state of one task after the effort.
    """
    wanted, torque = axes[:, AXES.weight] != 0.0, members[:, MEMBERS.torque_nm]
    parts, whole = (axes[:, AXES.part] + axes[:, AXES.shift] * posture)[wanted], float(torque.sum())
    if len(parts) < 2 or whole <= 0.0 or not np.any(parts):
        return 1.0
    pulls, helps = pulls_of(arms, axes, members, torque), members[:, MEMBERS.capacity_share] > 0.0
    return min(reserve(pulls[:, helps], pulls[:, ~helps].sum(axis=1), parts) / whole, 1.0)
