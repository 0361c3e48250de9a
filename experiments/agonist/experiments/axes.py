"""Axes of a question: a setting of a scenario or a row of the parameter table, and the values that it takes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from agonist.experiments.options import MOST_LEVELS
from agonist.model.body.wiring import Floats
from agonist.model.parameters import TABLE, nearest
from agonist.model.reading import quoted
from agonist.model.scenario import Scenario
from agonist.model.study import check_asked


class Axis(NamedTuple):
    """A setting and its values [n]."""

    name: str
    values: Floats
    unit: str


def axis(scenario: Scenario, text: str, levels: int) -> Axis:
    """An axis from ``NAME`` or ``NAME=LOW:HIGH[:COUNT]``; without a range that of the knob or row.

    Of days without a range each is half the next (0, 6, 12, 25 ... 400): what matters happens within the first weeks.

    Raises ValueError for an unknown setting or a range that cannot be.
    """
    name, _, span = text.partition("=")
    ranged = scenario.knob(name) or TABLE.get(name)
    if ranged is None:
        knobs = [knob.name for knob in scenario.knobs]
        close = nearest(name, [*knobs, *TABLE])
        known = f"its knobs are {', '.join(knobs)}" if knobs else "it has no knobs; say a row of the parameter table"
        hint = f"{close}; {known}" if close.startswith("did") else known
        raise ValueError(f"{scenario.name}: unknown setting {quoted(name)}; {hint}")
    check_asked(scenario, {name: math.nan})
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
        raise ValueError(f"x and y are both {x}; it needs two settings")
    fixed = next((name for name in (x, y) if name in settings), None)
    if fixed is not None:
        raise ValueError(f"{fixed} is set, and an axis turns it; leave one of them out")
