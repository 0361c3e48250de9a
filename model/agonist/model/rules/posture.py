"""Posture at a cost: a change of posture hands torque from one axis to another, because the load lies elsewhere.

A posture is counted from the usual one, -1 to 1, the greatest change either way; what it hands over is a fact of the task
(``shift`` in `tables/tasks.toml`). It is a choice of the nervous system, not of any muscle: nothing is learnt here but where to stand.
"""

from __future__ import annotations

from agonist.model.compiler.jit import rule
from agonist.model.maths import approach, clip

SMALL = 1e-9  # keeps a division finite; far below any effort or shift that matters
LEAST_PART = 0.02  # of the torque of the task: no wanted axis is wholly relieved


@rule
def part_asked(part: float, shift: float, posture: float, unwanted: float) -> float:
    """Part of the torque of the task that falls to an axis: what it is in the usual posture and what posture hands over.

    ``part + s x``, nothing of it about an unwanted axis. The sum of the leg's extensor torques is nearly kept (Winter 1980 J
    Biomech 13:923).
    """
    found = part + shift * posture
    found = found if found > LEAST_PART else LEAST_PART
    return 0.0 if unwanted > 0.0 else found


@rule
def dear(price: float, usual_price: float, asked: float, usual: float) -> float:
    """How much more an axis asks of its muscles than the healthy body would at this load: ``p G / (p_healthy G_healthy) - 1``."""
    return price * asked / (usual_price * usual + SMALL) - 1.0


@rule
def slope(uphill: float, span: float) -> float:
    """What a change of posture would cost or spare in effort: mean of what is dear, by what goes there, ``sum(s d) / sum|s|``."""
    return uphill / (span + SMALL)


@rule
def posture(now: float, slope: float, stiffness: float, moves: float, reps: float, tau: float) -> float:
    """Posture goes where effort is spared, held back by its own cost: ``dx/dn = (clip(-slope / kappa, -1, 1) - x) / tau``.

    Weak hip extensors go with an upright trunk and more work of the knee (Teng & Powers 2016 J Athl Train 51:519); after
    reconstruction the hip takes over from the knee in a squat (Salem et al. 2003, Sigward et al. 2018). Size: judgement.
    """
    goal = clip(-slope / stiffness, -1.0, 1.0) * moves
    return approach(now, goal, reps, tau)
