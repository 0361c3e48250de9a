"""Lives laid side by side: a life compiled to rows, events and channels, and eight of them as the lanes of a block."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from agonist.model.body.wiring import Floats, Ints, Structure, area_starts, new_state
from agonist.model.clock import OPERATIONS, Block, Events, Watch
from agonist.model.compiler.jit import COMPILED
from agonist.model.draws import EPISODE, EXPLORATION, INJURY, key_of, words_of
from agonist.model.layout import AREAS, LANES, at
from agonist.model.own.asked import Part
from agonist.model.own.reach import taking_part
from agonist.model.parameters import nearest
from agonist.model.persons import lived_by
from agonist.model.plan import Impulse, Rows, lay_out, seconds_of, within_a_life
from agonist.model.reading import quoted, shown
from agonist.model.remembered import by_identity
from agonist.model.scenario import Resolved
from agonist.model.start import begin
from agonist.model.units.cortex import LEARNERS

HABITS = ("fast", "slow", "trace")  # set when a life begins, so that one's own comes after
WHOLE: Any = np.int64 if COMPILED else object  # plain Python draws with whole numbers that never overflow


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


def learner_code(name: str) -> int:
    """Number of a learner. Raises ValueError with the known names."""
    if name not in LEARNERS:
        raise ValueError(f"unknown learner {shown(name)}; {nearest(name, list(LEARNERS))}")
    return LEARNERS.index(name)


def index_of(structure: Structure, channel: Channel) -> int:
    """Index of lane 0 of a channel in the flat state of a block. Raises ValueError for a name that is none."""
    offsets: Any = AREAS[_known("area", channel.area, tuple(AREAS))]
    units = structure.names.units(channel.area)
    unit = units.index(_known(f"{channel.area}, unit", channel.unit, units))
    _known(f"{channel.area}, quantity", channel.variable, offsets._fields[:-1])
    return area_starts(structure)[channel.area] + int(at(unit, offsets.size, getattr(offsets, channel.variable)))


def _known(what: str, name: object, known: Sequence[object]) -> Any:
    """The name as it is. Raises ValueError with the nearest that there is for another one."""
    if not isinstance(name, str | tuple) or name not in known:
        raise ValueError(f"{what} = {quoted(name)}; {nearest(name, list(map(str, known)))}")
    return name


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
        structure,
        resolved.parameters,
        clock,
        events_of(structure, resolved.impulses, clock, from_s, end),
        resolved.windows,
        int(seed),
        learner_code(learner),
        resolved.watch,
        own=taking_part(resolved.subject.own, learner),
    )
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
    """A block over a flat state: its areas are views, so that a change of one is a change of the other.

    There are `LANES` seeds, or one: then the state is that of one life alone.
    """
    starts = area_starts(structure)
    edges = [start // LANES * len(seeds) for start in starts.values()] + [len(state)]
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


def alone(structure: Structure, block: Block, seed: int) -> Block:
    """The first life of a block by itself, a copy: its numbers stand side by side, so that few fill the fast memory.

    Indices of a state (`index_of`, `Events`, `Watch`) are to be divided by `LANES` there.
    """
    return as_block(structure, lane_of(block), [seed])


def lane_of(block: Block, lane: int = 0) -> Floats:
    """A copy of the flat state of one life of a block."""
    return block.state.reshape(-1, block.stride)[:, lane].copy()


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


def lane_state(block: Block, structure: Structure, lane: int) -> dict[str, Floats]:
    """A copy of the state of one lane, by area: [units, size]."""
    return {area: getattr(block, area).reshape(-1, AREAS[area].size, block.stride)[:, :, lane].copy() for area in AREAS}
