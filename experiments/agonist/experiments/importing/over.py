"""Which muscles turn an angle, looked at over its range."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from agonist.experiments.importing.loading import opensim
from agonist.experiments.importing.trial import TURNS_M

ARM_M = TURNS_M  # a muscle with less than this about an angle, wherever it was looked at, does not turn it
LOOKED_AT = (0.0, 0.25, 0.5, 0.75, 1.0)  # parts of the range of an angle at which its muscles are looked for
STILL_M = 1e-7  # a length that changes by less over a range has no arm there


def arms_over(
    model: Any, state: Any, coordinate: Any, at: tuple[float, tuple[float, float, float]], muscles: Mapping[str, Any]
) -> tuple[dict[str, float], dict[str, float]]:
    """Largest arm in m of each muscle that turns a coordinate, over its range, and its arm in neutral posture."""
    most, neutral = dict.fromkeys(muscles, 0.0), dict.fromkeys(muscles, 0.0)
    before = opensim().Vector(state.getQ())
    postures, lengths = _postures(model, state, coordinate, at, muscles)
    moved = [name for name in muscles if any(abs(seen[name] - lengths[0][name]) > STILL_M for seen in lengths)]
    for posture in postures if moved else ():
        state.setQ(posture)
        model.realizePosition(state)
        for name in moved:
            arm = muscles[name].computeMomentArm(state, coordinate)
            neutral[name] = arm if math.isfinite(arm) else 0.0
            most[name] = max(most[name], abs(neutral[name]))
    state.setQ(before)
    model.realizePosition(state)
    kept = {name for name, arm in most.items() if arm >= ARM_M}
    return {n: most[n] for n in muscles if n in kept}, {n: neutral[n] for n in muscles if n in kept}


def _postures(
    model: Any, state: Any, coordinate: Any, at: tuple[float, tuple[float, float, float]], muscles: Mapping[str, Any]
) -> tuple[list[Any], list[dict[str, float]]]:
    """Postures over the range of a coordinate, as far as constraints allow them, neutral last; and the lengths of all muscles, m.

    A muscle whose length stays is not turned, and no arm of it is asked: in a model of 180 muscles that is nine of ten.
    """
    zero, (low, high, _) = at
    vector, postures, lengths = opensim().Vector, [], []
    before = vector(state.getQ())
    for angle in (*(low + part * (high - low) for part in LOOKED_AT), 0.0):
        state.setQ(before)
        try:
            coordinate.setValue(state, math.radians(zero + angle), True)
            model.realizePosition(state)
        except RuntimeError:
            continue  # the constraints do not allow this angle: the import says so, if it is still in the recipe
        postures.append(vector(state.getQ()))
        lengths.append({name: float(muscle.getLength(state)) for name, muscle in muscles.items()})
    return postures, lengths
