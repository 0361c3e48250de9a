"""A settled habit: two weeks of targeted practice against as many repetitions of general exercise."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from agonist.experiments.evidence.living import ends, planned, read
from agonist.experiments.evidence.registry import Options, experiment

PRIME, TASK = "gluteus_maximus_right", "hip_extension_right"
SETTLED_DAY, TRAINED_DAYS = 250.0, 14.0  # as in the plans
SMALLEST = 0.005  # a shift of share below half a per cent counts as none
SEEDS = 8


@cache
def _share(plan: str, days: float, seed: int, options: Options) -> float:
    """Share of the muscle that had been inhibited, mean over people."""
    life = planned(plan, options, days)
    states = ends(life, [100 * seed + n for n in range(SEEDS)], options)
    return float(np.mean([read(life, s, "share", task=TASK)[PRIME] for s in states]))


def shift(plan: str, seed: int, options: Options) -> float:
    """Change of that share over the two weeks of an arm."""
    before = _share("settled-habit", SETTLED_DAY, seed, options)
    return _share(plan, SETTLED_DAY + TRAINED_DAYS, seed, options) - before


@experiment("skill-shift-sign")
def sign(seed: int, options: Options) -> float:
    """Direction of the shift by skill training: 1 is toward healthy."""
    moved = shift("skill", seed, options)
    return math.copysign(1.0, moved) if abs(moved) >= SMALLEST else 0.0


@experiment("skill-vs-general-2wk")
def ratio(seed: int, options: Options) -> float:
    """Shift by skill over shift by general exercise, the latter taken as at least half a per cent."""
    return shift("skill", seed, options) / max(abs(shift("general", seed, options)), SMALLEST)
