"""The rival learners, compiled: the same body and bout, other minds.

Stages are loops only: gather, call a rule, scatter; sums run in canonical order, lane by lane. A rival holds
its pattern in the fast weight (the slow one is a copy) and its size in the expected effort.
"""

from __future__ import annotations

from typing import Any

from agonist.model.compiler.jit import stage, unsigned
from agonist.model.layout import M as M_
from agonist.model.layout import P as P_
from agonist.model.layout import Q as Q_
from agonist.model.layout import T as T_
from agonist.model.layout import at
from agonist.model.rules import learning, recruitment, rivals, sums

ERROR, SEARCH, USE, OPTIMAL = 1, 3, 4, 5  # as in `learning.LEARNERS`; the other rival is `forgetting`


@stage
def contend(M: Any, P: Any, Q: Any, T: Any, wiring: Any, task: int, learner: int, lanes: int) -> None:
    """One bout of a rival: what was foreseen, what was needed, and a new pattern."""
    anticipate(M, P, Q, T, wiring, task, lanes)
    if learner == SEARCH:
        search(P, Q, T, wiring, task, lanes)
    elif learner == OPTIMAL:
        optimise(P, Q, wiring, task, lanes)
    else:
        descend(P, Q, T, wiring, task, learner, lanes)
    settle(Q, T, wiring, task, lanes)


@stage
def anticipate(M: Any, P: Any, Q: Any, T: Any, wiring: Any, task: int, lanes: int) -> None:
    """What commands fetch now, the torque that last time's pattern would give, and what was needed."""
    steep, seen, traced = (
        at(task, T_.size, T_.steepness),
        at(task, T_.size, T_.foreseen),
        at(task, T_.size, T_.recalled),
    )
    need, sd = at(task, T_.size, T_.needed), at(0, P_.size, P_.exploration_sd)
    for lane in range(unsigned(lanes)):
        T[steep + lane] = 0.0
        T[seen + lane] = 0.0
        T[traced + lane] = 0.0
        T[need + lane] = 0.0
    for u in range(wiring.member_first[task], wiring.member_first[task + 1]):
        excitability = at(wiring.member_muscle[u], M_.size, M_.excitability)
        share, capacity = at(u, Q_.size, Q_.capacity_share), at(u, Q_.size, Q_.capacity_nm)
        fast, trace, answered = at(u, Q_.size, Q_.fast), at(u, Q_.size, Q_.trace), at(u, Q_.size, Q_.credit)
        whole, noise = at(task, T_.size, T_.capacity_nm), at(u, Q_.size, Q_.noise)
        for lane in range(unsigned(lanes)):
            learns = Q[share + lane] > 0.0
            b = rivals.answered(Q[capacity + lane], T[whole + lane], M[excitability + lane])
            b = b if learns else 0.0
            Q[answered + lane] = b
            T[steep + lane] = sums.weighted(T[steep + lane], b, b)
            T[seen + lane] = sums.weighted(T[seen + lane], b, Q[fast + lane])
            T[traced + lane] = sums.weighted(T[traced + lane], b, Q[trace + lane])
            varied = rivals.varied(Q[fast + lane], Q[noise + lane], P[sd + lane])
            T[need + lane] = sums.weighted(T[need + lane], b, varied)
    relate(T, task, lanes)


@stage
def relate(T: Any, task: int, lanes: int) -> None:
    """The torque that would have been enough, in the units of the foreseen one."""
    need = at(task, T_.size, T_.needed)
    expected, effort = at(task, T_.size, T_.expected_effort), at(task, T_.size, T_.effort)
    demand, capacity = at(task, T_.size, T_.demand_nm), at(task, T_.size, T_.capacity_nm)
    for lane in range(unsigned(lanes)):
        tried = recruitment.first_effort(T[expected + lane], T[demand + lane], T[capacity + lane], rivals.NO_BOUND)
        T[need + lane] = rivals.needed(T[need + lane], T[effort + lane], tried)


@stage
def descend(P: Any, Q: Any, T: Any, wiring: Any, task: int, learner: int, lanes: int) -> None:
    """Correct the error along its gradient; with `forgetting` or `use`, a pull towards nothing or a trace of use."""
    err(P, T, task, learner, lanes)
    steep, step, reps = at(task, T_.size, T_.steepness), at(task, T_.size, T_.correction), at(task, T_.size, T_.reps)
    pull, follow = at(0, P_.size, pull_of(learner)), at(0, P_.size, P_.trace_rate)
    pulls, homes = 0.0 if learner == ERROR else 1.0, 1.0 if learner == USE else 0.0
    for u in range(wiring.member_first[task], wiring.member_first[task + 1]):
        fast, trace, answered = at(u, Q_.size, Q_.fast), at(u, Q_.size, Q_.trace), at(u, Q_.size, Q_.credit)
        share = at(u, Q_.size, Q_.capacity_share)
        for lane in range(unsigned(lanes)):
            learns = Q[share + lane] > 0.0
            left = rivals.kept(rivals.where(pulls, P[pull + lane]), T[reps + lane])
            now = rivals.relaxed(
                Q[fast + lane], rivals.where(homes, Q[trace + lane]), Q[answered + lane], T[step + lane],
                T[steep + lane], left,
            )  # fmt: skip
            traced = rivals.trace(Q[trace + lane], now, P[follow + lane], T[reps + lane])
            Q[fast + lane] = now if learns else Q[fast + lane]
            Q[trace + lane] = traced if learns else Q[trace + lane]


