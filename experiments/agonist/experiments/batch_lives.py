"""Many lives for one question: prepared requests, changed where the question changes the world, lived in lanes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tqdm import tqdm

from agonist.model.blocks import Channel, Run, compile_run
from agonist.model.body.wiring import Ints
from agonist.model.engine import Lived, live_all
from agonist.model.measures import view
from agonist.model.record import Reading
from agonist.model.runs import Prepared, Request, readings
from agonist.model.scenario import Resolved

Every = int | Callable[[Run], Ints] | None  # keep each k-th row of the clock, or the rows that it says


def prepared(request: Request, resolved: Resolved) -> Prepared:
    """A request on a scenario that is resolved already, and perhaps changed. Raises ValueError."""
    run = compile_run(resolved, request.seed, request.learner)
    return Prepared(request, resolved, run, view(resolved.subject.structure, resolved.watch))


def seeded(one: Prepared, seeds: Iterable[int]) -> list[Prepared]:
    """The same life for several seeds."""
    return [one._replace(request=replace(one.request, seed=seed), run=one.run._replace(seed=seed)) for seed in seeds]


def with_parameters(one: Prepared, changes: Mapping[str, float]) -> Prepared:
    """The same life with other numbers in the equations; a cut term may lie outside the range of its row."""
    values = one.resolved.parameters | dict(changes)
    return one._replace(resolved=one.resolved._replace(parameters=values), run=one.run._replace(parameters=values))


def lived(
    lives: Sequence[Prepared],
    channels: Callable[[Run], Sequence[Channel]] | None = None,
    every: Every = None,
    threads: int = 1,
    label: str = "",
    progress: bool = False,
) -> Iterator[tuple[int, Lived]]:
    """Live them all; (index, what it leaves) as blocks end, with a progress bar on standard error."""

    def usual(run: Run) -> tuple[Channel, ...]:
        return view(run.structure, run.watch).channels

    runs = [one.run for one in lives]
    with tqdm(total=len(runs), desc=label, unit="life", leave=False, disable=not progress, file=sys.stderr) as line:
        for found in live_all(runs, channels or usual, every, threads):
            line.update()
            yield found


def all_readings(lives: Sequence[Prepared], **how: Any) -> list[dict[str, Reading]]:
    """The readings of every life by window, in the order asked; `how` goes to `lived`."""
    found: list[dict[str, Reading]] = [{} for _ in lives]
    for n, life in lived(lives, **how):
        found[n] = readings(lives[n], life)
    return found
