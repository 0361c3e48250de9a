"""The theory of the learning rule: where practice carries the sharing of a task, without chance and without traces.

Expected flow of the cortical weights of one task under given answers of the muscles (excitability x strength),
its resting points, the pitchfork of the plain rule, and the dose of inhibition at which even sharing ends. Muscles
pull in proportion to their commands here: no recurrent inhibition, no saturation, no failed movements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from agonist.model.body.wiring import Floats
from agonist.model.parameters import defaults
from agonist.model.rules import learning

GRID = 4001  # shares at which a change of sign is looked for; roots closer than 1/4000 are taken as one
HALVINGS = 50
EDGE = 1e-6  # smallest share of a muscle


class Rest(NamedTuple):
    """A resting point of two muscles: share of command of the first, share of torque, and whether it attracts."""

    share: float
    torque_share: float
    stable: bool


def _table(parameters: Mapping[str, float] | None) -> dict[str, float]:
    return defaults() | dict(parameters or {})


def drift(
    weights: Sequence[float],
    sizes: Sequence[float],
    answers: Sequence[float],
    parameters: Mapping[str, float] | None = None,
) -> Floats:
    """Expected change of every weight, per repetition and in units of `hebb_rate` (dw/dn / eta).

    Args:
        weights: cortical weights w, mean 1 weighted by size.
        sizes: shares v of the healthy capacity, summing to 1.
        answers: torque that a command fetches, per healthy capacity: 1 in health, 1 - A under inhibition A.
        parameters: values that differ from the table.

    Returns:
        The drift of each weight; its mean by size is 0.
    """
    p = _table(parameters)
    credits_ = [learning.credit(g, p["awareness"]) for g in answers]
    mean_active = sum(v * g * w for v, g, w in zip(sizes, answers, weights, strict=True))
    hebb = [
        learning.potentiation(
            w, learning.ratio(g * w, mean_active), p["hebb_threshold"], p["hebb_width"], p["weak_hebb"], p["plain_hebb"]
        )
        for g, w in zip(answers, weights, strict=True)
    ]
    worth = learning.price(
        sum(v * w * learning.effort_cost(w) for v, w in zip(sizes, weights, strict=True)),
        sum(v * w * c for v, w, c in zip(sizes, weights, credits_, strict=True)),
    )
    gains = [learning.marginal(worth, c, learning.effort_cost(w)) for c, w in zip(credits_, weights, strict=True)]
    mean_hebb = sum(v * h for v, h in zip(sizes, hebb, strict=True))
    mean_gain = sum(v * g for v, g in zip(sizes, gains, strict=True))
    return np.array(
        [
            learning.drive(learning.competition(h, w, mean_hebb), 1.0, g - mean_gain, p["effort_weight"], 1.0)
            for h, w, g in zip(hebb, weights, gains, strict=True)
        ]
    )


def flow(share: float, size: float, answer: float = 1.0, parameters: Mapping[str, float] | None = None) -> float:
    """Change of the first muscle's share of command, two muscles, per repetition and unit of `hebb_rate`.

    `size` is the first muscle's share of capacity, `answer` what a command to it fetches; the second answers fully.
    """
    sizes = (size, 1.0 - size)
    weights = (share / size, (1.0 - share) / (1.0 - size))
    return float(size * drift(weights, sizes, (answer, 1.0), parameters)[0])


def portrait(
    size: float, answer: float = 1.0, points: int = 201, parameters: Mapping[str, float] | None = None
) -> tuple[Floats, Floats]:
    """Shares of command from 0 to 1 and the flow at each: the picture of the valleys. Shapes: [points]."""
    shares = np.linspace(EDGE, 1.0 - EDGE, points)
    return shares, np.array([flow(s, size, answer, parameters) for s in shares])


def resting_points(
    size: float, answer: float = 1.0, parameters: Mapping[str, float] | None = None, points: int = GRID
) -> list[Rest]:
    """Every resting point of two muscles, by share: bracketing on a grid of shares, then bisection."""
    shares, rates = portrait(size, answer, points, parameters)
    found = []
    for i in np.flatnonzero(np.sign(rates[:-1]) != np.sign(rates[1:])):
        low, high = float(shares[i]), float(shares[i + 1])
        for _ in range(HALVINGS):
            middle = 0.5 * (low + high)
            same = (flow(middle, size, answer, parameters) > 0.0) == (rates[i] > 0.0)
            low, high = (middle, high) if same else (low, middle)
        torque = low * answer / (low * answer + 1.0 - low)
        found.append(Rest(low, torque, bool(rates[i] > rates[i + 1])))
    return found


def pitchfork(effort_weight: float) -> list[float]:
    """Stable shares of two like muscles under the plain rule, ``ds/dt ~ (2 s - 1)(2 s (1 - s) - k)``.

    The even state for k > 1/2; below it ``s (1 - s) = k / 2``.
    """
    if effort_weight >= 0.5:
        return [0.5]
    half = float(np.sqrt(0.25 - 0.5 * effort_weight))
    return [0.5 - half, 0.5 + half]


def one_sided(helpers: float, parameters: Mapping[str, float] | None = None) -> tuple[float, float]:
    """Weights of the helpers and of the rest when only the helpers (share `helpers` of capacity) are potentiated.

    In health: ``w_high = (1 - phi0 + 2 k) / D``, ``w_low = 2 k / D``, ``D = (1 - phi0) V + 2 k``. The state exists
    while w_high stays clearly above the threshold.
    """
    p = _table(parameters)
    strong, pull = 1.0 - p["weak_hebb"], 2.0 * p["effort_weight"]
    whole = strong * helpers + pull
    return (strong + pull) / whole, pull / whole


def largest_loss(parameters: Mapping[str, float] | None = None) -> float:
    """Largest share of capacity that helpers may have and still hold a one-sided state together: w_high = theta."""
    p = _table(parameters)
    strong, pull = 1.0 - p["weak_hebb"], 2.0 * p["effort_weight"]
    return ((strong + pull) / p["hebb_threshold"] - pull) / strong


def critical_dose_estimate(size: float, parameters: Mapping[str, float] | None = None) -> float:
    """Inhibition at which the others reach the threshold by sensible sharing alone; 1 if they never do.

    Effort settles at ``w ~ (1 - A)**q``, so the others work at ``rho = 1 / (v (1 - A)**(1 + q) + 1 - v)`` and
    ``A_c = 1 - ((1 / theta - 1 + v) / v)**(1 / (1 + q))``: a narrow threshold and weak Hebb. The fold comes earlier
    where the others are small, because the foot of the threshold carries them over (see `critical_dose`).
    """
    p = _table(parameters)
    left = (1.0 / p["hebb_threshold"] - 1.0 + size) / size
    return 1.0 - left ** (1.0 / (1.0 + p["awareness"])) if left > 0.0 else 1.0


def critical_dose(size: float, parameters: Mapping[str, float] | None = None, points: int = 401) -> float:
    """Smallest inhibition of the first of two muscles at which the even-handed state is gone; 1 if it never goes.

    The even-handed state is the stable resting point in which the second muscle works below the threshold.
    """
    p = _table(parameters)

    def shared(dose: float) -> bool:
        rests = resting_points(size, 1.0 - dose, parameters, points)
        return any(r.stable and (1.0 - r.torque_share) / (1.0 - size) < p["hebb_threshold"] for r in rests)

    low, high = 0.0, 0.99
    if shared(high):
        return 1.0
    for _ in range(20):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if shared(middle) else (low, middle)
    return high
