"""The midnight clock, compiled: a day of use and disuse changes the tissue, by exact exponentials.

Stages are loops only: gather, call a rule, scatter. They run over muscles and over the lanes of a block. All muscles
settle what drives them before any changes, so their order cannot matter. `wiring` is a `wiring.Wiring`.
"""

from __future__ import annotations

from typing import Any

from agonist.model.compiler.jit import stage, unsigned
from agonist.model.draws import uniform
from agonist.model.layout import LANES, at
from agonist.model.layout import M as M_
from agonist.model.layout import P as P_
from agonist.model.rules import injury, joint, sums, tissue


@stage
def settle(M: Any, P: Any, muscles: int, dt_day: float, lanes: int) -> None:
    """What the day has driven: the slow inhibition and the running dose of training of every muscle."""
    alpha, beta = at(0, P_.size, P_.chronic_spinal), at(0, P_.size, P_.chronic_instability)
    response, ceiling = at(0, P_.size, P_.inhibition_response), at(0, P_.size, P_.chronic_ceiling)
    session, tau = at(0, P_.size, P_.training_session_reps), at(0, P_.size, P_.training_day)
    for i in range(muscles):
        drive, spinal = at(i, M_.size, M_.chronic_drive), at(i, M_.size, M_.day_spinal)
        unstable = at(i, M_.size, M_.day_unstable)
        training, dose = at(i, M_.size, M_.training), at(i, M_.size, M_.day_training)
        for lane in range(unsigned(lanes)):
            M[drive + lane] = joint.chronic_drive(
                tissue.per_day(M[spinal + lane], dt_day), tissue.per_day(M[unstable + lane], dt_day),
                P[alpha + lane], P[beta + lane], P[response + lane], P[ceiling + lane],
            )  # fmt: skip
        for lane in range(unsigned(lanes)):
            M[training + lane] = tissue.training(
                M[training + lane], tissue.per_day(M[dose + lane], dt_day), P[session + lane], P[tau + lane], dt_day
            )


@stage
def lock(M: Any, P: Any, wiring: Any, dt_day: float, lanes: int) -> None:
    """Slow inhibition rises to what drives it, on this side or the other, and is slow to let go."""
    crossed, reference = at(0, P_.size, P_.chronic_crossed), at(0, P_.size, P_.cue_reference_reps)
    onset, stable = at(0, P_.size, P_.chronic_onset_day), at(0, P_.size, P_.chronic_release_day)
    loose, speed = at(0, P_.size, P_.chronic_release_unstable_day), at(0, P_.size, P_.chronic_release_targeted)
    for i in range(wiring.mirror.size):
        chronic, drive = at(i, M_.size, M_.chronic), at(i, M_.size, M_.chronic_drive)
        cued, instability = at(i, M_.size, M_.day_cued), at(i, M_.size, M_.day_instability)
        across = wiring.mirror[i] >= 0
        other = at(wiring.mirror[i] if across else i, M_.size, M_.chronic_drive)
        for lane in range(unsigned(lanes)):
            targeted = tissue.at_most_one(tissue.part_of(tissue.per_day(M[cued + lane], dt_day), P[reference + lane]))
            release = joint.release_time(
                tissue.per_day(M[instability + lane], dt_day), targeted, P[stable + lane], P[loose + lane],
                P[speed + lane],
            )  # fmt: skip
            own = joint.spread(M[drive + lane], M[other + lane] if across else 0.0, P[crossed + lane])
            M[chronic + lane] = joint.chronic(M[chronic + lane], own, P[onset + lane], release, dt_day)


@stage
def lengthen(M: Any, P: Any, muscles: int, dt_day: float, lanes: int) -> None:
    """Sarcomeres follow the habitual length; the tendon follows the sarcomeres."""
    credit, full = at(0, P_.size, P_.length_credit), at(0, P_.size, P_.length_full_min)
    share, low, high = (
        at(0, P_.size, P_.sarcomere_share),
        at(0, P_.size, P_.sarcomere_low),
        at(0, P_.size, P_.sarcomere_high),
    )
    loss, gain = at(0, P_.size, P_.sarcomere_loss_day), at(0, P_.size, P_.sarcomere_gain_day)
    part, slow = at(0, P_.size, P_.tendon_share), at(0, P_.size, P_.tendon_day)
    for i in range(muscles):
        mean, longest = at(i, M_.size, M_.length_mean), at(i, M_.size, M_.length_long)
        minutes, usual = at(i, M_.size, M_.long_min_day), at(i, M_.size, M_.length_usual)
        number, slack = at(i, M_.size, M_.sarcomeres), at(i, M_.size, M_.tendon)
        for lane in range(unsigned(lanes)):
            lived = tissue.habitual_length(
                M[mean + lane], M[longest + lane], M[minutes + lane], P[credit + lane], P[full + lane]
            )
            target = tissue.sarcomere_target(lived, M[usual + lane], P[share + lane], P[low + lane], P[high + lane])
            tau = tissue.sarcomere_time(M[number + lane], target, P[loss + lane], P[gain + lane])
            M[slack + lane] = tissue.tendon(
                M[slack + lane], M[number + lane], target, P[part + lane], tau, P[slow + lane], dt_day
            )
            M[number + lane] = tissue.sarcomeres(M[number + lane], target, tau, dt_day)


