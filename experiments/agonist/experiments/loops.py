"""The loop that defines a habit here: inhibition slowly raised and lowered again, and what is left of the share.

The inhibition of one muscle climbs a staircase and comes back down, a dwell on each step. If sharing followed the
present inhibition alone, both branches would be one line. The area between them, at long dwell, is memory. What error
correction and its kin leave behind is memory too, so the area counts above that of the rivals. All learners begin with
one and the same healthy pattern. A learner may drift without any inhibition; so each life has a twin with the same luck
and no inhibition, whose area is taken off and with which the end is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from agonist.experiments.batch_lives import prepared
from agonist.experiments.causes import (
    INHIBITION,
    Cause,
    Given,
    aimed,
    cause_of,
    check_daily,
    everyday,
    tasks_named,
    with_words,
)
from agonist.experiments.instruments.bench import Asked, Bench, Case, Measured
from agonist.experiments.instruments.worlds import of_worlds
from agonist.experiments.target_muscle import focus
from agonist.model.body.wiring import Floats
from agonist.model.engine import Lived
from agonist.model.keys import keyed
from agonist.model.measures import loop_area, shares
from agonist.model.plan import SECONDS_PER_DAY
from agonist.model.runs import Prepared, Request, with_learners
from agonist.model.scenario import Resolved, Scenario, resolve

SETTLE_DAY = 30.0  # healthy practice before the first step
START = "start"  # window of the first bout, before anybody has learnt or lost anything
HIGHEST = 0.8  # of excitability: most movements still succeed
DEFAULT = "maintained"
NONE = np.empty(0)


class Branches(NamedTuple):
    """One learner's loop: shares going up and coming back [seeds, levels], and areas [seeds].

    `area` is the share x dose between the branches, less that of the twin without inhibition (`drift`); `start` is the
    share in the first bout, `missing` the part of it that the last step, at dose 0, lacks beside the twin.
    """

    up: Floats
    down: Floats
    area: Floats
    drift: Floats
    start: Floats = NONE
    missing: Floats = NONE


class Loop(NamedTuple):
    """Loops of several learners over the same doses [levels]; `dwell_day` on each step, after `settle_day`."""

    scenario: str
    muscle: str
    dose: Floats
    dwell_day: float
    branches: dict[str, Branches]
    cause: Cause = INHIBITION  # what the doses are doses of

    def excess(self) -> float | None:
        """Area of the default learner above the largest one of the others; None if either is missing.

        Of a rival counts what is above nothing by two standard errors: one that only wanders has no memory.
        """
        own = self.branches.get(DEFAULT)
        left = [_sure(branches.area) for name, branches in self.branches.items() if name != DEFAULT]
        return float(own.area.mean()) - max(left) if own is not None and left else None


def _sure(area: Floats) -> float:
    error = float(area.std(ddof=1)) / np.sqrt(len(area)) if len(area) > 1 else 0.0
    return max(0.0, float(area.mean()) - 2.0 * error)


def loop(
    scenario: str | Path | Scenario,
    learners: Sequence[str | Callable[..., None]] = (DEFAULT,),
    muscle: str | None = None,
    levels: int = 9,
    dwell_days: float = 120.0,
    highest: float = HIGHEST,
    seeds: int = 4,
    settings: Mapping[str, float] | None = None,
    threads: int = 1,
    progress: bool = False,
    rules: Mapping[str, object] | None = None,
) -> Loop:
    """Raise and lower the inhibition of one muscle in the daily life of a scenario.

    What the scenario does to the body is left out; what is practised from the first day stays. `levels` doses from 0
    to `highest`, `dwell_days` at each; `seeds` lives 1, 2, ... of every learner; `rules` may be your own, as in `run`,
    and so may a learner that stands alone. Raises ValueError for unknown names and values out of range.
    """
    given, names = with_learners(scenario, learners, rules)
    bench = Bench(threads, progress=progress)
    return loops_of(given, names, muscle, levels, (dwell_days,), highest, seeds, settings, bench)[0]


def loops_of(
    scenario: Scenario,
    learners: Sequence[str],
    muscle: str | None,
    levels: int,
    dwells: Sequence[float],
    highest: float,
    seeds: int,
    settings: Mapping[str, float] | None,
    bench: Bench,
    cause: Given = None,
) -> list[Loop]:
    """The same loop with several dwells on a step. Raises ValueError as `loop` does."""
    target, said, held = focus(resolve(scenario, settings), muscle), cause_of(cause), keyed("settings", settings)
    daily = everyday(scenario, held, tasks_named(said))
    check_daily(daily, held)
    resolved = resolve(daily, settings)
    climbed = aimed(said, resolved, target)
    dose = np.linspace(climbed.low, highest, levels)
    staircase(resolved, climbed, dose, dwells[0])  # refuses a scenario without daily life before anything is lived
    cases = tuple(
        {
            "learner": name,
            "muscle": target,
            "dwell_days": float(days),
            "dose": (climbed.low + (dose - climbed.low) * real).tolist(),
            "settings": held,
            "cause": climbed,
        }
        for days in dwells
        for name in learners
        for real in (1.0, 0.0)
    )

    def build(case: Case) -> Prepared:
        world = staircase(resolved, climbed, np.array(case["dose"]), case["dwell_days"])
        return from_first_bout(prepared(Request(resolved.scenario, learner=case["learner"]), world))

    def read(one: Prepared, life: Lived, _: Case) -> dict[str, float]:
        share = shares(one.view, life.means)[:, one.view.muscles.index(target)]
        return dict(zip(one.run.windows, map(float, share), strict=True))

    asked = Asked("loop", cases, of_worlds(build, read), scenario, tuple(range(1, seeds + 1)), {"*": "of task torque"})
    found, each = bench.live(asked), 2 * len(learners)
    return [
        Loop(scenario.name, target, dose, float(days), _learners(found, learners, dose, n * each), climbed)
        for n, days in enumerate(dwells)
    ]


def _learners(found: Measured, learners: Sequence[str], dose: Floats, first: int) -> dict[str, Branches]:
    """The loops of the learners whose cases, each followed by its twin, begin at `first`."""
    steps = np.stack([found[step_name(k)] for k in range(2 * len(dose) - 1)], axis=-1)  # [cases, seeds, steps]
    start = found[START]
    return {
        name: branches_of(dose, steps[first + 2 * n], steps[first + 2 * n + 1], start[first + 2 * n])
        for n, name in enumerate(learners)
    }


def branches_of(dose: Floats, real: Floats, twin: Floats, start: Floats) -> Branches:
    """One learner's loop from the shares of its lives and their twins on every step, [seeds, steps]."""
    levels = len(dose)
    (up, down), (quiet_up, quiet_down) = ((s[:, :levels], s[:, : levels - 2 : -1]) for s in (real, twin))
    drift, whole = (
        np.array([-loop_area(dose, a, b) for a, b in zip(*both, strict=True)])
        for both in ((quiet_up, quiet_down), (up, down))
    )
    return Branches(up, down, whole - drift, drift, start, (twin[:, -1] - real[:, -1]) / start.mean())


