"""One run from row to row, compiled: the only place that says what follows what."""

from __future__ import annotations

from typing import Any, NamedTuple

from agonist.model.body.wiring import Floats, Ints
from agonist.model.bout.heal import excite, feel, mend, prepare
from agonist.model.bout.learning import learn
from agonist.model.bout.load import load
from agonist.model.bout.recruit import explore, recruit, strengthen
from agonist.model.bout.remodel import remodel
from agonist.model.compiler.jit import entry, stage, unsigned
from agonist.model.layout import M as M_
from agonist.model.layout import Q as Q_
from agonist.model.layout import T as T_
from agonist.model.layout import at
from agonist.model.rules import muscle, recruitment, sums, tissue

NIGHT_DAY = 1.0  # slow tissue advances at every midnight
OPERATIONS = {"set": 0, "add": 1, "multiply": 2}


class Block(NamedTuple):
    """The state of `LANES` runs side by side: one flat array, its areas as views, and the keys of the draws."""

    state: Floats
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


@stage
def refresh(Q: Any, M: Any, wiring: Any, lanes: int) -> None:
    """The length factors of every member follow the present number of sarcomeres and the tendon."""
    for u in range(wiring.member_muscle.size):
        i = wiring.member_muscle[u]
        active, passive, length = (
            at(u, Q_.size, Q_.curve_active),
            at(u, Q_.size, Q_.curve_passive),
            at(u, Q_.size, Q_.length),
        )
        sarcomeres, tendon = at(i, M_.size, M_.sarcomeres), at(i, M_.size, M_.tendon)
        tight = at(u, Q_.size, Q_.tight_sensed)
        for lane in range(unsigned(lanes)):
            Q[active + lane] = muscle.active_length(
                tissue.working_length(Q[length + lane], M[tendon + lane], M[sarcomeres + lane])
            )
            Q[passive + lane] = muscle.passive_length(tissue.resting_length(Q[length + lane], M[sarcomeres + lane]))
            Q[tight + lane] = 0.0
        for x in range(wiring.opposed_first[u], wiring.opposed_first[u + 1]):
            source = wiring.member_muscle[wiring.opposed_source[x]]
            weight, taut = wiring.opposed_weight[x], at(source, M_.size, M_.tightness)
            for lane in range(unsigned(lanes)):
                Q[tight + lane] = sums.weighted(Q[tight + lane], weight, M[taut + lane])


@stage
def repeat(T: Any, task: int, reps: float, lanes: int) -> None:
    """How often the movement is repeated in this bout."""
    now, factor, done = at(task, T_.size, T_.reps), at(task, T_.size, T_.reps_factor), at(task, T_.size, T_.done)
    for lane in range(unsigned(lanes)):
        T[now + lane] = recruitment.repetitions(reps, T[factor + lane])
        T[done + lane] = sums.plus(T[done + lane], T[now + lane])


@stage
def practise(block: Any, wiring: Any, rows: Any, row: int, learner: int, lanes: int) -> None:
    """Ready the motoneurons, then exercise."""
    excite(block.J, block.X, block.M, block.P, wiring, wiring.joints, lanes)
    exercise(block, wiring, rows, row, learner, lanes)


@stage
def exercise(block: Any, wiring: Any, rows: Any, row: int, learner: int, lanes: int) -> None:
    """One bout: explore, recruit until the torque is met, learn, and bear the load."""
    task, second = rows.task[row], rows.second[row]
    repeat(block.T, task, rows.reps[row], lanes)
    explore(block.Q, block.words, block.keys, wiring, task, second, lanes)
    recruit(block.M, block.P, block.Q, block.T, wiring, task, rows.load[row], lanes)
    learn(block, wiring, task, learner, lanes)
    load(block.M, block.P, block.Q, block.T, wiring, task, rows.seconds[row], lanes)


@stage
def sleep(block: Any, wiring: Any, second: int, lanes: int) -> None:
    """Midnight: slow tissue answers to the day, and the length factors follow."""
    remodel(block.M, block.P, wiring, block.keys, block.fates, second, NIGHT_DAY, lanes)
    refresh(block.Q, block.M, wiring, lanes)


@entry
def live(
    block: Any, wiring: Any, rows: Any, events: Any, watch: Any, series: Any, totals: Any, learner: int,
    first: int, last: int, lanes: int,
) -> None:  # fmt: skip
    """Carry a block from row `first` to row `last`: rest, what happens, then a bout or the night."""
    event, felt = 0, 0
    while event < events.row.size and events.row[event] < first:
        event += 1
    for row in range(first, last):
        if felt == 0:
            feel(block.J, block.X, block.M, block.P, wiring, wiring.joints, lanes)
        mend(block.J, block.X, block.M, block.P, wiring, wiring.joints, rows.rest_day[row], rows.busy_day[row], lanes)
        coming = happen(block.state, events, event, row)
        felt = 1 if coming == event and rows.midnight[row] == 0 else 0
        event = coming
        if rows.midnight[row] == 1:
            sleep(block, wiring, rows.second[row], lanes)
        if rows.task[row] >= 0:
            if felt == 0:
                feel(block.J, block.X, block.M, block.P, wiring, wiring.joints, lanes)
                felt = 1
            prepare(block.M, block.P, wiring, lanes)
            exercise(block, wiring, rows, row, learner, lanes)
        record(block.state, watch, series, totals, row, rows.second[row], rows.task[row], lanes)


@entry
def ready(block: Any, wiring: Any, lanes: int) -> None:
    """Length factors and capacities of every member, before anything is practised."""
    refresh(block.Q, block.M, wiring, lanes)
    for task in range(wiring.member_first.size - 1):
        strengthen(block.Q, block.M, wiring, task, lanes)
