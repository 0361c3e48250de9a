"""Six weeks of calf stretching: range of the ankle, and reciprocal inhibition."""

from __future__ import annotations

from functools import cache

import numpy as np

from agonist.experiments.evidence.living import State, end, held, muscles, planned
from agonist.experiments.evidence.readings import change, value
from agonist.experiments.evidence.registry import Options, experiment
from agonist.model.rules import observe
from agonist.model.scenario import Resolved

CALF = "(soleus|gastrocnemius_(medial|lateral))_right"
DAYS, MINUTES = 42.0, 5.0 * 5.0 / 7.0  # five minutes on five days of the week
ANKLE_RANGE_DEG = 15.0  # dorsiflexion of a healthy straight-kneed ankle, by goniometer


@cache
def _stretched(seed: int, options: Options) -> tuple[Resolved, State]:
    base = planned("calf", options, 0.0)
    life = planned("calf", options, DAYS, held=held(muscles(base, CALF), stretch_min_day=MINUTES))
    return life, end(life, seed, options)


@experiment("stretch-rom-6wk")
def range_of_motion(seed: int, options: Options) -> float:
    """Change of ankle range, %: the most limiting muscle of the calf sets the end."""
    resolved, state = _stretched(seed, options)
    body, force = resolved.subject.anatomy, resolved.parameters["end_force"]
    arms = body.arms_m({})[:, body.axes.index("ankle_dorsiflexion_right")]
    gained = []
    for i, m in enumerate(body.muscles):
        if m.name in muscles(resolved, CALF):
            tolerance, stiffness, number = (
                value(resolved, state, m.name, v) for v in ("tolerance", "stiffness", "sarcomeres")
            )
            healthy = observe.end_length(force, 1.0, 1.0)
            now = observe.end_length(force * tolerance, stiffness, number)
            gained.append(observe.range_change_deg(now, healthy, m.l_opt_m, abs(float(arms[i]))))
    return 100.0 * float(np.min(gained)) / ANKLE_RANGE_DEG


@experiment("stretch-ri-6wk")
def reciprocal(seed: int, options: Options) -> float:
    """Change of the inhibition that soleus receives at equal activation of its antagonists, %."""
    resolved, state = _stretched(seed, options)
    return change(value(resolved, state, "soleus_right", "reciprocal"), 1.0)
