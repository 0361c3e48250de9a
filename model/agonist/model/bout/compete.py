"""What a bout teaches, compiled: Hebb's product, the marginal gain of each muscle, reward and intention.

Stages are loops only: gather, call a rule, scatter; sums run in canonical order, lane by lane.
"""

from __future__ import annotations

from typing import Any

from agonist.model.compiler.jit import stage, unsigned
from agonist.model.layout import A as A_
from agonist.model.layout import M as M_
from agonist.model.layout import P as P_
from agonist.model.layout import Q as Q_
from agonist.model.layout import T as T_
from agonist.model.layout import at
from agonist.model.rules import learning, sums


@stage
def compete(M: Any, P: Any, Q: Any, A: Any, T: Any, wiring: Any, task: int, lanes: int) -> None:
    """Hebb's product and marginal reward of every member, and the means they compete with."""
    average(P, Q, T, wiring, task, lanes)
    stray(Q, A, wiring, task, lanes)
    weigh(M, P, Q, A, T, wiring, task, lanes)
    gain(P, Q, T, wiring, task, lanes)
    judge(M, P, Q, A, T, wiring, task, lanes)


@stage
def average(P: Any, Q: Any, T: Any, wiring: Any, task: int, lanes: int) -> None:
    """Mean command and activation of the agonists, by size, with exploration taken out."""
    command, active = at(task, T_.size, T_.mean_command), at(task, T_.size, T_.usual_activation)
    sd = at(0, P_.size, P_.exploration_sd)
    for lane in range(unsigned(lanes)):
        T[command + lane] = 0.0
        T[active + lane] = 0.0
    for n in range(wiring.learner_first[task], wiring.learner_first[task + 1]):
        u = wiring.learner[n]
        share, noise = at(u, Q_.size, Q_.capacity_share), at(u, Q_.size, Q_.noise)
        m, a = at(u, Q_.size, Q_.command), at(u, Q_.size, Q_.activation)
        for lane in range(unsigned(lanes)):
            v, z, spread = Q[share + lane], Q[noise + lane], P[sd + lane]
            T[command + lane] = sums.weighted(T[command + lane], v, learning.usual(Q[m + lane], z, spread))
            T[active + lane] = sums.weighted(T[active + lane], v, learning.usual(Q[a + lane], z, spread))


@stage
def stray(Q: Any, A: Any, wiring: Any, task: int, lanes: int) -> None:
    """Torque about every axis that the task does not want."""
    for x in range(wiring.axis_first[task], wiring.axis_first[task + 1]):
        axis = at(x, A_.size, A_.torque_nm)
        for lane in range(unsigned(lanes)):
            A[axis + lane] = 0.0
        for u in range(wiring.member_first[task], wiring.member_first[task + 1]):
            arm, torque, off = at(u, Q_.size, Q_.arm_m), at(u, Q_.size, Q_.torque_nm), wiring.axis_arm[x, u]
            for lane in range(unsigned(lanes)):
                A[axis + lane] = sums.weighted(A[axis + lane], Q[torque + lane], learning.arm_ratio(off, Q[arm + lane]))


@stage
def weigh(M: Any, P: Any, Q: Any, A: Any, T: Any, wiring: Any, task: int, lanes: int) -> None:
    """Credit and cost of every member; what a unit of torque is worth. The cost waits in `marginal`."""
    worth, total = at(task, T_.size, T_.price), at(task, T_.size, T_.marginal_spread)
    mean, sd, q = at(task, T_.size, T_.mean_command), at(0, P_.size, P_.exploration_sd), at(0, P_.size, P_.awareness)
    for lane in range(unsigned(lanes)):
        T[worth + lane] = 0.0
        T[total + lane] = 0.0
    for n in range(wiring.learner_first[task], wiring.learner_first[task + 1]):
        u = wiring.learner[n]
        assess(M, P, Q, T, wiring, task, u, lanes)
        charge(P, Q, A, T, wiring, task, u, lanes)
        share, noise, m = at(u, Q_.size, Q_.capacity_share), at(u, Q_.size, Q_.noise), at(u, Q_.size, Q_.command)
        cost, answered = at(u, Q_.size, Q_.marginal), at(u, Q_.size, Q_.credit)
        for lane in range(unsigned(lanes)):
            Q[answered + lane] = learning.credit(Q[answered + lane], P[q + lane])
            r = learning.ratio(learning.usual(Q[m + lane], Q[noise + lane], P[sd + lane]), T[mean + lane])
            T[worth + lane] = sums.twice_weighted(T[worth + lane], Q[share + lane], r, Q[cost + lane])
            T[total + lane] = sums.twice_weighted(T[total + lane], Q[share + lane], r, Q[answered + lane])
    for lane in range(unsigned(lanes)):
        T[worth + lane] = learning.price(T[worth + lane], T[total + lane])