@stage
def pull_of(learner: int) -> int:
    """Which parameter is the pull home: of forgetting, or to the trace of use."""
    return P_.trace_pull if learner == USE else P_.forgetting_rate


@stage
def err(P: Any, T: Any, task: int, learner: int, lanes: int) -> None:
    """Change of torque that the error asks for."""
    steep, seen, traced = (
        at(task, T_.size, T_.steepness),
        at(task, T_.size, T_.foreseen),
        at(task, T_.size, T_.recalled),
    )
    need, reps, rate = at(task, T_.size, T_.needed), at(task, T_.size, T_.reps), at(0, P_.size, P_.error_rate)
    step, pull = at(task, T_.size, T_.correction), at(0, P_.size, pull_of(learner))
    pulls, homes = 0.0 if learner == ERROR else 1.0, 1.0 if learner == USE else 0.0
    for lane in range(unsigned(lanes)):
        T[step + lane] = rivals.correction(
            T[seen + lane], T[need + lane], rivals.where(homes, T[traced + lane]), T[steep + lane], P[rate + lane],
            rivals.where(pulls, P[pull + lane]), T[reps + lane],
        )  # fmt: skip


@stage
def search(P: Any, Q: Any, T: Any, wiring: Any, task: int, lanes: int) -> None:
    """Try one random change of the pattern, and keep it if the error falls."""
    tried, seen, need = at(task, T_.size, T_.recalled), at(task, T_.size, T_.foreseen), at(task, T_.size, T_.needed)
    best, sd = at(task, T_.size, T_.best_error), at(0, P_.size, P_.search_sd)
    for lane in range(unsigned(lanes)):
        T[tried + lane] = 0.0
    for u in range(wiring.member_first[task], wiring.member_first[task + 1]):
        fast, noise, answered = at(u, Q_.size, Q_.fast), at(u, Q_.size, Q_.noise), at(u, Q_.size, Q_.credit)
        for lane in range(unsigned(lanes)):
            proposed = rivals.proposal(Q[fast + lane], Q[noise + lane], P[sd + lane])
            T[tried + lane] = sums.weighted(T[tried + lane], Q[answered + lane], proposed)
    for u in range(wiring.member_first[task], wiring.member_first[task + 1]):
        fast, noise, share = at(u, Q_.size, Q_.fast), at(u, Q_.size, Q_.noise), at(u, Q_.size, Q_.capacity_share)
        for lane in range(unsigned(lanes)):
            kept = Q[share + lane] * rivals.better(T[tried + lane], T[seen + lane], T[need + lane]) > 0.0
            changed = rivals.proposal(Q[fast + lane], Q[noise + lane], P[sd + lane])
            Q[fast + lane] = changed if kept else Q[fast + lane]
    for lane in range(unsigned(lanes)):
        T[best + lane] = rivals.miss(T[tried + lane], T[seen + lane], T[need + lane])


@stage
def optimise(P: Any, Q: Any, wiring: Any, task: int, lanes: int) -> None:
    """Take the pattern of least effort for the body as it is now."""
    power = at(0, P_.size, P_.optimal_power)
    for u in range(wiring.member_first[task], wiring.member_first[task + 1]):
        fast, share, answered = at(u, Q_.size, Q_.fast), at(u, Q_.size, Q_.capacity_share), at(u, Q_.size, Q_.credit)
        for lane in range(unsigned(lanes)):
            best = rivals.least_effort(Q[answered + lane], P[power + lane])
            Q[fast + lane] = best if Q[share + lane] > 0.0 else Q[fast + lane]


@stage
def settle(Q: Any, T: Any, wiring: Any, task: int, lanes: int) -> None:
    """The pattern is scaled back to mean 1; its size becomes the expected effort."""
    total, expected = at(task, T_.size, T_.fast_sum), at(task, T_.size, T_.expected_effort)
    for lane in range(unsigned(lanes)):
        T[total + lane] = 0.0
    for u in range(wiring.member_first[task], wiring.member_first[task + 1]):
        share, fast = at(u, Q_.size, Q_.capacity_share), at(u, Q_.size, Q_.fast)
        for lane in range(unsigned(lanes)):
            T[total + lane] = sums.weighted(T[total + lane], Q[share + lane], Q[fast + lane])
    for u in range(wiring.member_first[task], wiring.member_first[task + 1]):
        share, fast = at(u, Q_.size, Q_.capacity_share), at(u, Q_.size, Q_.fast)
        slow, trace = at(u, Q_.size, Q_.slow), at(u, Q_.size, Q_.trace)
        for lane in range(unsigned(lanes)):
            learns = Q[share + lane] > 0.0
            Q[fast + lane] = learning.scaled(Q[fast + lane], T[total + lane]) if learns else Q[fast + lane]
            Q[trace + lane] = learning.scaled(Q[trace + lane], T[total + lane]) if learns else Q[trace + lane]
            Q[slow + lane] = Q[fast + lane]
    for lane in range(unsigned(lanes)):
        T[expected + lane] = rivals.resized(T[expected + lane], T[total + lane])
