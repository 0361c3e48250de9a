"""Learning in one bout, compiled: the default learner and its rivals, over the members of a task and the lanes.

Stages are loops only: gather, call a rule, scatter. Sums run in canonical order, lane by lane. A muscle
without a share of the task's capacity (an antagonist) does not learn.
"""

from __future__ import annotations

from typing import Any

from agonist.model.bout.compete import compete, intend
from agonist.model.bout.rival import contend
from agonist.model.compiler.jit import stage, unsigned
from agonist.model.layout import P as P_
from agonist.model.layout import Q as Q_
from agonist.model.layout import T as T_
from agonist.model.layout import at
from agonist.model.rules import learning, sums

LEARNERS = ("competitive", "error", "forgetting", "search", "use", "optimal", "frozen")
COMPETITIVE, ERROR, FORGETTING, SEARCH, USE, OPTIMAL, FROZEN = range(len(LEARNERS))


@stage
def learn(block: Any, wiring: Any, task: int, learner: int, lanes: int) -> None:
    """Learn from the bout just done.

    `block` is a `clock.Block` after recruitment, `task` an index, `learner` an index into `LEARNERS`. Writes
    the weights and traces of the members, the strategy, reward and expected effort of the task.
    """
    M, P, Q, A, T = block.M, block.P, block.Q, block.A, block.T
    compete(M, P, Q, A, T, wiring, task, lanes)
    if learner == COMPETITIVE:
        remember(P, Q, T, wiring, task, lanes)
        foresee(T, task, lanes)
    elif learner == FROZEN:
        foresee(T, task, lanes)
    else:
        contend(M, P, Q, T, wiring, task, learner, lanes)
        if learner == OPTIMAL:
            foresee(T, task, lanes)
    intend(P, Q, T, wiring, task, lanes)


@stage
def remember(P: Any, Q: Any, T: Any, wiring: Any, task: int, lanes: int) -> None:
    """Fast and slow weights take up the bout, and their means are brought back to 1."""
    first, last = wiring.learner_first[task], wiring.learner_first[task + 1]
    fast_sum, slow_sum = at(task, T_.size, T_.fast_sum), at(task, T_.size, T_.slow_sum)
    for lane in range(unsigned(lanes)):
        T[fast_sum + lane] = 0.0
        T[slow_sum + lane] = 0.0
    for n in range(first, last):
        u = wiring.learner[n]
        practise(P, Q, T, wiring, task, u, lanes)
        share, fast, slow = at(u, Q_.size, Q_.capacity_share), at(u, Q_.size, Q_.fast), at(u, Q_.size, Q_.slow)
        for lane in range(unsigned(lanes)):
            T[fast_sum + lane] = sums.weighted(T[fast_sum + lane], Q[share + lane], Q[fast + lane])
            T[slow_sum + lane] = sums.weighted(T[slow_sum + lane], Q[share + lane], Q[slow + lane])
    for n in range(first, last):
        u = wiring.learner[n]
        share, fast, slow = at(u, Q_.size, Q_.capacity_share), at(u, Q_.size, Q_.fast), at(u, Q_.size, Q_.slow)
        for lane in range(unsigned(lanes)):
            learns = Q[share + lane] > 0.0
            Q[fast + lane] = learning.scaled(Q[fast + lane], T[fast_sum + lane]) if learns else Q[fast + lane]
            Q[slow + lane] = learning.scaled(Q[slow + lane], T[slow_sum + lane]) if learns else Q[slow + lane]


@stage
def practise(P: Any, Q: Any, T: Any, wiring: Any, task: int, u: int, lanes: int) -> None:
    """One member's weights after the repetitions of the bout."""
    share, fast, slow = at(u, Q_.size, Q_.capacity_share), at(u, Q_.size, Q_.fast), at(u, Q_.size, Q_.slow)
    command, noise = at(u, Q_.size, Q_.command), at(u, Q_.size, Q_.noise)
    potential, gain = at(u, Q_.size, Q_.potentiation), at(u, Q_.size, Q_.marginal)
    mean_potential, mean_gain = at(task, T_.size, T_.mean_potentiation), at(task, T_.size, T_.mean_marginal)
    spread, mean_chance = at(task, T_.size, T_.marginal_spread), at(task, T_.size, T_.mean_chance)
    mean_command, failed, reps = (
        at(task, T_.size, T_.mean_command),
        at(task, T_.size, T_.failed),
        at(task, T_.size, T_.reps),
    )
    rate, weight, scale = (
        at(0, P_.size, P_.hebb_rate),
        at(0, P_.size, P_.effort_weight),
        at(0, P_.size, P_.exploration_chance),
    )
    use_rate, fast_tau, slow_tau = (
        at(0, P_.size, P_.use_rate),
        at(0, P_.size, P_.fast_reps),
        at(0, P_.size, P_.slow_reps),
    )
    floor, kappa, sd = (
        at(0, P_.size, P_.weight_floor),
        at(0, P_.size, P_.consolidation),
        at(0, P_.size, P_.exploration_sd),
    )
    for lane in range(unsigned(lanes)):
        learns = Q[share + lane] > 0.0
        hebb = learning.competition(Q[potential + lane], Q[fast + lane], T[mean_potential + lane])
        tried = learning.explored(
            Q[gain + lane], T[mean_gain + lane], T[spread + lane], learning.chance(Q[noise + lane], Q[share + lane]),
            T[mean_chance + lane], T[reps + lane], P[scale + lane],
        )  # fmt: skip
        r = learning.ratio(learning.usual(Q[command + lane], Q[noise + lane], P[sd + lane]), T[mean_command + lane])
        change = learning.drive(hebb, learning.success(T[failed + lane]), tried, P[weight + lane], P[rate + lane])
        change = sums.plus(change, learning.use(r, Q[fast + lane], P[use_rate + lane]))
        tau = learning.forgetting_tau(Q[slow + lane], Q[fast + lane], P[slow_tau + lane], P[kappa + lane])
        kept = learning.slow_trace(Q[slow + lane], Q[fast + lane], T[reps + lane], tau)
        grown = learning.fast_trace(
            Q[fast + lane], Q[slow + lane], change, T[reps + lane], P[fast_tau + lane], P[floor + lane]
        )
        Q[slow + lane] = kept if learns else Q[slow + lane]
        Q[fast + lane] = grown if learns else Q[fast + lane]


@stage
def foresee(T: Any, task: int, lanes: int) -> None:
    """The effort that was enough is what will be tried first next time."""
    expected, effort = at(task, T_.size, T_.expected_effort), at(task, T_.size, T_.effort)
    demand, capacity = at(task, T_.size, T_.demand_nm), at(task, T_.size, T_.capacity_nm)
    for lane in range(unsigned(lanes)):
        T[expected + lane] = learning.enough(T[expected + lane], T[effort + lane], T[demand + lane], T[capacity + lane])
