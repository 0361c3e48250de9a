"""Which numbers matter: Morris's elementary effects of the parameter table on one measure of a scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from agonist.experiments.target_muscle import focus
from agonist.model.parameters import TABLE, nearest
from agonist.model.reading import quoted
from agonist.model.runs import Request, simulate, with_own
from agonist.model.scenario import Scenario, resolve

GROUPS = ("learning", "bout")
LEVELS = 4  # of the grid of Morris 1991 Technometrics 33:161


class Effect(NamedTuple):
    """Elementary effects of one parameter over its range: mean size, mean, spread."""

    name: str
    size: float
    mean: float
    spread: float
    low: float
    high: float
    mark: str


class Screening(NamedTuple):
    """Effects on one measure, the largest first; `empty` of the lives had no such measure and count as 0."""

    scenario: str
    measure: str
    runs: int
    empty: int
    effects: tuple[Effect, ...]


def rows_of(scenario: Scenario, groups: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Ranges of the knobs of a scenario and of the rows of some groups of the table; switches are left out."""
    known = sorted({row.group for row in TABLE.values()})
    for group in groups:
        if group not in known:
            raise ValueError(f"unknown group {quoted(group)}; {nearest(group, known)}")
    spans = {knob.name: (knob.low, knob.high) for knob in scenario.knobs}
    rows = [row for row in TABLE.values() if row.group in groups and row.unit != "switch" and row.high > row.low]
    return spans | {row.name: (row.low, row.high) for row in rows}


def screen(
    scenario: str | Path | Scenario,
    measure: str | None = None,
    groups: Sequence[str] = GROUPS,
    trajectories: int = 8,
    learner: str | Callable[..., None] = "maintained",
    seed: int = 1,
    threads: int = 1,
    rules: Mapping[str, Any] | None = None,
) -> Screening:
    """Morris's screening: every row of the groups over its whole range, in `trajectories` x (rows + 1) lives.

    `measure` is a name such as ``share.after.soleus_right``; without it, the share of the muscle that the plan inhibits
    most in the last window; `learner` and `rules` may be your own, as in `run`. Raises ValueError for unknown names.
    """
    from SALib.analyze import morris as analyse
    from SALib.sample import morris as sample

    given, mind = with_own(scenario, learner, rules)
    spans = rows_of(given, groups)
    problem = {"num_vars": len(spans), "names": list(spans), "bounds": [list(span) for span in spans.values()]}
    points = sample.sample(problem, trajectories, num_levels=LEVELS, seed=seed)
    asked = [
        Request.of(given, dict(zip(spans, map(float, point), strict=True)), seed=seed, learner=mind) for point in points
    ]
    found = [outcome.measures for outcome in simulate(asked, threads)]
    name = measure or f"share.{list(resolve(given).windows)[-1]}.{focus(resolve(given))}"
    if name not in found[0]:
        raise ValueError(f"unknown measure {quoted(name)}; {nearest(name, list(found[0]))}")
    values = np.array([measures[name] for measures in found])
    empty = ~np.isfinite(values)  # a life in which nothing was carried has no share
    effects = analyse.analyze(problem, points, np.where(empty, 0.0, values), num_levels=LEVELS, seed=seed)
    rows = zip(spans, effects["mu_star"], effects["mu"], effects["sigma"], strict=True)
    held = [
        Effect(n, float(size), float(mean), float(spread), *spans[n], TABLE[n].mark if n in TABLE else "knob")
        for n, size, mean, spread in rows
    ]
    return Screening(given.name, name, len(asked), int(empty.sum()), tuple(sorted(held, key=lambda e: -e.size)))
