"""Healthy people in bed and in a brace: how much more strength than size is lost, and when."""

from __future__ import annotations

from agonist.experiments.evidence.disuse import reading
from agonist.experiments.evidence.registry import Options, experiment

DAYS = (5.0, 14.0, 35.0)


def ratio(days: float, seed: int, options: Options) -> float:
    """Loss of strength over loss of size, both in %."""
    before, after = (reading("in-bed", d, seed, options) for d in (0.0, days))
    lost = {what: 1.0 - after[what] / before[what] for what in ("strength", "size")}
    return lost["strength"] / lost["size"]


@experiment("bedrest-ratio-14d")
def two_weeks(seed: int, options: Options) -> float:
    """The ratio after two weeks."""
    return ratio(14.0, seed, options)


@experiment("bedrest-ratio-falls")
def falls(seed: int, options: Options) -> float:
    """1 if the ratio falls from 5 to 14 to 35 days."""
    first, second, third = (ratio(days, seed, options) for days in DAYS)
    return float(first > second > third)


@experiment("brace-quad-7d")
def braced(seed: int, options: Options) -> float:
    """Change of size in a week with one knee in a brace, %."""
    return reading("casted-knee", 7.0, seed, options)["size"] - 100.0
