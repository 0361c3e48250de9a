"""A life of the real patient for the page: a scenario with the user's changes, lived row by row in one lane."""

from __future__ import annotations

import itertools
import json
import math
import os
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from agonist.model import scenario as scenarios
from agonist.model.assessment.assess import maximal_torque, voluntary_drive
from agonist.model.assessment.registry import Conditions
from agonist.model.assessment.test_bench import Bench, Laboratory
from agonist.model.blocks import (
    Channel,
    Run,
    alone,
    block_events,
    block_watch,
    build_block,
    compile_run,
    index_of,
    lane_of,
    lane_state,
)
from agonist.model.clock import Events, Watch
from agonist.model.layout import LANES
from agonist.model.own.asked import stepper
from agonist.model.own.parts import with_rules
from agonist.model.parameters import TABLE, nearest
from agonist.model.persons import read_person
from agonist.model.plan import SECONDS_PER_DAY, seconds_of
from agonist.model.scenario import Resolved, Scenario
from agonist.model.written import as_keys
from agonist.viz.session import assessed, panels
from agonist.viz.session.history import Rows
from agonist.viz.session.moments import Moments, Utmost, channels_of
from agonist.viz.session.recipe import Recipe
from agonist.viz.session.topology import blocks_of, topology_of

if TYPE_CHECKING:
    from agonist.model.body.wiring import Bools, Floats, Ints


RULES, SCENARIOS = "AGONIST_RULES", "AGONIST_SCENARIOS"  # what whoever opened the page put beside what is shipped
SPAN_DAYS = 400  # the clock is laid out so far ahead, and what lies behind is let go
MARGIN_DAYS = 4  # of the clock that stay ahead: a panel looks so far
BEATS = 400  # rows of a lesson that are the same however fast it is lived: means are drawn through these alone
EFFORTS = 60  # moments of a lesson at which a maximal effort is read, besides the moments at which something happens


def served() -> dict[str, Path]:
    """The lessons of the page by name: those that are shipped, and the files that it was opened with."""
    given = [Path(path) for path in json.loads(os.environ.get(SCENARIOS, "[]"))]
    return {**scenarios.shipped(), **{path.stem: path for path in given}}


@cache
def uploaded(text: str) -> Scenario:
    """A scenario that a user brought, read by the closed reader. Raises ValueError."""
    return scenarios.read_text(text, "your-scenario.toml", files=False)


def scenario_of(recipe: Recipe) -> Scenario:
    """The scenario of a recipe with the user's own entries, and the rules that the page was opened with.

    Raises ValueError.
    """
    base = with_rules(_told(recipe), json.loads(os.environ.get(RULES, "{}")))
    if recipe.who:
        own = as_keys({"person": base.person}).get("person", {})
        base = replace(base, person=read_person("who", {**own, **dict(recipe.who)}))
    for k in recipe.dropped:
        if k >= len(base.plan):
            raise ValueError(f"this link leaves out entry {k} of the plan, which has {len(base.plan)}")
    kept = tuple(entry for k, entry in enumerate(base.plan) if k not in recipe.dropped)
    added = tuple((e.word, tuple(sorted({**dict(e.arguments), "day": e.day}.items()))) for e in recipe.edits)
    return replace(base, plan=kept + added)


def _told(recipe: Recipe) -> Scenario:
    """The scenario of a recipe as its file has it. Raises ValueError."""
    known = served()
    if recipe.text:
        return uploaded(recipe.text)
    if recipe.scenario in known:
        return scenarios.load(known[recipe.scenario])
    raise ValueError(f"unknown lesson {recipe.scenario!r}; {nearest(recipe.scenario, list(known))}")


def changes(recipe: Recipe) -> list[str]:
    """What of a life is not as its lesson has it: of the life in which nothing is, the lesson tells the outcome.

    Chance is no change: every pupil of a class has a seed of its own, and is told how the guess stands.
    """
    fresh, told, lived = Recipe(recipe.scenario, text=recipe.text), with_rules(_told(recipe), {}), scenario_of(recipe)
    usual = {k: row.value for k, row in TABLE.items()} | dict(told.parameters) | {k.name: k.value for k in told.knobs}
    found = {
        "another learner": recipe.learner != fresh.learner,
        "turned numbers": any(value != usual.get(name) for name, value in recipe.settings),
        "another plan": lived.plan != told.plan,
        "another person": lived.person != told.person,
        "other rules": lived.rules != told.rules,
    }
    return [kind for kind, so in found.items() if so]


