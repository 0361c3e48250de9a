"""What a lesson reads from a life, before, during and after: the same numbers as in the view, for the teacher's table."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from agonist.viz.session.history import Rows

if TYPE_CHECKING:
    from agonist.viz.session.protocol import Life


EDGE_DAY = 1e-3  # a row holds its day in single precision
SAID = {
    "share": "share of",
    "effort": "effort,",
    "failed": "failed repetitions,",
    "torque_max": "maximal voluntary torque,",
    "voluntary": "voluntary activation,",
    "reflex": "reflex of",
    "excitability": "excitability of",
    "size": "size of",
    "hazard": "chance of injury in a day,",
    "fibre": "fibre length of",
    "strength": "size × force of",
}
OF_TASK = ("effort", "failed", "torque_max", "voluntary")


def named(owner: str, say: Callable[[str], str] = str) -> str:
    """A muscle or task such as "gluteus_maximus_right" as a person says it: "gluteus maximus, right"."""
    name, _, side = owner.rpartition("_")
    sided = side in ("left", "right")
    return f"{say(name.replace('_', ' '))}{say(f', {side}')}" if sided else say(owner.replace("_", " "))


def said_of(reading: str, say: Callable[[str], str] = str) -> str:
    """A reading such as "share gluteus_maximus_right" as a person says it: "share of gluteus maximus, right"."""
    block, _, owner = reading.partition(" ")
    return f"{say(SAID[block])} {named(owner, say)}" if block in SAID else reading


def column_of(topology: dict[str, Any], reading: str, task: int) -> int | None:
    """Column of a row that holds a reading such as "share NAME"; None where this body has no such thing."""
    block, _, owner = reading.partition(" ")
    starts, at = {}, 0
    for name, size in topology["blocks"]:
        starts[name] = at
        at += size
    units = [x["name"] for x in topology["tasks" if block in OF_TASK else "muscles"]]
    if block not in starts or owner not in units:
        return None
    item = units.index(owner)
    if block == "share":
        slots = {m["muscle"]: m["slot"] for m in topology["tasks"][task]["members"]}
        if item not in slots:
            return None
        item = slots[item]
    return int(starts[block] + item)


def mean_over(rows: Rows, column: int, span: Sequence[float], relative: bool) -> float:
    """Mean of a column over a span of days, nan where it was not lived; `relative`: against the first known value.

    What happens at the end of the span is no part of it.
    """
    days, values = rows[:, 0], rows[:, column]
    inside = values[(days >= span[0]) & (days < span[1] - EDGE_DAY) & (days > 0.0)]
    known = inside[~np.isnan(inside)]
    if not len(known):
        before = values[(days < span[1] - EDGE_DAY) & ~np.isnan(values)]
        known = before[-1:]
    if not len(known) or days[-1] < span[1] - 0.51:
        return math.nan
    first = values[~np.isnan(values)][0] if relative else 1.0
    return float(known.mean() / first)


def readings_of(life: Life, rows: Rows, wanted: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """Every reading of a lesson by window; those that the body has."""
    topology, found = life.topology(), {}
    for reading in wanted:
        column = column_of(topology, reading, life.task)
        if column is not None:
            relative = reading.startswith("torque_max")
            found[reading] = {w: mean_over(rows, column, span, relative) for w, span in life.windows.items()}
    return found
