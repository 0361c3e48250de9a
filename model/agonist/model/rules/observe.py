"""What a laboratory would read: observation models, which never change the patient."""

from __future__ import annotations

from agonist.model.compiler.jit import rule
from agonist.model.maths import clip, exp, log


@rule
def activation_ratio(drive: float, reached: float) -> float:
    """The central activation ratio is no drive: the current on top of a maximal effort reaches only a part of what is left out.

    CAR = F / (F + added) = u / (u + k (1 - u)), u the greatest voluntary activation 0..1, k the part that pads over the muscle
    reach. Source: Kent-Braun & Le Blanc 1996 Muscle Nerve 19:861 (definition), Stackhouse 2000 Muscle Nerve 23:1706 (curved in
    the effort), Kooistra 2007 Eur J Appl Physiol 100:309 (steep near the maximum).
    """
    given = clip(drive, 0.0, 1.0)
    return given / (given + reached * (1.0 - given))


@rule
def voluntary(activation: float, tired: float, central: float) -> float:
    """A twitch on top of a maximal effort tells what the drive leaves out of units that can still answer, not what is tired.

    ``a / (1 - T) (1 - k T)``: a activation of the effort, T strength that fatigue has taken, k part of fatigue that is of the drive.
    Source: Kent-Braun 1999 Eur J Appl Physiol 80:57 (a fifth of the loss, by a ratio that shows less than the drive leaves out),
    Gandevia 2001 Physiol Rev 81:1725, Schillings 2003 (a fifth and more).
    """
    left = 1.0 - tired
    return activation / (left if left > 1e-9 else 1e-9) * (1.0 - central * tired)


@rule
def firing(active: float, fatigued: float, tired: float, kept: float) -> float:
    """Motor units that tire go on firing without force: part that fires u = a / (1 - k MF), 0..1.

    a part that gives force, MF fatigued, k the firing that tired units keep; never more than a maximal effort of that moment has,
    (1 - T) / (1 - k T), T strength that fatigue has taken. So EMG rises through a light hold, ends the lower
    below a rested maximum the lighter the hold was, and falls through a maximal one. Source: Fuglevand 1993 J Physiol 460:549,
    Bigland-Ritchie 1986 J Appl Physiol 61:421 (both orders); form judgement.
    """
    left, whole = 1.0 - kept * fatigued, 1.0 - kept * tired
    found = active / (left if left > 1e-9 else 1e-9)
    most = (1.0 - tired) / (whole if whole > 1e-9 else 1e-9)
    return found if found < most else most


@rule
def emg_percent(activation: float, greatest: float) -> float:
    """Surface EMG in % of the muscle's own maximum: 100 u / u_max; u_max fires in a maximal effort of the rested muscle."""
    return 100.0 * activation / (greatest if greatest > 1e-9 else 1e-9)


@rule
def symmetry(side: float, other: float) -> float:
    """Limb symmetry index, %: 100 x this side / other side."""
    return 100.0 * side / (other if other > 1e-9 else 1e-9)


@rule
def end_length(tolerated: float, stiffness: float, sarcomeres: float) -> float:
    """Fibre length at which the passive pull is as much as the person tolerates: the end of range, closed form.

    x = N (1 + (e / k) ln(f / K (exp(k) - o) + o)), the inverse of `muscle.passive_length` (k 4, e 0.6). `tolerated` f
    in maximal isometric forces, `stiffness` K and `sarcomeres` N in healthy ones; result in healthy optimal lengths.
    """
    zero = exp(4.0 * (0.2 - 1.0) / 0.6)
    return sarcomeres * (1.0 + 0.15 * log(tolerated / stiffness * (exp(4.0) - zero) + zero))


@rule
def range_change_deg(length: float, healthy: float, fibre_m: float, arm_m: float) -> float:
    """Change of the end of range, degrees: fibre that was gained over the moment arm, (x - x0) l_opt / r."""
    return (length - healthy) * fibre_m / arm_m * 57.29577951308232
