"""A life of the real patient for the page: a scenario with the user's changes, lived row by row in one lane."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from agonist.model import scenario as scenarios
from agonist.model import study
from agonist.model.assessment.assess import maximal_torque, voluntary_drive
from agonist.model.assessment.registry import Conditions
from agonist.model.assessment.test_bench import Laboratory
from agonist.model.body.wiring import Structure
from agonist.model.engine import Channel, Run, block_events, block_watch, build_block, compile_run, lane_state
from agonist.model.layout import AREAS, LANES
from agonist.model.measures import lift_onsets, threshold_of
from agonist.model.own import Part
from agonist.model.own.asked import stepper
from agonist.model.own.parts import with_rules
from agonist.model.own.variant import in_force
from agonist.model.parameters import TABLE, nearest
from agonist.model.persons import read_person
from agonist.model.plan import SECONDS_PER_DAY, seconds_of
from agonist.model.rules import injury, nerve, tissue
from agonist.model.scenario import Resolved, Scenario
from agonist.viz.session import assessed, panels
from agonist.viz.session.history import Rows
from agonist.viz.session.recipe import Recipe
from agonist.viz.session.topology import blocks_of, topology_of

MUSCLE = (
    "activation", "excitability", "fatigued", "hurt", "stiffness", "sarcomeres", "spinal", "asleep", "injuries", "damage",
    "scar",     *tissue.STRENGTH,
)  # fmt: skip
MEMBER = ("torque_nm", "command", "activation", "fast", "slow", "placed")
TASK = ("effort", "failed", "demand_nm")
JOINT = ("effusion_ml", "pain")
STRETCHED = 1.3  # healthy optimal lengths at which tightness is read
RULES, SCENARIOS = "AGONIST_RULES", "AGONIST_SCENARIOS"  # what whoever opened the page put beside what is shipped
SPAN_DAYS = 400  # the clock is laid out so far ahead, and what lies behind is let go
MARGIN_DAYS = 4  # of the clock that stay ahead: a panel looks so far
BEATS = 400  # rows of a lesson that are the same however fast it is lived: means are drawn through these alone
EFFORTS = 60  # moments of a lesson at which a maximal effort is read, besides the moments at which something happens


def served() -> dict[str, Path]:
    """The lessons of the page by name: those that are shipped, and the files that it was opened with."""
    given = [Path(path) for path in json.loads(os.environ.get(SCENARIOS, "[]"))]
    return scenarios.shipped() | {path.stem: path for path in given}


@cache
def uploaded(text: str) -> Scenario:
    """A scenario that a user brought, read by the closed reader. Raises ValueError."""
    return scenarios.read_text(text, "your-scenario.toml", files=False)


def scenario_of(recipe: Recipe) -> Scenario:
    """The scenario of a recipe with the user's own entries, and the rules that the page was opened with.

    Raises ValueError.
    """
    known = served()
    if recipe.text:
        base = uploaded(recipe.text)
    elif recipe.scenario in known:
        base = scenarios.load(known[recipe.scenario])
    else:
        raise ValueError(f"unknown lesson {recipe.scenario!r}; {nearest(recipe.scenario, list(known))}")
    base = with_rules(base, json.loads(os.environ.get(RULES, "{}")))
    if recipe.who:
        own = study.as_keys({"person": base.person}).get("person", {})
        base = replace(base, person=read_person("who", {**own, **dict(recipe.who)}))
    kept = tuple(entry for k, entry in enumerate(base.plan) if k not in recipe.dropped)
    added = tuple((e.word, tuple(sorted({**dict(e.arguments), "day": e.day}.items()))) for e in recipe.edits)
    return replace(base, plan=kept + added)


def resolved_of(recipe: Recipe) -> Resolved:
    """A recipe, resolved on its body. Raises ValueError."""
    return scenarios.resolve(scenario_of(recipe), dict(recipe.settings))


def channels_of(structure: Structure) -> tuple[Channel, ...]:
    """Everything that a row of the page is made from."""
    names = structure.names
    return tuple(
        Channel(area, unit, variable)
        for area, units, variables in (
            ("muscles", names.muscles, MUSCLE), ("members", names.members, MEMBER),
            ("tasks", names.tasks, TASK), ("joints", names.joints, JOINT),
        )
        for variable in variables
        for unit in units
    )  # fmt: skip


@lru_cache(maxsize=10_000)
def tightness(own: tuple[Part, ...], stiffness: float, sarcomeres: float) -> float:
    """How hard a stretched muscle pulls against a healthy one; tissue changes by night, and rows are many a day."""
    return in_force(own, tissue.tightness)(stiffness, sarcomeres, STRETCHED)


def marked_out(second: Any, count: int, horizon: float, happens: Sequence[float]) -> Any:
    """The first bout of every cell of time and after everything that happens, [bouts]: whoever lives it finds the same.

    `count` cells in a lesson, of whole days where they are longer than a day, so that they begin in the morning; beyond
    it they grow with the life: x = day / horizon becomes 1 + ln x.
    """
    days, cell = second / SECONDS_PER_DAY, horizon / count
    cell = math.floor(cell) if cell > 1.0 else cell
    part = days / horizon
    grown = np.where(part > 1.0, horizon * (1.0 + np.log(np.maximum(part, 1.0))), days)
    place = np.floor(grown / cell) + np.searchsorted(np.array(happens), days, side="right")
    return np.diff(place, prepend=-1.0) != 0.0


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
        self.block = build_block([self.run])
        self.events = block_events([self.run])
        self.start = lane_state(self.block, self.structure, 0)
        self.assessed: dict[str, Any] | None = None  # the assessment at the start, once it was asked for
        self.starters = self._starters()
        self.at = 0
        self.day = 0.0
        self._mark_out()
        nowhere = np.full(1, -1, dtype=np.int64)
        self.watch = block_watch([self.run._replace(windows={})], self.channels, nowhere)

    def _read_first(self) -> int | None:
        """The muscle that the lesson reads first: the page opens with it chosen."""
        muscles = self.structure.names.muscles
        owners = (reading.partition(" ")[2] for reading in self.resolved.scenario.lesson.readings)
        return next((muscles.index(owner) for owner in owners if owner in muscles), None)

    def _compile(self, from_day: int) -> Run:
        """The life from a midnight on, as far as the clock is laid out."""
        ahead = self.resolved._replace(days=float(from_day + SPAN_DAYS))
        return compile_run(ahead, self.recipe.seed, self.recipe.learner, from_day * SECONDS_PER_DAY)

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
        self.events = block_events([self.run])
        self._mark_out()
        self.at = int(np.searchsorted(self.run.rows.second, seconds_of(self.day), side="right"))
        return self._laid_out()

    def _live_to(self, day: float, rows: int) -> Rows:
        clock, first = self.run.rows, self.at
        last = max(first, int(np.searchsorted(clock.second, seconds_of(day), side="right")))
        spread = np.linspace(first, last - 1, rows if last > first else 0).round().astype(np.int64)
        beats = first + np.flatnonzero(self.beat[first:last])
        wanted = np.unique(np.concatenate([spread, beats]))
        stops = [*(1 + first + np.flatnonzero(self.tried[first:last])).tolist(), last]
        found: list[Rows] = []
        for low, high in zip([first, *stops[:-1]], stops, strict=True):
            found += self._stretch(low, high, wanted[(wanted >= low) & (wanted < high)])
        self.at, self.day = last, day
        return np.array([*found, *self._at_end(found)], np.float32)

    def _stretch(self, first: int, last: int, sampled: Any) -> list[Rows]:
        """Rows of some bouts of a stretch, lived through; the last one with a maximal effort where one is due."""
        if last <= first:
            return []
        series = self._carry(first, last, sampled)
        days = self.run.rows.second[sampled] / SECONDS_PER_DAY
        utmost = self._utmost() if self.tried[last - 1] else None
        return [
            self._row(values, day, bool(self.beat[bout]), utmost if bout == last - 1 else None)
            for values, day, bout in zip(series, days, sampled, strict=True)
        ]

    def _at_end(self, found: list[Rows]) -> list[Rows]:
        """A row at the end of a span, where the last bout was before it."""
        if found and float(found[-1][0]) >= float(np.float32(self.day)):
            return []
        return [self.row()]

    def _utmost(self) -> tuple[list[float], list[float]]:
        """Maximal voluntary torque (N m) and voluntary activation of every task, now and rested, as a laboratory asks."""
        state = lane_state(self.block, self.structure, 0)
        state["muscles"] = np.array(state["muscles"])
        state["muscles"][:, AREAS["muscles"].fatigued] = 0.0
        lab = Laboratory(self.resolved.subject, state)
        where, names = Conditions(), self.structure.names.tasks
        return [maximal_torque(lab, t, where) for t in names], [voluntary_drive(lab, t, where) for t in names]

    def _carry(self, first: int, last: int, sampled: Any) -> Any:
        sample = np.full(len(self.run.rows.second), -1, dtype=np.int64)
        sample[sampled] = np.arange(len(sampled))
        series = np.full((len(sampled), len(self.channels), LANES), np.nan)
        watch = self.watch._replace(sample=sample, open=np.zeros_like(sample))
        totals = np.zeros((0, len(self.channels), 2, LANES))
        wiring = self.structure.wiring
        stepper(self.run.own)(
            self.block, wiring, self.run.rows, self.events, watch, series, totals, self.run.learner, first, last, 1
        )
        return series[:, :, 0]

    def row(self) -> Rows:
        """The present row [width]; its first number is the day."""
        new = self.day == 0.0
        return self._row(self.block.state[self.watch.index], self.day, new, self._utmost() if new else None)

    def _row(
        self, values: Any, day: float, beat: bool = False, utmost: tuple[list[float], list[float]] | None = None
    ) -> Rows:
        """A row of the page from the values of all channels; `utmost` is what a maximal effort gave, if one was read."""
        n, m, t, j = self._sizes()
        of_muscles, of_members = len(MUSCLE) * n, len(MEMBER) * m
        muscle = dict(zip(MUSCLE, values[:of_muscles].reshape(-1, n), strict=True))
        member = dict(zip(MEMBER, values[of_muscles : of_muscles + of_members].reshape(-1, m), strict=True))
        rest = values[of_muscles + of_members :]
        task = dict(zip(TASK, rest[: len(TASK) * t].reshape(-1, t), strict=True))
        tissue_rows = zip(muscle["stiffness"].tolist(), muscle["sarcomeres"].tolist(), strict=True)
        own = self.resolved.subject.own
        strength = in_force(own, tissue.strength)
        strong = (muscle[name].tolist() for name in tissue.STRENGTH)
        unread = [math.nan] * t
        torque, voluntary = utmost or (unread, unread)
        parts = [
            [day], muscle["activation"], muscle["excitability"], muscle["fatigued"], muscle["hurt"],
            [strength(*parts) for parts in zip(*strong, strict=True)],
            [tightness(own, stiffness, sarcomeres) for stiffness, sarcomeres in tissue_rows],
            self._shares(member["torque_nm"]), member["command"], member["activation"], member["fast"], member["slow"],
            self._onsets(member["fast"] * member["placed"], muscle["excitability"], task), task["effort"], task["failed"],
            rest[len(TASK) * t : len(TASK) * t + 2 * j],
            self._reflexes(muscle["spinal"], muscle["asleep"]), muscle["sarcomeres"],
            muscle["area"], muscle["injuries"], torque, voluntary, self._hazards(muscle), [float(beat)],
        ]  # fmt: skip
        return np.concatenate([np.asarray(p, np.float32) for p in parts])

    def _reflexes(self, spinal: Any, asleep: Any) -> list[float]:
        """Reflex amplitude of every muscle, of that without inhibition."""
        reflex, gain = in_force(self.resolved.subject.own, nerve.h_reflex), self.resolved.parameters["reflex_disuse"]
        return [reflex(*both, gain) / 100.0 for both in zip(spinal.tolist(), asleep.tolist(), strict=True)]

    def _hazards(self, muscle: dict[str, Any]) -> list[float]:
        """Chance of injury of each muscle in a day, the rule of the measures on the present damage and scar."""
        own, rows = self.resolved.subject.own, self.resolved.parameters
        full = in_force(own, injury.frail)(rows["hazard_full_day"], rows["fragility"])
        rest = [rows[name] for name in ("damage_half", "hazard_steepness", "hazard_repeat")]
        hazard = in_force(own, injury.hazard)
        torn = zip(muscle["damage"].tolist(), muscle["scar"].tolist(), strict=True)
        return [hazard(damage, scar, full, *rest) for damage, scar in torn]

    def _sizes(self) -> tuple[int, int, int, int]:
        names = self.structure.names
        return len(names.muscles), len(names.members), len(names.tasks), len(names.joints)

    def _shares(self, torque: Any) -> Any:
        """Share of the torque of a task among those that pull its way; before the first bout, of its capacity."""
        start = self.structure.start["members"]
        pulls = np.where(start[:, AREAS["members"].arm_m] > 0.0, np.maximum(torque, 0.0), 0.0)
        first = self.structure.wiring.member_first
        shares = np.zeros(len(torque))
        for low, high in zip(first[:-1], first[1:], strict=True):
            whole = pulls[low:high].sum()
            shares[low:high] = (
                pulls[low:high] / whole if whole > 0.0 else start[low:high, AREAS["members"].capacity_share]
            )
        return shares

    def _onsets(self, weights: Any, excitability: Any, task: dict[str, Any]) -> Any:
        """Onset of each member, ms before the limb moves (after it: negative); none for an antagonist.

        The rule of the measures on the present state; none before the first bout of a task.
        """
        onsets = np.full(len(weights), np.nan)
        for t, (capacity, pullers) in enumerate(self.starters):
            pulls = [(float(excitability[owner]), float(weights[u]), threshold) for u, owner, threshold in pullers]
            effort, demand = float(task["effort"][t]), float(task["demand_nm"][t])
            found = lift_onsets(effort, demand, capacity, pulls, self.resolved.parameters, self.resolved.subject.own)
            onsets[[u for u, _, _ in pullers]] = found
        return onsets

    def _starters(self) -> list[tuple[float, list[tuple[int, int, float]]]]:
        """Of each task its healthy capacity, and who pulls its way: member, muscle, recruitment threshold."""
        wiring, start, names = self.structure.wiring, self.structure.start, self.structure.names
        arms, capacity = start["members"][:, AREAS["members"].arm_m], start["tasks"][:, AREAS["tasks"].capacity_nm]

        def puller(member: int) -> tuple[int, int, float]:
            owner = int(wiring.member_muscle[member])
            return member, owner, threshold_of(self.resolved, names.muscles[owner])

        spans = zip(wiring.member_first[:-1], wiring.member_first[1:], strict=True)
        return [
            (float(capacity[t]), [puller(u) for u in range(int(low), int(high)) if arms[u] > 0.0])
            for t, (low, high) in enumerate(spans)
        ]

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
