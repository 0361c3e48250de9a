"""What OpenSim measures on a recipe's grids: moment arms, and fibre lengths with a rigid tendon.

Only this module knows OpenSim. Everything is asked of one state of the model: its coordinates are set, its constraints
met, and the paths of the muscles read.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from agonist.experiments.importing.osim import OsimBody, Part, _said
from agonist.experiments.importing.recipe import GridRecipe, Recipe
from agonist.experiments.importing.sides import sides, twins
from agonist.experiments.importing.written import check_part
from agonist.model.body.plausible import ARM_M, LENGTH, Shape, contradiction

APART_M = 0.002  # a difference between arms below this is none
COMPARED = 12  # postures of a grid at which OpenSim's own arms, which take it long, stand beside the slopes
SHORT = "end the grid before it, or give a shortest_fibre, such as 0.2"
SMALLEST_BOUND_M = (
    1e-3  # the same where constraints are active: what their assembler leaves makes slopes of up to 0.7 mm
)
SMALLEST_ARM_M = 1e-5  # a muscle with less than this everywhere does not span the joint

Array = NDArray[np.float64]
Progress = Callable[[int], object]


class Measured(NamedTuple):
    """One grid: its muscles, arms [postures, muscles, axes] in m, lengths [postures, muscles] in optimal lengths.

    Postures run over the knots, the last coordinate fastest. `left_out` has no arm about any axis of the grid; `slack`
    counts the postures at which a muscle's tendon hangs slack. Where constraints are active arms are the slope of the
    length, and `apart` is by how much (m) OpenSim's own differ from it at most, by muscle, at a dozen postures.
    """

    muscles: tuple[str, ...]
    arms_m: Array
    lengths: Array
    left_out: tuple[str, ...]
    slack: Mapping[str, int]
    apart: Mapping[str, float] = {}
    rough: tuple[str, ...] = ()  # muscles whose lengths jump, so that arms between knots do not follow them


class Measurement(NamedTuple):
    """All that was measured: muscles that stand in a grid, the grids, and the version of OpenSim.

    `off` are muscles of the side that apply no force in the model: they are left out.
    """

    parts: tuple[Part, ...]
    grids: tuple[Measured, ...]
    version: str
    off: tuple[str, ...] = ()
    bound: bool = False


def postures(grid: GridRecipe) -> list[dict[str, float]]:
    """The postures of a grid, degrees by coordinate; the last coordinate runs fastest."""
    return [dict(zip(grid.knots, angles, strict=True)) for angles in itertools.product(*grid.knots.values())]


def fibre_length(path_m: float, part: Part, shortest: float = 0.0) -> float:
    """Length of the fibres behind a tendon that does not stretch, in optimal lengths.

    ``sqrt((L - slack)^2 + (l_opt sin(penn))^2) / l_opt``: the muscle keeps its thickness (Zajac 1989). No
    fibre gets shorter than `shortest`; where that is 0, a path that is no longer than the tendon raises ValueError.
    """
    along = max(0.0, path_m - part.tendon_slack_m)
    if along == 0.0 and not shortest:
        raise ValueError(
            f"its path of {path_m:.4f} m is no longer than its slack tendon of {part.tendon_slack_m:.4f} m"
        )
    return max(shortest, math.hypot(along, part.l_opt_m * math.sin(part.pennation_rad)) / part.l_opt_m)


def measure(recipe: Recipe, progress: Progress = lambda done: None) -> Measurement:
    """Measure a recipe's muscles on its grids; `progress` is told after each posture how many are done.

    Raises:
        ValueError: OpenSim is missing or cannot read the model, the model lacks what the recipe names, a coordinate
            is no free joint angle, or a tendon hangs slack; one line that says where.
    """
    body = OsimBody(recipe)
    done, grids = itertools.count(1), []
    for n, grid in enumerate(recipe.grids, start=1):
        grids.append(_grid(f"{recipe.path}, grid {n}", body, grid, lambda: progress(next(done))))
    standing = {muscle for grid in grids for muscle in grid.muscles}
    if not recipe.side:
        _check_one_side(str(recipe.path), recipe.model.name, standing)
    return Measurement(
        tuple(p for p in body.parts if p.name in standing), tuple(grids), body.version, body.off, body.bound
    )


def _check_one_side(place: str, file: str, muscles: set[str]) -> None:
    """Raise ValueError for muscles of both sides: tables hold one, and the other is made as its mirror image."""
    if pair := twins(muscles):
        side, other = sides(muscles)
        raise ValueError(
            f"{place}: {file} holds both sides ({pair[0]} and {pair[1]}); tables hold one, whose mirror image is the other: "
            f"write {f'side = {side!r}' if side else f'other_side = {other!r}'}"
        )


def _grid(place: str, body: OsimBody, grid: GridRecipe, step: Callable[[], object]) -> Measured:
    arms, paths, asked = [], [], postures(grid)
    sloped = body.bound or any(one.name in body.sloped for one in grid.axes.values())
    theirs, every = dict[int, Array](), math.ceil(len(asked) / COMPARED)
    for n, posture in enumerate(asked):
        body.take(place, posture)
        arms.append(body.measured_m(place, posture, grid.axes))
        if sloped and (n % every == 0 or n == len(asked) - 1):
            theirs[n] = np.array(body.arms_m(grid.axes))
        paths.append(body.paths_m())
        step()
    _check_finite(place, body.parts, asked, np.array(arms), np.array(paths))
    _check_arms(place, body, grid, asked, np.array(arms))
    reach = np.abs(np.array(arms)).max(axis=(0, 2))
    kept = np.flatnonzero(reach >= (SMALLEST_BOUND_M if body.bound else SMALLEST_ARM_M))
    if not len(kept):
        raise ValueError(f"{place}: no muscle has an arm about {' or '.join(grid.axes)}")
    parts, ways = [body.parts[i] for i in kept], np.array(paths)[:, kept]
    for part in parts:
        check_part(f"{body.file}, muscle {part.name}", part)
    slack = _slack(place, parts, ways)
    lengths = [
        [_length(place, part, way, posture, body.shortest) for part, way in zip(parts, row, strict=True)]
        for row, posture in zip(ways.tolist(), asked, strict=True)
    ]
    left_out = tuple(part.name for i, part in enumerate(body.parts) if i not in kept)
    names, all_arms = tuple(p.name for p in parts), np.array(arms)[:, kept]
    apart = _apart(names, all_arms, {n: own[kept] for n, own in theirs.items()})
    return Measured(names, all_arms, np.array(lengths), left_out, slack, apart, _rough(grid, parts, all_arms, lengths))


def _apart(names: Sequence[str], arms_m: Array, theirs: Mapping[int, Array]) -> dict[str, float]:
    """By how much OpenSim's own arms [muscles, axes], known at some postures, differ from the slopes at most."""
    worst = np.zeros(len(names))
    for n, own in theirs.items():
        worst = np.maximum(worst, np.abs(arms_m[n] - own).max(axis=1))
    return {name: float(most) for name, most in zip(names, worst, strict=True) if most > APART_M}


