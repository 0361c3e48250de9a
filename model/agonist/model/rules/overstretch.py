"""Lengthened while it pulls: fibres are overstretched and lose force for days, hurt after a day, and come back tougher."""

from __future__ import annotations

from agonist.model.compiler.jit import rule
from agonist.model.maths import clip, exp, log
from agonist.model.rules.joint import PAIN_MAX
from agonist.model.rules.lasting import area

SILENT = 1e-9  # activation below which nothing is overstretched


@rule
def pull_apart(activation: float, lengthening: float, length: float, by_force: float, by_length: float) -> float:
    """What one repetition pulls apart: fibres that are lengthened while they pull hard, more at a long length.

    e = v a^m clip(x, 0.5, 1.6)^k, v lengthening part 0..1 (holding and shortening pull nothing apart), a activation, x
    length in own optimal lengths; full repetitions. Source: Morgan 1990 (sarcomeres give way beyond their optimum), Lieber
    & Friden 1993 (strain), Child 1998 (long against short knee extensors), Chen 2007 (100 to 40 % of maximum).
    """
    pulls = activation > SILENT and lengthening > 0.0
    way = lengthening if lengthening > 0.0 else 0.0
    size = by_force * log(activation if pulls else 1.0) + by_length * log(clip(length, 0.5, 1.6))
    return way * exp(size) if pulls else 0.0


@rule
def torn(now: float, dose: float, half: float, most: float, protected: float) -> float:
    """Part of the force that is newly lost: the weakest sarcomeres go first, so the first repetitions do most.

    dD = max(0, D_most (1 - p) - D) (1 - exp(-dose / n_0)); D lost part 0..1, dose and n_0 in full repetitions, p
    protection 0..1. The same for any split of a session. Source: form of Chen & Nosaka 2006, 2007 (many repetitions or a
    second bout within days add little).
    """
    room = most * (1.0 - protected) - now
    return (room if room > 0.0 else 0.0) * (1.0 - exp(-dose / half))


@rule
def mended(now: float, tau_day: float, step_day: float) -> float:
    """What was torn mends: dD/dt = -D / tau, days. Source: Shoji 2021 (-30, -18 % one and three days on)."""
    return now * exp(-step_day / tau_day)


@rule
def tougher(now: float, torn: float, enough: float, most: float) -> float:
    """What was torn grows back tougher, and a little teaches much: p -> p + (p_most - p) (1 - exp(-dD / d_0)), 0..1.

    Source: Nosaka 2001, Chen 2009 (the first bout does most, the fourth still adds), Chen 2007 (light bouts protect).
    """
    room = most - now
    return now + (room if room > 0.0 else 0.0) * (1.0 - exp(-torn / enough))


@rule
def forgotten(now: float, tau_day: float, step_day: float) -> float:
    """Protection fades over months: dp/dt = -p / tau, days. Source: Nosaka 2001 (there at six months, gone at twelve)."""
    return now * exp(-step_day / tau_day)


@rule
def soreness_area(
    before: float, after: float, inflamed: float, tau_in: float, gain: float, tau: float, step: float
) -> float:
    """Integral of the soreness over a step, (0 to 10) x days: g int I dt - tau (S_1 - S_0), exact."""
    return gain * area(inflamed, 0.0, tau_in, step) - tau * (after - before)


@rule
def passed_on(intact: float, disrupted: float, weary: float, severed: float) -> float:
    """Sarcomeres that are overstretched or weary, or whose tendon was taken, pass on no force: t (1 - D) (1 - W) (1 - X).

    Of the healthy force; t what an injury leaves, D, W and X what each of the three takes, 0..1.
    """
    return intact * (1.0 - disrupted) * (1.0 - weary) * (1.0 - severed)


@rule
def ache(hurt: float, sore: float, part: float) -> float:
    """Pain that the cord hears of a muscle: min(10, P + c S); soreness is felt under load more than at rest.

    P pain of an injury, S soreness, 0 to 10. Source: that soreness goes with little inhibition, Prasartwuth 2005.
    """
    both = hurt + part * sore
    return both if both < PAIN_MAX else PAIN_MAX
