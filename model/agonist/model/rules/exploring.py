"""How much repetitions differ: threat takes variability away, a movement that failed brings more."""

from __future__ import annotations

from agonist.model.compiler.jit import rule
from agonist.model.maths import approach, clip
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
def found_again(goal: float, gain: float, rate: float, varied: float) -> float:
    """Rate at which a gain follows use, 1/repetition: what is to be won is found by trying, ``k v`` upwards, else k.

    Who varies more learns faster: Wu et al. 2014 Nat Neurosci 17:312 (sign).
    """
    return rate * varied if goal > gain else rate
