"""Two like muscles under Hebb's plain product: where simulated lives end, beside the theory of the learning rule.

A toy of one joint with two muscles of 1 N m that only practise, without chance, fatigue, tissue or forgetting. Below a
weight of the sense of effort of 1/2 the even state loses its hold and one of them takes the task.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from agonist.model.blocks import Channel, Run, index_of, learner_code
from agonist.model.body.graph import simple
from agonist.model.body.wiring import Structure, compile_graph
from agonist.model.engine import live_all
from agonist.model.flow import pitchfork
from agonist.model.parameters import defaults
from agonist.model.plan import Rows

WEIGHTS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.48, 0.52, 0.55, 0.6, 0.65, 0.7)
STARTS = (0.98, 1.02)  # cortical weight of the first muscle
TASK, PAIR = "pull", ("first", "second")
# the plain rule on its own: one trace that does not leak, no use, no chance, no inhibition between the muscles
PLAIN = {
    "plain_hebb": 1.0,
    "fast_reps": 1e12,
    "habit_gain": 0.0,
    "exploration_chance": 0.0,
    "exploration_sd": 0.0,
    "recurrent_gain": 0.0,
    "hebb_rate": 0.01,
}
BOUTS, REPS, LOAD = 4000, 10.0, 0.35


def _clock() -> Rows:
    """Bouts without rest, nights or time under load, so that nothing but practice acts."""
    none, bout = np.zeros(BOUTS), np.zeros(BOUTS, dtype=np.int64)
    return Rows(np.arange(BOUTS), none, none, bout, np.full(BOUTS, REPS), np.full(BOUTS, LOAD), none, bout, none)


def ends(weights: Sequence[float] = WEIGHTS) -> dict[float, list[float]]:
    """Share of the first muscle at the end of a life, for each weight of the sense of effort and each start."""
    structure, clock = compile_graph(simple(dict.fromkeys(PAIR, 1.0))), _clock()
    runs = [_life(structure, clock, weight, start) for weight in weights for start in STARTS]
    channels = tuple(Channel("members", (TASK, muscle), "torque_nm") for muscle in PAIR)
    found = {n: life.samples[-1] for n, life in live_all(runs, lambda run: channels, BOUTS)}
    shares = [float(found[n][0] / found[n].sum()) for n in range(len(runs))]
    count = len(STARTS)
    return {weight: shares[n * count : (n + 1) * count] for n, weight in enumerate(weights)}


def _life(structure: Structure, clock: Rows, weight: float, start: float) -> Run:
    pushed = zip(PAIR, (start, 2.0 - start), strict=True)
    events = tuple(
        (0, index_of(structure, Channel("members", (TASK, muscle), "fast")), 0, value) for muscle, value in pushed
    )
    return Run(
        structure,
        defaults() | PLAIN | {"effort_weight": weight},
        clock,
        events,
        {},
        1,
        learner_code("threshold"),
        TASK,
    )


def theory(weights: Sequence[float] = WEIGHTS) -> dict[float, list[float]]:
    """Stable shares by the closed form, for each weight of the sense of effort."""
    return {weight: pitchfork(weight) for weight in weights}
