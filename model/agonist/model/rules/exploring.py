"""How much repetitions differ: threat takes variability away, a movement that failed brings more."""

from __future__ import annotations

from agonist.model.compiler.jit import rule
from agonist.model.maths import approach, clip, exp, square_root
from agonist.model.rules.joint import OF_PAIN

LEAST, MOST = 0.1, 3.0  # of the usual variation: it is never wholly gone, and no command becomes mere chance


@rule
def wary(wariness: float, pain: float, reps: float, tau: float) -> float:
    """Pain makes wary at once; movements that do not hurt take it away, ``dW/dn = -(W - P) / tau``, 0-10."""
    return pain if pain > wariness else approach(wariness, pain, reps, tau)


@rule
def varied(wariness: float, threat: float, failed: float, reward: float) -> float:
    """Variation between repetitions, x usual: ``1 - k_t W / 10 + k_r failed``.

    Threat tightens control in some people (Moseley & Hodges 2006 Behav Neurosci 120:474; others find more variation in
    acute pain, Madeleine 2008: contested); a movement without success is followed by more (Pekny et al. 2015 J
    Neurosci 35:4015).
    """
    return clip(1.0 - threat * wariness * OF_PAIN + reward * failed, LEAST, MOST)


@rule
def shaken(varied: float, pain: float, gain: float) -> float:
    """What hurts is done less steadily while it hurts, x usual: ``v + k P / 10``.

    Source: Salomoni & Graven-Nielsen 2012 Eur J Appl Physiol 112:3607 (pain of muscles of four joints, all forces), 2013
    Eur J Appl Physiol 113:567 and Rice et al. 2015 Arthritis Res Ther 17:259 (knee); sizes a choice.
    """
    return varied + gain * pain * OF_PAIN


@rule
def unsteady(usual: float, load: float, noise: float, width: float) -> float:
    """Units near their threshold fire irregularly, so the lightest forces vary most: ``sd sqrt(1 + (q exp(-L / L_0))^2)``.

    sd of the command, L load in healthy maxima. Source: Moritz et al. 2005 J Neurophysiol 93:2449 (irregular discharge; force
    varies by 4.9 % at 2 % of the maximum, by 1.4 at 15 % and no less above), Taylor et al. 2003 J Neurophysiol 90:1350.
    """
    added = noise * exp(-load / width)
    return usual * square_root(1.0 + added * added)


@rule
def overdrive(met: float, load: float) -> float:
    """Noise follows the drive, not the force: load that the healthy body meets at this effort, over the load, ``L_0(G) / L``.

    What is weak, tired, torn or inhibited has fewer units at work for the drive, and is less steady; what is trained is more
    so. Source: Hamilton, Jones & Wolpert 2004 Exp Brain Res 157:417 (noise falls with strength and units); form judgement.
    """
    return clip(met / load, LEAST, MOST) if load > 0.0 else 1.0


@rule
def found_again(goal: float, gain: float, rate: float, varied: float) -> float:
    """Rate at which a gain follows use, 1/repetition: what is to be won is found by trying, ``k v`` upwards, else k.

    Who varies more learns faster: Wu et al. 2014 Nat Neurosci 17:312 (sign).
    """
    return rate * varied if goal > gain else rate
