"""How much inhibition for how long: what is lost a year after the plan has ended, over two settings of a scenario."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agonist.experiments.axes import Axis, axis, distinct
from agonist.experiments.batch_lives import prepared
from agonist.experiments.causes import Given, caused
from agonist.experiments.instruments.bench import Asked, Bench, Case, at_bench
from agonist.experiments.instruments.shown import shown
from agonist.experiments.instruments.worlds import of_worlds
from agonist.experiments.options import MOST_LEVELS
from agonist.experiments.summary import counted, percent, plain, table
from agonist.experiments.target_muscle import focus
from agonist.model.body.wiring import Floats
from agonist.model.engine import Lived
from agonist.model.keys import keyed, text, whole
from agonist.model.persons import Person
from agonist.model.runs import Prepared, Request, readings, with_own
from agonist.model.scenario import Resolved, Scenario, resolve

if TYPE_CHECKING:
    from matplotlib.figure import Figure

YEAR_DAY, MONTH_DAY = 365.0, 30.0
HALF = 0.5  # a muscle that has lost more than this part of its share for a year counts as having given up its task
SOURCES = ("Lapicque 1907 J Physiol Pathol Gen 9:620 (strength and duration of what crosses a threshold)",)


@shown
class Map(NamedTuple):
    """`lost` [y, x, seeds]: part of its share that a muscle has not got back a year after the plan has ended."""

    scenario: str
    muscle: str
    learner: str
    x: Axis
    y: Axis
    lost: Floats
    sources: tuple[str, ...] = SOURCES

    def mean(self) -> Floats:
        """Mean part lost over seeds, [y, x]."""
        return np.asarray(self.lost.mean(axis=2))

    def given_up(self) -> Floats:
        """Fraction of seeds in which more than half of the share is lost, [y, x]."""
        return np.asarray((self.lost > HALF).mean(axis=2))

    def threshold(self) -> list[float | None]:
        """For each x the smallest y at which at least half of the seeds have lost more than half; None if none has."""
        given = self.given_up() >= HALF
        return [float(self.y.values[np.argmax(column)]) if column.any() else None for column in given.T]

    def lines(self) -> list[str]:
        """The map as a table, the largest y on top, and the threshold under each x."""
        head = [f"{self.y.name}, {self.y.unit}", *(f"{value:.2g}" for value in self.x.values)]
        mean = self.mean()
        order = range(len(self.y.values) - 1, -1, -1)
        rows = [[f"{self.y.values[n]:8.4g}", *(percent(part) for part in mean[n])] for n in order]
        limits = ["-" if limit is None else f"{limit:.3g}" for limit in self.threshold()]
        rows += [["half lost, in half of the seeds, from", *limits]]
        lost = f"part of its share that {plain(self.muscle)} has not got back a year later"
        title = f"{lost}, over {self.x.name} ({self.x.unit})"
        return [title, *table(head, rows), f"{self.learner} learner, {counted(self.lost.shape[2], 'seed')} a cell"]

    def rows(self) -> list[dict[str, object]]:
        """A row a cell: the two settings, mean part lost, fraction of seeds in which most is lost."""
        mean, given = self.mean(), self.given_up()
        return [
            {self.x.name: float(a), self.y.name: float(b), "lost": float(mean[m, n]), "given_up": float(given[m, n])}
            for m, b in enumerate(self.y.values)
            for n, a in enumerate(self.x.values)
        ]

    def as_json(self) -> dict[str, object]:
        """All of it as one plain object."""
        return {
            "scenario": self.scenario,
            "muscle": self.muscle,
            "learner": self.learner,
            "seeds": self.lost.shape[2],
            "x": self.x,
            "y": self.y,
            "lost": self.mean(),
            "given_up": self.given_up(),
            "threshold": self.threshold(),
        }

    def figures(self) -> Mapping[str, Figure]:
        """The map, with the line beyond which half is lost."""
        return {"": importlib.import_module("agonist.viz.figures.charts").map_figure(self)}


def draw_map(
    scenario: str | Path | Scenario, x: str = "dose", y: str = "held_days",
    learner: str | Callable[..., None] = "maintained", muscle: str | None = None, levels: int = 8, seeds: int = 8,
    settings: Mapping[str, float] | None = None, bench: Bench | None = None,
    rules: Mapping[str, object] | None = None, person: Person | Mapping[str, float | str] | None = None,
    cause: Given = None,
) -> Map:  # fmt: skip
    """Live a scenario over a grid of two settings and see what is lost a year after its plan has ended.

    Args:
        scenario: a name or a file.
        x: a knob of the scenario or a row of the parameter table, ``NAME`` or ``NAME=LOW:HIGH[:COUNT]``.
        y: another one.
        learner: the default, a rival, or your own, as in `agonist.run`.
        muscle: the muscle in question; None takes the one that the plan inhibits most.
        levels: values of each setting without a count.
        seeds: lives 1, 2, ... of each cell.
        settings: what holds everywhere: knobs and rows.
        bench: where the lives are lived; None keeps nothing.
        rules: parts of your own, as in `agonist.run`.
        person: who lives it, as in `agonist.run`; None is the scenario's.
        cause: instead of what the scenario does to the body, with the settings ``dose`` and ``held_days``, such as
            ``keep effusion ml=0..60``; None leaves the scenario as it is.

    Raises:
        ValueError: unknown names, values out of range, a plan that starts on the first day.
    """
    levels, seeds = whole("levels", levels, 2, MOST_LEVELS), whole("seeds", seeds)
    given, name = with_own(scenario, learner, rules, person)
    if cause is not None:
        given = caused(given, cause, muscle, keyed("settings", settings))
    across, up = axis(given, text("x", x), levels), axis(given, text("y", y), levels)
    held = keyed("settings", settings)
    distinct(across.name, up.name, held)
    target = focus(resolve(given, settings), muscle)
    cells = [held | {across.name: float(a), up.name: float(b)} for b in up.values for a in across.values]
    spans = [_span(resolve(given, cell)) for cell in cells]
    if min(first for first, _ in spans) <= 0.0:
        raise ValueError(f"{given.name}: its plan starts on the first day, so there is no share before it")
    days = max(last for _, last in spans) + YEAR_DAY + MONTH_DAY
    cases = tuple(
        {"settings": cell, "days": days, "muscle": target, "learner": name, "cause": repr(cause)} for cell in cells
    )
    live = of_worlds(lambda case: _world(given, case), _lost)
    found = at_bench(bench).live(Asked("map", cases, live, given, tuple(range(1, seeds + 1))))
    lost = found["lost"].reshape(len(up.values), len(across.values), seeds)
    return Map(given.name, target, name, across, up, lost)


def _span(resolved: Resolved) -> tuple[float, float]:
    """First and last day on which something happens."""
    days = [impulse.day for impulse in resolved.impulses] or [0.0]
    return min(days), max(days)


def _world(scenario: Scenario, case: Case) -> Prepared:
    """The life of a cell with windows around its own plan, as long as the longest, so that cells share lanes."""
    resolved = resolve(scenario, case["settings"])
    first, last = _span(resolved)
    after = last + YEAR_DAY
    windows = {"before": (max(0.0, first - MONTH_DAY / 2), first), "after": (after, after + MONTH_DAY)}
    request = replace(Request.of(scenario, case["settings"]), learner=case["learner"])
    return prepared(request, resolved._replace(windows=windows, days=case["days"]))


def _lost(one: Prepared, life: Lived, case: Case) -> dict[str, float]:
    """Part of the share before that is not there a year after."""
    read = readings(one, life)
    before, after = (read[window].share[case["muscle"]] for window in ("before", "after"))
    return {"lost": 1.0 - after / before}
