"""Other minds for the same body: error correction, forgetting, linear use, noise search, the optimum, modules, value.

They hold a feed-forward pattern of commands `x` (in units of the effort expected to be enough) and foresee the
torque ``y = sum(b x)``, where ``b = v g`` is what one unit of command to a muscle fetches now. The movement itself
shows the torque `need` that would have been enough. Closed forms over `n` repetitions.
"""

from __future__ import annotations

from agonist.model.compiler.jit import rule
from agonist.model.maths import exp, log
from agonist.model.rules.learning import ratio

SMALL = 1e-9  # keeps a division and a logarithm finite
NO_BOUND = 1e9  # an expectation has no bound; the movement has


@rule
def answered(capacity_nm: float, whole_nm: float, excitability: float) -> float:
    """Torque that a unit of command to one muscle fetches now, of the healthy capacity: ``b = e C / C_task``."""
    return ratio(capacity_nm, whole_nm) * excitability


@rule
def direction(answered: float, size: float, pattern: float) -> float:
    """Change of one muscle's command as an error is corrected: ``d = w b / v``, the steepest way with least sum(v dx**2 / w).

    All motor units learn alike, as far as the own healthy pattern uses them: a muscle told in two halves learns as one, and
    with a pull to nothing the own pattern is where a healthy body rests. Where w goes with b it is the gradient in commands.
    """
    return pattern * ratio(answered, size)


@rule
def where(applies: float, value: float) -> float:
    """A pull or a home that only some minds have: the value where `applies` is 1, nothing where it is 0."""
    return applies * value


@rule
def resized(expected: float, total: float) -> float:
    """What a pattern loses in size the expected effort takes over."""
    return expected * total


@rule
def kept(rate: float, reps: float) -> float:
    """Part of a deviation that is left after n repetitions that each remove a fixed part: ``(1 - rate)**n``."""
    left = 1.0 - rate
    return exp(reps * log(left if left > SMALL else SMALL))


@rule
def varied(command: float, noise: float, spread: float) -> float:
    """The command as it was in this bout, with its chance variation: ``x (1 + sd z)``."""
    return command * (1.0 + spread * noise)


@rule
def needed(fetched: float, effort: float, expected: float) -> float:
    """Torque that would have been enough, per unit of expected effort: ``G / G_expected sum(b x (1 + sd z))``."""
    return fetched * effort / (expected + SMALL)


@rule
def correction(
    foreseen: float, need: float, home: float, steepness: float, rate: float, pull: float, reps: float
) -> float:
    """Change of torque by n corrections of the error, each with a pull towards home, beyond what the pull does alone.

    ``y' = y + alpha S (need - y) + p (y_home - y)`` with ``S = sum(b d)``, 1 in health. Sources: error only, the gradient of its
    square; forgetting, Hirashima & Nozaki 2012 PLoS Comput Biol 8:e1002590, is the pull to 0; use, to a trace.
    """
    speed = rate * steepness
    settled = (speed * need + pull * home) / (speed + pull + SMALL)
    reached = settled + (foreseen - settled) * kept(speed + pull, reps)
    return reached - home - (foreseen - home) * kept(pull, reps)


@rule
def relaxed(command: float, home: float, direction: float, correction: float, steepness: float, left: float) -> float:
    """A muscle's command after n repetitions: pulled home, and moved as an error is corrected.

    ``x' = h + (x - h) left + d dy / S`` with ``left = (1 - p)**n``: nothing pushes along the null space but the pull.
    """
    return home + (command - home) * left + direction * correction / (steepness + SMALL)


@rule
def trace(before: float, command: float, rate: float, reps: float) -> float:
    """A linear trace of use follows what is commanded: ``h' = h + c (x - h)``."""
    return command + (before - command) * kept(rate, reps)


@rule
def proposal(command: float, noise: float, spread: float) -> float:
    """A random change of the command that is tried once: ``x + sigma z``, never below 0."""
    tried = command + spread * noise
    return tried if tried > 0.0 else 0.0


@rule
def better(tried: float, foreseen: float, need: float) -> float:
    """1 if the tried pattern misses the needed torque by less (Reinkensmeyer 2012 Neural Netw 29-30:60), else 0."""
    before, after = foreseen - need, tried - need
    return 1.0 if after * after < before * before else 0.0


@rule
def least_effort(answered: float, pattern: float, power: float) -> float:
    """Pattern of static optimisation, least ``sum(v w**(1 - p) a**p)`` for the torque: ``x ~ w g ** (1 / (p - 1))``.

    The own pattern w is the optimum of the healthy body, so that every mind starts from the same health; g is what a
    command fetches now, per unit of healthy capacity.
    """
    return pattern * exp(log(answered if answered > SMALL else SMALL) / (power - 1.0))


@rule
def miss(tried: float, foreseen: float, need: float) -> float:
    """Error that is left after a trial, unsigned: the smaller of the two."""
    before, after = foreseen - need, tried - need
    before = before if before > 0.0 else -before
    after = after if after > 0.0 else -after
    return after if after < before else before


@rule
def module_part(answered: float, pattern: float) -> float:
    """Torque that a unit of command to a muscle's module fetches by this muscle: ``b w``.

    A module commands its muscles in fixed proportions, those of the own healthy pattern. Source of the form: Rebelo
    Dal'Bello et al. 2026 PLoS Comput Biol 22:e1012834 (``m = W c``; the recruitment c learns from the error, W stays).
    """
    return answered * pattern


@rule
def worth(before: float, answered: float, used: float, rate: float, reps: float) -> float:
    """What a muscle is held to be worth follows what its command fetched, as often as it was used.

    ``q' = r + (q - r) (1 - alpha u)**n``, ``r = min(b, 1) - 1``: b what a unit of command fetches, of health, u <= 1 the use,
    of its own pattern; 0 is health, and no success is more than whole. What is not used is not tried either, and keeps its
    bad name. Source of the form: Han, Arbib, Schweighofer 2008 PLoS Comput Biol 4:e1000133 (the value of an arm learns only
    when the arm is chosen).
    """
    got, often = (answered if answered < 1.0 else 1.0) - 1.0, used if used < 1.0 else 1.0
    return got + (before - got) * kept(rate * often, reps)


@rule
def preferred(pattern: float, worth: float, sharpness: float) -> float:
    """Command to a muscle by what it is held to be worth: ``x ~ w exp(beta q)``, the softmax over muscles.

    Source of the form: Han, Arbib, Schweighofer 2008 PLoS Comput Biol 4:e1000133.
    """
    return pattern * exp(sharpness * worth)
