"""An imported body against its model: force, length and arms of every muscle at random postures, side by side.

The tables hold knots, and between them straight lines; a muscle over three joints adds changes of two grids. What that costs
is measured here, at postures that are no knots, and stands in the folder.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from agonist.experiments.importing.loading import opensim
from agonist.experiments.importing.measure import fibre_length
from agonist.experiments.importing.osim import OsimBody, Part
from agonist.experiments.importing.recipe import Recipe
from agonist.model.body.anatomy import Anatomy
from agonist.model.rules import muscle as rules

POSTURES, SEED = 20, 1
TRIES = 4  # postures asked for, for one that the model's constraints allow
MISSED_ARM_M, MISSED_LENGTH, MISSED_FORCE = 0.005, 0.05, 0.10  # medians above are marked; force: part of the maximum

Curve = Callable[[float], float]


class Found(NamedTuple):
    """One muscle: differences of tables from model at each posture.

    Arms in m (the axis that differs most), lengths in optimal lengths, isometric active forces in maximal forces. `curve`
    is what the model's own force-length curve adds to that; None where it is not known here.
    """

    muscle: str
    arms_m: tuple[float, ...]
    lengths: tuple[float, ...]
    force: tuple[float, ...]
    curve: tuple[float, ...] | None

    @property
    def missed(self) -> bool:
        """Whether the tables are far from the model at half of the postures."""
        limits = ((self.arms_m, MISSED_ARM_M), (self.lengths, MISSED_LENGTH), (self.force, MISSED_FORCE))
        return any(float(np.median(values)) > limit for values, limit in limits)


def compared(recipe: Recipe, body: Anatomy, progress: Callable[[str], object] | None = None) -> tuple[Found, ...]:
    """Every muscle of the tables against OpenSim, at 20 random postures within the grids, the same at every call.

    `progress` is told how far it is.
    """
    model, tables = OsimBody(recipe), body._source
    parts = {part.name: (k, part) for k, part in enumerate(model.parts)}
    rows = [c.row for c in tables.compartments]
    curves = {row: curve_of(model.muscles[row]) for row in rows}
    seen: dict[str, list[tuple[float, ...]]] = {row: [] for row in rows}
    axes = {ours: theirs for grid in recipe.grids for ours, theirs in grid.axes.items()}
    columns = [list(axes).index(axis) for axis in tables.axes]
    for n, posture in enumerate(_taken(model, recipe, body), start=1):
        if progress is not None:
            progress(f"checking against OpenSim, posture {n} of {POSTURES}")
        arms = model.measured_m("check", posture, axes)
        paths, (own_arms, own_lengths) = model.paths_m(), tables.values(posture)
        for i, row in enumerate(rows):
            k, part = parts[row]
            length = fibre_length(paths[k], part, recipe.shortest_fibre or 1e-6)
            apart = np.abs(np.array(arms[k])[columns] - own_arms[i]).max()
            own = float(own_lengths[i])
            ours, theirs, made = (
                _force(curve, part, at)
                for curve, at in (
                    (rules.active_length, length),
                    (curves[row] or rules.active_length, length),
                    (rules.active_length, own),
                )
            )
            seen[row].append((float(apart), abs(length - own), abs(ours - made), abs(ours - theirs)))
    return tuple(_found(row, seen[row], curves[row] is not None) for row in rows if seen[row])


def _taken(model: OsimBody, recipe: Recipe, body: Anatomy) -> Any:
    """Random postures within the grids that the model can take, one after another."""
    draw, given = random.Random(SEED), 0
    for _ in range(TRIES * POSTURES):
        posture = {name: draw.uniform(*body.coordinates.get(name, span)) for name, span in recipe.ranges.items()}
        try:
            model.take("check", posture)
            body._source.values(posture)
        except ValueError:
            continue
        yield posture
        given += 1
        if given == POSTURES:
            return


def _found(row: str, seen: list[tuple[float, ...]], known: bool) -> Found:
    arms, lengths, force, curve = zip(*seen, strict=True)
    return Found(row, arms, lengths, force, curve if known else None)


def _force(curve: Curve, part: Part, length: float) -> float:
    """Active isometric force along the tendon, in maximal forces: f(l) cos(pennation)."""
    return curve(length) * rules.cosine_of_pennation(math.sin(part.pennation_rad), length)


def curve_of(muscle: object) -> Curve | None:
    """The active force-length curve of a muscle of OpenSim; None for a class whose curve is not known here."""
    tool = opensim()
    millard = tool.Millard2012EquilibriumMuscle.safeDownCast(muscle)
    if millard is not None:
        return lambda length: float(millard.getActiveForceLengthCurve().calcValue(length))
    thelen = tool.Thelen2003Muscle.safeDownCast(muscle)
    if thelen is not None:
        shape = thelen.get_KshapeActive()
        return lambda length: math.exp(-((length - 1.0) ** 2) / shape)
    degroote = tool.DeGrooteFregly2016Muscle.safeDownCast(muscle)
    if degroote is not None:
        return lambda length: float(degroote.calcActiveForceLengthMultiplier(length))
    return None


def summary(found: tuple[Found, ...]) -> str:
    """What the comparison came to, on one line."""
    if not found:
        return "not checked: the model takes none of the random postures"
    arm = float(np.median([np.median(f.arms_m) for f in found]))
    length = float(np.median([np.median(f.lengths) for f in found]))
    missed = [f.muscle for f in found if f.missed]
    said = f"; far off at half of them: {', '.join(missed[:8])}{' ...' if len(missed) > 8 else ''}" if missed else ""
    return (
        f"checked against OpenSim at {len(found[0].arms_m)} random postures: arms within {1000.0 * arm:.1f} mm, "
        f"lengths within {length:.3f} (medians){said}"
    )


def report(recipe: Recipe, found: tuple[Found, ...]) -> str:
    """The comparison as a text: a line a muscle, median and largest difference of arms, lengths and forces."""
    lines = [
        f"# {recipe.name} against {recipe.model.name}: {summary(found)}",
        "# median and largest difference: arm in mm (of all axes), fibre length in optimal lengths, active isometric force in",
        "# maximal forces; curve: what the force-length curve of the model gives otherwise (- where it is not known here)",
        f"{'muscle':24} {'arm_mm':>15} {'length':>15} {'force':>15} {'curve':>15}",
    ]
    for f in found:
        columns = [_pair(f.arms_m, 1000.0, 1), _pair(f.lengths, 1.0, 3), _pair(f.force, 1.0, 3)]
        columns.append("-" if f.curve is None else _pair(f.curve, 1.0, 3))
        lines.append(f"{f.muscle:24} " + " ".join(f"{c:>15}" for c in columns) + ("  far off" if f.missed else ""))
    return "\n".join(lines) + "\n"


def _pair(values: tuple[float, ...], scale: float, digits: int) -> str:
    return f"{scale * np.median(values):.{digits}f} {scale * max(values):.{digits}f}"
