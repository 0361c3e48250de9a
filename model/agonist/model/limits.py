"""What a user may give a quantity of the body, by its unit."""

from __future__ import annotations

from agonist.model.layout import VARIABLES
from agonist.model.parameters import TABLE

FINITE = 1.7976931348623157e308  # the greatest number: neither infinite nor NaN
LIMITS = {  # of what a user may give a quantity, by its unit
    "0-1": (0.0, 1.0), "0-10": (0.0, 10.0), "share": (-9.0, 1.0), "min/day": (0.0, 1440.0), "mL": (0.0, 1000.0),
    "mL/day": (0.0, 1000.0), "count": (0.0, 1e9), "N": (0.0, 1e6), "1/s": (0.0, 1e3), "1/day": (0.0, 1e3),
    "sessions/day": (0.0, 100.0), "repetitions": (0.0, 1e9),
}  # fmt: skip
LIMITS_OF = {
    "tau_effusion_day": (1e-3, 1e5), "tau_pain_day": (1e-3, 1e5), "stimulation": (0.0, 1.0), "cue": (-1.0, 1.0)}  # fmt: skip


def limits(area: str) -> dict[str, tuple[float, float]]:
    """Least and greatest value that a user may give each quantity of an area, by name."""
    if area == "parameters":
        return {name: (row.low, row.high) for name, row in TABLE.items()}
    found = {v.name: (0.0 if v.unit.startswith("x ") else -FINITE, FINITE) for v in VARIABLES[area]}
    return {v.name: LIMITS_OF.get(v.name, LIMITS.get(v.unit, found[v.name])) for v in VARIABLES[area]}
