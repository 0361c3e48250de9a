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

from agonist.experiments.causes import HELD_DAYS, INHIBITION, MOST_INHIBITED, Cause, Given
from agonist.experiments.instruments.bench import Asked, Bench, Case, at_bench
from agonist.experiments.instruments.places import (
    ALL,
    HEALTHY_DAY,
    KEPT,
    LEAST_DAY,
    MAINTAINED,
    YEAR_DAY,
    Place,
    all_places,
    ended,
    tasks_asked,
    world,
)
from agonist.experiments.instruments.shown import shown
from agonist.experiments.instruments.worlds import of_worlds
from agonist.experiments.summary import plain, table
from agonist.model import folds
from agonist.model.body.anatomy import bodies
from agonist.model.body.wiring import Bools, Floats
from agonist.model.keys import among, keyed, real, reals, whole
from agonist.model.persons import Person
from agonist.model.plan import LONGEST_DAY
from agonist.model.runs import with_learners
from agonist.model.scenario import Scenario, resolve

if TYPE_CHECKING:
    from matplotlib.figure import Figure


DURATIONS = (15.0, 20.0, 25.0, 30.0, 40.0, 60.0, 90.0, 180.0)
FINENESS, LIVES = 0.01, 8
FEW, PART_BELOW = 4, 0.8  # lives that look for a threshold, and how far below it is safe
ABOVE = (0.1, 0.25, 0.5, 0.75)  # of the way from a threshold to the highest dose, where it is tried whether all is lost
THEORY_DOSES = 24
SOURCES = (
    "Lapicque 1907 J Physiol Pathol Gen 9:620 (strength-duration curve)",
    "Gramacy 2020 Surrogates, chapter 6 (refinement where the answer changes)",
)


class Curve(NamedTuple):
    """Least lasting dose of one muscle [durations, lives], NaN where the highest dose leaves nothing.

    `task` and `body` are where it works, of a body that is asked about as a whole.
    `theory_days` is how long each of `theory_dose` must be held by the theory of the default rule, [doses]; infinite
    where health holds. Both are empty for a rival.
    """

    muscle: str
    size: float
    dose: Floats
    theory_dose: Floats
    theory_days: Floats
    task: str = ""
    body: str = ""

    def means(self) -> Floats:
        """Mean over the lives in which a dose is lasting, [durations]; NaN where none is."""
        return np.array([row[np.isfinite(row)].mean() if np.isfinite(row).any() else np.nan for row in self.dose])

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
    skipped: tuple[str, ...] = ()
    cause: Cause = INHIBITION  # what the doses are doses of
    sources: tuple[str, ...] = SOURCES

    def lines(self) -> list[str]:
        """The curves for a terminal."""
        unit = "" if self.cause.inhibits else f" ({self.cause.told})"
        head = [
            f"least lasting dose{unit}, {plain(self.task)}",
            "size",
            *(f"{d:g} d" for d in self.durations),
            "at any dose from",
            *["theory"] * self.cause.inhibits,
        ]
        rows = [
            [
                f"  {self.named(c)}",
                f"{c.size:.2f}",
                *(_said(row) for row in c.dose),
                c.shortest(self.durations),
                *[f"{c.theory_days.min():.0f} d" if len(c.theory_days) else "-"] * self.cause.inhibits,
            ]
            for c in self.curves
        ]
        cost = f"{self.lives:,} lives; a grid as fine ({self.fineness:g}) has {self.grid_lives:,}"
        told = [
            *table(head, rows, 36),
            *(["means over lives, least and largest"] if self.curves[0].dose.shape[1] > 1 else []),
        ]
        return [
            *told,
            f"{cost}: {100.0 * self.lives / self.grid_lives:.0f} %",
            f"above a threshold {100.0 * self.not_lost_above:.0f} % of the trials left no loss",
            *self._left_out(),
        ]

    def _left_out(self) -> list[str]:
        """Tasks that were not asked about, and why the first of them."""
        tasks = ", ".join(plain(said.partition(": ")[0]) for said in self.skipped)
        return [f"left out: {tasks}", f"the first: {self.skipped[0]}"] if self.skipped else []

    def named(self, curve: Curve) -> str:
        """A muscle, and where there are several tasks its task."""
        several = len({(c.body, c.task) for c in self.curves}) > 1
        return f"{plain(curve.task)}: {plain(curve.muscle)}" if several else plain(curve.muscle)

    def rows(self) -> list[dict[str, object]]:
        """One row a muscle, duration and life."""
        return [
            {
                "body": c.body,
                "task": c.task,
                "muscle": c.muscle,
                "size": c.size,
                "duration_days": float(d),
                "life": n + 1,
                "dose": float(c.dose[k, n]),
            }
            for c in self.curves
            for k, d in enumerate(self.durations)
            for n in range(c.dose.shape[1])
        ]

    def as_json(self) -> dict[str, object]:
        """All of it as one plain object."""
        return {key: value for key, value in self._asdict().items() if key != "sources"}

    def figures(self) -> Mapping[str, Figure]:
        """Doses over durations with Weiss's curves, and every trial where there is one muscle."""
        return {"": importlib.import_module("agonist.viz.figures.thresholds").thresholds_figure(self)}


