"""What a model allows of a first recipe: angles that its constraints let it take, and muscles whose paths hold there.

A draft asks here before it is written, so that it can be imported as it stands.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from agonist.experiments.importing.measure import fibre_length
from agonist.experiments.importing.osim import OsimBody
from agonist.experiments.importing.recipe import Turned
from agonist.experiments.importing.written import check_part
from agonist.model.body.plausible import ARM_M, LENGTH
from agonist.model.rules import muscle as rules

Knots = tuple[float, float, float]  # first angle, last and step, degrees
Span = tuple[slice, ...]
FINER = 3  # times that a step is halved where few of the angles asked for are allowed
OFTEN = 0.25  # a muscle whose path fails at more of the postures is left out; for one that seldom does, the range ends
FEW = 0.1  # of the muscles that turn an angle; where more have arms that none has, it is the angle that fails
TURNS_M = 1e-3  # a muscle with less of an arm does not turn an angle
SHORTEST = 0.2  # of a fibre whose tendon hangs slack, optimal lengths
SPANS_M = 1e-5  # a path that changes by less over a grid is none of it


def knots_of(span: Knots) -> NDArray[np.float64]:
    """The angles of a span."""
    low, high, step = span
    return np.array([low + k * step for k in range(round((high - low) / step) + 1)])


def missed_most(body: OsimBody, names: Collection[str]) -> str:
    """The coordinate, of these of ours, that constraints move farthest from 0 in neutral posture; none: empty."""
    try:
        body.take("trial", {})
    except ValueError:
        away = {name: abs(_now(body, body.turned[name])) for name in names}
        return max(away, key=lambda name: away[name])
    return ""


def _now(body: OsimBody, theirs: Turned) -> float:
    """How far a coordinate is from our 0, degrees."""
    return math.degrees(body.known[theirs.name].getValue(body.state)) - theirs.zero


def measurable(body: OsimBody, axes: Mapping[str, Turned]) -> list[str]:
    """Of these axes, those about which arms can be measured in neutral posture."""
    found = []
    for name, theirs in axes.items():
        try:
            body.take("trial", {})
            _arms(body, {}, {name: theirs})
        except ValueError:
            continue
        found.append(name)
    return found


def turns(body: OsimBody, spans: Mapping[str, Knots]) -> bool:
    """Whether the model takes neutral posture and a neighbour of it in every angle, at the finest step at least."""
    part = 0.5**FINER
    knots = {
        name: knots_of((part * step * (low < 0.0) * -1.0, part * step * (high > 0.0), part * step))
        for name, (low, high, step) in spans.items()
    }
    return bool(_widest(_taken(body, knots)[0], knots))


def pulls(body: OsimBody, axes: Mapping[str, Turned]) -> dict[str, dict[str, float]]:
    """Torque in N m that each muscle's greatest force has about each axis in neutral posture, where its arm is one."""
    body.take("trial", {})
    arms, paths = np.array(_arms(body, {}, axes)), body.paths_m()
    lengths = [fibre_length(path, part, SHORTEST) for path, part in zip(paths, body.parts, strict=True)]
    force = [
        part.force_max_n * rules.active_length(length) * rules.cosine_of_pennation(math.sin(part.pennation_rad), length)
        for part, length in zip(body.parts, lengths, strict=True)
    ]
    return {
        axis: {part.name: arms[k, n] * force[k] for k, part in enumerate(body.parts) if abs(arms[k, n]) >= TURNS_M}
        for n, axis in enumerate(axes)
    }


def _arms(body: OsimBody, posture: Mapping[str, float], axes: Mapping[str, Turned]) -> list[list[float]]:
    return body.measured_m("trial", posture, axes)


def allowed(
    body: OsimBody, axes: Mapping[str, Turned], spans: Mapping[str, Knots]
) -> tuple[dict[str, Knots], set[str], list[str]]:
    """The widest spans of a grid that the model can take, muscles to leave out because their paths fail there, and axes.

    Of the axes those stay that are turned, and those about which arms can be measured at its corners. Empty where it takes
    no neighbour of neutral posture.
    """
    for _ in range(FINER + 1):
        knots = {name: knots_of(span) for name, span in spans.items()}
        can, paths = _taken(body, knots)
        unfit, fails = _unfit(body, can, paths, list(knots.values()))
        can &= ~fails
        kept = _steady(body, axes, knots, _widest(can, knots))
        checked = _Checked(body, kept, knots, unfit)
        for _ in range(can.size):
            cut = _widest(can, knots)
            wrong = cut and checked.wrong(cut)
            if not wrong:
                break
            can[wrong] = False
        if cut:
            wide = {name: _span(angles[part]) for (name, angles), part in zip(knots.items(), cut, strict=True)}
            return wide, unfit, list(kept)
        spans = {name: _halved(span) for name, span in spans.items()}
    return {}, set(), []


def _steady(
    body: OsimBody, axes: Mapping[str, Turned], knots: Mapping[str, NDArray[np.float64]], block: Span
) -> dict[str, Turned]:
    """The axes that are turned, and those about which arms can be had in neutral posture and most corners of a block.

    A loop of joints can leave an angle so little room that it hardly turns, or that all others run when it does: then no
    arm about it can be had, or those of most muscles are longer than any body's. Such an axis would end every range.
    """
    corners = itertools.product(*({part.start, part.stop - 1} for part in block)) if block else ()
    postures = [{}, *({n: float(a[k]) for (n, a), k in zip(knots.items(), at, strict=True)} for at in corners)]
    lost = {
        name: sum(not _is_steady(body, posture, {name: theirs}) for posture in postures)
        for name, theirs in axes.items()
        if name not in knots
    }
    return {name: theirs for name, theirs in axes.items() if lost.get(name, 0) <= OFTEN * len(postures)}


