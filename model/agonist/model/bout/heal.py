"""The fast clock, compiled: what heals while the body rests, and how ready its motoneurons are.

Stages are loops only: gather, call a rule, scatter. They run over joints or muscles, and over the lanes of a block.
`wiring` is a `wiring.Wiring`.
"""

from __future__ import annotations

from typing import Any

from agonist.model.compiler.jit import stage, unsigned
from agonist.model.layout import J as J_
from agonist.model.layout import M as M_
from agonist.model.layout import P as P_
from agonist.model.layout import X as X_
from agonist.model.layout import at
from agonist.model.rules import fatigue, injury, joint, nerve, sums


@stage
def at_work(J: Any, first: int, second: int, third: int, lanes: int) -> int:
    """1 where any of three quantities of a joint is not zero in some lane; what is at rest stays so."""
    found = 0
    for lane in range(unsigned(lanes)):
        found |= 1 if J[first + lane] != 0.0 or J[second + lane] != 0.0 or J[third + lane] != 0.0 else 0
    return found


@stage
def trace(J: Any, P: Any, joints: int, rest_day: float, lanes: int) -> None:
    """The cord follows fluid and pain: fast up, slowly down."""
    threshold = at(0, P_.size, P_.effusion_threshold_ml)
    shifted = at_work(P, threshold, threshold, threshold, lanes)
    for j in range(joints):
        volume, inflow, fluid = (
            at(j, J_.size, J_.effusion_ml),
            at(j, J_.size, J_.inflow_ml_day),
            at(j, J_.size, J_.spinal_fluid),
        )
        if shifted == 1 or at_work(J, volume, inflow, fluid, lanes) == 1:
            trace_fluid(J, P, j, rest_day, lanes)
        pain, source, hurt = at(j, J_.size, J_.pain), at(j, J_.size, J_.pain_source_day), at(j, J_.size, J_.spinal_pain)
        if at_work(J, pain, source, hurt, lanes) == 1:
            trace_pain(J, P, j, rest_day, lanes)


@stage
def trace_fluid(J: Any, P: Any, j: int, rest_day: float, lanes: int) -> None:
    """The cord follows the fluid of a joint."""
    threshold, reference = at(0, P_.size, P_.effusion_threshold_ml), at(0, P_.size, P_.effusion_reference_ml)
    on, off = at(0, P_.size, P_.spinal_onset_day), at(0, P_.size, P_.spinal_offset_day)
    volume, inflow = at(j, J_.size, J_.effusion_ml), at(j, J_.size, J_.inflow_ml_day)
    drain, fluid = at(j, J_.size, J_.tau_effusion_day), at(j, J_.size, J_.spinal_fluid)
    for lane in range(unsigned(lanes)):
        J[fluid + lane] = joint.after_effect(
            J[fluid + lane],
            joint.fluid_signal(J[volume + lane], P[threshold + lane], P[reference + lane]),
            joint.fluid_signal(
                joint.settled(J[inflow + lane], J[drain + lane]), P[threshold + lane], P[reference + lane]
            ),
            J[drain + lane], P[on + lane], P[off + lane], rest_day,
        )  # fmt: skip


@stage
def trace_pain(J: Any, P: Any, j: int, rest_day: float, lanes: int) -> None:
    """The cord follows the pain of a joint."""
    on, off = at(0, P_.size, P_.spinal_onset_day), at(0, P_.size, P_.spinal_offset_day)
    pain, source = at(j, J_.size, J_.pain), at(j, J_.size, J_.pain_source_day)
    fade, hurt = at(j, J_.size, J_.tau_pain_day), at(j, J_.size, J_.spinal_pain)
    for lane in range(unsigned(lanes)):
        J[hurt + lane] = joint.after_effect(
            J[hurt + lane], joint.pain_signal(J[pain + lane]),
            joint.pain_signal(joint.settled(J[source + lane], J[fade + lane])),
            J[fade + lane], P[on + lane], P[off + lane], rest_day,
        )  # fmt: skip


