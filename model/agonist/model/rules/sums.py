"""How parts add up to a whole: muscles to a task, moments to a day, repetitions to a dose.

Sums run part by part in canonical order, so that every engine rounds alike.
"""

from __future__ import annotations

from agonist.model.compiler.jit import rule


@rule
def plus(total: float, part: float) -> float:
    """A whole grows by one part: ``total + x``."""
    return total + part


@rule
def weighted(total: float, weight: float, value: float) -> float:
    """A part counts by its weight, a muscle by its size, a level by how long it lasted: ``total + v x``."""
    return total + weight * value


@rule
def twice_weighted(total: float, weight: float, factor: float, value: float) -> float:
    """A part counts by its size and by how much it is used: ``total + v r x``."""
    return total + weight * factor * value


@rule
def change(after: float, before: float) -> float:
    """What a part has gained since: ``x' - x``."""
    return after - before


@rule
def greater(one: float, other: float) -> float:
    """The worse of two counts: ``max(x, y)``."""
    return one if one > other else other


@rule
def apart(one: float, other: float) -> float:
    """How far two values are from each other: ``|x - y|``."""
    return one - other if one > other else other - one
