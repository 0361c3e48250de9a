"""Moment arms as the slope of a path, from its lengths at neighbouring angles."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

STEP_DEG = 0.1  # of an angle, for the slope of a path
JUMP_M = (
    0.05  # two slopes on the two sides of an angle that differ by more: the path jumps over a wrapping surface there
)

OFF_RAD = 0.2  # off a posture that may be a special one

Way = tuple[float, list[float]]  # an angle in rad, and the lengths of all paths there in m


def uncounted(model: Any, state: Any, known: Mapping[str, Any], names: Sequence[str]) -> set[str]:
    """Of these coordinates, those whose speed is not the rate at which they change: of balls, ellipsoids, free joints.

    OpenSim's moment arm is about what the speed turns, and that is no slope of the length then. The state is changed.
    """
    for coordinate in known.values():
        if not coordinate.getLocked(state):
            coordinate.setValue(state, coordinate.getValue(state) + OFF_RAD, False)
            coordinate.setSpeedValue(state, 0.0)
    found = set()
    for name in names:
        known[name].setSpeedValue(state, 1.0)
        model.realizeVelocity(state)
        rates = np.abs(state.getQDot().to_numpy())
        known[name].setSpeedValue(state, 0.0)
        if abs(rates.max() - 1.0) > 1e-6 or (rates > 1e-6).sum() > 1:
            found.add(name)
    return found


def _side(low: Way, high: Way) -> list[float] | None:
    """-dL/dq of every muscle between two angles; None where they are the same at the end of a range.

    Angles that only the assembly of the constraints holds apart are the same: their difference is noise.
    """
    turned = high[0] - low[0]
    if turned < math.radians(STEP_DEG) / 2:
        return None
    return [-(b - a) / turned for a, b in zip(low[1], high[1], strict=True)]


def slopes(ways: Sequence[Way]) -> tuple[list[float], list[bool]]:
    """-dL/dq of every muscle from its lengths at three angles, and whether its path jumps between them."""
    sides = [side for side in itertools.starmap(_side, itertools.pairwise(ways)) if side is not None]
    spread = [max(both) - min(both) for both in zip(*sides, strict=True)]
    return [sum(both) / len(both) for both in zip(*sides, strict=True)], [width > JUMP_M for width in spread]


def smoother(far_below: Way, below: Way, above: Way, far_above: Way) -> list[float]:
    """-dL/dq of every muscle beside a jump: of the two sides that do not touch it, the flatter one."""
    sides = [side for side in (_side(far_below, below), _side(above, far_above)) if side is not None]
    return [min(both, key=abs) for both in zip(*sides, strict=True)]
