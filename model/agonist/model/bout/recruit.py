"""Recruitment of one bout, compiled: all sense, then all act, then effort is corrected.

Stages are loops only: gather, call a rule, scatter. They run over the members of one task and over
the lanes of a block; sums run in canonical order, lane by lane.
"""

from __future__ import annotations

from typing import Any

from agonist.model.compiler.jit import stage, unsigned
from agonist.model.draws import normal
from agonist.model.layout import LANES, at
from agonist.model.layout import M as M_
from agonist.model.layout import P as P_
from agonist.model.layout import Q as Q_
from agonist.model.layout import T as T_
from agonist.model.rules import recruitment, sums, tissue

SWEEPS = 4  # synchronous corrections of effort in a bout: the torque is met within 1e-5


@stage
def explore(Q: Any, words: Any, keys: Any, wiring: Any, task: int, bout: int, lanes: int) -> None:
    """Every repetition differs a little: one standard normal number per member, keyed by bout and muscle."""
    for u in range(wiring.member_first[task], wiring.member_first[task + 1]):
        word = unsigned(wiring.member_muscle[u] * LANES)
        noise = at(u, Q_.size, Q_.noise)
        for lane in range(unsigned(lanes)):
            Q[noise + lane] = normal(int(bout), int(words[word + lane]), int(keys[lane]))


@stage
def strengthen(Q: Any, M: Any, wiring: Any, task: int, lanes: int) -> None:
    """What each member could do now: its torque at full activation and at rest."""
    for u in range(wiring.member_first[task], wiring.member_first[task + 1]):
        arm, cos = at(u, Q_.size, Q_.arm_m), at(u, Q_.size, Q_.cos_pennation)
        active, passive = at(u, Q_.size, Q_.curve_active), at(u, Q_.size, Q_.curve_passive)
        capacity, rest = at(u, Q_.size, Q_.capacity_nm), at(u, Q_.size, Q_.passive_nm)
        i = wiring.member_muscle[u]
        force, area, specific = at(i, M_.size, M_.force_max_n), at(i, M_.size, M_.area), at(i, M_.size, M_.specific)
        neural, intact = at(i, M_.size, M_.neural), at(i, M_.size, M_.intact)
        factor, stiffness = at(i, M_.size, M_.force_factor), at(i, M_.size, M_.stiffness)
        for lane in range(unsigned(lanes)):
            Q[capacity + lane] = recruitment.capacity(
                Q[arm + lane], M[force + lane],
                tissue.strength(
                    M[area + lane], M[specific + lane], M[neural + lane], M[intact + lane], M[factor + lane]
                ),
                Q[active + lane], Q[cos + lane],
            )  # fmt: skip
            Q[rest + lane] = recruitment.passive_torque(
                Q[arm + lane], M[force + lane], M[area + lane], M[stiffness + lane], Q[passive + lane], Q[cos + lane]
            )


@stage
def sense(Q: Any, M: Any, P: Any, wiring: Any, task: int, lanes: int) -> None:
    """Every member senses what its antagonists and synergists do; what several sense alike is summed up once."""
    reciprocal, recurrent = at(0, P_.size, P_.reciprocal_gain), at(0, P_.size, P_.recurrent_gain)
    for u in range(wiring.member_first[task], wiring.member_first[task + 1]):
        sensed, opposing, helping = at(u, Q_.size, Q_.sensed), at(u, Q_.size, Q_.opposing), at(u, Q_.size, Q_.helping)
        trained = at(wiring.member_muscle[u], M_.size, M_.reciprocal)
        alike = at(wiring.opposed_like[u], Q_.size, Q_.opposing)
        for lane in range(unsigned(lanes)):
            Q[helping + lane] = 0.0
            Q[opposing + lane] = 0.0 if alike == opposing else Q[alike + lane]
        if alike == opposing:
            for x in range(wiring.opposed_first[u], wiring.opposed_first[u + 1]):
                weight, active = wiring.opposed_weight[x], at(wiring.opposed_source[x], Q_.size, Q_.activation)
                for lane in range(unsigned(lanes)):
                    Q[opposing + lane] = sums.weighted(Q[opposing + lane], weight, Q[active + lane])
        for x in range(wiring.helped_first[u], wiring.helped_first[u + 1]):
            weight, active = wiring.helped_weight[x], at(wiring.helped_source[x], Q_.size, Q_.activation)
            for lane in range(unsigned(lanes)):
                Q[helping + lane] = sums.weighted(Q[helping + lane], weight, Q[active + lane])
        for lane in range(unsigned(lanes)):
            Q[sensed + lane] = sums.plus(
                recruitment.antagonist_inhibition(P[reciprocal + lane], M[trained + lane], Q[opposing + lane]),
                recruitment.synergist_inhibition(P[recurrent + lane], Q[helping + lane]),
            )


