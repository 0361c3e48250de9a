"""The phase diagram: how many stable states there are, and of which kind, over one or two settings; theory beside."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agonist.experiments.axes import Axis, distinct
from agonist.experiments.causes import Given
from agonist.experiments.instruments.bench import Asked, Bench, at_bench
from agonist.experiments.instruments.places import (
    HEALTHY_DAY,
    KEPT,
    MAINTAINED,
    YEAR_DAY,
    Place,
    axis_of,
    ended,
    place,
    world,
)
from agonist.experiments.instruments.shown import shown
from agonist.experiments.instruments.worlds import of_worlds
from agonist.experiments.options import MOST_LEVELS
from agonist.experiments.summary import plain, table
from agonist.model import folds
from agonist.model.body.wiring import Floats, Ints
from agonist.model.keys import text, whole
from agonist.model.persons import Person
from agonist.model.runs import with_learners
from agonist.model.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.figure import Figure


LEVELS, STARTS_2, STARTS_1 = 13, 2, 9
SETTLE_DAY = 360.0
APART = 0.2  # of the way between lost and healthy: ends further apart are two states
KINDS = ("kept", "both", "lost", "more")  # of states: the muscle keeps its part, may have either, or has lost it
COARSE, POINTS = 7, 161  # of the theory, where it is asked at every point of a plane
SOURCES = (
    "Strogatz 2015 Nonlinear Dynamics and Chaos, chapters 2 and 3 (folds, two stable states)",
    "Scheffer et al. 2009 Nature 461:53 (two states of one system, and the way between them)",
)


class Line(NamedTuple):
    """Where the theory says that a state ends: values across [n], and the dose at which health and a loss end."""

    x: Floats
    health_ends: Floats
    loss_ends: Floats


class Kinds(NamedTuple):
    """How many states the theory has over a plane without the dose, by place in `KINDS`, [COARSE, COARSE]."""

    x: Floats
    y: Floats
    kinds: Ints


Theory = folds.Branch | list[list[folds.Rest]] | Line | Kinds | None  # see `Plane`


@shown
class Plane(NamedTuple):
    """Ends [y, x, starts, seeds] from `starts` gains, as `share` over the healthy one and as `state` (1 healthy, 0 lost).

    Without `y` there is one row.
    `theory` depends on the axes: a `Line` where one is the dose, rest points at each x where there is no y, else the
    number of stable states by kind [COARSE, COARSE].
    """

    scenario: str
    muscle: str
    learner: str
    x: Axis
    y: Axis | None
    starts: Floats
    share: Floats
    state: Floats
    theory: Theory
    sources: tuple[str, ...] = SOURCES

    def kinds(self) -> Ints:
        """Which states each point has, as a place in `KINDS`, [y, x]: over all starts and lives."""
        flat = np.sort(self.state.reshape(*self.state.shape[:2], -1), axis=-1)
        states = 1 + (np.diff(flat, axis=-1) > APART).sum(axis=-1)
        kept = flat > KEPT
        kind = np.where(kept.all(axis=-1), 0, np.where(kept.any(axis=-1), 1, 2))
        return np.where(states > 2, 3, kind)

    def watershed(self) -> Floats:
        """The start gain below which the muscle stays lost, [y, x]: between the last that is lost and the first kept.

        NaN where every start ends alike.
        """
        kept = (self.state > KEPT).mean(axis=-1) >= 0.5
        found = np.full(kept.shape[:2], np.nan)
        for at in np.ndindex(*kept.shape[:2]):
            order = np.argsort(self.starts)
            held = kept[at][order]
            if held.any() and not held.all():
                first = int(np.argmax(held))
                found[at] = 0.5 * (self.starts[order][max(first - 1, 0)] + self.starts[order][first])
        return found

    def lines(self) -> list[str]:
        """The table for a terminal: a letter a point of a plane, or a row a value of one axis."""
        told = self._plane_lines() if self.y is not None else self._branch_lines()
        if isinstance(self.theory, Line):
            health, loss = self.theory.health_ends, self.theory.loss_ends
            told.append(f"theory: health ends at dose {_span(health)}, a loss at {_span(loss)}")
        return told

    def _plane_lines(self) -> list[str]:
        kinds, y = self.kinds(), self.y
        assert y is not None
        head = [f"{y.name} ({y.unit}) over {self.x.name} ({self.x.unit})", *(f"{v:.3g}" for v in self.x.values)]
        rows = [[f"  {y.values[n]:.4g}", *(KINDS[k] for k in kinds[n])] for n in range(len(y.values) - 1, -1, -1)]
        note = f"stable states of {plain(self.muscle)}: kept (its healthy part), lost, or both, by where it started"
        return [*table(head, rows, 24), note]

    def _branch_lines(self) -> list[str]:
        kinds, shed = self.kinds()[0], self.watershed()[0]
        head = [
            f"{plain(self.muscle)}, {self.x.name} ({self.x.unit})",
            "states",
            "lowest",
            "highest",
            "watershed, gain",
        ]
        rows = [
            [
                f"  {value:.3g}",
                KINDS[kinds[n]],
                f"{self.share[0, n].min():.2f}",
                f"{self.share[0, n].max():.2f}",
                "-" if np.isnan(shed[n]) else f"{shed[n]:.2f}",
            ]
            for n, value in enumerate(self.x.values)
        ]
        return [*table(head, rows, 34), "ends as share over the healthy one"]

    def rows(self) -> list[dict[str, object]]:
        """One row a point: the settings, the kind, the lowest and highest end, the watershed."""
        kinds, shed = self.kinds(), self.watershed()
        return [
            {self.x.name: float(self.x.values[n])}
            | ({self.y.name: float(self.y.values[m])} if self.y is not None else {})
            | {
                "states": KINDS[kinds[m, n]],
                "lowest": float(self.share[m, n].min()),
                "highest": float(self.share[m, n].max()),
                "watershed_gain": float(shed[m, n]),
            }
            for m in range(self.share.shape[0])
            for n in range(self.share.shape[1])
        ]

    def as_json(self) -> dict[str, object]:
        """All of it as one plain object."""
        named = {
            key: getattr(self, key) for key in ("scenario", "muscle", "learner", "x", "y", "starts", "share", "state")
        }
        kinds = [[KINDS[k] for k in row] for row in self.kinds()]
        return named | {"states": kinds, "watershed_gain": self.watershed(), "theory": self.theory}

    def figures(self) -> Mapping[str, Figure]:
        """The plane, or the branches over one setting."""
        drawn = importlib.import_module("agonist.viz.figures.instruments")
        return {"": drawn.branches_figure(self) if self.y is None else drawn.plane_figure(self)}


def _span(values: Floats) -> str:
    low, high = np.nanmin(values), np.nanmax(values)
    return f"{low:.2f}" if high - low < 0.005 else f"{low:.2f} to {high:.2f}"


def phase(
    scenario: str | Path | Scenario, x: str = "dose", y: str | None = None, learner: str = "maintained",
    muscle: str | None = None, levels: int = LEVELS, starts: int | None = None, seeds: int = 1,
    settings: Mapping[str, float] | None = None, bench: Bench | None = None,
    rules: Mapping[str, object] | None = None, person: Person | Mapping[str, float | str] | None = None,
    cause: Given = None,
) -> Plane:  # fmt: skip
    """Which stable states a muscle has over one or two settings: the same life from several starts, under a held dose.

    Args:
        scenario: a name or a file; its daily life is lived.
        x: a setting, ``NAME`` or ``NAME=LOW:HIGH[:COUNT]``: dose (held for good), size (share of capacity), duration
            (days of the dose, then a year without), link_gain, a knob such as load, a row of the parameter table.
        y: another one; None draws the branches over `x` alone, from more starts.
        learner: the default or a rival.
        muscle: the muscle in question; None takes the one that is inhibited most.
        levels: values of each setting without a count.
        starts: gains from the floor to health at which the muscle starts; None is 2 for a plane and 9 for branches.
        seeds: lives 1, 2, ... of each start.
        settings: what holds everywhere: knobs and rows, and ``dose`` where it is no axis.
        bench: where the lives are lived; None keeps nothing.
        rules, person: parts of your own, and who lives it, as in `agonist.run`.
        cause: what the dose is a dose of, as in a plan, such as ``keep effusion ml=0..60``; None is an inhibition.

    Raises:
        ValueError: unknown names, values out of range.
    """
    text("x", x), y is None or text("y", y)
    levels, seeds = whole("levels", levels, 2, MOST_LEVELS), whole("seeds", seeds)
    starts = None if starts is None else whole("starts", starts, 2, MOST_LEVELS)
    given, (name,) = with_learners(scenario, (learner,), rules, person)
    here = place(given, name, muscle, settings, cause, ("dose",))
    across, up = _axes(here, x, y, levels)
    gains = _starts(here, starts or (STARTS_1 if up is None else STARTS_2), (across, up))
    ys = [None] if up is None else list(up.values)
    spell = max((float(a.values.max()) for a in (across, up) if a is not None and a.name == "duration"), default=None)
    days = SETTLE_DAY if spell is None else HEALTHY_DAY + spell + YEAR_DAY
    points = [_settings(here, across, float(a), up, b) for b in ys for a in across.values]
    about = {"days": days, "muscle": here.muscle, "learner": name, "cause": here.cause}
    cases = tuple(about | {"settings": point, "start": float(g)} for point in points for g in gains)
    live = of_worlds(lambda case: world(here, case), lambda one, life, case: ended(here, one, life, case))
    asked = Asked("phase", cases, live, given, tuple(range(1, seeds + 1)))
    found, shape = at_bench(bench).live(asked), (len(ys), len(across.values), len(gains), seeds)
    foretold = name == MAINTAINED and spell is None and here.cause.inhibits
    theory = _theory(here, across, up, points) if foretold else None
    share, state = (found[what].reshape(shape) for what in ("share", "state"))
    return Plane(given.name, here.muscle, name, across, up, gains, share, state, theory)


def _axes(here: Place, x: str, y: str | None, levels: int) -> tuple[Axis, Axis | None]:
    """The axes across and up. Raises ValueError where both are one setting, or a setting is fixed."""
    across, *more = (axis_of(here.scenario, said, levels, here.cause) for said in (x, y) if said is not None)
    up = more[0] if more else None
    distinct(across.name, "" if up is None else up.name, here.settings)
    return across, up


def _starts(here: Place, count: int, axes: Sequence[Axis | None]) -> Floats:
    """Gains from the floor to health; with a duration there is only health to start from."""
    if any(a is not None and a.name == "duration" for a in axes):
        return np.array([1.0])
    return np.linspace(1.0, here.parameters({})["use_floor"], max(count, 2))


def _settings(here: Place, across: Axis, a: float, up: Axis | None, b: float | None) -> dict[str, float]:
    point = dict(here.settings) | {across.name: a}
    return point if up is None or b is None else point | {up.name: float(b)}


def _theory(here: Place, across: Axis, up: Axis | None, points: Sequence[Mapping[str, float]]) -> Theory:
    """What the theory of the default rule says over the same axes."""
    if up is None and across.name == "dose":
        return folds.branch(points[0].get("size", here.size), here.parameters(points[0]))
    if up is None:
        return [_rests(here, point) for point in points]
    if "dose" in (across.name, up.name):
        other = up if across.name == "dose" else across
        found = [_folds(here, dict(here.settings) | {other.name: float(v)}) for v in other.values]
        return Line(other.values, *(np.array(each) for each in zip(*found, strict=True)))
    some = [np.linspace(a.values[0], a.values[-1], COARSE) for a in (across, up)]
    kinds = [[_kind(_rests(here, _settings(here, across, a, up, b)), here) for a in some[0]] for b in some[1]]
    return Kinds(some[0], some[1], np.array(kinds))


def _folds(here: Place, point: Mapping[str, float]) -> tuple[float, float]:
    found = folds.ends_of(folds.branch(point.get("size", here.size), here.parameters(point)))
    return (float("nan"), float("nan")) if found is None else (found.health_ends, found.loss_ends)


def _rests(here: Place, point: Mapping[str, float]) -> list[folds.Rest]:
    return folds.rest_points(point.get("size", here.size), point.get("dose", 0.0), here.parameters(point), POINTS)


def _kind(rests: Sequence[folds.Rest], here: Place) -> int:
    """The kind of states as `Plane.kinds` counts them."""
    floor = here.parameters({})["use_floor"]
    kept = [(r.gain - floor) / (1.0 - floor) > KEPT for r in rests if r.stable]
    return 0 if all(kept) else 1 if any(kept) else 2
