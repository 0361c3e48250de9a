"""What a user may give a quantity of the body, by its unit, and what a life may leave of it."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from agonist.model.layout import VARIABLES
from agonist.model.parameters import TABLE

FINITE = 1.7976931348623157e308  # the greatest number: neither infinite nor NaN
LIMITS = {  # of what a user may give a quantity, by its unit
    "0-1": (0.0, 1.0),
    "0-10": (0.0, 10.0),
    "share": (-9.0, 1.0),
    "min/day": (0.0, 1440.0),
    "mL": (0.0, 1000.0),
    "mL/day": (0.0, 1000.0),
    "count": (0.0, 1e9),
    "N": (0.0, 1e6),
    "1/s": (0.0, 1e3),
    "1/day": (0.0, 1e3),
    "sessions/day": (0.0, 100.0),
    "repetitions": (0.0, 1e9),
}
LIMITS_OF = {
    "tau_effusion_day": (1e-3, 1e5),
    "tau_pain_day": (1e-3, 1e5),
    "stimulation": (0.0, 1.0),
    "cue": (-1.0, 1.0),
    "excitability": (0.0, 2.0),
    "unhurt": (0.0, 2.0),
    "ready": (0.0, 2.0),
    "spinal": (-1.0, 1.0),
    "unhurt_spinal": (-1.0, 1.0),
    "wasted_day": (0.0, 1e3),
}
LIVED = {  # what a life may leave besides: below the healthy start, beyond it by facilitation, in a few repetitions a day
    "tendon": (-1.0, 1.0),
    "series": (-1.0, 1.0),
    "added": (-1.0, 1.0),
    "training": (0.0, 1e4),
    "rehearsals": (-FINITE, FINITE),
    "usual_passive": (-FINITE, FINITE),
    "plan_fast": (-FINITE, FINITE),
    "plan_slow": (-FINITE, FINITE),
    "day_gain": (-FINITE, FINITE),
    "day_kept": (-FINITE, FINITE),
    "day_settled": (-FINITE, FINITE),
}
SLACK = 1e-9  # of sums in another order


def limits(area: str) -> dict[str, tuple[float, float]]:
    """Least and greatest value that a user may give each quantity of an area, by name."""
    if area == "parameters":
        return {name: (row.low, row.high) for name, row in TABLE.items()}
    found = {v.name: (0.0 if v.unit.startswith("x ") else -FINITE, FINITE) for v in VARIABLES[area]}
    return {v.name: LIMITS_OF.get(v.name, LIMITS.get(v.unit, found[v.name])) for v in VARIABLES[area]}


@cache
def lived(area: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Least and greatest value that a life may leave of each quantity of an area, in the order of a row, with some slack."""
    found = np.array([LIVED.get(name, ends) for name, ends in limits(area).items()])
    return found[:, 0] - SLACK, found[:, 1] + SLACK


def told(low: float, high: float) -> str:
    """A range in words."""
    low, high = (round(end, 6) + 0.0 if abs(end) < FINITE / 2.0 else end for end in (low, high))
    if high < FINITE / 2.0:
        return f"{low:g} to {high:g}"
    return "a number" if low < 0.0 else f"a number from {low:g}"


def with_unit(bounds: str, unit: str) -> str:
    """A range and its unit; a unit that is the range itself (0-10) says nothing more."""
    return bounds if unit == bounds.replace(" to ", "-") else f"{bounds} {unit}".strip()
