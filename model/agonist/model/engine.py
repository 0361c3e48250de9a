"""Many bodies at once: runs of one body, learner and clock in lanes, eight lanes in a block, blocks on threads.

One compiled call carries a block from row to row. A result never depends on which runs share a block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from agonist.model.body.wiring import Floats, Ints, Structure, area_starts, new_state
from agonist.model.clock import OPERATIONS, Block, Events, Watch
from agonist.model.compiler.jit import COMPILED
from agonist.model.draws import EPISODE, EXPLORATION, INJURY, key_of, words_of
from agonist.model.layout import AREAS, LANES, at
from agonist.model.own.asked import Part, stepper
from agonist.model.own.reach import taking_part
from agonist.model.parameters import nearest
from agonist.model.persons import lived_by
from agonist.model.plan import SECONDS_PER_DAY, Impulse, Rows, lay_out, rest_row, seconds_of, within_a_life
from agonist.model.remembered import by_identity
from agonist.model.scenario import Resolved
from agonist.model.start import begin
from agonist.model.units.cortex import LEARNERS

HABITS = ("fast", "slow", "trace")  # set when a life begins, so that one's own comes after
WHOLE: Any = np.int64 if COMPILED else object  # plain Python draws with whole numbers that never overflow
ROWS_PER_CALL = 4096  # a compiled call is this long at most, so that a run can be stopped


class Channel(NamedTuple):
    """One recorded quantity; its unit's name is a tuple for members, crossings and axes."""

    area: str
    unit: Any
    variable: str


class Run(NamedTuple):
    """One life, compiled: body, parameters, clock, events, windows, seed and learner."""

    structure: Structure
    parameters: dict[str, float]
    rows: Rows
    events: tuple[tuple[int, int, int, float], ...]  # row, index of lane 0, operation, value
    windows: dict[str, tuple[float, float]]
    seed: int
    learner: int
    watch: str
    overrides: tuple[tuple[Channel, float], ...] = ()
    own: tuple[Part, ...] = ()  # rules, learner and units of a user's own
    columns: tuple[tuple[str, str, Any], ...] = ()  # start values of a variable of every unit of an area: who lives it
    looks: tuple[int, ...] = ()  # seconds at which somebody looks without touching


class Lived(NamedTuple):
    """What one run leaves: samples [samples, channels], window means [windows, channels], the final state."""

    samples: Floats
    means: Floats
    final: dict[str, Floats]  # area -> [units, size]
    seen: tuple[Any, ...] = ()  # what was looked up at each of the run's `looks`


def learner_code(name: str) -> int:
    """Number of a learner. Raises ValueError with the known names."""
    if name not in LEARNERS:
        raise ValueError(f"unknown learner {name!r}; {nearest(str(name), list(LEARNERS))}")
    return LEARNERS.index(name)


def index_of(structure: Structure, channel: Channel) -> int:
    """Index of lane 0 of a channel in the flat state of a block."""
    unit = structure.names.units(channel.area).index(channel.unit)
    offsets = AREAS[channel.area]
    return area_starts(structure)[channel.area] + int(at(unit, offsets.size, getattr(offsets, channel.variable)))


def events_of(
    structure: Structure, impulses: Sequence[Impulse], clock: Rows, from_s: int, to_s: int
) -> tuple[tuple[int, int, int, float], ...]:
    """Impulses of a span as (row, index, operation, value), in the order of rows."""
    found = []
    for impulse in impulses:
        second = seconds_of(impulse.day)
        if from_s <= second <= to_s:
            row = int(np.searchsorted(clock.second, second))
            index = index_of(structure, Channel(impulse.area, impulse.unit, impulse.variable))
            found.append((row, index, OPERATIONS[impulse.op], float(impulse.value)))
    return tuple(sorted(found, key=lambda e: e[0]))


