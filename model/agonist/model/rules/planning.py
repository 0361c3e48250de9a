"""A planned command is carried from movement to movement: an error comes first, reflexes repair part, learning the rest.

Effort is counted per unit of the demand that is planned for, so a healthy plan is 1 at every load, and a torque from
outside is an error until it is learned. The plan has three traces: `fast` and `slow` learn from every movement and
forget at their own rates (Smith et al. 2006 PLoS Biol 4:e179), `lasting` keeps a part of the slow one night by night
(Joiner & Smith 2008 J Neurophysiol 100:2948: what is left a day later goes by the slow one).
"""

from __future__ import annotations

from agonist.model.compiler.jit import rule
from agonist.model.maths import clip, exp, log, square_root

SMALL = 1e-9  # keeps a division finite; far below any effort that matters
LEAST_FRESH = 0.05  # of the motor units: no more can tire
LEAST_KEPT = 1e-6  # of an error, from movement to movement; keeps a logarithm finite
MOST_MISSED = 0.95  # a joint that gives way further is caught by what the model does not have


@rule
def carried(
    effort: float, light: float, usual: float, hard: float, light_load: float, usual_load: float, hard_load: float
) -> float:
    """Load that the healthy body meets at an effort, of its maximum, as people know it of themselves: straight from load to load.

    Efforts light, usual and hard meet the three loads; no effort meets nothing. Form judgement: people lift a weight that they
    know right at the first try, whatever it is (Johansson & Westling 1988 Exp Brain Res 71:59).
    """
    low = effort * light_load / (light + SMALL)
    middle = light_load + (effort - light) * (usual_load - light_load) / (usual - light + SMALL)
    high = usual_load + (effort - usual) * (hard_load - usual_load) / (hard - usual + SMALL)
    return low if effort < light else (middle if effort < usual else high)


@rule
def usual_for(
    load: float, light: float, usual: float, hard: float, light_load: float, usual_load: float, hard_load: float
) -> float:
    """Effort with which the healthy body meets a load, of its maximum: `carried` the other way round."""
    low = load * light / (light_load + SMALL)
    middle = light + (load - light_load) * (usual - light) / (usual_load - light_load + SMALL)
    high = usual + (load - usual_load) * (hard - usual) / (hard_load - usual_load + SMALL)
    return low if load < light_load else (middle if load < usual_load else high)


@rule
def as_felt(load: float, fresh: float) -> float:
    """A load as it feels to those who are tired: ``L / (1 - F)``, F fatigued part of the agonists by torque.

    A weight feels heavier and its lift is begun with more where a muscle is tired, as it is judged by the command that it takes:
    Gandevia & McCloskey 1977 Brain 100:345; muscles that are tired start earlier: Strang & Berg 2007 Exp Brain Res 178:49. What
    inhibits motoneurons is not known beforehand (`timing.started`). Form judgement.
    """
    return load / (fresh if fresh > LEAST_FRESH else LEAST_FRESH)


@rule
def rested(fast: float, pause_s: float, breath_s: float, tau_s: float) -> float:
    """The fast trace fades with time as well, once movements do not follow each other: ``q exp(-(t - t_0) / tau)``.

    What a pause of some seconds takes is in its retention from movement to movement. Source: Ethier, Zee & Shadmehr 2008 J
    Neurophysiol 99:2577 (saccades: 28 s); Criscimagna-Hemminger & Shadmehr 2008 J Neurosci 28:9610 (reaching, minutes).
    """
    beyond = pause_s - breath_s
    return fast * exp(-beyond / tau_s) if beyond > 0.0 else fast


@rule
def planned(fast: float, slow: float, lasting: float) -> float:
    """Effort per planned demand that the plan sends: ``p = q + s + l``."""
    return fast + slow + lasting


@rule
def missed(planned: float, needed: float) -> float:
    """Part of the demand that the planned command does not meet: ``u = 1 - p / N``; below 0 it is too strong.

    N is the effort that meets it; torque is proportional to effort where no muscle is at its bound.
    """
    return clip(1.0 - planned / (needed + SMALL), -MOST_MISSED, MOST_MISSED)


@rule
def evenly(met: float, stiff: float) -> float:
    """Stiffening against what is not known yet goes to both sides alike, ``max(L - S, 0)``, so that it moves no net torque.

    L load that the healthy body meets at this effort, S torque that the antagonists add by it, of the healthy maximum. A plan of
    torque and one of stiffness are learned apart (Franklin et al. 2003 Exp Brain Res 151:145; Osu et al. 2003 Exp Brain Res 150:275).
    """
    left = met - stiff
    return left if left > 0.0 else 0.0


