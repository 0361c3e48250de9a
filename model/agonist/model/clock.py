"""One run from row to row, compiled: the only place that says what follows what."""

from __future__ import annotations

import inspect
from functools import cache
from types import FunctionType
from typing import Any, NamedTuple

from agonist.model.body.wiring import Floats, Ints
from agonist.model.compiler.jit import entry, own_entry, stage, unsigned
from agonist.model.units.body import Body

OPERATIONS = {"set": 0, "add": 1, "multiply": 2}


class Block(NamedTuple):
    """The state of `LANES` runs side by side, or of one alone: one flat array, its areas as views, and the keys of the draws."""

    state: Floats
    joints: Floats
    crossings: Floats
    muscles: Floats
    members: Floats
    axes: Floats
    tasks: Floats
    parameters: Floats
    keys: Ints  # [stride]
    words: Ints  # [muscles * stride] exploration and proposals
    fates: Ints  # [muscles * stride] injuries
    turns: Ints  # [joints * stride] episodes of pain

    @property
    def stride(self) -> int:
        """How far apart two numbers of one life stand: `LANES`, or 1 where nobody lives beside it."""
        return len(self.keys)


class Events(NamedTuple):
    """What changes at which row in which lane, in the order of rows."""

    row: Ints
    lane: Ints
    index: Ints  # type: ignore[assignment]  # of lane 0 in the state
    operation: Ints
    value: Floats


class Watch(NamedTuple):
    """What is recorded: channels, the rows at which a series is sampled, and windows to average over."""

    index: Ints  # type: ignore[assignment]  # [channels] of lane 0 in the state
    task: Ints  # [channels] bouts of this task count for the average; -1 counts every row
    sample: Ints  # [rows] index of the sample taken after the row, or -1
    open: Ints  # [rows] bit w is set where window w of some lane is open
    window: Ints  # [windows, 2, LANES] first and last second


@stage
def happen(state: Any, events: Any, first: int, row: int) -> int:
    """Apply the events of a row; returns the index of the first event that is still to come."""
    e = first
    while e < events.row.size and events.row[e] <= row:
        i = unsigned(events.index[e] + events.lane[e])
        if events.operation[e] == 0:
            state[i] = events.value[e]
        elif events.operation[e] == 1:
            state[i] = state[i] + events.value[e]
        else:
            state[i] = state[i] * events.value[e]
        e += 1
    return e


@stage
def record(state: Any, watch: Any, series: Any, totals: Any, row: int, second: int, task: int, lanes: int) -> None:
    """Copy the watched channels to the series, and add them to the windows that are open."""
    s = watch.sample[row]
    watched = watch.index.size if s >= 0 or watch.open[row] != 0 else 0
    for c in range(watched):
        i = unsigned(watch.index[c])
        if s >= 0:
            for lane in range(unsigned(lanes)):
                series[s, c, lane] = state[i + lane]
        if watch.open[row] != 0 and (watch.task[c] < 0 or watch.task[c] == task):
            for w in range(watch.window.shape[0]):
                if (watch.open[row] >> w) & 1 == 1:
                    for lane in range(unsigned(lanes)):
                        inside = watch.window[w, 0, lane] <= second < watch.window[w, 1, lane]
                        totals[w, c, 0, lane] += state[i + lane] if inside else 0.0
                        totals[w, c, 1, lane] += 1.0 if inside else 0.0


@entry
def live(
    block: Any,
    wiring: Any,
    rows: Any,
    events: Any,
    watch: Any,
    series: Any,
    totals: Any,
    learner: int,
    first: int,
    last: int,
    lanes: int,
) -> None:
    """Carry a block from row `first` to row `last`: rest, what happens, then a bout or the night."""
    body = Body.over(block, wiring, lanes)
    event = 0
    while event < events.row.size and events.row[event] < first:
        event += 1
    for row in range(first, last):
        body.rest(rows.rest_day[row], rows.busy_day[row])
        event = happen(block.state, events, event, row)
        if rows.midnight[row] == 1:
            body.sleep(int(rows.second[row]))
        body.feel()
        body.muscles.do("prepare")
        body.muscles.do("compare")
        body.joints.do("hold")
        if rows.task[row] >= 0:
            body.bout(
                rows.task[row],
                rows.reps[row],
                rows.load[row],
                rows.seconds[row],
                int(rows.second[row]),
                learner,
                rows.follows[row],
            )
        record(block.state, watch, series, totals, row, rows.second[row], rows.task[row], lanes)


@entry
def foretold(block: object, wiring: object, lanes: int) -> None:
    """What every muscle answers in health at a usual load, before anything is practised."""
    body = Body.over(block, wiring, lanes)
    body.cortices.do("foretell")


@entry
def ready(block: object, wiring: object, lanes: int) -> None:
    """Length factors and capacities of every member, before anything is practised."""
    body = Body.over(block, wiring, lanes)
    body.members.do("refresh")
    body.members.do("strengthen")


@cache
def entry_of(function: Any, body: Any) -> Any:
    """`live` or another entry for a body with parts of a user's own."""
    if body is Body:
        return function
    inside: Any = inspect.unwrap(function)
    sees = {**inside.__globals__, "Body": body}
    return own_entry(FunctionType(inside.__code__, sees, inside.__name__))