def compile_run(resolved: Resolved, seed: int = 1, learner: str = "maintained", from_s: int = 0) -> Run:
    """Compile one life of a resolved scenario, or what of it comes after a midnight (in seconds).

    Raises ValueError for an unknown learner and a life that is too long.
    """
    structure = resolved.subject.structure
    end = seconds_of(resolved.days if from_s else within_a_life(resolved.days))
    clock = lay_out(resolved.practices, structure.names.tasks, from_s, end, resolved.impulses)
    run = Run(
        structure, resolved.parameters, clock, events_of(structure, resolved.impulses, clock, from_s, end),
        resolved.windows, int(seed), learner_code(learner), resolved.watch, own=taking_part(resolved.subject.own, learner),
    )  # fmt: skip
    return lived_by(run, resolved.person.of(structure, resolved.parameters))


def levelled(resolved: Resolved) -> tuple[Resolved, tuple[tuple[Channel, float], ...]]:
    """The same life with the load of a task as its load factor: lives that differ in loads then share one clock.

    Only tasks whose practices all have one load, and whose factor nothing else changes; ``1 * load`` is ``load * 1`` to
    the last bit. Returns the resolved scenario and the load factors to start with.
    """
    touched = {i.unit for i in resolved.impulses if i.area == "tasks" and i.variable == "load_factor"}
    loads: dict[str, set[float]] = {}
    for practice in resolved.practices:
        loads.setdefault(practice.task, set()).add(practice.load)
    level = {task: found.pop() for task, found in loads.items() if len(found) == 1 and task not in touched}
    practices = tuple(replace(p, load=1.0) if p.task in level else p for p in resolved.practices)
    factors = tuple((Channel("tasks", task, "load_factor"), load) for task, load in sorted(level.items()))
    return resolved._replace(practices=practices), factors


def draw_keys(structure: Structure, seeds: Sequence[int]) -> tuple[Ints, Ints, Ints, Ints]:
    """Keys of a block's draws: one per lane, and one word per muscle or joint, lane and stream."""
    keys = np.array([key_of(s) for s in seeds], dtype=WHOLE)
    muscles = structure.names.muscles
    words, fates = (words_of(seeds, stream, muscles).ravel().astype(WHOLE) for stream in (EXPLORATION, INJURY))
    return keys, words, fates, words_of(seeds, EPISODE, structure.names.joints).ravel().astype(WHOLE)


def as_block(structure: Structure, state: Floats, seeds: Sequence[int]) -> Block:
    """A block over a flat state: its areas are views, so that a change of one is a change of the other."""
    starts = area_starts(structure)
    edges = [*starts.values(), len(state)]
    views = {area: state[edges[n] : edges[n + 1]] for n, area in enumerate(starts)}
    keys, words, fates, turns = draw_keys(structure, seeds)
    return Block(state=state, keys=keys, words=words, fates=fates, turns=turns, **views)


def build_block(runs: Sequence[Run]) -> Block:
    """The arrays of up to `LANES` runs of one group, at the start of their lives; the last run pads the rest."""
    padded = [*runs, *[runs[-1]] * (LANES - len(runs))]
    structure = runs[0].structure
    block = as_block(structure, new_state(structure, runs[0].parameters), [r.seed for r in padded])
    table = block.parameters.reshape(-1, LANES)
    for lane, run in enumerate(padded):
        table[:, lane] = [run.parameters[name] for name in AREAS["parameters"]._fields[:-1]]
        _people(block, structure, run, lane)
        _override(block, structure, run, lane, lambda channel: channel.variable not in HABITS)
    begin(block, structure, runs[0].own)
    for lane, run in enumerate(padded):
        _override(block, structure, run, lane, lambda channel: channel.variable in HABITS)
    return block


def _people(block: Block, structure: Structure, run: Run, lane: int) -> None:
    """Start values of who lives in a lane."""
    for area, variable, values in run.columns:
        units = getattr(block, area).reshape(len(structure.names.units(area)), AREAS[area].size, LANES)
        units[:, getattr(AREAS[area], variable), lane] = values


def _override(block: Block, structure: Structure, run: Run, lane: int, mine: Callable[[Channel], bool]) -> None:
    for channel, value in run.overrides:
        if mine(channel):
            block.state[index_of(structure, channel) + lane] = value


