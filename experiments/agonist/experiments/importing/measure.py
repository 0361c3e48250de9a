"""What OpenSim measures on a recipe's grids: moment arms, and fibre lengths with a rigid tendon.

Only this module knows OpenSim. Everything is asked of one state of the model: its coordinates are set, its constraints
met, and the paths of the muscles read.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

from agonist.experiments.importing.recipe import GridRecipe, Recipe, Turned
from agonist.model.parameters import nearest

SMALLEST_ARM_M = 1e-5  # a muscle with less than this everywhere does not span the joint
REACHED_DEG = 1e-3  # how far a constraint may push a joint angle from the one that was asked for
INSTALL = "pip install 'agonist[opensim]' (Python 3.12 or 3.13)"

Array = NDArray[np.float64]
Progress = Callable[[int], object]


class Part(NamedTuple):
    """A muscle of the model, its name without the side; force in N, lengths in m, pennation at optimum in rad."""

    name: str
    force_max_n: float
    l_opt_m: float
    tendon_slack_m: float
    pennation_rad: float


class Measured(NamedTuple):
    """One grid: its muscles, arms [postures, muscles, axes] in m, lengths [postures, muscles] in optimal lengths.

    Postures run over the knots, the last coordinate fastest. `left_out` has no arm about any axis of the grid; `slack`
    counts the postures at which a muscle's tendon hangs slack.
    """

    muscles: tuple[str, ...]
    arms_m: Array
    lengths: Array
    left_out: tuple[str, ...]
    slack: Mapping[str, int]


class Measurement(NamedTuple):
    """All that was measured: muscles that stand in a grid, the grids, and the version of OpenSim."""

    parts: tuple[Part, ...]
    grids: tuple[Measured, ...]
    version: str


def opensim() -> Any:
    """The OpenSim package, without its log. Raises ValueError, with how to install it, where it is missing."""
    try:
        import opensim as tool
    except ImportError as error:
        raise ValueError(f"OpenSim cannot be loaded ({error}); {INSTALL}") from None
    tool.Logger.removeFileSink()
    tool.Logger.setLevelString("Off")
    return tool


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
    body = _Body(recipe)
    done, grids = itertools.count(1), []
    for n, grid in enumerate(recipe.grids, start=1):
        grids.append(_grid(f"{recipe.path}, grid {n}", body, grid, lambda: progress(next(done))))
    standing = {muscle for grid in grids for muscle in grid.muscles}
    return Measurement(tuple(p for p in body.parts if p.name in standing), tuple(grids), body.version)


def _grid(place: str, body: _Body, grid: GridRecipe, step: Callable[[], object]) -> Measured:
    arms, paths, asked = [], [], postures(grid)
    for posture in asked:
        body.take(place, posture)
        arms.append(body.arms_m(grid.axes))
        paths.append(body.paths_m())
        step()
    reach = np.abs(np.array(arms)).max(axis=(0, 2))
    kept = np.flatnonzero(reach >= SMALLEST_ARM_M)
    if not len(kept):
        raise ValueError(f"{place}: no muscle has an arm about {' or '.join(grid.axes)}")
    parts, ways = [body.parts[i] for i in kept], np.array(paths)[:, kept]
    slack = _slack(place, parts, ways)
    lengths = [[_length(place, part, way, posture, body.shortest) for part, way in zip(parts, row, strict=True)]
               for row, posture in zip(ways.tolist(), asked, strict=True)]  # fmt: skip
    left_out = tuple(part.name for i, part in enumerate(body.parts) if i not in kept)
    return Measured(tuple(p.name for p in parts), np.array(arms)[:, kept], np.array(lengths), left_out, slack)


def _slack(place: str, parts: Sequence[Part], paths_m: Array) -> dict[str, int]:
    """At how many postures each muscle's tendon hangs slack, where it does. Raises ValueError where it always does."""
    counted = (paths_m <= [part.tendon_slack_m for part in parts]).sum(axis=0).tolist()
    for part, count in zip(parts, counted, strict=True):
        if count == len(paths_m):
            raise ValueError(f"{place}: the tendon of {part.name} hangs slack at every posture; name it in leave_out")
    return {part.name: count for part, count in zip(parts, counted, strict=True) if count}