@stage
def act(Q: Any, M: Any, P: Any, T: Any, wiring: Any, task: int, lanes: int) -> None:
    """Every member turns the command into activation and torque."""
    spread, tight_gain = at(0, P_.size, P_.exploration_sd), at(0, P_.size, P_.tightness_gain)
    effort = at(task, T_.size, T_.effort)
    for u in range(wiring.member_first[task], wiring.member_first[task + 1]):
        i = wiring.member_muscle[u]
        cue, stimulation = at(i, M_.size, M_.cue), at(i, M_.size, M_.stimulation)
        excitability, fatigued = at(i, M_.size, M_.excitability), at(i, M_.size, M_.fatigued)
        weight, noise, strategy = at(u, Q_.size, Q_.fast), at(u, Q_.size, Q_.noise), at(u, Q_.size, Q_.strategy)
        command, sensed = at(u, Q_.size, Q_.command), at(u, Q_.size, Q_.sensed)
        tight, active = at(u, Q_.size, Q_.tight_sensed), at(u, Q_.size, Q_.activation)
        capacity, torque, slope = (
            at(u, Q_.size, Q_.capacity_nm),
            at(u, Q_.size, Q_.torque_nm),
            at(u, Q_.size, Q_.slope_nm),
        )
        for lane in range(unsigned(lanes)):
            Q[command + lane] = recruitment.command(
                T[effort + lane], Q[weight + lane], Q[noise + lane], P[spread + lane], M[cue + lane], Q[strategy + lane]
            )
            Q[active + lane] = recruitment.activation(
                M[excitability + lane], Q[command + lane], Q[sensed + lane], P[tight_gain + lane], Q[tight + lane],
                M[stimulation + lane], M[fatigued + lane],
            )  # fmt: skip
            Q[torque + lane] = recruitment.torque(Q[capacity + lane], Q[active + lane])
            Q[slope + lane] = recruitment.recruitable(
                Q[active + lane], Q[command + lane], M[stimulation + lane], M[fatigued + lane], M[excitability + lane],
                Q[weight + lane], Q[noise + lane], P[spread + lane], Q[capacity + lane],
            )  # fmt: skip


@stage
def pull(Q: Any, T: Any, wiring: Any, task: int, lanes: int) -> None:
    """The torque of the task is the sum over its members, active and passive."""
    total, slope = at(task, T_.size, T_.torque_nm), at(task, T_.size, T_.slope_nm)
    for lane in range(unsigned(lanes)):
        T[total + lane] = 0.0
        T[slope + lane] = 0.0
    for u in range(wiring.member_first[task], wiring.member_first[task + 1]):
        torque, rest = at(u, Q_.size, Q_.torque_nm), at(u, Q_.size, Q_.passive_nm)
        one = at(u, Q_.size, Q_.slope_nm)
        for lane in range(unsigned(lanes)):
            T[total + lane] = sums.plus(sums.plus(T[total + lane], Q[torque + lane]), Q[rest + lane])
            T[slope + lane] = sums.plus(T[slope + lane], Q[one + lane])


@stage
def expect(P: Any, T: Any, task: int, load: float, lanes: int) -> None:
    """The task sets its demand; effort starts from what was enough last time."""
    demand, capacity = at(task, T_.size, T_.demand_nm), at(task, T_.size, T_.capacity_nm)
    factor, external = at(task, T_.size, T_.load_factor), at(task, T_.size, T_.external_nm)
    effort, expected = at(task, T_.size, T_.effort), at(task, T_.size, T_.expected_effort)
    ceiling = at(0, P_.size, P_.effort_max)
    for lane in range(unsigned(lanes)):
        T[demand + lane] = recruitment.demand(load, T[factor + lane], T[capacity + lane], T[external + lane])
        T[effort + lane] = recruitment.first_effort(
            T[expected + lane], T[demand + lane], T[capacity + lane], P[ceiling + lane]
        )


@stage
def correct(P: Any, T: Any, task: int, lanes: int) -> None:
    """Effort rises or falls until the torque meets the demand."""
    demand, torque = at(task, T_.size, T_.demand_nm), at(task, T_.size, T_.torque_nm)
    slope, effort = at(task, T_.size, T_.slope_nm), at(task, T_.size, T_.effort)
    ceiling = at(0, P_.size, P_.effort_max)
    for lane in range(unsigned(lanes)):
        T[effort + lane] = recruitment.effort(
            T[effort + lane], T[demand + lane], T[torque + lane], T[slope + lane], P[ceiling + lane]
        )


@stage
def judge(P: Any, T: Any, task: int, lanes: int) -> None:
    """A movement that falls short has failed, and nothing is pretended."""
    demand, torque = at(task, T_.size, T_.demand_nm), at(task, T_.size, T_.torque_nm)
    failed, tolerance = at(task, T_.size, T_.failed), at(0, P_.size, P_.failure_tolerance)
    for lane in range(unsigned(lanes)):
        T[failed + lane] = recruitment.failed(T[demand + lane], T[torque + lane], P[tolerance + lane])


@stage
def recruit(M: Any, P: Any, Q: Any, T: Any, wiring: Any, task: int, load: float, lanes: int) -> None:
    """One recruitment: expect, then sense, act, pull and correct until the movement is completed or fails."""
    strengthen(Q, M, wiring, task, lanes)
    expect(P, T, task, load, lanes)
    for _ in range(SWEEPS):
        sense(Q, M, P, wiring, task, lanes)
        act(Q, M, P, T, wiring, task, lanes)
        pull(Q, T, wiring, task, lanes)
        correct(P, T, task, lanes)
    act(Q, M, P, T, wiring, task, lanes)
    pull(Q, T, wiring, task, lanes)
    judge(P, T, task, lanes)