def block_events(runs: Sequence[Run]) -> Events:
    """The events of all lanes of a block, in the order of rows."""
    merged = sorted(
        ((row, lane, *rest) for lane, run in enumerate(runs) for row, *rest in run.events), key=lambda e: (e[0], e[1])
    )
    columns = list(zip(*merged, strict=True)) or [()] * 5
    whole = [np.array(c, dtype=np.int64) for c in columns[:4]]
    return Events(whole[0], whole[1], whole[2], whole[3], np.array(columns[4], dtype=np.float64))


def sampling(count: int, every: int | None) -> Ints:
    """Which row is sampled into which entry of the series; none if `every` is None."""
    return at_rows(count, np.arange(every - 1, count, every) if every is not None else np.arange(0))


def at_rows(count: int, kept: Ints) -> Ints:
    """Which row is sampled into which entry of the series: these rows only."""
    sample = np.full(count, -1, dtype=np.int64)
    sample[kept] = np.arange(len(kept))
    return sample


def block_watch(runs: Sequence[Run], channels: Sequence[Channel], sample: Ints) -> Watch:
    """What the block records: channels, sampled rows, and each lane's windows."""
    structure, clock = runs[0].structure, runs[0].rows
    names = list(runs[0].windows)
    window = np.zeros((len(names), 2, LANES), dtype=np.int64)
    for lane in range(LANES):
        run = runs[min(lane, len(runs) - 1)]
        for w, name in enumerate(names):
            window[w, :, lane] = [seconds_of(day) for day in run.windows[name]]
    open_rows = np.zeros(len(clock.second), dtype=np.int64)
    for w in range(len(names)):
        inside = (clock.second >= window[w, 0].min()) & (clock.second < window[w, 1].max())
        open_rows |= inside.astype(np.int64) << w
    index, task = _watched(structure, tuple(channels))
    return Watch(index, task, sample, open_rows, window)


@by_identity
def _watched(structure: Structure, channels: tuple[Channel, ...]) -> tuple[Ints, Ints]:
    """Index of lane 0 of each channel, and the task whose bouts count for its average."""
    tasks = structure.names.tasks
    counted = [c.unit[0] if c.area in ("members", "axes") else c.unit if c.area == "tasks" else "" for c in channels]
    return (
        np.array([index_of(structure, c) for c in channels], dtype=np.int64),
        np.array([tasks.index(t) if t else -1 for t in counted], dtype=np.int64),
    )


def sheets(watch: Watch) -> tuple[Floats, Floats]:
    """What a life is written on, empty: series [samples, channels, LANES] and window sums."""
    series = np.full((int(watch.sample.max(initial=-1)) + 1, len(watch.index), LANES), np.nan)
    return series, np.zeros((watch.window.shape[0], len(watch.index), 2, LANES))


def carry(
    block: Block, runs: Sequence[Run], watch: Watch, stop: Callable[[int], bool] | None = None,
    look: Callable[[int], None] | None = None, halts: Sequence[int] = (),
) -> tuple[Floats, Floats]:  # fmt: skip
    """Carry a block through its clock. Returns the series [samples, channels, LANES] and window sums.

    `stop(rows done)` is asked between compiled calls; where it says true the run ends there. `look(rows done)` is
    called at each of the `halts`, in rising order; what it does to a copy changes nothing.
    """
    clock, structure = runs[0].rows, runs[0].structure
    clock = clock._replace(second=clock.second.astype(WHOLE))
    count = len(clock.second)
    series, totals = sheets(watch)
    events, done, halts, step = block_events(runs), 0, list(halts), stepper(runs[0].own)
    while True:
        while look is not None and halts and halts[0] == done:
            look(halts.pop(0))
        if done >= count:
            break
        last = min([count, done + ROWS_PER_CALL, *halts[:1]])
        step(
            block, structure.wiring, clock, events, watch, series, totals, runs[0].learner, done, last,
            min(LANES, len(runs)),
        )  # fmt: skip
        done = last
        if stop is not None and stop(done):
            break
    return series, totals


def lane_state(block: Block, structure: Structure, lane: int) -> dict[str, Floats]:
    """A copy of the state of one lane, by area: [units, size]."""
    return {
        area: np.ascontiguousarray(getattr(block, area).reshape(-1, AREAS[area].size, LANES)[:, :, lane])
        for area in AREAS
    }


