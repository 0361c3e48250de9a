"""How much for how long: the least dose that leaves a lasting loss, for each duration, by bisection of every life.

Every muscle, duration and life has a bracket of its own, and each round halves all of them side by side: the strength-
duration curve costs some rounds instead of a grid. What is assumed, that more is never less harmful, is tried besides.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agonist.experiments.instruments.bench import Asked, Bench, Case, at_bench
from agonist.experiments.instruments.places import (
    HEALTHY_DAY,
    KEPT,
    LEAST_DAY,
    MAINTAINED,
    YEAR_DAY,
    Place,
    daily,
    ended,
    place,
    world,
)
from agonist.experiments.instruments.shown import shown
from agonist.experiments.instruments.worlds import of_worlds
from agonist.experiments.summary import plain, table
from agonist.experiments.target_muscle import capacity_shares
from agonist.model import folds
from agonist.model.body.wiring import Bools, Floats
from agonist.model.keys import among, real, reals, text, whole
from agonist.model.persons import Person
from agonist.model.plan import LONGEST_DAY
from agonist.model.runs import with_learners
from agonist.model.scenario import Scenario, load, resolve

if TYPE_CHECKING:
    from matplotlib.figure import Figure


DURATIONS = (15.0, 20.0, 25.0, 30.0, 40.0, 60.0, 90.0, 180.0)
HIGHEST, FINENESS, LIVES = 0.95, 0.01, 8
ABOVE = (0.1, 0.25, 0.5, 0.75)  # of the way from a threshold to the highest dose, where it is tried whether all is lost
ALL = "all"
THEORY_DOSES = 24
SOURCES = (
    "Lapicque 1907 J Physiol Pathol Gen 9:620 (strength-duration curve)",
    "Gramacy 2020 Surrogates, chapter 6 (refinement where the answer changes)",
)


class Curve(NamedTuple):
    """Least lasting dose of one muscle [durations, lives], NaN where the highest dose leaves nothing.

    `theory_days` is how long each of `theory_dose` must be held by the theory of the default rule, [doses]; infinite
    where health holds. Both are empty for a rival.
    """

    muscle: str
    size: float
    dose: Floats
    theory_dose: Floats
    theory_days: Floats

    def shortest(self, durations: Floats) -> str:
        """Between which durations a loss begins to last at any dose, in words."""
        some = np.isfinite(self.dose).any(axis=1)
        if not some.any():
            return "-"
        first = int(np.argmax(some))
        return f"{durations[first - 1]:g}-{durations[first]:g} d" if first else f"< {durations[0]:g} d"


@shown
class Thresholds(NamedTuple):
    """Strength-duration curves; every trial as (muscle, duration, dose, lost), and what a grid as fine had cost."""

    scenario: str
    task: str
    learner: str
    durations: Floats
    fineness: float
    curves: tuple[Curve, ...]
    trials: tuple[tuple[str, float, float, bool], ...]
    lives: int
    grid_lives: int
    not_lost_above: float  # part of the trials above a threshold that left no loss
    sources: tuple[str, ...] = SOURCES

    def lines(self) -> list[str]:
        """The curves for a terminal."""
        head = [
            f"least lasting dose, {plain(self.task)}",
            "size",
            *(f"{d:g} d" for d in self.durations),
            "at any dose from",
            "theory",
        ]
        rows = [
            [
                f"  {plain(c.muscle)}",
                f"{c.size:.2f}",
                *(_said(row) for row in c.dose),
                c.shortest(self.durations),
                f"{c.theory_days.min():.0f} d" if len(c.theory_days) else "-",
            ]
            for c in self.curves
        ]
        cost = f"{self.lives:,} lives; a grid as fine ({self.fineness:g}) has {self.grid_lives:,}"
        told = [
            *table(head, rows, 36),
            "means over lives, least and largest",
        ]
        return [
            *told,
            f"{cost}: {100.0 * self.lives / self.grid_lives:.0f} %",
            f"above a threshold {100.0 * self.not_lost_above:.0f} % of the trials left no loss",
        ]

    def rows(self) -> list[dict[str, object]]:
        """One row a muscle, duration and life."""
        return [
            {"muscle": c.muscle, "size": c.size, "duration_days": float(d), "life": n + 1, "dose": float(c.dose[k, n])}
            for c in self.curves
            for k, d in enumerate(self.durations)
            for n in range(c.dose.shape[1])
        ]

    def as_json(self) -> dict[str, object]:
        """All of it as one plain object."""
        return {key: value for key, value in self._asdict().items() if key != "sources"}

    def figures(self) -> Mapping[str, Figure]:
        """Doses over durations with Weiss's curves, and every trial where there is one muscle."""
        return {"": importlib.import_module("agonist.viz.figures.instruments").thresholds_figure(self)}


def _said(doses: Floats) -> str:
    there = doses[np.isfinite(doses)]
    if not len(there):
        return "never"
    return f"{there.mean():.2f} ({there.min():.2f}-{there.max():.2f})"


