"""Closed loops: the coordinates that are free are moved until all constraints hold, and those that were asked for stay.

OpenSim's assembler gives way in what it was asked to hold; here it is held exactly, and the others move least (Newton's
method, least squares).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agonist.experiments.importing.coupled import Follower

NUDGE = 1e-6  # rad or m, for the slope of an error
OFF = 0.01  # rad or m, off a posture that may be a special one
ROUNDS = 30
LONGEST = 0.5  # of a step, rad or m
WITHIN = 1e-6  # of the range of a clamped coordinate

Array = NDArray[np.float64]


def free_names(state: Any, known: Mapping[str, Any], asked: Sequence[str], moved: tuple[Follower, ...]) -> list[str]:
    """The coordinates that may move: not asked for, locked, prescribed or led by others."""
    held = {*asked, *(one.name for one in moved)}
    return [
        name
        for name, coordinate in known.items()
        if name not in held and not coordinate.getLocked(state) and not coordinate.isPrescribed(state)
    ]


def movers(
    model: Any, state: Any, known: Mapping[str, Any], names: Sequence[str], settle: Callable[[], None]
) -> list[str]:
    """Of these coordinates, those that some constraint feels: looked at in a state a little off the present one."""
    here = [known[name].getValue(state) for name in names]
    for n, name in enumerate(names):
        known[name].setValue(state, here[n] + OFF * (1.0 + n / len(names)), False)
    settle()
    before, found = errors_of(model, state), []
    for name in names:
        value = known[name].getValue(state)
        known[name].setValue(state, value + OFF, False)
        settle()
        if not np.allclose(errors_of(model, state), before, rtol=0.0, atol=1e-12):
            found.append(name)
        known[name].setValue(state, value, False)
    return found


def errors_of(model: Any, state: Any) -> Array:
    """By how much each constraint is missed, as OpenSim counts it."""
    model.realizePosition(state)
    return np.array(state.getQErr().to_numpy())


def close(model: Any, state: Any, known: Mapping[str, Any], free: Sequence[str], settle: Callable[[], None]) -> bool:
    """Move free coordinates least until all constraints are met; whether they are, within the ranges that are clamped.

    `settle` sets what follows the others by a coupler, after each move.
    """
    values = np.array([known[name].getValue(state) for name in free])

    def missed(at: Array) -> Array:
        for name, value in zip(free, at, strict=True):
            known[name].setValue(state, float(value), False)
        settle()
        return errors_of(model, state)

    errors, accuracy = missed(values), float(model.get_assembly_accuracy())
    for _ in range(ROUNDS):
        if np.abs(errors).max(initial=0.0) <= accuracy:
            return all(_within(known[name], state) for name in free)
        slopes = np.array([(missed(values + NUDGE * unit) - errors) / NUDGE for unit in np.eye(len(free))]).T
        if not free or not np.isfinite(slopes).all():
            return False
        step = np.linalg.lstsq(slopes, -errors, rcond=1e-8)[0]
        length = float(np.abs(step).max())
        values = values + step * min(1.0, LONGEST / length if length else 1.0)
        errors = missed(values)
    return False


def _within(coordinate: Any, state: Any) -> bool:
    if not coordinate.getClamped(state):
        return True
    value = float(coordinate.getValue(state))
    return coordinate.getRangeMin() - WITHIN <= value <= coordinate.getRangeMax() + WITHIN and math.isfinite(value)
