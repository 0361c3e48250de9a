"""A planned command is carried from movement to movement: an error comes first, reflexes repair part, learning the rest.

Effort is counted per unit of relative demand, so a healthy plan is 1 at every load. The plan has two traces: `quick`
is learned within a practice and half forgotten over night, `slow` takes over from it night by night.
"""

from __future__ import annotations

from agonist.model.compiler.jit import rule
from agonist.model.maths import approach, clip

SMALL = 1e-9  # keeps a division finite; far below any effort that matters
MOST_MISSED = 0.95  # a joint that gives way further is caught by what the model does not have


@rule
def missed(quick: float, slow: float, needed: float) -> float:
    """Part of the demand that the planned command does not meet: ``u = 1 - (q + s) / N``; below 0 it is too strong.

    N is the effort that meets it; torque is proportional to effort where no muscle is at its bound.
    """
    return clip(1.0 - (quick + slow) / (needed + SMALL), -MOST_MISSED, MOST_MISSED)


@rule
def yielded(missed: float, reflex: float) -> float:
    """How far the joint gives way before load and muscles balance, of a movement that goes as planned.

    ``y = (1 + K (1 - u)) / ((1 - u)(1 + K))``: muscles bear a load like springs as stiff as they are active (Cui et
    al. 2008 J Biomech 41:1945), and the reflex, of loop gain K, answers what they are stretched beyond the usual.
    """
    left = 1.0 - missed
    return (1.0 + reflex * left) / (left * (1.0 + reflex))


@rule
def quick_plan(quick: float, slow: float, needed: float, reps: float, learning: float, retention: float) -> float:
    """A plan learns from its errors within a practice: ``dq/dn = alpha (N - s - q) - (1 - f) q``.

    Form: Emken et al. 2007 J Neurophysiol 97:3976; exact over a bout.
    """
    rate = learning + 1.0 - retention
    return approach(quick, learning * (needed - slow) / (rate + SMALL), reps, 1.0 / (rate + SMALL))


@rule
def slow_plan(slow: float, quick: float, kept: float) -> float:
    """Over night a part of what the day has taught is kept for good: ``s + kappa q``."""
    return slow + kept * quick


@rule
def morning(quick: float, left: float) -> float:
    """What is left of the day's own learning in the morning."""
    return left * quick