def _check_arms(
    place: str, body: OsimBody, grid: GridRecipe, asked: Sequence[Mapping[str, float]], arms: Array
) -> None:
    """Raise ValueError for an arm [postures, muscles, axes] that no body has: the path jumps at that posture."""
    far = np.argwhere((arms < ARM_M[0]) | (arms > ARM_M[1]))
    if len(far):
        posture, muscle, axis = far[0]
        raise ValueError(
            f"{place}: {body.parts[muscle].name} at {_said(asked[posture])}: an arm of {arms[tuple(far[0])]:.2f} m about "
            f"{list(grid.axes)[axis]}: its path jumps there; move the knots off that angle, or name it in leave_out"
        )


def _rough(
    grid: GridRecipe, parts: Sequence[Part], arms_m: Array, lengths: Sequence[Sequence[float]]
) -> tuple[str, ...]:
    """Muscles whose arms between the knots do not follow their lengths: paths that jump, steps that are too long."""
    shape, found = tuple(map(len, grid.knots.values())), []
    for k, part in enumerate(parts):
        length = np.array(lengths)[:, k].reshape(shape)
        for n, name in enumerate(grid.knots):
            if grid.axes.get(name) != grid.coordinates[name]:
                continue
            arm = arms_m[:, k, list(grid.axes).index(name)].reshape(shape)
            shape_of, angles = Shape(part.l_opt_m, part.pennation_rad), np.array(grid.knots[name])
            if contradiction(np.moveaxis(arm, n, 0), np.moveaxis(length, n, 0), angles, shape_of):
                found.append(part.name)
    return tuple(dict.fromkeys(found))


def _check_finite(
    place: str, parts: Sequence[Part], asked: Sequence[Mapping[str, float]], arms: Array, paths: Array
) -> None:
    """Raise ValueError for a muscle whose path or arm is no number at some posture."""
    finite = np.isfinite(arms).all(axis=2) & np.isfinite(paths)
    for p, k in np.argwhere(~finite)[:1].tolist():
        raise ValueError(
            f"{place}: {parts[k].name} at {_said(asked[p])}: OpenSim gives no number for its path or arm; mend the model, or "
            "name it in leave_out"
        )


def _slack(place: str, parts: Sequence[Part], paths_m: Array) -> dict[str, int]:
    """At how many postures each muscle's tendon hangs slack, where it does. Raises ValueError where it always does."""
    counted = (paths_m <= [part.tendon_slack_m for part in parts]).sum(axis=0).tolist()
    for part, count in zip(parts, counted, strict=True):
        if count == len(paths_m):
            raise ValueError(f"{place}: the tendon of {part.name} hangs slack at every posture; name it in leave_out")
    return {part.name: count for part, count in zip(parts, counted, strict=True) if count}


def _length(place: str, part: Part, path_m: float, posture: Mapping[str, float], shortest: float) -> float:
    said = f"{place}: {part.name} at {_said(posture)}"
    try:
        found = fibre_length(path_m, part, shortest)
    except ValueError as error:
        raise ValueError(f"{said}: {error}; {SHORT}") from None
    low, high = LENGTH
    if not low <= found <= high:
        raise ValueError(
            f"{said}: its fibres are {found:.3g} optimal lengths long; a muscle has {low:g} to {high:g}; "
            + (SHORT if found < low else "mend the model, or name it in leave_out")
        )
    return found
