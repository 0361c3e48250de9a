"""One run from row to row, compiled: the only place that says what follows what."""

from __future__ import annotations

from typing import Any, NamedTuple

from agonist.model import recruit
from agonist.model.jit import stage, unsigned
from agonist.model.layout import LANES
from agonist.model.wiring import Floats, Ints

AREA_CODES = {"J": 0, "X": 1, "M": 2, "Q": 3, "A": 4, "T": 5, "P": 6}
OPERATIONS = {"set": 0, "add": 1, "multiply": 2}


class Block(NamedTuple):
    """The state of `LANES` runs side by side: one flat array per area, and the keys of their draws."""

    J: Floats
    X: Floats
    M: Floats
    Q: Floats
    A: Floats
    T: Floats
    P: Floats
    keys: Ints  # [LANES]
    words: Ints  # [muscles * LANES] exploration and proposals
    fates: Ints  # [muscles * LANES] injuries


class Events(NamedTuple):
    """What changes at which row in which lane, in the order of rows."""

    row: Ints
    lane: Ints
    area: Ints
    index: Ints  # of lane 0 in the flat array of the area
    operation: Ints
    value: Floats


class Watch(NamedTuple):
    """What is recorded: channels, the rows at which a series is sampled, and windows to average over."""

    area: Ints  # [channels]
    index: Ints  # [channels] of lane 0
    task: Ints  # [channels] bouts of this task count for the average; -1 counts every row
    sample: Ints  # [rows] index of the sample taken after the row, or -1
    open: Ints  # [rows] 1 where a window of some lane is open
    window: Ints  # [windows, 2, LANES] first and last second


@stage
def array_of(block: Any, area: int) -> Any:
    """The flat array of an area by its code."""
    if area == 0:
        return block.J
    if area == 1:
        return block.X
    if area == 2:
        return block.M
    if area == 3:
        return block.Q
    if area == 4:
        return block.A
    if area == 5:
        return block.T
    return block.P


@stage
def happen(block: Any, events: Any, first: int, row: int) -> int:
    """Apply the events of a row; returns the index of the first event that is still to come."""
    e = first
    while e < events.row.size and events.row[e] <= row:
        values = array_of(block, events.area[e])
        i = events.index[e] + events.lane[e]
        if events.operation[e] == 0:
            values[i] = events.value[e]
        elif events.operation[e] == 1:
            values[i] = values[i] + events.value[e]
        else:
            values[i] = values[i] * events.value[e]
        e += 1
    return e


@stage
def record(block: Any, watch: Any, series: Any, totals: Any, row: int, second: int, task: int, lanes: int) -> None:
    """Copy the watched channels to the series, and add them to the windows that are open."""
    s = watch.sample[row]
    for c in range(watch.area.size):
        values = array_of(block, watch.area[c])
        i = unsigned(watch.index[c])
        if s >= 0:
            for lane in range(unsigned(lanes)):
                series[s, c, lane] = values[i + lane]
        if watch.open[row] == 1 and (watch.task[c] < 0 or watch.task[c] == task):
            for w in range(watch.window.shape[0]):
                for lane in range(unsigned(lanes)):
                    inside = watch.window[w, 0, lane] <= second < watch.window[w, 1, lane]
                    totals[w, c, 0, lane] += values[i + lane] if inside else 0.0
                    totals[w, c, 1, lane] += 1.0 if inside else 0.0