@stage
def stiffen(M: Any, P: Any, muscles: int, dt_day: float, lanes: int) -> None:
    """Connective tissue stiffens ahead of the sarcomeres, and softens with stretching."""
    credit, full = at(0, P_.size, P_.length_credit), at(0, P_.size, P_.length_full_min)
    short, cast, stretch = (
        at(0, P_.size, P_.stiffness_short),
        at(0, P_.size, P_.stiffness_cast),
        at(0, P_.size, P_.stiffness_stretch),
    )
    up, down, half = at(0, P_.size, P_.stiffen_day), at(0, P_.size, P_.soften_day), at(0, P_.size, P_.stretch_half_min)
    limit, over = at(0, P_.size, P_.overload_threshold), at(0, P_.size, P_.overload_gain)
    for i in range(muscles):
        mean, longest = at(i, M_.size, M_.length_mean), at(i, M_.size, M_.length_long)
        minutes, usual = at(i, M_.size, M_.long_min_day), at(i, M_.size, M_.length_usual)
        still, stretched = at(i, M_.size, M_.immobilised), at(i, M_.size, M_.stretch_min_day)
        damage, stiffness = at(i, M_.size, M_.damage), at(i, M_.size, M_.stiffness)
        for lane in range(unsigned(lanes)):
            lived = tissue.habitual_length(
                M[mean + lane], M[longest + lane], M[minutes + lane], P[credit + lane], P[full + lane]
            )
            target = tissue.stiffness_target(
                tissue.shortness(lived, M[usual + lane]), M[still + lane],
                tissue.saturating(M[stretched + lane], P[half + lane]),
                tissue.overload(M[damage + lane], P[limit + lane], P[over + lane]),
                P[short + lane], P[cast + lane], P[stretch + lane],
            )  # fmt: skip
            M[stiffness + lane] = tissue.stiffness(M[stiffness + lane], target, P[up + lane], P[down + lane], dt_day)


@stage
def tolerate(M: Any, P: Any, muscles: int, dt_day: float, lanes: int) -> None:
    """Stretching raises what is tolerated; tightness is read."""
    half, gain = at(0, P_.size, P_.stretch_half_min), at(0, P_.size, P_.tolerance_gain)
    tau, where = at(0, P_.size, P_.tolerance_day), at(0, P_.size, P_.tightness_length)
    for i in range(muscles):
        stretched, tolerance = at(i, M_.size, M_.stretch_min_day), at(i, M_.size, M_.tolerance)
        tightness, stiffness = at(i, M_.size, M_.tightness), at(i, M_.size, M_.stiffness)
        number = at(i, M_.size, M_.sarcomeres)
        for lane in range(unsigned(lanes)):
            dose = tissue.saturating(M[stretched + lane], P[half + lane])
            M[tolerance + lane] = tissue.tolerance(M[tolerance + lane], dose, P[gain + lane], P[tau + lane], dt_day)
        for lane in range(unsigned(lanes)):
            M[tightness + lane] = tissue.tightness(M[stiffness + lane], M[number + lane], P[where + lane])


@stage
def resize(M: Any, P: Any, muscles: int, dt_day: float, lanes: int) -> None:
    """Size follows use and training; force per size falls with disuse."""
    wasting, weaker = at(0, P_.size, P_.unloading_wasting), at(0, P_.size, P_.unloading_specific)
    atrophy, growth, half = at(0, P_.size, P_.atrophy), at(0, P_.size, P_.growth), at(0, P_.size, P_.training_half)
    loss, gain = at(0, P_.size, P_.area_loss_day), at(0, P_.size, P_.area_gain_day)
    idle, cost = at(0, P_.size, P_.underuse_threshold), at(0, P_.size, P_.underuse_gain)
    rate, floor = at(0, P_.size, P_.specific_loss_day), at(0, P_.size, P_.specific_floor)
    recovery = at(0, P_.size, P_.specific_recovery_day)
    for i in range(muscles):
        still, free = at(i, M_.size, M_.immobilised), at(i, M_.size, M_.unloaded)
        use, expected = at(i, M_.size, M_.day_use), at(i, M_.size, M_.day_expected)
        area, specific = at(i, M_.size, M_.area), at(i, M_.size, M_.specific)
        training, own = at(i, M_.size, M_.training), at(i, M_.size, M_.wasting_rate)
        for lane in range(unsigned(lanes)):
            under = tissue.underuse(M[use + lane], M[expected + lane], P[idle + lane], P[cost + lane])
            disuse = tissue.disuse(M[still + lane], M[free + lane], P[wasting + lane], under)
            trained = tissue.saturating(M[training + lane], P[half + lane])
            target = tissue.area_target(disuse, trained, P[atrophy + lane], M[own + lane], P[growth + lane])
            M[area + lane] = tissue.area(M[area + lane], target, P[loss + lane], P[gain + lane], dt_day)
        for lane in range(unsigned(lanes)):
            disuse = tissue.disuse(M[still + lane], M[free + lane], P[weaker + lane], 0.0)
            M[specific + lane] = tissue.specific(
                M[specific + lane], disuse, P[rate + lane], P[floor + lane], P[recovery + lane], dt_day
            )