@stage
def drain(J: Any, joints: int, rest_day: float, lanes: int) -> None:
    """Fluid is resorbed and pain fades."""
    for j in range(joints):
        volume, inflow = at(j, J_.size, J_.effusion_ml), at(j, J_.size, J_.inflow_ml_day)
        tau = at(j, J_.size, J_.tau_effusion_day)
        if at_work(J, volume, inflow, inflow, lanes) == 1:
            for lane in range(unsigned(lanes)):
                J[volume + lane] = joint.effusion(J[volume + lane], J[inflow + lane], J[tau + lane], rest_day)
        pain, source = at(j, J_.size, J_.pain), at(j, J_.size, J_.pain_source_day)
        tau = at(j, J_.size, J_.tau_pain_day)
        if at_work(J, pain, source, source, lanes) == 1:
            for lane in range(unsigned(lanes)):
                J[pain + lane] = joint.pain(J[pain + lane], J[source + lane], J[tau + lane], rest_day)


@stage
def hear(J: Any, P: Any, joints: int, lanes: int) -> None:
    """What the cord hears of every joint now."""
    threshold, reference = at(0, P_.size, P_.effusion_threshold_ml), at(0, P_.size, P_.effusion_reference_ml)
    direct = at(0, P_.size, P_.afferent_direct)
    for j in range(joints):
        volume, pain = at(j, J_.size, J_.effusion_ml), at(j, J_.size, J_.pain)
        fluid, hurt = at(j, J_.size, J_.spinal_fluid), at(j, J_.size, J_.spinal_pain)
        block, relief = at(j, J_.size, J_.block), at(j, J_.size, J_.relief)
        by_fluid, by_pain = at(j, J_.size, J_.afferent_fluid), at(j, J_.size, J_.afferent_pain)
        for lane in range(unsigned(lanes)):
            J[by_fluid + lane] = joint.afferent(
                joint.fluid_signal(J[volume + lane], P[threshold + lane], P[reference + lane]),
                J[fluid + lane], P[direct + lane], J[block + lane], J[relief + lane],
            )  # fmt: skip
            J[by_pain + lane] = joint.afferent(
                joint.pain_signal(J[pain + lane]), J[hurt + lane], P[direct + lane], J[block + lane], J[relief + lane]
            )


@stage
def inhibit(J: Any, X: Any, M: Any, P: Any, wiring: Any, lanes: int) -> None:
    """Every muscle gathers the inhibition of its joints and of its own pain."""
    gain = at(0, P_.size, P_.muscle_pain_gain)
    for i in range(wiring.mirror.size):
        spinal, hurt = at(i, M_.size, M_.spinal), at(i, M_.size, M_.hurt)
        for lane in range(unsigned(lanes)):
            M[spinal + lane] = nerve.own_pain(M[hurt + lane], P[gain + lane])
        for x in range(wiring.crossing_first[i], wiring.crossing_first[i + 1]):
            j = wiring.crossing_joint[x]
            by_fluid, by_pain = at(j, J_.size, J_.afferent_fluid), at(j, J_.size, J_.afferent_pain)
            fluid, pain = at(x, X_.size, X_.gain_fluid), at(x, X_.size, X_.gain_pain)
            for lane in range(unsigned(lanes)):
                M[spinal + lane] = joint.joined(
                    M[spinal + lane],
                    joint.inhibition(X[fluid + lane], X[pain + lane], J[by_fluid + lane], J[by_pain + lane]),
                )


@stage
def feel(J: Any, X: Any, M: Any, P: Any, wiring: Any, joints: int, lanes: int) -> None:
    """What the joints do to the motoneurons now."""
    hear(J, P, joints, lanes)
    inhibit(J, X, M, P, wiring, lanes)


@stage
def excite(J: Any, X: Any, M: Any, P: Any, wiring: Any, joints: int, lanes: int) -> None:
    """After events, before a bout: present spinal inhibition and excitability of every muscle."""
    feel(J, X, M, P, wiring, joints, lanes)
    prepare(M, P, wiring, lanes)


