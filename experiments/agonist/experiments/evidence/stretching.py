"""Six weeks of calf stretching: range of the ankle, and reciprocal inhibition."""

from __future__ import annotations

from functools import cache

from agonist.experiments.evidence.living import State, change, end, planned, read
from agonist.experiments.evidence.registry import Options, experiment
from agonist.model.scenario import Resolved

DAYS = 42.0
ANKLE = "ankle_dorsiflexion_right"


@cache
def _lived(plan: str, seed: int, options: Options) -> tuple[Resolved, State]:
    life = planned(plan, options, DAYS)
    return life, end(life, seed, options)


@experiment("stretch-rom-6wk")
def range_of_motion(seed: int, options: Options) -> float:
    """Change of dorsiflexion range, %."""
    now, before = (
        read(*_lived(p, seed, options), "range_deg", angle=ANKLE)[1] for p in ("stretched-calf", "calm-calf")
    )
    return change(float(now), float(before))


@experiment("stretch-ri-6wk")
def reciprocal(seed: int, options: Options) -> float:
    """Change of the inhibition that soleus receives at equal activation of its antagonists, %."""
    now, before = (
        read(*_lived(p, seed, options), "reciprocal_gain", muscle="soleus_right")
        for p in ("stretched-calf", "calm-calf")
    )
    return change(float(now), float(before))
