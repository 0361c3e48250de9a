"""From a descending command to activation and torque: recruitment with reciprocal inhibition."""

from __future__ import annotations

from agonist.model.compiler.jit import rule
from agonist.model.maths import clip

SMALL = 1e-12  # keeps a division finite; far below any torque, share or activation that matters


@rule
def command(effort: float, weight: float, noise: float, spread: float, cue: float, strategy: float) -> float:
    """Voluntary command to one muscle, between nothing and all that the cortex can send.

    ``m = clip(G w (1 + sd z) + cue + strategy, 0, 1)``; G effort, w cortical weight, sd spread of
    repetitions, z standard normal; all in units of activation.
    """
    return clip(effort * weight * (1.0 + spread * noise) + cue + strategy, 0.0, 1.0)


@rule
def antagonist_inhibition(gain: float, trained: float, activation: float) -> float:
    """Reciprocal (Ia) inhibition that the mean activation of the antagonists exerts: ``r_ant k sum(c_j a_j)``."""
    return gain * trained * activation


@rule
def activation(
    excitability: float, sent: float, inhibition: float, tightness_gain: float, tightness: float,
    stimulation: float, fatigued: float,
) -> float:  # fmt: skip
    """Activation of a muscle: what its motoneurons make of the command, bounded by its fresh motor units.

    ``a = clip(max(e m - inhibition - k_tight tightness, 0) + stimulation, 0, 1 - fatigued)``. Inhibition acts at
    the motoneuron; electrical stimulation acts past it.
    """
    drive = excitability * sent - inhibition - tightness_gain * tightness
    drive = drive if drive > 0.0 else 0.0
    return clip(drive + stimulation, 0.0, 1.0 - fatigued)


@rule
def recruitable(
    active: float, sent: float, stimulation: float, fatigued: float, excitability: float, weight: float,
    noise: float, spread: float, capacity_nm: float,
) -> float:  # fmt: skip
    """Torque that one more unit of effort adds through a muscle, N m; nothing where it is silent or at a bound."""
    slope = capacity_nm * excitability * weight * (1.0 + spread * noise)
    free = stimulation < active < 1.0 - fatigued
    slope = slope if free else 0.0
    return slope if 0.0 < sent < 1.0 else 0.0


@rule
def repetitions(planned: float, factor: float) -> float:
    """How often the movement is repeated in a bout: as planned, times what circumstances make of it."""
    return planned * factor


@rule
def torque(capacity_nm: float, activation: float) -> float:
    """Active torque of a muscle, N m: its torque at full activation times its activation."""
    return capacity_nm * activation


@rule
def capacity(arm_m: float, force_n: float, strength: float, curve: float, cos_pennation: float) -> float:
    """Torque of a muscle at full activation, N m: arm x force x strength x length factor x cosine of pennation."""
    return arm_m * force_n * strength * curve * cos_pennation


@rule
def passive_torque(
    arm_m: float, force_n: float, area: float, stiffness: float, curve: float, cos_pennation: float
) -> float:
    """Torque of a muscle at rest, N m, from its passive force-length factor and stiffness."""
    return arm_m * force_n * area * stiffness * curve * cos_pennation


@rule
def demand(load: float, factor: float, capacity_nm: float, external_nm: float) -> float:
    """Torque that the task asks for, N m: a fraction of the healthy maximum, plus external load."""
    return load * factor * capacity_nm + external_nm


@rule
def first_effort(expected: float, demand_nm: float, capacity_nm: float, ceiling: float) -> float:
    """Effort that the nervous system tries first: what was enough last time, in proportion to the demand."""
    return clip(expected * demand_nm / (capacity_nm + SMALL), 0.0, ceiling)


@rule
def effort(now: float, demand_nm: float, torque_nm: float, slope_nm: float, ceiling: float) -> float:
    """Effort after one correction: completing the movement comes first, so it rises until the torque is met.

    Newton's step on ``T(G) = demand``; where no muscle answers to effort it goes half-way to its bound. Torque
    saturates, so a step down may be too long: it goes half-way to nothing at most.
    """
    error = demand_nm - torque_nm
    stuck = 0.5 * (now + ceiling) if error > 0.0 else 0.5 * now
    step = clip(now + error / (slope_nm + SMALL), 0.5 * now, ceiling)
    return step if slope_nm > SMALL else stuck


@rule
def failed(demand_nm: float, torque_nm: float, tolerance: float) -> float:
    """1 if the movement fell short of its demand by more than the tolerance, else 0."""
    return 1.0 if torque_nm < demand_nm * (1.0 - tolerance) else 0.0


@rule
def synergist_inhibition(gain: float, activation: float) -> float:
    """Recurrent inhibition that the mean activation of the other agonists exerts: ``r_syn sum(c_j a_j)``."""
    return gain * activation
