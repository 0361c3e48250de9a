"""A body whose strength never changes: what a pattern costs, apart from training, wasting and injury."""

from __future__ import annotations


def strength(
    area: float, specific: float, quality: float, packing: float, neural: float, intact: float, factor: float
) -> float:
    """As strong as on the first day."""
    return 1.0