@stage
def prepare(M: Any, P: Any, wiring: Any, lanes: int) -> None:
    """Present excitability of every muscle, and what an injury leaves of its force."""
    weight, tear = at(0, P_.size, P_.spinal_weight), at(0, P_.size, P_.injury_weakness)
    for i in range(wiring.mirror.size):
        spinal, chronic = at(i, M_.size, M_.spinal), at(i, M_.size, M_.chronic)
        experiment, ready = at(i, M_.size, M_.inhibition), at(i, M_.size, M_.excitability)
        for lane in range(unsigned(lanes)):
            M[ready + lane] = nerve.excitability(
                M[spinal + lane], M[chronic + lane], M[experiment + lane], P[weight + lane]
            )
        hurt, intact = at(i, M_.size, M_.hurt), at(i, M_.size, M_.intact)
        for lane in range(unsigned(lanes)):
            M[intact + lane] = injury.intact(M[hurt + lane], P[tear + lane])


@stage
def add_spinal(M: Any, muscles: int, part_day: float, lanes: int) -> None:
    """Add the present spinal inhibition to the integral of the day."""
    for i in range(muscles):
        spinal, integral = at(i, M_.size, M_.spinal), at(i, M_.size, M_.day_spinal)
        for lane in range(unsigned(lanes)):
            M[integral + lane] = sums.weighted(M[integral + lane], M[spinal + lane], part_day)


@stage
def add_instability(J: Any, X: Any, M: Any, wiring: Any, rest_day: float, lanes: int) -> None:
    """Add the instability of crossed joints to the integrals of the day."""
    for i in range(wiring.mirror.size):
        raw, inflow = at(i, M_.size, M_.day_instability), at(i, M_.size, M_.day_unstable)
        for x in range(wiring.crossing_first[i], wiring.crossing_first[i + 1]):
            loose, fluid = at(wiring.crossing_joint[x], J_.size, J_.instability), at(x, X_.size, X_.gain_fluid)
            for lane in range(unsigned(lanes)):
                M[raw + lane] = sums.weighted(M[raw + lane], J[loose + lane], rest_day)
                M[inflow + lane] = sums.weighted(
                    M[inflow + lane], joint.unstable_inflow(X[fluid + lane], J[loose + lane]), rest_day
                )


@stage
def recover(M: Any, P: Any, muscles: int, rest_day: float, busy_day: float, lanes: int) -> None:
    """Fatigue and the pain of injured muscles fade."""
    fade = at(0, P_.size, P_.hurt_day)
    for i in range(muscles):
        fatigued, rate = at(i, M_.size, M_.fatigued), at(i, M_.size, M_.recovery_rate)
        faster, hurt = at(i, M_.size, M_.rest_multiplier), at(i, M_.size, M_.hurt)
        seconds = fatigue.rest_seconds(rest_day, busy_day)
        for lane in range(unsigned(lanes)):
            M[fatigued + lane] = fatigue.rested(M[fatigued + lane], seconds, M[rate + lane], M[faster + lane])
        if at_work(M, hurt, hurt, hurt, lanes) == 1:
            for lane in range(unsigned(lanes)):
                M[hurt + lane] = injury.hurt(M[hurt + lane], P[fade + lane], rest_day)


@stage
def heal(
    J: Any, X: Any, M: Any, P: Any, wiring: Any, joints: int, rest_day: float, busy_day: float, lanes: int
) -> None:
    """The fast clock: everything that changes while the body rests since the row before.

    `rest_day` is the whole time since then, `busy_day` the part of it that the bout before took.
    """
    feel(J, X, M, P, wiring, joints, lanes)
    mend(J, X, M, P, wiring, joints, rest_day, busy_day, lanes)


@stage
def mend(
    J: Any, X: Any, M: Any, P: Any, wiring: Any, joints: int, rest_day: float, busy_day: float, lanes: int
) -> None:
    """`heal` where nothing has happened since the motoneurons were last asked; they are asked again at the end."""
    muscles = wiring.mirror.size
    add_spinal(M, muscles, sums.half(rest_day), lanes)
    trace(J, P, joints, rest_day, lanes)
    drain(J, joints, rest_day, lanes)
    recover(M, P, muscles, rest_day, busy_day, lanes)
    feel(J, X, M, P, wiring, joints, lanes)
    add_spinal(M, muscles, sums.half(rest_day), lanes)
    add_instability(J, X, M, wiring, rest_day, lanes)