def from_first_bout(one: Prepared) -> Prepared:
    """The same life with a window that holds the first bout of the watched task alone."""
    rows, tasks = one.run.rows, one.run.structure.names.tasks
    first = int(rows.second[np.flatnonzero(rows.task == tasks.index(one.run.watch))[0]])
    window = first / SECONDS_PER_DAY, (first + 1) / SECONDS_PER_DAY
    return one._replace(run=one.run._replace(windows={START: window} | one.run.windows))


def step_name(step: int) -> str:
    """Name of the window of a step of the staircase."""
    return f"step_{step:02d}"


def staircase(resolved: Resolved, cause: Cause, dose: Floats, dwell_day: float) -> Resolved:
    """A daily life (`causes.everyday`) with a staircase of a cause that is `aimed`.

    Its windows are the second half of every dwell.
    """
    steps = np.concatenate([dose, dose[-2::-1]])
    if not resolved.practices:
        raise ValueError(f"{resolved.scenario.name}: nothing is practised from the first day, so there is no loop")
    windows = {
        step_name(n): (SETTLE_DAY + (n + 0.5) * dwell_day, SETTLE_DAY + (n + 1.0) * dwell_day)
        for n in range(len(steps))
    }
    climb = [cause.entry(float(level), SETTLE_DAY + n * dwell_day, dwell_day) for n, level in enumerate(steps)]
    last = SETTLE_DAY + len(steps) * dwell_day
    world = with_words(resolved, climb)
    impulses = tuple(i for i in world.impulses if i.day < last)
    return world._replace(impulses=impulses, windows=windows, days=last)
