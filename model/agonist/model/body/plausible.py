"""What muscles and their tables can be: bounds that a wrong unit or a slip breaks, and arms that fit their lengths."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

FORCE_N = (0.1, 50_000.0)  # from a fascicle of the neck to all extensors of a knee in one
WEAKEST_BODY_N = 5.0  # a body whose strongest muscle gives less was written in kN
FIBRE_M = (0.001, 1.0)  # the longest of man, sartorius, has 0.4 to 0.6 m
TENDON_M = (0.0, 1.0)
PENNATION_DEG = (0.0, 89.0)
LARGEST_PENNATION_DEG = 1.0  # a body whose most pennate muscle has less, and not 0, was written in radians
ARM_M = (-0.5, 0.5)  # the longest of the shoulder, of deltoid and latissimus, are below 0.2 m
LENGTH = (0.05, 3.0)  # fibre length / optimal length; no sarcomere is shorter or longer
ANGLE_DEG = (-360.0, 360.0)
APART = 0.4  # part of an arm by which the slope of the length may miss it, over all knots: coarse knots and jumps
APART_M = 0.001


class Shape(NamedTuple):
    """What turns a fibre length into a path: optimal length (m) and pennation at it (rad)."""

    l_opt_m: float
    pennation_rad: float


def arms_from_lengths(lengths: Array, angles_deg: Array, shape: Shape) -> tuple[Array, NDArray[np.bool_]]:
    """Arms (m) between neighbouring knots as the slope of the path: r = -dL/dq (principle of virtual work).

    Args:
        lengths: fibre lengths [knots, ...] in optimal lengths; the tendon does not stretch, the thickness stays.
        angles_deg: the knots, rising.
        shape: optimal length and pennation of the muscle.

    Returns:
        Arms [knots - 1, ...], and which of them count: none at the shortest length that occurs, where a table may hold
        the floor of its model, unless that stands at one knot only, or at all.
    """
    thickness = shape.l_opt_m * math.sin(shape.pennation_rad)
    along = np.sqrt(np.maximum((lengths * shape.l_opt_m) ** 2 - thickness**2, 0.0))
    steps = np.radians(np.diff(angles_deg)).reshape(-1, *[1] * (lengths.ndim - 1))
    floor = lengths <= lengths.min() * (1.0 + 1e-9)
    if floor.sum() < 2 or floor.all():
        floor = np.zeros_like(floor)
    return -np.diff(along, axis=0) / steps, ~(floor[1:] | floor[:-1])


def contradiction(arms: Array, lengths: Array, angles_deg: Array, shape: Shape) -> tuple[float, float] | None:
    """The mean arm of a table and that which its lengths say, both m, where they contradict each other; else None.

    `arms` and `lengths` are [knots, ...]. They contradict where they lie, over all knots, on average more than 40 % of
    the greater one apart, and more than 1 mm.
    """
    if len(angles_deg) < 2:
        return None
    slopes, counted = arms_from_lengths(lengths, angles_deg, shape)
    between = (arms[1:] + arms[:-1]) / 2.0
    if not counted.any():
        return None
    said, meant = between[counted], slopes[counted]
    apart = float(np.abs(said - meant).mean())
    size = max(float(np.abs(said).mean()), float(np.abs(meant).mean()))
    worst = int(np.argmax(np.abs(said - meant)))
    return (float(said[worst]), float(meant[worst])) if apart > max(APART * size, APART_M) else None


def check_pennations(pennations_rad: Mapping[str, float], place: str) -> None:
    """Raise ValueError where every pennation of a body is so small that it was written in radians."""
    largest = math.degrees(max(pennations_rad.values(), default=0.0))
    if 0.0 < largest < LARGEST_PENNATION_DEG:
        raise ValueError(
            f"{place}: the largest pennation is {largest:g} degrees; penn_opt_deg is in degrees, and this looks like radians"
        )


def check_forces(forces_n: Mapping[str, float], place: str) -> None:
    """Raise ValueError where even the strongest muscle of a body is too weak for newtons."""
    if forces_n and max(forces_n.values()) < WEAKEST_BODY_N:
        strongest = max(forces_n, key=lambda name: forces_n[name])
        raise ValueError(
            f"{place}: the strongest muscle, {strongest}, gives {forces_n[strongest]:g} N; "
            f"forces are in newtons, and one of a body needs {WEAKEST_BODY_N:g} or more"
        )