def threshold(
    scenario: str | Path | Scenario,
    durations: Sequence[float] = DURATIONS,
    muscle: str | None = None,
    learner: str = MAINTAINED,
    seeds: int = LIVES,
    fineness: float = FINENESS,
    settings: Mapping[str, float] | None = None,
    bench: Bench | None = None,
    rules: Mapping[str, object] | None = None,
    person: Person | Mapping[str, float | str] | None = None,
    task: str | None = None,
) -> Thresholds:
    """The least dose that is not forgotten a year later, by duration, muscle and life.

    Args:
        scenario: a name or a file; its daily life is lived, what it does to the body is left out.
        durations: days for which the dose is held.
        muscle: one muscle of the watched task, None for the one that is inhibited most, or ``all`` of them.
        learner: the default or a rival.
        seeds: lives 1, 2, ... of each muscle and duration, each with a threshold of its own.
        fineness: width of the last brackets, part of excitability.
        settings: knobs and rows of the parameter table.
        bench: where the lives are lived; None keeps nothing.
        rules: parts of your own, as in `agonist.run`.
        person: who lives it, as in `agonist.run`; None is the scenario's.
        task: what the body of the scenario practises every day instead.

    Raises:
        ValueError: unknown names, values out of range.
    """
    durations, lives = reals("durations", durations, LEAST_DAY, LONGEST_DAY), whole("seeds", seeds)
    real("fineness", fineness, 0.001, 0.2)
    told = scenario if task is None else daily(load(scenario), text("task", task))
    given, (name,) = with_learners(told, (learner,), rules, person)
    durations, bench = tuple(sorted(durations)), at_bench(bench)
    asked = list(capacity_shares(resolve(given, settings))) if among(muscle, (ALL,)) else [muscle]
    here = {one.muscle: one for one in (place(given, name, m, settings) for m in asked)}
    rounds = math.ceil(math.log2(HIGHEST / fineness))
    bench.rounds = rounds + 2
    trial = _Trial(given, here, durations, lives, bench)
    high = trial.least(rounds)
    wrong = trial.above(high)
    curves = tuple(_curve(one, high[n]) for n, one in enumerate(here.values()))
    grid = int(np.prod(trial.shape)) * math.ceil(HIGHEST / fineness)
    watch = resolve(given, settings).watch
    return Thresholds(
        given.name, watch, name, np.array(durations), fineness, curves, tuple(trial.seen), trial.count, grid, wrong
    )


class _Trial:
    """Lives at doses [muscles, durations, lives], each tried on its own seed; keeps what it has seen."""

    def __init__(
        self, scenario: Scenario, here: Mapping[str, Place], durations: Sequence[float], lives: int, bench: Bench
    ) -> None:
        self.scenario, self.here, self.durations, self.bench = scenario, here, durations, bench
        self.shape = len(here), len(durations), lives
        self.seen: list[tuple[str, float, float, bool]] = []
        self.count = 0

    def lost(self, doses: Floats) -> Bools:
        """Whether the muscle is lost a year after, of the same shape."""
        days = HEALTHY_DAY + max(self.durations) + YEAR_DAY
        cases: tuple[Case, ...] = tuple(
            {
                "muscle": m,
                "seed": s + 1,
                "days": days,
                "learner": place.learner,
                "settings": {**place.settings, "dose": float(doses[k, d, s]), "duration": span},
            }
            for k, (m, place) in enumerate(self.here.items())
            for d, span in enumerate(self.durations)
            for s in range(self.shape[2])
        )
        here = self.here
        live = of_worlds(
            lambda case: world(here[case["muscle"]], case),
            lambda one, life, case: ended(here[case["muscle"]], one, life, case),
        )
        found = self.bench.live(Asked("threshold", cases, live, self.scenario))["state"][:, 0] < KEPT
        self.count += len(cases)
        self.seen += [
            (str(c["muscle"]), c["settings"]["duration"], c["settings"]["dose"], bool(lost))
            for c, lost in zip(cases, found, strict=True)
        ]
        return found.reshape(self.shape)

    def least(self, rounds: int) -> Floats:
        """The least dose that is lost, by so many halvings, of the same shape; NaN where the highest leaves nothing."""
        high = np.where(self.lost(np.full(self.shape, HIGHEST)), HIGHEST, np.nan)
        low = np.zeros(self.shape)
        for _ in range(rounds):
            middle = 0.5 * (low + np.nan_to_num(high, nan=HIGHEST))
            lost = self.lost(middle) & np.isfinite(high)
            high, low = np.where(lost, middle, high), np.where(lost, low, middle)
        return high

    def above(self, threshold: Floats) -> float:
        """Part of the trials above a threshold that leave no loss: one at each life, its way up in turn."""
        part = np.array(ABOVE)[np.arange(threshold.size) % len(ABOVE)].reshape(threshold.shape)
        there = np.isfinite(threshold)
        held = self.lost(np.where(there, threshold + part * (HIGHEST - threshold), HIGHEST))
        return float((~held[there]).mean()) if there.any() else 0.0


def _curve(here: Place, dose: Floats) -> Curve:
    """The curve of a muscle, and by the theory how long each dose must be held."""
    if here.learner != MAINTAINED:
        return Curve(here.muscle, here.size, dose, np.empty(0), np.empty(0))
    resolved, size = resolve(here.scenario, here.settings), min(here.size, 0.99)
    reps = sum(p.reps for p in resolved.practices if p.task == resolved.watch and p.from_day <= 0.0)
    fold = folds.ends_of(folds.branch(size, resolved.parameters))
    first = 0.0 if fold is None else fold.health_ends
    doses = first + (HIGHEST - first) * np.linspace(0.05, 1.0, THEORY_DOSES) ** 2.5  # close where health just ends
    days = [folds.days_to_lose(size, float(d), reps, resolved.parameters) for d in doses]
    return Curve(here.muscle, here.size, dose, doses, np.array(days))