@rule
def yielded(missed: float, reflex: float) -> float:
    """How far the joint gives way before load and muscles balance, of a movement that goes as planned.

    ``y = (1 + K (1 - u)) / ((1 - u)(1 + K))``: muscles bear a load like springs as stiff as they are active (Cui et
    al. 2008 J Biomech 41:1945), and the reflex, of loop gain K, answers what they are stretched beyond the usual.
    """
    left = 1.0 - missed
    return (1.0 + reflex * left) / (left * (1.0 + reflex))


@rule
def sensitivity(error: float, clamp: float, half: float, usual: float, device: float) -> float:
    """Small errors teach more than their part: ``s = (sigma + e_0) / (sigma + |e|)``, 1 at the error e_0 of the rates.

    e the error before a movement at a device, of the demand that is planned for, or what is shown where it is clamped; daily
    practice goes by the rates as they are, so that it does not matter how it is cut. What one movement corrects hardly grows
    with the size of a push: Fine & Thoroughman 2006 J Neurophysiol 96:710, Wei & Kording 2009 J Neurophysiol 101:655,
    Marko, Haith, Harran & Shadmehr 2012 J Neurophysiol 108:1752.
    """
    seen = error if clamp < -1.0 else clamp
    return (half + usual) / (half + (seen if seen > 0.0 else -seen)) if device > 0.0 else 1.0


@rule
def answers(learning: float, clamp: float) -> float:
    """Part of a change of the plan that the next error answers: ``B``; none where the error is clamped."""
    return learning if clamp < -1.0 else 0.0


@rule
def last_error(off: float, clamp: float, fast: float, fast_kept: float, slow: float, slow_kept: float) -> float:
    """Error at which learning and forgetting balance: ``e* = T / (1 + Bf/(1 - Af) + Bs/(1 - As))``, or the clamped one.

    T = N - l is what the traces of today would have to learn.
    """
    settled = off / (1.0 + fast / (1.0 - fast_kept + SMALL) + slow / (1.0 - slow_kept + SMALL))
    return settled if clamp < -1.0 else clamp


@rule
def rest(error: float, learning: float, kept: float) -> float:
    """Where a trace comes to rest at a constant error: ``B e / (1 - A)``."""
    return learning * error / (1.0 - kept + SMALL)


@rule
def kept_here(lasting: float, base: float, device: float) -> float:
    """What nights have kept at a device, part of its slow trace: ``l - l_0`` there, l_0 plan of daily life; none elsewhere.

    So learning comes to rest short of the whole torque on every day, however many there are. Source: van der Kooij, Overvliet &
    Smeets 2016 Eur J Neurosci 44:2708 (six sessions: kept from one to the next, and incomplete in each).
    """
    return lasting - base if device > 0.0 else 0.0


@rule
def offset(fast_kept: float, fast_answer: float, slow_kept: float, slow_answer: float) -> float:
    """Half of the difference of what the traces keep from movement to movement: ``h = ((Af - Bf) - (As - Bs)) / 2``."""
    return 0.5 * ((fast_kept - fast_answer) - (slow_kept - slow_answer))


@rule
def split(offset: float, fast_answer: float, slow_answer: float) -> float:
    """Half of the distance of the two rates at which an error fades: ``r = sqrt(h^2 + Bf Bs)``."""
    return square_root(offset * offset + fast_answer * slow_answer) + SMALL


@rule
def faded(
    fast_kept: float, fast_answer: float, slow_kept: float, slow_answer: float, split: float, reps: float
) -> float:
    """What is left of one of the two ways in which an error fades: ``lambda^n``, ``lambda = (Af - Bf + As - Bs)/2 + r``.

    The other way is that of ``-r``.
    """
    kept = 0.5 * ((fast_kept - fast_answer) + (slow_kept - slow_answer)) + split
    return exp(reps * log(clip(kept, LEAST_KEPT, 1.0)))


@rule
def trace(
    rest: float, away: float, other: float, answer: float, offset: float, split: float, long: float, short: float
) -> float:
    """A trace after n movements, exact: ``x* + (p + p')/2 u + (p - p')/(2 r) (h u - B v)``.

    u and v are how far it and the other trace are away from rest, p and p' what is left of the two ways of fading; h has
    the other sign for the slow trace. It is the n-th power of ``x' = A x + B e``.
    """
    return rest + 0.5 * (long + short) * away + 0.5 * (long - short) / split * (offset * away - answer * other)


@rule
def lasting_plan(lasting: float, slow: float, kept: float) -> float:
    """Over night a part of what the day has taught is kept for good: ``l + kappa s``."""
    return lasting + kept * slow


@rule
def morning(lasting: float, left: float) -> float:
    """What a night leaves of what a device has taught that is not met again."""
    return left * lasting