def _said(doses: Floats) -> str:
    there = doses[np.isfinite(doses)]
    if not len(there):
        return "never"
    return f"{there.mean():.2f} ({there.min():.2f}-{there.max():.2f})" if len(doses) > 1 else f"{there[0]:.2f}"


def threshold(
    scenario: str | Path | Scenario, durations: Sequence[float] = DURATIONS, muscle: str | None = None,
    learner: str = MAINTAINED, seeds: int = LIVES, fineness: float = FINENESS,
    settings: Mapping[str, float] | None = None, bench: Bench | None = None,
    rules: Mapping[str, object] | None = None, person: Person | Mapping[str, float | str] | None = None,
    task: str | None = None, cause: Given = None,
) -> Thresholds:  # fmt: skip
    """The least dose that is not forgotten a year later, by duration, muscle and life.

    Args:
        scenario: a name or a file, whose daily life is lived without what it does to the body; or the name of a body, of
            which `task` or every task is practised.
        durations: days for which the dose is held.
        muscle: one muscle of the task, None for the one that is inhibited most, or ``all`` of them; of a body, all.
        learner: the default or a rival.
        seeds: lives 1, 2, ... of each muscle and duration, each with a threshold of its own.
        fineness: width of the last brackets, part of excitability, or of the range of another dose.
        settings: knobs and rows of the parameter table.
        bench: where the lives are lived; None keeps nothing.
        rules, person: parts of your own, and who lives it, as in `agonist.run`.
        task: what the body of the scenario practises every day instead, or ``all`` of its tasks.
        cause: what the dose is a dose of, as in a plan, such as ``keep effusion ml=0..60``; None is an inhibition.

    Raises:
        ValueError: unknown names, values out of range.
    """
    durations, lives = reals("durations", durations, LEAST_DAY, LONGEST_DAY), whole("seeds", seeds)
    real("fineness", fineness, 0.001, 0.2)
    durations, bench = tuple(sorted(durations)), at_bench(bench)
    whole_body = among(scenario, bodies())
    body, told, skipped = tasks_asked(scenario, ALL if whole_body and task is None else task)
    given = [with_learners(each, (learner,), rules, person)[0] for each in told]
    name = with_learners(told[0], (learner,), rules, person)[1][0]
    here = all_places(given, name, ALL if whole_body and muscle is None else muscle, settings, cause, skipped)
    rounds = math.ceil(math.log2(_wide(here) / fineness))
    bench.rounds = rounds + 2
    trial = _Trial(here, durations, lives, bench)
    high = trial.least(rounds)
    wrong = trial.above(high)
    curves = tuple(_curve(one, high[n], watch, body) for n, ((watch, _), one) in enumerate(here.items()))
    grid = int(np.prod(trial.shape)) * math.ceil(_wide(here) / fineness)
    tasks = list(dict.fromkeys(watch for watch, _ in here))
    watched = tasks[0] if len(tasks) == 1 else f"{len(tasks)} tasks of {body}"
    return Thresholds(
        told[0].name if len(told) == 1 else body, watched, name, np.array(durations), fineness, curves,
        tuple(trial.seen), trial.count, grid, wrong, tuple(skipped), next(iter(here.values())).cause,
    )  # fmt: skip


def _wide(here: Mapping[tuple[str, str], Place]) -> float:
    """The range of the dose as a part of what a fineness is a part of."""
    cause = next(iter(here.values())).cause
    return abs(cause.high - cause.low) / cause.wide


