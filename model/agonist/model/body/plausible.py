"""What muscles and their tables can be: bounds that a wrong unit or a slip breaks, and arms that fit their lengths."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

FORCE_N = (0.01, 50_000.0)  # from a small muscle of a mouse to all extensors of a knee in one
PULL_N_M2 = 250_000.0  # usual force of a muscle per cross-section
SLENDER = 7.0  # fibre length / width of the bulkiest muscle: 0.25 to 6 in published bodies, 32 x that where N are kN
WEAK_BODY_N = 50.0  # no body with a muscle stronger than this is in kN
KILO_GAP = 30.0  # forces of a body follow each other by a factor of 4 at most, where none is in kN among newtons
UNLIKE = 4.0  # by which forces of a whole body may differ from those of like names and shapes; published bodies: 2.2
FEWEST_ALIKE = 3
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


def guess(said_m: float, meant_m: float) -> str:
    """What may have happened where the lengths say another arm than the table; empty where nothing usual has."""
    ratio = meant_m / said_m if said_m else 0.0
    if abs(ratio / math.degrees(1.0) - 1.0) < APART:
        return ", with angles in degrees, which look like radians here"
    return ", which looks like a sign turned in one of the two" if abs(ratio + 1.0) < APART else ""


def check_pennations(pennations_rad: Mapping[str, float], place: str) -> None:
    """Raise ValueError where every pennation of a body is so small that it was written in radians."""
    largest = math.degrees(max(pennations_rad.values(), default=0.0))
    if 0.0 < largest < LARGEST_PENNATION_DEG:
        raise ValueError(
            f"{place}: the largest pennation is {largest:g} degrees; penn_opt_deg is in degrees, and this looks like radians"
        )


def slenderness(force_n: float, l_opt_m: float) -> float:
    """Fibre length over the width of a muscle, from its force: the same for a mouse and for a man."""
    return l_opt_m / math.sqrt(force_n / PULL_N_M2)


def check_forces(muscles: Mapping[str, tuple[float, float]], place: str) -> None:
    """Raise ValueError where forces (N) and fibre lengths (m) of a body say that forces were written in kN.

    Then even the bulkiest muscle is a thread.
    """
    strongest = max(muscles, key=lambda name: muscles[name][0], default="")
    if not strongest or muscles[strongest][0] >= WEAK_BODY_N:
        return
    if min(slenderness(*one) for one in muscles.values()) > SLENDER:
        raise ValueError(
            f"{place}: the strongest muscle, {strongest}, gives {muscles[strongest][0]:g} N with fibres of "
            f"{muscles[strongest][1]:g} m, a thread; forces are in newtons, and this looks like kN"
        )


def check_same_unit(muscles: Mapping[str, tuple[float, float]], place: str) -> None:
    """Raise ValueError for muscles (force in N, fibre length in m) that were written in kN among newtons.

    They are threads, far weaker than all others, and a thousandfold like them.
    """
    order = sorted(muscles, key=lambda name: muscles[name][0])
    forces = [muscles[name][0] for name in order]
    gap = max(range(1, len(forces)), key=lambda n: forces[n] / forces[n - 1], default=0)
    if not gap or forces[gap] <= KILO_GAP * forces[gap - 1]:
        return
    like = (forces[gap] / 3.0, 3.0 * forces[-1])
    if all(slenderness(*muscles[n]) > SLENDER and like[0] <= 1e3 * muscles[n][0] <= like[1] for n in order[:gap]):
        raise ValueError(
            f"{place}: {order[gap - 1]} gives {forces[gap - 1]:g} N, the next stronger muscle, {order[gap]}, "
            f"{forces[gap]:g} N; forces are in newtons, and this looks like kN: write {1e3 * forces[gap - 1]:g}"
        )


def alike(muscles: Mapping[str, tuple[float, float]], known: Mapping[str, tuple[float, float]]) -> float:
    """Force of a body over that of another, by the median of their muscles of one name, at the same shape of each.

    Of muscles that are alike in shape force goes as the square of length, so that a child or a mouse gives 1. `muscles` and
    `known` are force in N and fibre length in m by name. NaN where they share fewer than three names.
    """
    shared = sorted(muscles.keys() & known.keys())
    if len(shared) < FEWEST_ALIKE:
        return math.nan
    return float(np.median([(slenderness(*known[name]) / slenderness(*muscles[name])) ** 2 for name in shared]))


def unlike(muscles: Mapping[str, tuple[float, float]], bodies: Sequence[Mapping[str, tuple[float, float]]]) -> str:
    """What is odd about the forces of a body beside those of others; empty where they are like those of one of them."""
    ratios = [ratio for known in bodies if not math.isnan(ratio := alike(muscles, known))]
    nearest = min(ratios, key=lambda ratio: abs(math.log(ratio)), default=1.0)
    if 1.0 / UNLIKE < nearest < UNLIKE:
        return ""
    usual = " (kg would be a tenth of it, lb a quarter)" if nearest < 1.0 else ""
    return f"forces are {nearest:.2g} times those of the nearest body that ships, at like names and shapes; are they in N{usual}?"
