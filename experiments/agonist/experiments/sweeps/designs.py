"""Where the runs of a sweep lie: every run's parameters and seed as a function of its own number.

Run `i` belongs to iteration ``i // (points * cases)``, to point ``i // cases % points`` of the design and to case
``i % cases`` of the grid of scenario, learner and listed values. The seed depends on the iteration only, so all points
and cases of one iteration share their random numbers. No number depends on how the sweep is cut into parts.
"""

from __future__ import annotations

import hashlib
import warnings
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from agonist.experiments.sweeps.spec import Sweep, saltelli_rows
from agonist.model import maths
from agonist.model.scenario import Scenario

Floats = NDArray[np.float64]
_MASK = np.uint64(0xFFFFFFFF)
_FEISTEL_ROUNDS = 6


class Run(NamedTuple):
    """One run of a sweep."""

    number: int
    iteration: int
    seed: int
    scenario: Scenario
    learner: str
    settings: dict[str, float]


def runs_between(sweep: Sweep, first: int, last: int) -> list[Run]:
    """The runs with numbers first <= i < last."""
    runs: list[Run] = []
    per_iteration = sweep.points * sweep.cases
    while first < last:
        iteration = first // per_iteration
        stop = min(last, (iteration + 1) * per_iteration)
        runs += _runs_of(sweep, iteration, first, stop)
        first = stop
    return runs


def _runs_of(sweep: Sweep, iteration: int, first: int, last: int) -> list[Run]:
    """Consecutive runs of one iteration."""
    cases = sweep.cases
    start = first % (sweep.points * cases)
    lowest = start // cases
    drawn = points_between(sweep, lowest, (start + last - first - 1) // cases + 1).tolist()
    names = [r.name for r in sweep.ranges]
    runs = []
    for number in range(first, last):
        point, case = divmod(start + number - first, cases)
        scenario, learner, settings = case_of(sweep, case)
        settings.update(zip(names, drawn[point - lowest], strict=True))
        runs.append(Run(number, iteration, int(sweep.seeds[iteration]), scenario, learner, settings))
    return runs


def case_of(sweep: Sweep, case: int) -> tuple[Scenario, str, dict[str, float]]:
    """Scenario, learner and listed values of one cell of the grid; the last parameter turns fastest."""
    chosen: dict[str, float] = {}
    for name, values in reversed(sweep.values):
        case, place = divmod(case, len(values))
        chosen[name] = values[place]
    scenario, learner = divmod(case, len(sweep.learners))
    return sweep.scenarios[scenario], sweep.learners[learner], dict(reversed(chosen.items()))


def points_between(sweep: Sweep, first: int, last: int) -> Floats:
    """Parameter values of the points first <= p < last of the design; shape (points, ranges)."""
    unit = _unit_points(sweep, first, last)
    columns = [_scaled(unit[:, k], r.low, r.high, r.log) for k, r in enumerate(sweep.ranges)]
    return np.stack(columns, axis=1) if columns else np.empty((last - first, 0))


def _scaled(unit: Floats, low: float, high: float, log: bool) -> Floats:
    if log:  # the model's own functions: the same bits on every machine
        start, span = maths.log(low), maths.log(high) - maths.log(low)
        return np.clip([maths.exp(start + u * span) for u in unit.tolist()], low, high)
    return np.clip(low + unit * (high - low), low, high)


def _unit_points(sweep: Sweep, first: int, last: int) -> Floats:
    if not sweep.ranges:
        return np.empty((last - first, 0))
    if sweep.design == "random":
        return np.stack([_uniform(sweep, r.name, first, last) for r in sweep.ranges], axis=1)
    if sweep.design == "latin":
        return np.stack([_latin(sweep, r.name, first, last) for r in sweep.ranges], axis=1)
    if sweep.design == "sobol":
        return _sobol(sweep, len(sweep.ranges), first, last)
    return _saltelli(sweep, first, last)


def _key(sweep: Sweep, name: str, use: str) -> int:
    """A 64-bit key of one parameter: another parameter in the sweep does not change this one's numbers."""
    text = f"{sweep.design_seed}/{use}/{name}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")


def _uniform(sweep: Sweep, name: str, first: int, last: int) -> Floats:
    """Numbers in (0, 1), one for each point: word `p` of a counter-based stream (Philox, Salmon et al. 2011)."""
    stream = np.random.Philox(key=_key(sweep, name, "uniform"))
    stream.advance(first // 4)  # one counter gives four words
    words = stream.random_raw(last - first + first % 4)[first % 4 :]
    return ((words >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53


def _latin(sweep: Sweep, name: str, first: int, last: int) -> Floats:
    """Latin hypercube (McKay et al. 1979): each of n equal strata is met once, in a keyed random order."""
    strata = permuted(np.arange(first, last, dtype=np.uint64), sweep.n, _key(sweep, name, "latin"))
    return (strata.astype(np.float64) + _uniform(sweep, name, first, last)) / sweep.n


def permuted(places: NDArray[np.uint64], n: int, key: int) -> NDArray[np.uint64]:
    """A keyed permutation of 0..n-1 at these places: Feistel network, walked until it lands below n."""
    half = max(1, -(-(n - 1).bit_length() // 2))
    out = _feistel(places, half, key)
    while (out >= n).any():
        outside = out >= n
        out[outside] = _feistel(out[outside], half, key)
    return out


def _feistel(places: NDArray[np.uint64], half: int, key: int) -> NDArray[np.uint64]:
    low = np.uint64((1 << half) - 1)
    left, right = places >> np.uint64(half), places & low
    for turn in range(_FEISTEL_ROUNDS):
        left, right = right, left ^ (_mixed(right, key, turn) & low)
    return (left << np.uint64(half)) | right


def _mixed(words: NDArray[np.uint64], key: int, turn: int) -> NDArray[np.uint64]:
    """splitmix64 of (word, key, turn): spreads every bit over all."""
    x = words + np.uint64((key + turn * 0x9E3779B97F4A7C15) % 2**64)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def _sobol(sweep: Sweep, dimensions: int, first: int, last: int) -> Floats:
    """Points of the scrambled Sobol sequence (Owen 1998; scipy)."""
    from scipy.stats import qmc  # half a second, and only for this design

    sequence: Any = qmc.Sobol(d=dimensions, scramble=True, seed=sweep.design_seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that a part of the sequence is no power of two: the whole is
        return np.asarray((sequence.fast_forward(first) if first else sequence).random(last - first))


def _saltelli(sweep: Sweep, first: int, last: int) -> Floats:
    """Rows of Saltelli's scheme, in the order that `SALib.analyze.sobol` expects: A, AB_1.., (BA_1..,) B."""
    dimensions = len(sweep.ranges)
    size = saltelli_rows(dimensions, sweep.second_order)
    base = _sobol(sweep, 2 * dimensions, first // size, (last - 1) // size + 1)
    rows = np.empty((last - first, dimensions))
    for at, row in enumerate(range(first, last)):
        point, place = base[row // size - first // size], row % size
        rows[at] = _saltelli_row(point[:dimensions], point[dimensions:], place, size)
    return rows


def _saltelli_row(a: Floats, b: Floats, place: int, size: int) -> Floats:
    """One row: all of A, one column of B in A, one column of A in B, or all of B."""
    dimensions = len(a)
    if place in (0, size - 1):
        return a if place == 0 else b
    whole, other = (a, b) if place <= dimensions else (b, a)
    row = whole.copy()
    row[(place - 1) % dimensions] = other[(place - 1) % dimensions]
    return row
