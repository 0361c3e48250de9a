"""How much inhibition for how long: what is lost a year after the plan has ended, over two settings of a scenario."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from agonist.experiments.batch_lives import all_readings, prepared, seeded
from agonist.experiments.options import MOST_LEVELS
from agonist.experiments.target_muscle import focus
from agonist.model.body.wiring import Floats
from agonist.model.keys import keyed
from agonist.model.parameters import TABLE, nearest
from agonist.model.reading import quoted
from agonist.model.record import Reading
from agonist.model.runs import Prepared, Request, with_own
from agonist.model.scenario import Scenario, resolve
from agonist.model.study import check_asked

YEAR_DAY, MONTH_DAY = 365.0, 30.0
HALF = 0.5  # a muscle that has lost more than this part of its share for a year counts as having given up its task


class Axis(NamedTuple):
    """One axis of a map: the setting and its values [n]."""

    name: str
    values: Floats
    unit: str


class Map(NamedTuple):
    """`lost` [y, x, seeds]: part of its share that a muscle has not got back a year after the plan has ended."""

    scenario: str
    muscle: str
    learner: str
    x: Axis
    y: Axis
    lost: Floats

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


def axis(scenario: Scenario, text: str, levels: int) -> Axis:
    """An axis from ``NAME`` or ``NAME=LOW:HIGH[:COUNT]``; without a range that of the knob or row.

    Of days without a range each is half the next (0, 6, 12, 25 ... 400): what matters happens within the first weeks.

    Raises ValueError for an unknown setting or a range that cannot be.
    """
    name, _, span = text.partition("=")
    knob, row = scenario.knob(name), TABLE.get(name)
    if knob is None and row is None:
        knobs = [knob.name for knob in scenario.knobs]
        close = nearest(name, [*knobs, *TABLE])
        hint = close if close.startswith("did") else f"its knobs are {', '.join(knobs)}"
        raise ValueError(f"{scenario.name}: unknown setting {quoted(name)}; {hint}")
    check_asked(scenario, {name: math.nan})
    ranged: Any = knob or row
    low, high, unit = ranged.low, ranged.high, ranged.unit
    usual = halved(high, levels) if unit == "day" and low == 0.0 else np.linspace(low, high, levels)
    return Axis(name, values_of(text, levels, low, high) if span else usual, unit)


def halved(longest: float, levels: int) -> Floats:
    """Days from none to the longest, each half the next."""
    return np.concatenate([[0.0], longest / 2.0 ** np.arange(levels - 2, -1, -1)])


def values_of(text: str, levels: int, low: float, high: float) -> Floats:
    """The values of ``NAME=LOW:HIGH[:COUNT]``, at most `MOST_LEVELS` between `low` and `high`. Raises ValueError."""
    name, _, span = text.partition("=")
    try:
        first, last, *given = span.split(":")
        ends, count = (float(first), float(last)), int(*given) if given else levels
    except (ValueError, TypeError):
        raise ValueError(f"{text}: it needs the form {name}=LOW:HIGH or {name}=LOW:HIGH:COUNT") from None
    if ends[0] >= ends[1]:  # not so of NaN, which lies in no range
        raise ValueError(f"{text}: it needs the lower end first")
    if not 2 <= count <= MOST_LEVELS or not all(low <= end <= high for end in ends):
        raise ValueError(f"{text}: it needs two or more values from {low:g} to {high:g}, at most {MOST_LEVELS}")
    return np.linspace(*ends, count)


def distinct(x: str, y: str, settings: Mapping[str, float]) -> None:
    """Raise ValueError where two axes are one setting, or a setting is fixed that an axis turns."""
    if x == y:
        raise ValueError(f"x and y are both {x}; a map needs two settings")
    fixed = next((name for name in (x, y) if name in settings), None)
    if fixed is not None:
        raise ValueError(f"{fixed} is set, and an axis turns it; leave one of them out")


def draw_map(
    scenario: str | Path | Scenario,
    x: str,
    y: str,
    learner: str | Callable[..., None] = "maintained",
    muscle: str | None = None,
    levels: int = 8,
    seeds: int = 8,
    settings: Mapping[str, float] | None = None,
    threads: int = 1,
    progress: bool = False,
    rules: Mapping[str, Any] | None = None,
) -> Map:
    """Live a scenario over a grid of two settings and see what is lost a year after its plan has ended.

    `x` and `y` as for `axis`; `learner` and `rules` may be your own, as in `run`. Raises ValueError for unknown names and values out of range.
    """
    given, name = with_own(scenario, learner, rules)
    across, up = axis(given, x, levels), axis(given, y, levels)
    distinct(across.name, up.name, keyed("settings", settings))
    target = focus(resolve(given, settings), muscle)
    cells = [
        keyed("settings", settings) | {across.name: float(a), up.name: float(b)}
        for b in up.values
        for a in across.values
    ]
    lives = [life for one in _until_the_same_day(given, cells, name) for life in seeded(one, range(1, seeds + 1))]
    found = all_readings(lives, threads=threads, label="map", progress=progress)
    lost = np.array([_lost(readings, target) for readings in found])
    return Map(given.name, target, name, across, up, lost.reshape(len(up.values), len(across.values), seeds))


def _until_the_same_day(scenario: Scenario, cells: list[dict[str, float]], learner: str) -> list[Prepared]:
    """Every cell with windows around its own plan, all as long as the longest, so that they share lanes."""
    found = [resolve(scenario, cell) for cell in cells]
    spans = [
        (min((i.day for i in r.impulses), default=0.0), max((i.day for i in r.impulses), default=0.0)) for r in found
    ]
    days = max(end for _, end in spans) + YEAR_DAY + MONTH_DAY
    lives = []
    for cell, resolved, (first, last) in zip(cells, found, spans, strict=True):
        after = last + YEAR_DAY
        windows = {"before": (max(0.0, first - MONTH_DAY / 2), first), "after": (after, after + MONTH_DAY)}
        if first <= 0.0:
            raise ValueError(f"{scenario.name}: its plan starts on the first day, so there is no share before it")
        world = resolved._replace(windows=windows, days=days)
        lives.append(prepared(replace(Request.of(scenario, cell), learner=learner), world))
    return lives


def _lost(readings: Mapping[str, Reading], muscle: str) -> float:
    before, after = readings["before"].share[muscle], readings["after"].share[muscle]
    return 1.0 - after / before
