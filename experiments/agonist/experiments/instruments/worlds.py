"""Cases as compiled lives: each case is built once, and lived for its seeds in lanes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from agonist.experiments.batch_lives import Every, lived, seeded
from agonist.experiments.instruments.bench import KEPT, Case, Life, Live
from agonist.model.blocks import Channel, Run
from agonist.model.engine import Lived
from agonist.model.runs import Prepared


def of_worlds(
    build: Callable[[Case], Prepared],
    read: Callable[[Prepared, Lived, Case], Mapping[str, float]],
    channels: Callable[[Run], Sequence[Channel]] | None = None,
    every: Every = None,
) -> Live:
    """How to live cases that are worlds of the compiled engine.

    `build(case)` prepares a life (its seed is set here; a case may name its own), `read(prepared, lived, case)` reduces it; `channels` and `every` as
    for `batch_lives.lived`, for readers that need series.
    """
    built: dict[int, Prepared] = {}

    def world(life: Life) -> Prepared:
        if life.number not in built:
            if len(built) >= KEPT:
                built.clear()
            built[life.number] = build(life.case)
        return seeded(built[life.number], (int(life.case.get("seed", life.seed)),))[0]

    def live(lives: Sequence[Life], threads: int) -> list[Mapping[str, float]]:
        worlds = [world(life) for life in lives]
        found: list[Mapping[str, float]] = [{} for _ in lives]
        for n, left in lived(worlds, channels, every, threads):
            found[n] = read(worlds[n], left, lives[n].case)
        return found

    return live