def _length(place: str, part: Part, path_m: float, posture: Mapping[str, float], shortest: float) -> float:
    try:
        return fibre_length(path_m, part, shortest)
    except ValueError as error:
        said = f"{place}: {part.name} at {_said(posture)}: {error}"
        raise ValueError(f"{said}; end the grid before it, or give a shortest_fibre, such as 0.2") from None


def _loaded(tool: Any, path: Path) -> Any:
    """The model of a file. Raises ValueError, with one line, for what OpenSim does not read."""
    try:
        return tool.Model(str(path))
    except RuntimeError as error:
        raise ValueError(f"{path}: not a model that OpenSim can read: {_flaw(path) or _first(error)}") from None


def _flaw(path: Path) -> str:
    """What is wrong with the XML of a model, in plainer words than OpenSim's; nothing where it is XML of a model.

    OpenSim forgives more than the standard does, so it is asked first.
    """
    try:
        root = ElementTree.parse(path).getroot()
    except (ElementTree.ParseError, UnicodeError) as error:
        return f"its XML is broken: {error}"
    return "" if root.tag == "OpenSimDocument" else f"it holds <{root.tag}>, not an <OpenSimDocument>"


def _first(error: RuntimeError) -> str:
    """What an exception of OpenSim says, without where in its code it was thrown."""
    lines = (line.strip() for line in str(error).splitlines())
    return next((line for line in lines if line and not line.startswith("Thrown")), "it does not say why")


