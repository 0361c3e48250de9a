"""What a signal that settles does over a span of time: when it passes a level, and its integral in closed form.

A signal s goes from its present value to ``s_end`` with one time constant. Its integrals over any split of a span add up
to that of the span, so that no reading depends on how time was cut.
"""

from __future__ import annotations

import math

from agonist.model.compiler.jit import rule
from agonist.model.maths import exp, log

NEVER = math.inf
TOUCHING = 1e-9  # values closer than this have met


@rule
def at(signal: float, settled: float, tau: float, step: float) -> float:
    """The signal after a while: s_end + (s - s_end) exp(-t / tau)."""
    return settled + (signal - settled) * exp(-step / tau)


@rule
def passing_time(signal: float, settled: float, tau: float, level: float) -> float:
    """Time until a settling signal passes a level, infinite if it does not or is there now; times in one unit."""
    here = -TOUCHING < signal - level < TOUCHING
    passes = (signal > level) != (settled > level) and settled != level and not here
    inside = (signal - settled) / (level - settled if passes else 1.0)
    real = passes and inside > 1.0
    return tau * log(inside if real else 1.0) if real else NEVER


@rule
def first_pass(signal: float, settled: float, tau: float, step: float) -> float:
    """Time until a signal first passes 0 or 1; the step if it does not within it."""
    low, high = passing_time(signal, settled, tau, 0.0), passing_time(signal, settled, tau, 1.0)
    soon = low if low < high else high
    return soon if soon < step else step


@rule
def second_pass(signal: float, settled: float, tau: float, step: float) -> float:
    """Time until a signal has passed both 0 and 1; the step if it does not within it."""
    low, high = passing_time(signal, settled, tau, 0.0), passing_time(signal, settled, tau, 1.0)
    late = low if low > high else high
    return late if late < step else step


@rule
def held_now(signal: float, settled: float) -> float:
    """Value of a signal that is held between 0 and 1; on a bound, where it goes decides."""
    full = settled > 1.0 if -TOUCHING < signal - 1.0 < TOUCHING else signal > 1.0
    none = settled < 0.0 if -TOUCHING < signal < TOUCHING else signal < 0.0
    return 1.0 if full else (0.0 if none else signal)


@rule
def held_end(signal: float, settled: float) -> float:
    """Where a signal goes that stays on its side of 0 and 1: the bound if it is beyond one, else its end."""
    full = settled > 1.0 if -TOUCHING < signal - 1.0 < TOUCHING else signal > 1.0
    none = settled < 0.0 if -TOUCHING < signal < TOUCHING else signal < 0.0
    return 1.0 if full else (0.0 if none else settled)


@rule
def area(signal: float, settled: float, tau: float, step: float) -> float:
    """Integral of a settling signal over a step: s_end t + tau (s - s(t))."""
    return settled * step + tau * (signal - at(signal, settled, tau, step))


@rule
def piece_area(signal: float, settled: float, tau: float, step: float) -> float:
    """Integral over a step in which the signal stays on its side of 0 and 1, held there."""
    return area(held_now(signal, settled), held_end(signal, settled), tau, step)


@rule
def held_area(signal: float, settled: float, tau: float, step: float) -> float:
    """Integral of clip(s, 0, 1) over any step."""
    first, second = first_pass(signal, settled, tau, step), second_pass(signal, settled, tau, step)
    one = piece_area(signal, settled, tau, first)
    two = piece_area(at(signal, settled, tau, first), settled, tau, second - first)
    return one + two + piece_area(at(signal, settled, tau, second), settled, tau, step - second)


@rule
def heard_area(signal_area: float, trace_area: float, direct_share: float, block: float, relief: float) -> float:
    """Integral of what the cord hears of a joint: `joint.afferent` of the integrals. Block and relief stay in a span."""
    return (direct_share * signal_area + (1.0 - direct_share) * trace_area) * (1.0 - block) * (1.0 - relief)
