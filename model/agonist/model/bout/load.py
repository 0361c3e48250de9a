"""What a bout leaves behind, compiled: fatigue, and the doses of the day that the slow tissue reads at midnight.

Stages are loops only: gather, call a rule, scatter. They run over the members of one task and over the lanes of a
block. `wiring` is a `wiring.Wiring`.
"""

from __future__ import annotations

from typing import Any

from agonist.model.compiler.jit import stage, unsigned
from agonist.model.layout import M as M_
from agonist.model.layout import P as P_
from agonist.model.layout import Q as Q_
from agonist.model.layout import T as T_
from agonist.model.layout import at
from agonist.model.rules import fatigue, injury, sums, tissue


@stage
def load(M: Any, P: Any, Q: Any, T: Any, wiring: Any, task: int, seconds: float, lanes: int) -> None:
    """What a bout leaves behind: fatigue, and the doses of the day; `seconds` under load of one repetition."""
    average(Q, T, wiring, task, lanes)
    tire(M, Q, T, wiring, task, seconds, lanes)
    dose(M, P, Q, T, wiring, task, lanes)


@stage
def average(Q: Any, T: Any, wiring: Any, task: int, lanes: int) -> None:
    """Mean activation of the agonists, weighted by size."""
    mean = at(task, T_.size, T_.mean_activation)
    for lane in range(unsigned(lanes)):
        T[mean + lane] = 0.0
    for n in range(wiring.learner_first[task], wiring.learner_first[task + 1]):
        u = wiring.learner[n]
        share, active = at(u, Q_.size, Q_.capacity_share), at(u, Q_.size, Q_.activation)
        for lane in range(unsigned(lanes)):
            T[mean + lane] = sums.weighted(T[mean + lane], Q[share + lane], Q[active + lane])


@stage
def tire(M: Any, Q: Any, T: Any, wiring: Any, task: int, seconds: float, lanes: int) -> None:
    """Motor units that work become fatigued."""
    reps = at(task, T_.size, T_.reps)
    for u in range(wiring.member_first[task], wiring.member_first[task + 1]):
        i, active = wiring.member_muscle[u], at(u, Q_.size, Q_.activation)
        fatigued, rate = at(i, M_.size, M_.fatigued), at(i, M_.size, M_.fatigue_rate)
        recovery, last = at(i, M_.size, M_.recovery_rate), at(i, M_.size, M_.activation)
        doubt = 0
        for lane in range(unsigned(lanes)):
            M[last + lane] = Q[active + lane]
            busy = fatigue.busy_seconds(T[reps + lane], seconds)
            doubt |= 0 if fatigue.surely_held(M[fatigued + lane], Q[active + lane], busy, M[rate + lane]) else 1
        if doubt == 0:
            for lane in range(unsigned(lanes)):
                busy = fatigue.busy_seconds(T[reps + lane], seconds)
                M[fatigued + lane] = fatigue.held(
                    M[fatigued + lane], Q[active + lane], busy, M[rate + lane], M[recovery + lane]
                )
        else:
            for lane in range(unsigned(lanes)):
                busy = fatigue.busy_seconds(T[reps + lane], seconds)
                M[fatigued + lane] = fatigue.loaded(
                    M[fatigued + lane], Q[active + lane], busy, M[rate + lane], M[recovery + lane]
                )


@stage
def dose(M: Any, P: Any, Q: Any, T: Any, wiring: Any, task: int, lanes: int) -> None:
    """Add the bout to the doses of the day: stress, training, use, cued and opposed repetitions."""
    reps, mean = at(task, T_.size, T_.reps), at(task, T_.size, T_.mean_activation)
    exponent, threshold = at(0, P_.size, P_.stress_exponent), at(0, P_.size, P_.training_threshold)
    for u in range(wiring.member_first[task], wiring.member_first[task + 1]):
        i, active, share = wiring.member_muscle[u], at(u, Q_.size, Q_.activation), at(u, Q_.size, Q_.capacity_share)
        stress, training = at(i, M_.size, M_.day_stress), at(i, M_.size, M_.day_training)
        use, expected = at(i, M_.size, M_.day_use), at(i, M_.size, M_.day_expected)
        opposed, cued = at(i, M_.size, M_.day_opposed), at(i, M_.size, M_.day_cued)
        cue, target = at(i, M_.size, M_.cue), at(u, Q_.size, Q_.target)
        for lane in range(unsigned(lanes)):
            n, a = T[reps + lane], Q[active + lane]
            M[stress + lane] = sums.weighted(M[stress + lane], n, injury.stress_dose(a, P[exponent + lane]))
            M[training + lane] = sums.weighted(M[training + lane], n, tissue.training_dose(a, P[threshold + lane]))
        for lane in range(unsigned(lanes)):
            n, a, helps = T[reps + lane], Q[active + lane], Q[share + lane] > 0.0
            M[use + lane] = sums.weighted(M[use + lane], n, a if helps else 0.0)
            M[expected + lane] = sums.weighted(M[expected + lane], n, T[mean + lane] if helps else 0.0)
            hard = tissue.training_dose(T[mean + lane], P[threshold + lane])
            M[opposed + lane] = sums.weighted(M[opposed + lane], n, 0.0 if helps else hard)
        for lane in range(unsigned(lanes)):
            asked = M[cue + lane] > 0.0 or Q[target + lane] >= 0.0
            M[cued + lane] = sums.plus(M[cued + lane], T[reps + lane] if asked else 0.0)