def left(block: Block, structure: Structure, series: Floats, totals: Floats, lane: int, final: bool = True) -> Lived:
    """What the life of one lane leaves, as it stands; its final state where it is wanted."""
    with np.errstate(invalid="ignore", divide="ignore"):
        means = totals[:, :, 0, lane] / totals[:, :, 1, lane]
    return Lived(series[:, :, lane].copy(), means, lane_state(block, structure, lane) if final else {})


Looker = Callable[[Sequence[Run], int, Block], Sequence[Any]]  # runs, a second, the block as it then is -> one a run


def _lived(
    runs: Sequence[Run], channels: Sequence[Channel], every: int | Ints | None, stop: Any, look: Looker | None,
    final: bool,
) -> list[Lived]:  # fmt: skip
    block, clock = build_block(runs), runs[0].rows
    sample = every if isinstance(every, np.ndarray) else sampling(len(clock.second), every)
    watch, seconds = block_watch(runs, channels, sample), runs[0].looks if look is not None else ()
    halts = [int(np.searchsorted(clock.second, s, side="left")) for s in seconds]
    seen: list[list[Any]] = [[] for _ in runs]
    coming = iter(seconds)

    def stand(done: int) -> None:
        second = next(coming)
        there = at_moment(block, runs, done, second)
        for mine, found in zip(seen, look(runs, second, there) if look is not None else (), strict=True):
            mine.append(found)

    series, totals = carry(block, runs, watch, stop, stand, halts)
    return [
        left(block, runs[0].structure, series, totals, lane, final)._replace(seen=tuple(seen[lane]))
        for lane in range(len(runs))
    ]


def at_moment(block: Block, runs: Sequence[Run], done: int, second: int) -> Block:
    """A copy of a block, lived on from its last row to a second: rest, and the night if one ends; nothing happens."""
    structure, clock = runs[0].structure, runs[0].rows
    there = as_block(structure, block.state.copy(), [r.seed for r in runs] + [0] * (LANES - len(runs)))
    if second > 0:
        before = int(clock.second[done - 1]) if done else 0
        rest = (second - before) / SECONDS_PER_DAY
        busy = min(float(clock.reps[done - 1] * clock.seconds[done - 1]) / SECONDS_PER_DAY, rest) if done else 0.0
        quiet = [r._replace(rows=rest_row(second, rest, busy), events=(), windows={}) for r in runs]
        carry(there, quiet, block_watch(quiet, (), sampling(1, None)))
    return there


def grouped(runs: Sequence[Run]) -> list[list[int]]:
    """Indices of runs that can share a block, each list at most `LANES` long."""
    groups: dict[tuple[Any, ...], list[int]] = {}
    for n, run in enumerate(runs):
        key = (id(run.structure), id(run.rows), run.learner, run.watch, tuple(run.windows), run.own, run.looks)
        groups.setdefault(key, []).append(n)
    return [g[i : i + LANES] for g in groups.values() for i in range(0, len(g), LANES)]


def live_all(
    runs: Sequence[Run],
    channels: Callable[[Run], Sequence[Channel]],
    every: int | Callable[[Run], Ints] | None = None,
    threads: int = 1,
    stop: Callable[[int], bool] | None = None,
    look: Looker | None = None,
    final: bool = True,
) -> Iterator[tuple[int, Lived]]:
    """Live many lives. Yields (index of the run, what it leaves) as blocks end.

    `channels(run)` names what is recorded; `every` thins the series to each k-th row, or says for a run which row is
    which sample; None keeps none. `look` is called at each run's `looks` with a copy; without `final` no state is kept.
    """

    def one(indices: list[int]) -> list[tuple[int, Lived]]:
        members = [runs[i] for i in indices]
        sample = every(members[0]) if callable(every) else every
        return list(zip(indices, _lived(members, channels(members[0]), sample, stop, look, final), strict=True))

    blocks: Iterable[list[int]] = grouped(runs)
    if threads <= 1:
        for indices in blocks:
            yield from one(indices)
        return
    with ThreadPoolExecutor(threads) as pool:
        for lived in pool.map(one, blocks):
            yield from lived
