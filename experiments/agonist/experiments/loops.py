"""The loop that defines a habit here: inhibition slowly raised and lowered again, and what is left of the share.

The inhibition of one muscle climbs a staircase and comes back down, a dwell on each step. If sharing followed the
present inhibition alone, both branches would be one line. The area between them, at long dwell, is memory. What error
correction and its kin leave behind is memory too, so the area counts above that of the rivals. A learner may drift
without any inhibition; so each life has a twin with the same luck and no inhibition, whose area is taken off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from agonist.experiments.batch_lives import lived, prepared, seeded
from agonist.experiments.target_muscle import focus
from agonist.model.body.wiring import Floats
from agonist.model.engine import Channel, Run
from agonist.model.measures import helpers, loop_area
from agonist.model.plan import SECONDS_PER_DAY, Impulse
from agonist.model.runs import Prepared, Request, with_learners
from agonist.model.scenario import Resolved, Scenario, resolve

SETTLE_DAY = 30.0  # healthy practice before the first step
HIGHEST = 0.8  # of excitability: most movements still succeed
DEFAULT = "maintained"


class Branches(NamedTuple):
    """One learner's loop: shares going up and coming back [seeds, levels], and areas [seeds].

    `area` is the share x dose between the branches, less that of the twin without inhibition (`drift`).
    """

    up: Floats
    down: Floats
    area: Floats
    drift: Floats


class Loop(NamedTuple):
    """Loops of several learners over the same doses [levels]; `dwell_day` on each step, after `settle_day`."""

    scenario: str
    muscle: str
    dose: Floats
    dwell_day: float
    branches: dict[str, Branches]

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
    rules: Mapping[str, Any] | None = None,
) -> Loop:
    """Raise and lower the inhibition of one muscle in the daily life of a scenario.

    What the scenario does to the body is left out; what is practised from the first day stays. `levels` doses from 0
    to `highest`, `dwell_days` at each; `seeds` lives 1, 2, ... of every learner; `rules` may be your own, as in `run`,
    and so may a learner that stands alone. Raises ValueError for unknown names and values out of range.
    """
    given, names = with_learners(scenario, learners, rules)
    resolved = resolve(given, settings)
    target, dose = focus(resolved, muscle), np.linspace(0.0, highest, levels)
    worlds = [staircase(resolved, target, steps, dwell_days) for steps in (dose, 0.0 * dose)]
    lives = [
        life
        for name in names
        for world in worlds
        for life in seeded(prepared(Request(resolved.scenario, learner=name), world), range(1, seeds + 1))
    ]
    found = dict(_curves(lives, target, levels, dwell_days, threads, progress))
    curves = np.array([found[n] for n in range(len(lives))]).reshape(len(names), 2, seeds, 2, levels)
    branches = {name: _branches(dose, *both) for name, both in zip(names, curves, strict=True)}
    return Loop(resolved.scenario.name, target, dose, dwell_days, branches)


def _branches(dose: Floats, real: Floats, twin: Floats) -> Branches:
    areas, drift = (np.array([-loop_area(dose, up, down) for up, down in lives]) for lives in (real, twin))
    return Branches(real[:, 0], real[:, 1], areas - drift, drift)


def staircase(resolved: Resolved, muscle: str, dose: Floats, dwell_day: float) -> Resolved:
    """The daily life of a scenario with a staircase of inhibition instead of what the scenario does to the body."""
    steps = np.concatenate([dose, dose[-2::-1]])
    climb = [
        Impulse(SETTLE_DAY + n * dwell_day, "muscles", muscle, "inhibition", "set", float(level))
        for n, level in enumerate(steps)
    ]
    held = [i for i in resolved.impulses if i.day <= 0.0 and (i.unit, i.variable) != (muscle, "inhibition")]
    daily = tuple(p for p in resolved.practices if p.from_day <= 0.0)
    if not daily:
        raise ValueError(f"{resolved.scenario.name}: nothing is practised from the first day, so there is no loop")
    return resolved._replace(
        impulses=(*held, *climb), practices=daily, windows={}, days=SETTLE_DAY + len(steps) * dwell_day
    )


def _curves(
    lives: Sequence[Prepared], muscle: str, levels: int, dwell_day: float, threads: int, progress: bool
) -> list[tuple[int, Floats]]:
    """Mean share over the second half of every dwell, up and down: (index of the life, [2, levels])."""
    task, structure = lives[0].run.watch, lives[0].run.structure
    muscles = helpers(structure, task)
    channels = tuple(Channel("members", (task, m), "torque_nm") for m in muscles)

    def torque(_: Run) -> tuple[Channel, ...]:
        return channels

    day = lives[0].run.rows.second / SECONDS_PER_DAY
    bouts = lives[0].run.rows.task == structure.names.tasks.index(task)
    step = (day - SETTLE_DAY) / dwell_day
    found = []
    for n, life in lived(lives, torque, 1, threads, "loop", progress):
        share = life.samples[:, muscles.index(muscle)] / life.samples.sum(axis=1)
        seen = [share[bouts & (step >= k + 0.5) & (step < k + 1.0)].mean() for k in range(2 * levels - 1)]
        found.append((n, np.array([seen[:levels], seen[: levels - 2 : -1]])))
    return found
