"""Inhibition raised and lowered again on two muscles that can replace each other: does a loop stay open?"""

from __future__ import annotations

from functools import cache

import numpy as np

from agonist.experiments.evidence.living import toy, traces
from agonist.experiments.evidence.registry import Options, experiment
from agonist.model.body.wiring import Floats
from agonist.model.engine import Channel
from agonist.model.measures import loop_area
from agonist.model.plan import SLEEP_H, WAKE_H, Impulse, Practice

PAIR = {"prime": 1.0, "synergist": 0.6}
DOSES = np.linspace(0.0, 0.6, 13)
TRIALS, REPS, LOAD = 20_000, 100, 0.3
STEADY = 0.8  # part of the area that has to be left at twice the dwell
QUIET = {"exploration_sd": 0.0, "exploration_chance": 0.0}


def _impulses(least_effort: bool) -> list[Impulse]:
    """The levels of inhibition over one waking day; rivals begin at the pattern of least effort."""
    doses = [*DOSES, *DOSES[::-1]]
    span = (SLEEP_H - WAKE_H) / 24.0 / len(doses)
    found = [
        Impulse(WAKE_H / 24.0 + n * span, "muscles", "prime", "inhibition", "set", float(d))
        for n, d in enumerate(doses)
    ]
    if least_effort:
        sizes = np.array(list(PAIR.values())) / sum(PAIR.values())
        weights = dict(zip(PAIR, sizes / (sizes @ sizes), strict=True))
        found += [
            Impulse(0.0, "members", ("pull", m), trace, "set", float(weights[m]))
            for m in PAIR
            for trace in ("fast", "slow", "trace")
        ]
    return found


def branches(learner: str, trials: int, options: Options) -> tuple[Floats, Floats]:
    """Share of the second muscle at each level, going up and coming back, both in the order of rising dose."""
    levels, reps = 2 * len(DOSES), min(REPS, trials // 10)
    bouts = levels * trials // reps * options.cut
    practice = Practice("pull", float(levels * trials), LOAD, bouts, 0.0)
    life = toy(PAIR, options, [practice], _impulses(learner != "maintained"), **QUIET)
    channels = [Channel("members", ("pull", m), "torque_nm") for m in PAIR] + [Channel("tasks", "pull", "done")]
    seen = traces(life, [1], options._replace(learner=learner), channels)[0]
    stepped = seen[np.diff(seen[:, -1], prepend=0.0) > 0.0]
    share = stepped[:, 1] / stepped[:, :2].sum(axis=1)
    last = share[bouts // levels - 1 :: bouts // levels]
    return last[: len(DOSES)], last[: len(DOSES) - 1 : -1]


@cache
def area(learner: str, trials: int, options: Options) -> float:
    """Area of the loop of the second muscle's share."""
    up, down = branches(learner, trials, options)
    return loop_area(DOSES, up, down)


@experiment("hysteresis-full")
def full(seed: int, options: Options) -> float:
    """Area of the loop under the learner, 0 where it shrinks at twice the dwell."""
    first, second = (area(options.learner, trials, options) for trials in (TRIALS, 2 * TRIALS))
    return first if second >= STEADY * first else 0.0


@experiment("hysteresis-null-forgetting")
def forgetting(seed: int, options: Options) -> float:
    """Area of the loop of error correction with slight forgetting."""
    return area("forgetting", TRIALS, options)


@experiment("hysteresis-null-error")
def error(seed: int, options: Options) -> float:
    """Area of the loop of plain error correction."""
    return area("error", TRIALS, options)
