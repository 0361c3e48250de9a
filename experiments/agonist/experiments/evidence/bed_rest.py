"""Healthy people in a brace: how much size is lost in a week."""

from __future__ import annotations

from agonist.experiments.evidence.disuse import reading
from agonist.experiments.evidence.registry import Options, experiment


@experiment("brace-quad-7d")
def braced(seed: int, options: Options) -> float:
    """Change of size in a week with one knee in a brace, %."""
    return reading("casted-knee", 7.0, seed, options)["size"] - 100.0