class _Body:
    """The model in OpenSim, with one state that takes posture after posture."""

    def __init__(self, recipe: Recipe) -> None:
        tool = opensim()
        self.version = str(tool.GetVersion()).partition("-")[0]
        self.place, self.file = str(recipe.path), recipe.model.name
        self.model = _loaded(tool, recipe.model)
        try:
            self.state = self.model.initSystem()
        except RuntimeError as error:
            raise ValueError(f"{recipe.model}: OpenSim cannot build it: {_first(error)}") from None
        self.start = tool.Vector(self.state.getQ())
        self.bound = self.model.getConstraintSet().getSize() > 0
        self.rotation = tool.Coordinate.Rotational
        everything = self.model.getCoordinateSet()
        self.known = {c.getName(): c for c in (everything.get(i) for i in range(everything.getSize()))}
        self.turned, self.shortest = recipe.coordinates, recipe.shortest_fibre
        self._check(recipe)
        self.fixed = {theirs.name: 0.0 for theirs in recipe.coordinates.values()} | dict(recipe.posture)
        self.muscles = self._of_side(recipe)
        self.parts = tuple(_part(name, muscle) for name, muscle in self.muscles.items())

    def _of_side(self, recipe: Recipe) -> dict[str, Any]:
        """Muscles of the side by name without its ending, but those that are left out; sorted by name."""
        everything = self.model.getMuscles()
        found = {m.getName(): m for m in (everything.get(i) for i in range(everything.getSize()))}
        own = {name.removesuffix(recipe.side): m for name, m in found.items() if name.endswith(recipe.side)}
        if not own:
            some = ", ".join(sorted(found)[:6]) or "none"
            raise ValueError(f"{self.place}, side = {recipe.side!r}: no muscle of {self.file} ends so; it has {some}")
        for key in ("leave_out", "anatomical_names"):
            for name in getattr(recipe, key):
                if name not in own:
                    raise ValueError(
                        f"{self.place}, {key}: no muscle {name!r} in {self.file}; {nearest(name, list(own))}"
                    )
        return {name: own[name] for name in sorted(set(own) - set(recipe.leave_out))}

    def _check(self, recipe: Recipe) -> None:
        for n, grid in enumerate(recipe.grids, start=1):
            for ours, theirs in grid.coordinates.items():
                place = f"{self.place}, grid {n}, coordinates, {ours} = {str(theirs)!r}"
                self._check_free(place, theirs.name)
                self._check_range(place, theirs, grid.knots[ours])
            for ours, theirs in grid.axes.items():
                self._check_free(f"{self.place}, grid {n}, axes, {ours} = {str(theirs)!r}", theirs.name)
        for name, angle in recipe.posture.items():
            place = f"{self.place}, posture, {name}"
            self._check_free(place, name)
            self._check_range(place, Turned(name, 1.0), (angle,))

    def _check_free(self, place: str, name: str) -> None:
        """Raise a ValueError for a coordinate that is missing, or no joint angle that can be turned."""
        if name not in self.known:
            raise ValueError(f"{place}: {self.file} has no coordinate {name!r}; {nearest(name, list(self.known))}")
        coordinate = self.known[name]
        reasons = {
            "is locked": coordinate.getLocked(self.state),
            "follows a prescribed function": coordinate.isPrescribed(self.state),
            "follows other coordinates": coordinate.isDependent(self.state),
            "is no plain rotation": coordinate.getMotionType() != self.rotation,
        }
        for reason, holds in reasons.items():
            if holds:
                raise ValueError(f"{place}: {name} {reason} in {self.file}; it needs a joint angle that turns freely")

    def _check_range(self, place: str, theirs: Turned, angles: tuple[float, ...]) -> None:
        coordinate = self.known[theirs.name]
        if not coordinate.getClamped(self.state):
            return
        ends = (math.degrees(coordinate.getRangeMin()), math.degrees(coordinate.getRangeMax()))
        low, high = sorted(theirs.sign * end for end in ends)
        for angle in (angles[0], angles[-1]):
            if not low - REACHED_DEG <= angle <= high + REACHED_DEG:
                raise ValueError(f"{place}: {angle:g} degrees; {self.file} allows {low:g} to {high:g}")

    def take(self, place: str, posture: Mapping[str, float]) -> None:
        """Take a posture, degrees by our coordinate; every other coordinate is where it was at the start."""
        angles = self.fixed | {self.turned[ours].name: self.turned[ours].sign * a for ours, a in posture.items()}
        self.state.setQ(self.start)
        try:
            for name, angle in angles.items():
                self.known[name].setValue(self.state, math.radians(angle), False)
            if self.bound:
                self.model.assemble(self.state)
            self.model.realizePosition(self.state)
        except RuntimeError as error:
            raise ValueError(
                f"{place}: {self.file} cannot take the posture {_said(posture)}: {_first(error)}"
            ) from None
        for name, angle in angles.items():
            reached = math.degrees(self.known[name].getValue(self.state))
            if abs(reached - angle) > REACHED_DEG:
                raise ValueError(
                    f"{place}: {self.file} cannot take the posture {_said(posture)}: its constraints put {name} at "
                    f"{reached:g} degrees, not {angle:g}"
                )

    def arms_m(self, axes: Mapping[str, Turned]) -> list[list[float]]:
        """Moment arms [muscles, axes] in m, positive where the muscle turns the joint the way of the axis."""
        turned = [(self.known[theirs.name], theirs.sign) for theirs in axes.values()]
        return [[sign * m.computeMomentArm(self.state, c) for c, sign in turned] for m in self.muscles.values()]

    def paths_m(self) -> list[float]:
        """Lengths of muscle and tendon [muscles] in m."""
        return [muscle.getLength(self.state) for muscle in self.muscles.values()]


def _said(posture: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {angle:g}" for name, angle in posture.items())


def _part(name: str, muscle: Any) -> Part:
    return Part(
        name, muscle.getMaxIsometricForce(), muscle.getOptimalFiberLength(), muscle.getTendonSlackLength(),
        muscle.getPennationAngleAtOptimalFiberLength(),
    )  # fmt: skip
