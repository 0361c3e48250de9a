"""The rival learners, compiled: the same body and bout, other minds.

Stages are loops only: gather, call a rule, scatter; sums run in canonical order, lane by lane. A rival holds
its pattern in the fast weight (the slow one is a copy) and its size in the expected effort.
"""

from __future__ import annotations

from typing import Any

from agonist.model.jit import stage, unsigned
from agonist.model.layout import M as M_
from agonist.model.layout import P as P_
from agonist.model.layout import Q as Q_
from agonist.model.layout import T as T_
from agonist.model.layout import at
from agonist.model.rules import learning, recruitment, rivals

FORGETTING, SEARCH, USE, OPTIMAL = 2, 3, 4, 5  # as in `learning.LEARNERS`; any other code is error only


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
    for lane in range(unsigned(lanes)):
        T[steep + lane] = 0.0
        T[seen + lane] = 0.0
        T[traced + lane] = 0.0
    for u in range(wiring.member_first[task], wiring.member_first[task + 1]):
        excitability = at(wiring.member_muscle[u], M_.size, M_.excitability)
        share, capacity = at(u, Q_.size, Q_.capacity_share), at(u, Q_.size, Q_.capacity_nm)
        fast, trace, answered = at(u, Q_.size, Q_.fast), at(u, Q_.size, Q_.trace), at(u, Q_.size, Q_.credit)
        whole = at(task, T_.size, T_.capacity_nm)
        for lane in range(unsigned(lanes)):
            learns = Q[share + lane] > 0.0
            b = learning.ratio(Q[capacity + lane], T[whole + lane]) * M[excitability + lane]
            b = b if learns else 0.0
            Q[answered + lane] = b
            T[steep + lane] = T[steep + lane] + b * b
            T[seen + lane] = T[seen + lane] + b * Q[fast + lane]
            T[traced + lane] = T[traced + lane] + b * Q[trace + lane]
    relate(T, task, lanes)


@stage
def relate(T: Any, task: int, lanes: int) -> None:
    """The torque that would have been enough, in the units of the foreseen one."""
    seen, need = at(task, T_.size, T_.foreseen), at(task, T_.size, T_.needed)
    expected, effort = at(task, T_.size, T_.expected_effort), at(task, T_.size, T_.effort)
    demand, capacity = at(task, T_.size, T_.demand_nm), at(task, T_.size, T_.capacity_nm)
    for lane in range(unsigned(lanes)):
        tried = recruitment.first_effort(T[expected + lane], T[demand + lane], T[capacity + lane], rivals.NO_BOUND)
        T[need + lane] = rivals.needed(T[seen + lane], T[effort + lane], tried)


@stage
def descend(P: Any, Q: Any, T: Any, wiring: Any, task: int, learner: int, lanes: int) -> None:
    """Correct the error along its gradient; with `forgetting` or `use`, a pull towards nothing or a trace of use."""
    steep, seen, traced = (
        at(task, T_.size, T_.steepness),
        at(task, T_.size, T_.foreseen),
        at(task, T_.size, T_.recalled),
    )
    need, reps, rate = at(task, T_.size, T_.needed), at(task, T_.size, T_.reps), at(0, P_.size, P_.error_rate)
    forget, draw, follow = (
        at(0, P_.size, P_.forgetting_rate),
        at(0, P_.size, P_.trace_pull),
        at(0, P_.size, P_.trace_rate),
    )
    for u in range(wiring.member_first[task], wiring.member_first[task + 1]):
        fast, trace, answered = at(u, Q_.size, Q_.fast), at(u, Q_.size, Q_.trace), at(u, Q_.size, Q_.credit)
        share = at(u, Q_.size, Q_.capacity_share)
        for lane in range(unsigned(lanes)):
            n, learns = T[reps + lane], Q[share + lane] > 0.0
            pull = P[forget + lane] if learner == FORGETTING else 0.0
            pull = P[draw + lane] if learner == USE else pull
            home = Q[trace + lane] if learner == USE else 0.0
            recalled = T[traced + lane] if learner == USE else 0.0
            after = rivals.corrected(T[seen + lane], T[need + lane], recalled, T[steep + lane], P[rate + lane], pull, n)
            step = after - rivals.pulled(T[seen + lane], recalled, pull, n)
            now = rivals.relaxed(Q[fast + lane], home, Q[answered + lane], step, T[steep + lane], pull, n)
            traced_now = rivals.trace(Q[trace + lane], now, P[follow + lane], n)
            Q[fast + lane] = now if learns else Q[fast + lane]
            Q[trace + lane] = traced_now if learns else Q[trace + lane]


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
            T[tried + lane] = T[tried + lane] + Q[answered + lane] * rivals.proposal(
                Q[fast + lane], Q[noise + lane], P[sd + lane]
            )
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
            T[total + lane] = T[total + lane] + Q[share + lane] * Q[fast + lane]
    for u in range(wiring.member_first[task], wiring.member_first[task + 1]):
        share, fast = at(u, Q_.size, Q_.capacity_share), at(u, Q_.size, Q_.fast)
        slow, trace = at(u, Q_.size, Q_.slow), at(u, Q_.size, Q_.trace)
        for lane in range(unsigned(lanes)):
            learns = Q[share + lane] > 0.0
            Q[fast + lane] = learning.scaled(Q[fast + lane], T[total + lane]) if learns else Q[fast + lane]
            Q[trace + lane] = learning.scaled(Q[trace + lane], T[total + lane]) if learns else Q[trace + lane]
            Q[slow + lane] = Q[fast + lane]
    for lane in range(unsigned(lanes)):
        T[expected + lane] = T[expected + lane] * T[total + lane]