@stage
def assess(M: Any, P: Any, Q: Any, T: Any, wiring: Any, task: int, u: int, lanes: int) -> None:
    """One member: what a command fetches now, what it costs in effort and own pain, and Hebb's product."""
    i = wiring.member_muscle[u]
    excitability, fatigued, hurt = at(i, M_.size, M_.excitability), at(i, M_.size, M_.fatigued), at(i, M_.size, M_.hurt)
    share, command, noise = at(u, Q_.size, Q_.capacity_share), at(u, Q_.size, Q_.command), at(u, Q_.size, Q_.noise)
    capacity, whole, active = (
        at(u, Q_.size, Q_.capacity_nm),
        at(task, T_.size, T_.capacity_nm),
        at(u, Q_.size, Q_.activation),
    )
    answered, cost, hebb = at(u, Q_.size, Q_.credit), at(u, Q_.size, Q_.marginal), at(u, Q_.size, Q_.potentiation)
    mean, mean_active = at(task, T_.size, T_.mean_command), at(task, T_.size, T_.usual_activation)
    theta, delta, weak = at(0, P_.size, P_.hebb_threshold), at(0, P_.size, P_.hebb_width), at(0, P_.size, P_.weak_hebb)
    plain, sd, pain = at(0, P_.size, P_.plain_hebb), at(0, P_.size, P_.exploration_sd), at(0, P_.size, P_.pain_cost)
    for lane in range(unsigned(lanes)):
        z, spread = Q[noise + lane], P[sd + lane]
        now = learning.able(Q[capacity + lane], Q[share + lane], T[whole + lane])
        m = learning.usual(Q[command + lane], z, spread)
        r = learning.ratio(m, T[mean + lane])
        rho = learning.ratio(learning.usual(Q[active + lane], z, spread), T[mean_active + lane])
        Q[answered + lane] = learning.answer(M[excitability + lane], m, M[fatigued + lane], now)
        Q[cost + lane] = sums.plus(learning.effort_cost(r), learning.pain_cost(M[hurt + lane], P[pain + lane]))
        Q[hebb + lane] = learning.potentiation(
            r, rho, P[theta + lane], P[delta + lane], P[weak + lane], P[plain + lane]
        )


@stage
def charge(P: Any, Q: Any, A: Any, T: Any, wiring: Any, task: int, u: int, lanes: int) -> None:
    """What a unit of command to one member costs besides: torque about unwanted axes."""
    cost, answered, arm = at(u, Q_.size, Q_.marginal), at(u, Q_.size, Q_.credit), at(u, Q_.size, Q_.arm_m)
    demand, unwanted = at(task, T_.size, T_.demand_nm), at(0, P_.size, P_.unwanted_cost)
    for x in range(wiring.axis_first[task], wiring.axis_first[task + 1]):
        axis, off = at(x, A_.size, A_.torque_nm), wiring.axis_arm[x, u]
        for lane in range(unsigned(lanes)):
            more = learning.unwanted_cost(
                A[axis + lane], T[demand + lane], learning.arm_ratio(off, Q[arm + lane]), Q[answered + lane],
                P[unwanted + lane],
            )  # fmt: skip
            Q[cost + lane] = sums.plus(Q[cost + lane], more)


@stage
def gain(P: Any, Q: Any, T: Any, wiring: Any, task: int, lanes: int) -> None:
    """Marginal gain of every member; its mean and that of potentiation, by size."""
    worth, mean_gain = at(task, T_.size, T_.price), at(task, T_.size, T_.mean_marginal)
    spread, mean_chance = at(task, T_.size, T_.marginal_spread), at(task, T_.size, T_.mean_chance)
    mean_potential = at(task, T_.size, T_.mean_potentiation)
    for lane in range(unsigned(lanes)):
        T[mean_gain + lane] = 0.0
        T[spread + lane] = 0.0
        T[mean_chance + lane] = 0.0
        T[mean_potential + lane] = 0.0
    for n in range(wiring.learner_first[task], wiring.learner_first[task + 1]):
        u = wiring.learner[n]
        share, noise = at(u, Q_.size, Q_.capacity_share), at(u, Q_.size, Q_.noise)
        cost, answered, potential = (
            at(u, Q_.size, Q_.marginal),
            at(u, Q_.size, Q_.credit),
            at(u, Q_.size, Q_.potentiation),
        )
        for lane in range(unsigned(lanes)):
            v = Q[share + lane]
            g = learning.marginal(T[worth + lane], Q[answered + lane], Q[cost + lane])
            Q[cost + lane] = g
            T[mean_gain + lane] = sums.weighted(T[mean_gain + lane], v, g)
            T[spread + lane] = sums.twice_weighted(T[spread + lane], v, g, g)
            T[mean_chance + lane] = sums.weighted(T[mean_chance + lane], v, learning.chance(Q[noise + lane], v))
            T[mean_potential + lane] = sums.weighted(T[mean_potential + lane], v, Q[potential + lane])


