"""A muscle that stands for several, such as ``vasti`` of a simple leg: what the tables say of those holds of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from agonist.model.body.groups import shipped


@cache
def stands_for(anatomical_name: str) -> tuple[str, ...]:
    """Muscles of the shipped group of this name; none where it is the name of one muscle."""
    return shipped().get(anatomical_name, ())


def row_of[Row](rows: Mapping[str, Row], anatomical_name: str, mean: Callable[[Sequence[Row]], Row]) -> Row | None:
    """The row of a muscle, or the mean of the rows of the muscles that it stands for; None where most of these have none."""
    if anatomical_name in rows:
        return rows[anatomical_name]
    every = stands_for(anatomical_name)
    parts = [rows[name] for name in every if name in rows]
    return mean(parts) if parts and 2 * len(parts) >= len(every) else None


def middle(values: Sequence[float]) -> float:
    """The mean of numbers."""
    return sum(values) / len(values)
