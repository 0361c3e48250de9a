"""In which windows of its parameters does the claim hold? `python benchmarks/windows.py` prints docs/windows.md.

The claim is `acceptance.holds`: health stays, small or short inhibition is harmless, two months of half are kept for a
year, and not where the links are cut. A window is found by bisection between the shipped value and the end of the range.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

import numpy as np
from acceptance import BODIES, SINGLES, drawn, holds, world

from agonist.model.parameters import TABLE

DRAWS, OTHERS, SEED = 300, 60, 11
STEPS = 4  # bisections of a window's end, on a scale of ratios
SMALLEST = 1e-3  # of the shipped value: where a range begins at 0, a scale of ratios begins here


class Window(NamedTuple):
    """Where a parameter may stand while all others stand as shipped; an end at the end of its range is open."""

    low: float
    high: float


def end(name: str, bound: float) -> float:
    """How far a parameter may go towards a bound of its range before the claim falls."""
    value = TABLE[name].value
    if bound == value or holds({name: bound}):
        return bound
    inside, outside = value, bound if bound > 0.0 else SMALLEST * value
    for _ in range(STEPS):
        tried = float(np.sqrt(inside * outside))
        inside, outside = (tried, outside) if holds({name: tried}) else (inside, tried)
    return inside


def window(name: str) -> Window:
    """The window of one parameter."""
    return Window(end(name, TABLE[name].low), end(name, TABLE[name].high))


def row(name: str, found: Window, given: np.ndarray, kept: np.ndarray) -> str:
    """One line of the table: value, window, and how often the claim holds among draws below and above the median."""
    low, high, value = TABLE[name].low, TABLE[name].high, TABLE[name].value
    ends = [f"{x:.3g}" + (" *" if x == bound else "") for x, bound in zip(found, (low, high), strict=True)]
    below, above = kept[given <= np.median(given)].mean(), kept[given > np.median(given)].mean()
    return f"| `{name}` | {value:g} | {low:g} to {high:g} | {ends[0]} | {ends[1]} | {below:.2f} | {above:.2f} | {TABLE[name].mark} |"


def interval(kept: np.ndarray) -> str:
    """A part with its 95 % interval (Wilson)."""
    n, p, z = len(kept), float(kept.mean()), 1.96
    middle, half = (
        (p + z * z / (2 * n)) / (1 + z * z / n),
        z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n),
    )
    return f"{p:.2f} ({middle - half:.2f} to {middle + half:.2f}; {n} draws)"


def fresh(settings: dict[str, float], body: str = "hip") -> bool:
    """Whether the claim holds in a body; the worlds that were made for it are let go of."""
    answer = holds(settings, BODIES[body])
    world.cache_clear()
    return answer


def page() -> str:
    """The page; every processor takes a part of it."""
    draws = drawn(DRAWS, SEED)
    with ProcessPoolExecutor() as pool:
        asked = pool.map(fresh, draws)
        found = dict(zip(SINGLES, pool.map(window, SINGLES), strict=True))
        others = {n: list(pool.map(fresh, draws[:OTHERS], [n] * OTHERS)) for n in BODIES if n != "hip"}
    kept = np.array(list(asked))
    rows = [row(n, found[n], np.array([d[n] for d in draws]), kept) for n in SINGLES]
    told = ", ".join(f"{name} {interval(np.array(k))}" for name, k in others.items())
    return TEXT.format(rows="\n".join(rows), joint=interval(kept), others=told)


TEXT = """# Windows: how far the claim hangs on its numbers

Made by `python benchmarks/windows.py > docs/windows.md`. The claim: patterns scattered with SD .3 stay healthy for a year; an inhibition
of .15 for 200 days and one of .7 for 3 days leave nothing; .5 for 60 days is kept for a year (below two thirds of the own share); and it is
not kept where the links of the pool are cut. Gluteus maximus in hip extension (`rlu2023`), 320 repetitions a day at .35.

**One by one**: between these ends the claim holds while everything else stands as shipped (`*`: it holds to the end of the range of the
table; others by four bisections). **Jointly**: all {{count}} parameters drawn at once between half and double, within their ranges; the claim holds in
**{joint}**; the two columns on the right are the part of these draws with the parameter below and above its median.

| parameter | shipped | range of the table | holds from | to | jointly: below | above | mark |
| --- | --- | --- | --- | --- | --- | --- | --- |
{rows}

The same draws in other bodies: {others}.

A row in which below and above differ by more than about .12 decides whether the claim holds; the others hardly matter. Parameters that
are *fitted* were chosen so that the claim holds (see [the learning rule](learning.md)): their windows say how sharply.
""".replace("{{count}}", str(len(SINGLES)))


if __name__ == "__main__":
    sys.stdout.write(page())
