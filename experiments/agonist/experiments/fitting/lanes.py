"""Likelihood-free inference whose lives are lived in lanes: pyABC asks one life at a time, the engine takes many.

Each proposal of pyABC runs in a coroutine (greenlet) that stops where it needs a life; when enough of them wait, all
their lives are lived at once and each goes on with its own. Particles are taken in the order in which they were
proposed, so none is preferred for being quick, and the outcome does not depend on threads.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

GENERATIONS_MOST, LIVES_MOST = 1009, 1_000_003  # so that no two lives of a search have one seed

Answers = Callable[[Sequence["Wanted"]], Sequence[Mapping[str, float]]]


class Wanted(NamedTuple):
    """A life that a proposal waits for: the number of its learner, its parameters, and the seed of its chance."""

    model: int
    values: tuple[tuple[str, float], ...]
    seed: int


def libraries() -> tuple[ModuleType, ModuleType]:
    """pyABC and greenlet. Raises ValueError that names the extra where one is missing."""
    try:
        import greenlet
        import pyabc
    except ImportError:
        raise ValueError("fit needs an extra that is not installed: pip install 'agonist[fit]'") from None
    return pyabc, greenlet


def models(count: int) -> list[Callable[[Mapping[str, float]], Any]]:
    """What pyABC calls for each learner: it hands the request to whoever runs the coroutines, and gets the answer."""
    _, greenlet = libraries()

    def model_of(number: int) -> Callable[[Mapping[str, float]], Any]:
        def model(values: Mapping[str, float]) -> Any:
            wanted = Wanted(number, tuple(sorted((str(k), float(v)) for k, v in values.items())), 0)
            return greenlet.getcurrent().parent.switch(wanted)

        model.__name__ = f"learner_{number}"
        return model

    return [model_of(number) for number in range(count)]


def sampler(live: Answers, lanes: int, seed: int, told: Callable[[int, int, int], object] | None = None) -> Any:
    """A sampler of pyABC that answers `lanes` proposals at once; `told(generation, accepted, lives)` after each batch."""
    pyabc, greenlet = libraries()
    base: Any = pyabc.sampler.Sampler

    class Lanes(base):
        """Proposals side by side."""

        def sample_until_n_accepted(
            self,
            n: int,
            simulate_one: Callable[[], Any],
            t: int,
            *,
            max_eval: float = np.inf,
            all_accepted: bool = False,
            ana_vars: object = None,
        ) -> Any:
            """A new generation of `n` particles; see pyABC."""
            sample, evaluations = self._create_empty_sample(), 0
            first = seed * GENERATIONS_MOST + t + 1  # a generation begins alike, whatever was lived before it
            np.random.seed(first % 2**32)
            random.seed(first)
            while sample.n_accepted < n and evaluations < max_eval:
                for particle in _batch(greenlet, simulate_one, lanes, live, first * LIVES_MOST + evaluations):
                    evaluations += 1
                    sample.append(particle)
                    if sample.n_accepted == n:
                        break
                if told is not None:
                    told(t, sample.n_accepted, lanes)
            self.nr_evaluations_ = evaluations
            sample.ok = sample.n_accepted >= n
            return sample

    return Lanes()


def _batch(greenlet: ModuleType, simulate_one: Callable[[], object], lanes: int, live: Answers, seed: int) -> list[Any]:
    """Proposals that are made side by side, each with its life, seeded from `seed` on."""
    running = [greenlet.greenlet(simulate_one) for _ in range(lanes)]
    wanted = [one.switch() for one in running]
    particles: list[object] = [None] * lanes
    waiting = list(range(lanes))
    while waiting:
        asking = [n for n in waiting if not running[n].dead]
        for n in set(waiting) - set(asking):
            particles[n] = wanted[n]
        answers = live([wanted[n]._replace(seed=seed + n) for n in asking]) if asking else []
        for n, answer in zip(asking, answers, strict=True):
            wanted[n] = running[n].switch(answer)
        waiting = asking
    return particles