def resolved_of(recipe: Recipe) -> Resolved:
    """A recipe, resolved on its body. Raises ValueError."""
    return scenarios.resolve(scenario_of(recipe), dict(recipe.settings))


def marked_out(second: Ints, count: int, horizon: float, happens: Sequence[float]) -> Bools:
    """The first bout of every cell of time and after everything that happens, [bouts]: whoever lives it finds the same.

    `count` cells in a lesson, of whole days where they are longer than a day, so that they begin in the morning; beyond
    it they grow with the life: x = day / horizon becomes 1 + ln x.
    """
    days, cell = second / SECONDS_PER_DAY, horizon / count
    cell = math.floor(cell) if cell > 1.0 else cell
    part = days / horizon
    grown = np.where(part > 1.0, horizon * (1.0 + np.log(np.maximum(part, 1.0))), days)
    place = np.floor(grown / cell) + np.searchsorted(np.array(happens), days, side="right")
    return np.asarray(np.diff(place, prepend=-1.0) != 0.0)


class PatientLife:
    """One life from a recipe. Raises ValueError where the recipe is wrong."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.resolved = resolved_of(recipe)
        self.structure = self.resolved.subject.structure
        self.title = self.resolved.scenario.title
        self.view = self.resolved.scenario.lesson.view
        self.chosen = self._read_first()
        self.windows = {name: list(span) for name, span in self.resolved.windows.items()}
        self.horizon = float(self.resolved.days)
        self.task = self.structure.names.tasks.index(self.resolved.watch)
        self.channels = channels_of(self.structure)
        self.blocks = blocks_of(self.structure)
        self.width = sum(size for _, size in self.blocks)
        self.run = self._compile(0)
        self.block = alone(self.structure, build_block([self.run]), self.run.seed)
        self.events = self._events()
        self.start = lane_state(self.block, self.structure, 0)
        self.assessed: dict[str, Any] | None = None  # the assessment at the start, once it was asked for
        self.moments = Moments(self.resolved)
        self.at = 0
        self.day = 0.0
        self._mark_out()
        nowhere = np.full(1, -1, dtype=np.int64)
        watch = block_watch([self.run._replace(windows={})], self.channels, nowhere)
        self.watch = watch._replace(index=watch.index // LANES)

    def _read_first(self) -> int | None:
        """The muscle that the lesson reads first: the page opens with it chosen."""
        muscles = self.structure.names.muscles
        owners = (reading.partition(" ")[2] for reading in self.resolved.scenario.lesson.readings)
        return next((muscles.index(owner) for owner in owners if owner in muscles), None)

    def _compile(self, from_day: int) -> Run:
        """The life from a midnight on, as far as the clock is laid out."""
        ahead = self.resolved._replace(days=float(from_day + SPAN_DAYS))
        return compile_run(ahead, self.recipe.seed, self.recipe.learner, from_day * SECONDS_PER_DAY)

    def _events(self) -> Events:
        """What happens to the life, by its place in the state of one life alone."""
        events = block_events([self.run])
        return events._replace(index=events.index // LANES)

    def _mark_out(self) -> None:
        """Which bouts of the clock are beats, and after which a maximal effort is read: by the day alone."""
        happens = sorted({day for mark in self.marks() for day in (mark["day"], mark["until"]) if day is not None})
        self.beat, self.tried = (marked_out(self.run.rows.second, n, self.horizon, happens) for n in (BEATS, EFFORTS))

    def topology(self) -> dict[str, Any]:
        """Muscles, joints, tasks, links and the blocks of a row, as the view reads them."""
        return topology_of(self.structure, self.blocks)

    def advance(self, days: float, rows: int) -> Rows:
        """Live on; about `rows` rows [n, width], the last one at the end of the span."""
        target = self.day + days
        found: list[Rows] = []
        while not found or self.day < target:
            part = min(target, self._laid_out())
            found.append(self._live_to(part, max(1, round(rows * (part - self.day) / days)) if days > 0 else 1))
        return np.concatenate(found)

    def _laid_out(self) -> float:
        """The day up to which the clock goes, less the margin; it goes on where that day has come."""
        last = int(self.run.rows.second[-1]) / SECONDS_PER_DAY - MARGIN_DAYS
        if self.day < last:
            return last
        self.run = self._compile(max(0, int(self.day) - 1))
        self.events = self._events()
        self._mark_out()
        self.at = int(np.searchsorted(self.run.rows.second, seconds_of(self.day), side="right"))
        return self._laid_out()

    def _live_to(self, day: float, rows: int) -> Rows:
        clock, first = self.run.rows, self.at
        last = max(first, int(np.searchsorted(clock.second, seconds_of(day), side="right")))
        beats, tried = (first + np.flatnonzero(due[first:last]) for due in (self.beat, self.tried))
        more = max(0, rows - len(beats)) if last > first else 0  # where beats are dense nothing need lie between them
        spread = np.linspace(first, last - 1, more).round().astype(np.int64)
        wanted = np.unique(np.concatenate([spread, beats, tried]))
        found = self._through(first, last, wanted, tried)
        self.at, self.day = last, day
        return np.concatenate([found, self._at_end(found)]).astype(np.float32)

    def _through(self, first: int, last: int, sampled: Ints, tried: Ints) -> Rows:
        """Rows of some bouts of a stretch, lived through; after some of them a maximal effort is read."""
        sample = np.full(len(self.run.rows.second), -1, dtype=np.int64)
        sample[sampled] = np.arange(len(sampled))
        series = np.full((len(sampled), len(self.channels), 1), np.nan)
        watch = self.watch._replace(sample=sample, open=np.zeros_like(sample))
        standing: list[Floats] = []
        for low, high in itertools.pairwise([first, *(1 + tried).tolist()]):
            self._carry(low, high, watch, series)
            standing.append(lane_of(self.block))
        self._carry(first if not len(tried) else int(tried[-1]) + 1, last, watch, series)
        if not len(sampled):
            return np.empty((0, self.width), np.float32)
        days = self.run.rows.second[sampled] / SECONDS_PER_DAY
        utmost = dict(zip(sample[tried].tolist(), self._utmost(standing), strict=True))
        return self.moments.rows(series[:, :, 0], days, self.beat[sampled], utmost)

    def _at_end(self, found: Rows) -> Rows:
        """A row at the end of a span, where the last bout was before it."""
        there = len(found) and float(found[-1][0]) >= float(np.float32(self.day))
        return found[:0] if there else self.row()[None, :]

    def _utmost(self, standing: Sequence[Floats]) -> list[Utmost]:
        """Maximal voluntary torque (N m) and voluntary activation of every task, at some moments, as a laboratory asks: rested.

        The patient of each moment stands in a lane of a bench.
        """
        where, names, found = Conditions(), self.structure.names.tasks, []
        for part in itertools.batched(standing, LANES):
            lanes = np.stack([*part, *[part[-1]] * (LANES - len(part))], axis=1)
            bench = Bench(self.resolved.subject, lanes.ravel(), len(part)).rested()
            for lane in range(len(part)):
                lab = Laboratory(self.resolved.subject, {}, bench, lane)
                torques = [maximal_torque(lab, task, where) for task in names]
                found.append((torques, [voluntary_drive(lab, task, where) for task in names]))
        return found

    def _carry(self, first: int, last: int, watch: Watch, series: Floats) -> None:
        """Live through some bouts; what is watched goes into the series."""
        if last > first:
            totals = np.zeros((0, len(self.channels), 2, LANES))
            stepper(self.run.own)(
                self.block,
                self.structure.wiring,
                self.run.rows,
                self.events,
                watch,
                series,
                totals,
                self.run.learner,
                first,
                last,
                1,
            )

    def row(self) -> Rows:
        """The present row [width]; its first number is the day."""
        new = self.day == 0.0
        values, utmost = self.block.state[self.watch.index], self._utmost([lane_of(self.block)] if new else [])
        present: Rows = self.moments.rows(
            values[None, :], np.array([self.day]), np.array([new]), dict(enumerate(utmost))
        )[0]
        return present

    def now(self, channels: Sequence[Channel]) -> Floats:
        """Present values of some quantities."""
        return self.block.state[[index_of(self.structure, channel) // LANES for channel in channels]]

    def marks(self) -> list[dict[str, Any]]:
        """What happens when: day, until (or None), label."""
        return panels.marks(self.resolved)

    def panel(self, name: str, muscle: int, task: int) -> dict[str, Any]:
        """Data of the view `curve`, `portrait` or `assess` at the present moment."""
        maker = {"curve": panels.curve, "portrait": panels.portrait, "assess": assessed.assessment}[name]
        return maker(self, muscle, task)


def default_settings() -> dict[str, float]:
    """Every number that a user may turn, at its default."""
    return {name: row.value for name, row in TABLE.items()}
