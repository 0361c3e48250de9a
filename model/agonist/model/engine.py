"""Many bodies at once: runs of one body, learner and clock in lanes, eight lanes in a block, blocks on threads.

One compiled call carries a block from row to row. A result never depends on which runs share a block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from agonist.model.blocks import (
    WHOLE,
    Channel,
    Run,
    as_block,
    block_events,
    block_watch,
    build_block,
    lane_state,
    sampling,
    sheets,
)
from agonist.model.body.wiring import Floats, Ints, Structure
from agonist.model.clock import Block, Watch
from agonist.model.layout import LANES
from agonist.model.own.asked import stepper
from agonist.model.plan import SECONDS_PER_DAY, rest_row

ROWS_PER_CALL = 4096  # a compiled call is this long at most, so that a run can be stopped


class Lived(NamedTuple):
    """What one run leaves: samples [samples, channels], window means [windows, channels], the final state."""

    samples: Floats
    means: Floats
    final: dict[str, Floats]  # area -> [units, size]
    seen: tuple[Any, ...] = ()  # what was looked up at each of the run's `looks`


def carry(
    block: Block,
    runs: Sequence[Run],
    watch: Watch,
    stop: Callable[[int], bool] | None = None,
    look: Callable[[int], None] | None = None,
    halts: Sequence[int] = (),
) -> tuple[Floats, Floats]:
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
            block,
            structure.wiring,
            clock,
            events,
            watch,
            series,
            totals,
            runs[0].learner,
            done,
            last,
            min(LANES, len(runs)),
        )
        done = last
        if stop is not None and stop(done):
            break
    return series, totals


def left(block: Block, structure: Structure, series: Floats, totals: Floats, lane: int, final: bool = True) -> Lived:
    """What the life of one lane leaves, as it stands; its final state where it is wanted."""
    with np.errstate(invalid="ignore", divide="ignore"):
        means = totals[:, :, 0, lane] / totals[:, :, 1, lane]
    return Lived(series[:, :, lane].copy(), means, lane_state(block, structure, lane) if final else {})


Looker = Callable[[Sequence[Run], int, Block], Sequence[Any]]  # runs, a second, the block as it then is -> one a run


def _lived(
    runs: Sequence[Run],
    channels: Sequence[Channel],
    every: int | Ints | None,
    stop: Any,
    look: Looker | None,
    final: bool,
) -> list[Lived]:
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
        busy = min(float(clock.busy_day[done]), rest) if done < len(clock.second) else 0.0
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