@stage
def train(M: Any, P: Any, wiring: Any, dt_day: float, lanes: int) -> None:
    """Nerves learn to use a trained muscle, here and on the other side; its antagonist is inhibited better."""
    half, gain = at(0, P_.size, P_.training_half), at(0, P_.size, P_.neural_gain)
    crossed, session = at(0, P_.size, P_.crossed_education), at(0, P_.size, P_.training_session_reps)
    up, down = at(0, P_.size, P_.neural_gain_day), at(0, P_.size, P_.neural_loss_day)
    more, tau = at(0, P_.size, P_.reciprocal_training), at(0, P_.size, P_.reciprocal_day)
    for i in range(wiring.mirror.size):
        neural, own = at(i, M_.size, M_.neural), at(i, M_.size, M_.training)
        across = wiring.mirror[i] >= 0
        other = at(wiring.mirror[i] if across else i, M_.size, M_.training)
        opposed, reciprocal = at(i, M_.size, M_.day_opposed), at(i, M_.size, M_.reciprocal)
        for lane in range(unsigned(lanes)):
            target = tissue.neural_target(
                tissue.saturating(M[own + lane], P[half + lane]),
                tissue.saturating(M[other + lane], P[half + lane]) if across else 0.0,
                P[gain + lane], P[crossed + lane],
            )  # fmt: skip
            M[neural + lane] = tissue.neural(M[neural + lane], target, P[up + lane], P[down + lane], dt_day)
        for lane in range(unsigned(lanes)):
            daily = tissue.part_of(tissue.per_day(M[opposed + lane], dt_day), P[session + lane])
            skilled = tissue.saturating(daily, P[half + lane])
            M[reciprocal + lane] = tissue.reciprocal(
                M[reciprocal + lane], skilled, P[more + lane], P[tau + lane], dt_day
            )


@stage
def wear(M: Any, P: Any, keys: Any, fates: Any, muscles: int, bout: int, dt_day: float, lanes: int) -> None:
    """Damage gathers and heals; an injury is one draw per muscle, keyed by the moment and the muscle."""
    reference, heal = at(0, P_.size, P_.damage_reference), at(0, P_.size, P_.damage_heal_day)
    full, steep = at(0, P_.size, P_.hazard_full_day), at(0, P_.size, P_.hazard_steepness)
    half = at(0, P_.size, P_.damage_half)
    repeat, pain = at(0, P_.size, P_.hazard_repeat), at(0, P_.size, P_.hurt_at_injury)
    for i in range(muscles):
        damage, stress = at(i, M_.size, M_.damage), at(i, M_.size, M_.day_stress)
        injuries, hurt = at(i, M_.size, M_.injuries), at(i, M_.size, M_.hurt)
        fate = unsigned(i * LANES)
        for lane in range(unsigned(lanes)):
            dose = tissue.per_day(M[stress + lane], dt_day)
            M[damage + lane] = injury.damage(M[damage + lane], dose, P[reference + lane], P[heal + lane], dt_day)
        for lane in range(unsigned(lanes)):
            risk = injury.hazard(
                M[damage + lane], M[injuries + lane], P[full + lane], P[half + lane], P[steep + lane], P[repeat + lane]
            )
            draw = uniform(int(bout), int(fates[fate + lane]), int(keys[lane]))
            struck = injury.struck(draw, injury.injury_probability(risk, dt_day))
            M[injuries + lane] = sums.plus(M[injuries + lane], struck)
            M[hurt + lane] = injury.hurt_again(M[hurt + lane], struck, P[pain + lane])


@stage
def forget_day(M: Any, muscles: int, lanes: int) -> None:
    """A new day begins: its integrals start at nothing."""
    for i in range(muscles):
        for v in range(M_.day_spinal, M_.day_opposed + 1):
            k = at(i, M_.size, v)
            for lane in range(unsigned(lanes)):
                M[k + lane] = 0.0


@stage
def remodel(M: Any, P: Any, wiring: Any, keys: Any, fates: Any, bout: int, dt_day: float, lanes: int) -> None:
    """The slow clock: everything that a day changes. `bout` keys the draws, `dt_day` is the time since the last one."""
    muscles = wiring.mirror.size
    settle(M, P, muscles, dt_day, lanes)
    lock(M, P, wiring, dt_day, lanes)
    lengthen(M, P, muscles, dt_day, lanes)
    stiffen(M, P, muscles, dt_day, lanes)
    tolerate(M, P, muscles, dt_day, lanes)
    resize(M, P, muscles, dt_day, lanes)
    train(M, P, wiring, dt_day, lanes)
    wear(M, P, keys, fates, muscles, bout, dt_day, lanes)
    forget_day(M, muscles, lanes)