def under(
    scenario: Scenario, learner: str, muscle: str | None, settings: Mapping[str, float] | None, cause: Given, jobs: int
) -> float | None:
    """A dose of a cause below the least lasting one, four fifths of the way there; None where no dose leaves a loss."""
    held = keyed("settings", settings)
    days = held.pop("held_days", HELD_DAYS)
    own = {name: value for name, value in held.items() if name != "dose"}
    found = threshold(scenario, (days,), muscle, learner, FEW, 0.02, own, Bench(jobs), cause=cause)
    least = float(np.mean(found.curves[0].dose))
    return None if math.isnan(least) else found.cause.low + PART_BELOW * (least - found.cause.low)


class _Trial:
    """Lives at doses [muscles, durations, lives], each tried on its own seed; keeps what it has seen."""

    def __init__(
        self, here: Mapping[tuple[str, str], Place], durations: Sequence[float], lives: int, bench: Bench
    ) -> None:
        self.here, self.durations, self.bench = here, durations, bench
        self.cause = next(iter(here.values())).cause
        self.shape = len(here), len(durations), lives
        self.seen: list[tuple[str, float, float, bool]] = []
        self.count = 0

    def lost(self, doses: Floats) -> Bools:
        """Whether the muscle is lost a year after, of the same shape."""
        days = HEALTHY_DAY + max(self.durations) + YEAR_DAY
        cases: tuple[Case, ...] = tuple(
            {
                "scenario": place.scenario.name,
                "task": task,
                "muscle": m,
                "seed": s + 1,
                "days": days,
                "learner": place.learner,
                "settings": {**place.settings, "dose": float(doses[k, d, s]), "duration": span},
                "cause": place.cause,
            }
            for k, ((task, m), place) in enumerate(self.here.items())
            for d, span in enumerate(self.durations)
            for s in range(self.shape[2])
        )
        here = self.here
        live = of_worlds(
            lambda case: world(here[case["task"], case["muscle"]], case),
            lambda one, life, case: ended(here[case["task"], case["muscle"]], one, life, case),
        )
        first = next(iter(here.values())).scenario
        found = self.bench.live(Asked("threshold", cases, live, first))["state"][:, 0] < KEPT
        self.count += len(cases)
        self.seen += [
            (str(c["muscle"]), c["settings"]["duration"], c["settings"]["dose"], bool(lost))
            for c, lost in zip(cases, found, strict=True)
        ]
        return found.reshape(self.shape)

    def least(self, rounds: int) -> Floats:
        """The least dose that is lost, by so many halvings, of the same shape; NaN where the highest leaves nothing."""
        most = self.cause.high
        high = np.where(self.lost(np.full(self.shape, most)), most, np.nan)
        low = np.full(self.shape, self.cause.low)
        for _ in range(rounds):
            middle = 0.5 * (low + np.nan_to_num(high, nan=most))
            lost = self.lost(middle) & np.isfinite(high)
            high, low = np.where(lost, middle, high), np.where(lost, low, middle)
        return high

    def above(self, threshold: Floats) -> float:
        """Part of the trials above a threshold that leave no loss: one at each life, its way up in turn."""
        part = np.array(ABOVE)[np.arange(threshold.size) % len(ABOVE)].reshape(threshold.shape)
        there = np.isfinite(threshold)
        most = self.cause.high
        held = self.lost(np.where(there, threshold + part * (most - threshold), most))
        return float((~held[there]).mean()) if there.any() else 0.0


def _curve(here: Place, dose: Floats, task: str, body: str) -> Curve:
    """The curve of a muscle, and by the theory how long each dose must be held."""
    if here.learner != MAINTAINED or not here.cause.inhibits:
        return Curve(here.muscle, here.size, dose, np.empty(0), np.empty(0), task, body)
    resolved, size = resolve(here.scenario, here.settings), min(here.size, 0.99)
    reps = sum(p.reps for p in resolved.practices if p.task == resolved.watch and p.from_day <= 0.0)
    fold = folds.ends_of(folds.branch(size, resolved.parameters))
    first = 0.0 if fold is None else fold.health_ends
    doses = (
        first + (MOST_INHIBITED - first) * np.linspace(0.05, 1.0, THEORY_DOSES) ** 2.5
    )  # close where health just ends
    days = [folds.days_to_lose(size, float(d), reps, resolved.parameters) for d in doses]
    return Curve(here.muscle, here.size, dose, doses, np.array(days), task, body)
