"""A settled habit: two weeks of targeted practice against as many repetitions of general exercise."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from agonist.experiments.evidence.living import ends, planned
from agonist.experiments.evidence.registry import Options, experiment
from agonist.model.layout import Q
from agonist.model.plan import SECONDS_PER_DAY, SESSION_H, Exposure, Practice

PRIME, TASK = "gluteus_maximus_right", "hip_extension_right"
HALF, FROM_DAY, FREE_DAY, SETTLED_DAY, WEEKS = 0.5, 10.0, 70.0, 250.0, 2.0
SETS, REPS, CUE, LIGHT, USUAL = 5, 20.0, 0.35, 0.2, 0.35
SESSION_START_S, SESSION_S = 1810.0, 300.0  # the second practice of a plan trains half an hour after the first
SMALLEST = 0.005  # a shift of share below half a per cent counts as none
SEEDS = 8


def _cues(first: float, days: int) -> list[Exposure]:
    starts = [first + d + (SESSION_H * 3600.0 + SESSION_START_S) / SECONDS_PER_DAY for d in range(days)]
    return [Exposure(s, s + SESSION_S / SECONDS_PER_DAY, "M", PRIME, "cue", CUE) for s in starts]


def _habit(seed: int, options: Options, days: float, arm: str) -> float:
    """Share of command that the habit gives the inhibited muscle, at the end of a life, mean over people."""
    trained = 7.0 * WEEKS
    ill = [Exposure(FROM_DAY, FREE_DAY, "M", PRIME, "inhibition", HALF)]
    base = planned("hip", options, 0.0).practices
    load = LIGHT if arm == "skill" else USUAL
    extra = Practice(TASK, REPS, load, SETS, 1.0, SETTLED_DAY, SETTLED_DAY + trained, 7.0, 10.0)
    practices = [*base, extra] if arm else list(base)
    held = ill + (_cues(SETTLED_DAY, int(trained)) if arm == "skill" else [])
    life = planned("hip", options, days, held=held, practices=practices)
    u = life.subject.structure.names.members.index((TASK, PRIME))
    states = ends(life, [100 * seed + n for n in range(SEEDS)], options)
    return float(np.mean([s["Q"][u, Q.fast] * s["Q"][u, Q.capacity_share] for s in states]))


@cache
def shift(arm: str, seed: int, options: Options) -> float:
    """Change of that share over the two weeks of an arm."""
    return _habit(seed, options, SETTLED_DAY + 7.0 * WEEKS, arm) - _habit(seed, options, SETTLED_DAY, "")


@experiment("skill-shift-sign")
def sign(seed: int, options: Options) -> float:
    """Direction of the shift by skill training: 1 is toward healthy."""
    moved = shift("skill", seed, options)
    return math.copysign(1.0, moved) if abs(moved) >= SMALLEST else 0.0


@experiment("skill-vs-general-2wk")
def ratio(seed: int, options: Options) -> float:
    """Shift by skill over shift by general exercise, the latter taken as at least half a per cent."""
    return shift("skill", seed, options) / max(abs(shift("general", seed, options)), SMALLEST)
