"""One model in OpenSim: a state that takes posture after posture, and what its muscles measure there.

Coordinates are set and held, constraints met, and the paths of the muscles
read.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from agonist.experiments.importing.closing import close, free_names, movers
from agonist.experiments.importing.coupled import follow, followers, is_met
from agonist.experiments.importing.loading import loaded, muscles_of, opensim, reason
from agonist.experiments.importing.recipe import Recipe, Turned
from agonist.experiments.importing.sides import agreement, is_of, without_side
from agonist.experiments.importing.slopes import STEP_DEG, slopes, smoother, uncounted
from agonist.experiments.importing.written import check_written
from agonist.model.body.anatomy import joint_of
from agonist.model.parameters import nearest
from agonist.model.reading import read_bytes, shown

REACHED_DEG = (
    0.01  # how far a constraint may push a joint angle from the one asked for: OpenSim's assembler is no finer
)
NO_ARM_M = 1e-12  # what is left of an arm of 0 by rounding
OFF = 1.3  # degrees, more for every coordinate: off a posture that may be a special one
MOTIONS = ("Rotational", "Coupled")  # of a joint angle; a coupled one turns several joints at once


class Part(NamedTuple):
    """A muscle of the model, its name without the side; force in N, lengths in m, pennation at optimum in rad."""

    name: str
    force_max_n: float
    l_opt_m: float
    tendon_slack_m: float
    pennation_rad: float


class OsimBody:
    """The model in OpenSim, with one state that takes posture after posture."""

    def __init__(self, recipe: Recipe) -> None:
        tool = opensim()
        self.version = str(tool.GetVersion()).partition("-")[0]
        self.place, self.file = str(recipe.path), recipe.model.name
        read_bytes(recipe.model)  # a regular file of bounded size
        self.model = loaded(tool, recipe.model)
        try:
            self.state = self.model.initSystem()
        except RuntimeError as error:
            raise ValueError(f"{recipe.model}: OpenSim cannot build it: {reason(error)}") from None
        self.start = tool.Vector(self.state.getQ())
        constraints = self.model.getConstraintSet()
        self.bound = any(constraints.get(i).isEnforced(self.state) for i in range(constraints.getSize()))
        self.off: tuple[str, ...] = ()  # muscles of the side that apply no force in the model
        self.turning = tuple(getattr(tool.Coordinate, motion) for motion in MOTIONS)
        everything = self.model.getCoordinateSet()
        self.known = {c.getName(): c for c in (everything.get(i) for i in range(everything.getSize()))}
        self.followers = followers(tool, self.model, self.state)
        self.spans: dict[str, frozenset[str]] = {}  # muscles that a coordinate turns
        self.moving: dict[tuple[str, ...], list[str]] = {}  # coordinates that meet constraints, by what is held
        self.turned, self.shortest = recipe.coordinates, recipe.shortest_fibre
        self._check(recipe)
        axes = sorted({theirs.name for grid in recipe.grids for theirs in grid.axes.values()})
        self.sloped = frozenset(axes if self.bound else uncounted(self.model, tool.State(self.state), self.known, axes))
        self.fixed = {theirs.name: theirs.zero for theirs in recipe.coordinates.values()} | dict(recipe.posture)
        self.muscles = self._of_side(recipe)
        self._check_midline(recipe)
        self.parts = tuple(_part(name, muscle) for name, muscle in self.muscles.items())
        check_written(recipe.model, {m.getName() for m in self.muscles.values()})

    def _of_side(self, recipe: Recipe) -> dict[str, Any]:
        """Muscles of the side by name without its ending, but those that are left out; sorted by name."""
        found = self.every = muscles_of(self.model, recipe.model)
        own = {
            without_side(name, recipe.side): m
            for name, m in found.items()
            if is_of(name, recipe.side) and not (recipe.other_side and is_of(name, recipe.other_side))
        }
        if not own:
            some = ", ".join(sorted(found)[:6]) or "none"
            raise ValueError(
                f"{self.place}, side = {recipe.side!r}: no muscle of {self.file} is named so; it has {some}"
            )
        for key in ("leave_out", "anatomical_names"):
            for name in getattr(recipe, key):
                if name not in own:
                    raise ValueError(
                        f"{self.place}, {key}: no muscle {shown(name)} in {self.file}; {nearest(name, list(own))}"
                    )
        wanted = sorted(set(own) - set(recipe.leave_out))
        self.off = tuple(name for name in wanted if not own[name].get_appliesForce())
        kept = {name: own[name] for name in wanted if name not in self.off}
        if not kept:
            why = f"; {', '.join(self.off[:6])} apply no force in it" if self.off else ""
            raise ValueError(f"{self.place}, leave_out: no muscle of {self.file} is left{why}")
        return kept

    def _check_midline(self, recipe: Recipe) -> None:
        """Raise a ValueError for an axis of a joint without sides that the two sides turn in opposite ways."""
        own = {muscle.getName(): muscle for muscle in self.muscles.values()}
        for n, grid in enumerate(recipe.grids, start=1):
            for ours, theirs in grid.axes.items():
                if joint_of(ours) not in recipe.midline:
                    continue
                if agreement(self.model, self.state, theirs.name, own, self.every) < 0:
                    raise ValueError(
                        f"{self.place}, grid {n}, axes, {ours} = {str(theirs)!r}: the muscles of the other side turn it the other "
                        f"way, which tables of a joint without sides cannot say; leave this axis out"
                    )

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
            raise ValueError(f"{place}: {self.file} has no coordinate {shown(name)}; {nearest(name, list(self.known))}")
        coordinate = self.known[name]
        reasons = {
            "is locked": coordinate.getLocked(self.state),
            "follows a prescribed function": coordinate.isPrescribed(self.state),
            "follows other coordinates": coordinate.isDependent(self.state),
            "is no rotation": coordinate.getMotionType() not in self.turning,
        }
        for why, holds in reasons.items():
            if holds:
                raise ValueError(f"{place}: {name} {why} in {self.file}; it needs a joint angle that turns freely")

    def _check_range(self, place: str, theirs: Turned, angles: tuple[float, ...]) -> None:
        coordinate = self.known[theirs.name]
        if not coordinate.getClamped(self.state):
            return
        ends = (math.degrees(coordinate.getRangeMin()), math.degrees(coordinate.getRangeMax()))
        low, high = sorted(theirs.sign * (end - theirs.zero) for end in ends)
        for angle in (angles[0], angles[-1]):
            if not low - REACHED_DEG <= angle <= high + REACHED_DEG:
                raise ValueError(f"{place}: {angle:g} degrees; {self.file} allows {low:g} to {high:g}")

    def take(
        self, place: str, posture: Mapping[str, float], nudge: tuple[str, float] = ("", 0.0), start: object = None
    ) -> None:
        """Take a posture, degrees by our coordinate; every other coordinate is where it was at the start.

        `nudge` moves one coordinate of the model by some degrees more, as far as its range goes; `start`: another start.
        """
        angles = self.fixed | {self.turned[ours].name: self.turned[ours].theirs(a) for ours, a in posture.items()}
        if nudge[0]:
            now = angles.get(nudge[0], math.degrees(self.known[nudge[0]].getDefaultValue()))
            angles |= {nudge[0]: self._within(nudge[0], now + nudge[1])}
        self.state.setQ(self.start if start is None else start)
        try:
            for name, angle in angles.items():  # an end of a range is written with few digits: not beyond it by them
                self.known[name].setValue(self.state, math.radians(self._within(name, angle)), False)
            if self.bound:
                self._assemble(angles)
            self.model.realizePosition(self.state)
        except RuntimeError as error:
            raise ValueError(
                f"{place}: {self.file} cannot take the posture {_said(posture)}: {reason(error)}"
            ) from None
        for name, angle in angles.items():
            reached = math.degrees(self.known[name].getValue(self.state))
            if abs(reached - angle) > REACHED_DEG:
                raise ValueError(
                    f"{place}: {self.file} cannot take the posture {_said(posture)}: its constraints put {name} at "
                    f"{reached:g} degrees, not {angle:g}"
                )

    def _within(self, name: str, angle: float) -> float:
        coordinate = self.known[name]
        if not coordinate.getClamped(self.state):
            return angle
        return min(max(angle, math.degrees(coordinate.getRangeMin())), math.degrees(coordinate.getRangeMax()))

    def _follow(self) -> None:
        """Set what follows other coordinates by a coupler."""
        follow(self.state, self.known, self.followers)

    def _movers(self, asked: tuple[str, ...]) -> list[str]:
        """Coordinates that may move to meet constraints while these are held; looked for once."""
        if asked not in self.moving:
            here = opensim().Vector(self.state.getQ())
            free = free_names(self.state, self.known, asked, self.followers)
            self.moving[asked] = movers(self.model, self.state, self.known, free, self._follow)
            self.state.setQ(here)
        return self.moving[asked]

    def _assemble(self, asked: Mapping[str, float]) -> None:
        """Meet the constraints while the asked coordinates are held; where that cannot be, let them give way."""
        self._follow()
        if is_met(self.model, self.state):
            return
        before = opensim().Vector(self.state.getQ())
        if close(self.model, self.state, self.known, self._movers(tuple(asked)), self._follow):
            return
        self.state.setQ(before)
        held = [self.known[name] for name in asked if not self.known[name].getLocked(self.state)]
        try:
            for coordinate in held:
                coordinate.setLocked(self.state, True)
            self.model.assemble(self.state)
        except RuntimeError:
            for coordinate in held:
                coordinate.setLocked(self.state, False)
            self.model.assemble(self.state)
        finally:
            for coordinate in held:
                coordinate.setLocked(self.state, False)

    def measured_m(self, place: str, posture: Mapping[str, float], axes: Mapping[str, Turned]) -> list[list[float]]:
        """Arms [muscles, axes] in m: OpenSim's own, or the slope of the length where its own are none. The state stands there."""
        rest = {name: theirs for name, theirs in axes.items() if theirs.name not in self.sloped}
        own = dict(zip(rest, zip(*self.arms_m(rest), strict=True), strict=True))
        others = {name: theirs for name, theirs in axes.items() if name not in rest}
        own |= dict(zip(others, zip(*self.slopes_m(place, posture, others), strict=True), strict=True))
        return [list(row) for row in zip(*(own[name] for name in axes), strict=True)]

    def arms_m(self, axes: Mapping[str, Turned]) -> list[list[float]]:
        """OpenSim's moment arms [muscles, axes] in m, positive where the muscle turns the joint the way of the axis."""
        turned = [(self.known[t.name], t.sign, self._across(t.name)) for t in axes.values()]
        return [
            [sign * m.computeMomentArm(self.state, c) if name in across else 0.0 for c, sign, across in turned]
            for name, m in self.muscles.items()
        ]

    def _across(self, name: str) -> frozenset[str]:
        """Muscles that a coordinate turns at all, looked for once, in two postures that are no special ones.

        Of the others there is no arm to ask for: in a great model that is most of what OpenSim would work out.
        """
        if name not in self.spans:
            here, found = opensim().Vector(self.state.getQ()), set[str]()
            try:
                for off in (OFF, -2.0 * OFF):
                    for n, one in enumerate(self.known):
                        at = self.fixed.get(one, math.degrees(self.known[one].getDefaultValue())) + off * (n + 1)
                        self.known[one].setValue(self.state, math.radians(self._within(one, at)), False)
                    self.model.realizePosition(self.state)
                    arms = {m: self.muscles[m].computeMomentArm(self.state, self.known[name]) for m in self.muscles}
                    found |= {m for m, arm in arms.items() if not abs(arm) <= NO_ARM_M}
            except RuntimeError:
                found = set(self.muscles)
            self.spans[name] = frozenset(found)
            self.state.setQ(here)
            self.model.realizePosition(self.state)
        return self.spans[name]

    def slopes_m(self, place: str, posture: Mapping[str, float], axes: Mapping[str, Turned]) -> list[list[float]]:
        """Arms [muscles, axes] in m as the slope of the path, -dL/dq (virtual work), constraints met at every angle.

        The state stands at `posture`, before and after. Over a tenth of a degree on both sides; where the path jumps
        (over a wrapping surface, or between points that hold on one side only), over the next tenth on the smoother side.
        """
        columns, middle, here = [], self.paths_m(), opensim().Vector(self.state.getQ())
        angles = {theirs.name: self.known[theirs.name].getValue(self.state) for theirs in axes.values()}
        for theirs in axes.values():

            def at(step: float, name: str = theirs.name) -> tuple[float, list[float]]:
                try:
                    self.take(place, posture, (name, step))
                except ValueError:  # a loop that does not close from the start does so from beside it
                    self.take(place, posture, (name, step), here)
                return self.known[name].getValue(self.state), self.paths_m()

            near = [at(-STEP_DEG), (angles[theirs.name], middle), at(STEP_DEG)]
            slope, jumps = slopes(near)
            if any(jumps):
                beyond = smoother(at(-2 * STEP_DEG), near[0], near[-1], at(2 * STEP_DEG))
                slope = [far if jump else one for one, far, jump in zip(slope, beyond, jumps, strict=True)]
            columns.append([theirs.sign * one for one in slope])
        self.state.setQ(here)
        self.model.realizePosition(self.state)
        return [list(row) for row in zip(*columns, strict=True)]

    def paths_m(self) -> list[float]:
        """Lengths of muscle and tendon [muscles] in m."""
        return [muscle.getLength(self.state) for muscle in self.muscles.values()]


def _said(posture: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {angle:g}" for name, angle in posture.items())


def _part(name: str, muscle: Any) -> Part:
    return Part(
        name,
        muscle.getMaxIsometricForce(),
        muscle.getOptimalFiberLength(),
        muscle.getTendonSlackLength(),
        muscle.getPennationAngleAtOptimalFiberLength(),
    )