def _is_steady(body: OsimBody, posture: Mapping[str, float], axis: Mapping[str, Turned]) -> bool:
    try:
        body.take("trial", posture)
        arms = np.array(_arms(body, posture, axis))
    except ValueError:
        return False
    turned, well = np.abs(arms) >= TURNS_M, (arms >= ARM_M[0]) & (arms <= ARM_M[1])
    return bool((turned & ~well).sum() <= FEW * turned.sum())


def _halved(span: Knots) -> Knots:
    """A finer span nearer to 0, of as many steps as before at most."""
    low, high, step = span
    return (-step if low < 0.0 else 0.0, step if high > 0.0 else 0.0, step / 2.0)


def _span(angles: NDArray[np.float64]) -> Knots:
    return float(angles[0]), float(angles[-1]), float(angles[1] - angles[0])


def _taken(body: OsimBody, knots: Mapping[str, NDArray[np.float64]]) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Which postures the model takes, and the lengths of all paths there [*knots, muscles] in m."""
    shape = tuple(len(angles) for angles in knots.values())
    can, paths = np.zeros(shape, dtype=bool), np.full((*shape, len(body.parts)), np.nan)
    for at in itertools.product(*map(range, shape)):
        try:
            body.take("trial", {n: float(a[k]) for (n, a), k in zip(knots.items(), at, strict=True)})
        except ValueError:
            continue
        can[at], paths[at] = True, body.paths_m()
    return can, paths


def _unfit(
    body: OsimBody, can: NDArray[np.bool_], paths: NDArray[np.float64], knots: Sequence[NDArray[np.float64]]
) -> tuple[set[str], NDArray[np.bool_]]:
    """Muscles to leave out, and the postures at which one of the others fails."""
    unfit, fails = set[str](), np.zeros_like(can)
    for k, part in enumerate(body.parts):
        path = paths[..., k]
        if not can.any() or not np.ptp(path[can]) > SPANS_M and np.isfinite(path[can]).all():
            continue
        along = np.maximum(path - part.tendon_slack_m, 0.0)
        length = np.hypot(along, part.l_opt_m * math.sin(part.pennation_rad)) / part.l_opt_m
        bad = can & (~np.isfinite(path) | (length > LENGTH[1]) | _jumps(path, knots))
        try:
            check_part("", part)
            fit = bool((along[can] > 0.0).any()) and bad.sum() <= OFTEN * can.sum()
        except ValueError:
            fit = False
        if fit:
            fails |= bad
        else:
            unfit.add(part.name)
    return unfit, fails


def _jumps(path: NDArray[np.float64], knots: Sequence[NDArray[np.float64]]) -> NDArray[np.bool_]:
    """Where a path changes between neighbouring knots more than any arm could make it; the knot farther from 0."""
    found = np.zeros(path.shape, dtype=bool)
    for axis, angles in enumerate(knots):
        turned = np.radians(np.diff(angles)).reshape([-1 if n == axis else 1 for n in range(path.ndim)])
        steep = np.abs(np.diff(path, axis=axis)) > ARM_M[1] * turned
        for at in np.argwhere(steep).tolist():
            at[axis] += int(angles[at[axis]] >= 0.0)
            found[tuple(at)] = True
    return found


def _widest(can: NDArray[np.bool_], knots: Mapping[str, NDArray[np.float64]]) -> Span:
    """The largest block of allowed postures around neutral, at least two knots a side; empty where there is none."""
    ways = []
    for angles in knots.values():
        zero = int(np.argmin(np.abs(angles)))
        ends = itertools.product(range(zero + 1), range(zero, len(angles)))
        ways.append([slice(low, high + 1) for low, high in ends if high > low])
    best: Span = ()
    most = 0
    for block in itertools.product(*ways):
        size = math.prod(part.stop - part.start for part in block)
        if size > most and can[block].all():
            best, most = block, size
    return best


class _Checked:
    """Arms at the postures of a grid, each measured once: at which of them some muscle has one that no body has."""

    def __init__(
        self, body: OsimBody, axes: Mapping[str, Turned], knots: Mapping[str, NDArray[np.float64]], unfit: set[str]
    ):
        self.body, self.axes, self.knots, self.unfit = body, axes, knots, unfit
        self.fine: dict[tuple[int, ...], bool] = {}

    def wrong(self, block: Span) -> tuple[int, ...]:
        """A posture of a block where arms fail, corners first; empty where they hold at all."""
        corners = itertools.product(*((part.start, part.stop - 1) for part in block))
        every = itertools.product(*(range(part.start, part.stop) for part in block))
        for at in itertools.chain(corners, every):
            if at not in self.fine:
                self.fine[at] = self._holds(at)
            if not self.fine[at]:
                return at
        return ()

    def _holds(self, at: tuple[int, ...]) -> bool:
        """Whether arms hold at a posture; a muscle whose arm fails in neutral posture is unfit instead."""
        posture = {n: float(a[k]) for (n, a), k in zip(self.knots.items(), at, strict=True)}
        try:
            self.body.take("trial", posture)
            arms = np.array(_arms(self.body, posture, self.axes))
        except ValueError:
            return False
        well = (np.isfinite(arms) & (arms >= ARM_M[0]) & (arms <= ARM_M[1])).all(axis=1)
        failing = {part.name for part, good in zip(self.body.parts, well, strict=True) if not good} - self.unfit
        if failing and not any(posture.values()):
            self.unfit |= failing
            return True
        return not failing