@stage
def judge(M: Any, P: Any, Q: Any, A: Any, T: Any, wiring: Any, task: int, lanes: int) -> None:
    """Reward of the bout, in units of squared command, and what the task is known to bring."""
    got, expected, reps = (
        at(task, T_.size, T_.reward),
        at(task, T_.size, T_.expected_reward),
        at(task, T_.size, T_.reps),
    )
    mean, demand, failed = (
        at(task, T_.size, T_.mean_command),
        at(task, T_.size, T_.demand_nm),
        at(task, T_.size, T_.failed),
    )
    price, pain, unwanted = (
        at(0, P_.size, P_.failure_cost),
        at(0, P_.size, P_.pain_cost),
        at(0, P_.size, P_.unwanted_cost),
    )
    tau = at(0, P_.size, P_.reward_reps)
    for lane in range(unsigned(lanes)):
        T[got + lane] = learning.failure(T[failed + lane], P[price + lane])
    for n in range(wiring.learner_first[task], wiring.learner_first[task + 1]):
        u = wiring.learner[n]
        share, command = at(u, Q_.size, Q_.capacity_share), at(u, Q_.size, Q_.command)
        hurt = at(wiring.member_muscle[u], M_.size, M_.hurt)
        for lane in range(unsigned(lanes)):
            own = learning.effort_reward(
                Q[share + lane], Q[command + lane], T[mean + lane], learning.pain_cost(M[hurt + lane], P[pain + lane])
            )
            T[got + lane] = sums.plus(T[got + lane], own)
    for x in range(wiring.axis_first[task], wiring.axis_first[task + 1]):
        axis = at(x, A_.size, A_.torque_nm)
        for lane in range(unsigned(lanes)):
            off = learning.unwanted_reward(A[axis + lane], T[demand + lane], T[mean + lane], P[unwanted + lane])
            T[got + lane] = sums.plus(T[got + lane], off)
    for lane in range(unsigned(lanes)):
        T[expected + lane] = learning.expected_reward(T[expected + lane], T[got + lane], T[reps + lane], P[tau + lane])


@stage
def intend(P: Any, Q: Any, T: Any, wiring: Any, task: int, lanes: int) -> None:
    """Where feedback on a share is shown, the command is changed on purpose towards it."""
    reps, mean = at(task, T_.size, T_.reps), at(task, T_.size, T_.mean_command)
    torque = at(task, T_.size, T_.active_nm)
    retention, feedback = at(0, P_.size, P_.strategy_retention), at(0, P_.size, P_.strategy_gain)
    for lane in range(unsigned(lanes)):
        T[torque + lane] = 0.0
    for n in range(wiring.learner_first[task], wiring.learner_first[task + 1]):
        u = wiring.learner[n]
        own, share = at(u, Q_.size, Q_.torque_nm), at(u, Q_.size, Q_.capacity_share)
        for lane in range(unsigned(lanes)):
            T[torque + lane] = sums.plus(T[torque + lane], Q[own + lane] if Q[share + lane] > 0.0 else 0.0)
    for u in range(wiring.member_first[task], wiring.member_first[task + 1]):
        own, share, fast = at(u, Q_.size, Q_.torque_nm), at(u, Q_.size, Q_.capacity_share), at(u, Q_.size, Q_.fast)
        aim, strategy, shown = at(u, Q_.size, Q_.target), at(u, Q_.size, Q_.strategy), 0
        for lane in range(unsigned(lanes)):
            shown |= 1 if Q[aim + lane] >= 0.0 else 0
        if shown == 0:
            for lane in range(unsigned(lanes)):
                Q[strategy + lane] = 0.0
        else:
            for lane in range(unsigned(lanes)):
                Q[strategy + lane] = learning.strategy(
                    Q[strategy + lane], Q[aim + lane], learning.ratio(Q[own + lane], T[torque + lane]),
                    learning.reach(Q[share + lane], Q[fast + lane], T[mean + lane]), T[reps + lane],
                    P[retention + lane], P[feedback + lane],
                )  # fmt: skip
