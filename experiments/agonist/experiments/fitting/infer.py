"""Which learner and which parameters explain what was measured, and how sure: weighted lives.

Distance d of a life is the root mean square of (life - measured) in standard deviations of the measurement; its errors
have the likelihood exp(-n d^2 / 2). Lives of all learners and values are proposed round by round and weighed by it
(`sampling`), so the answer is that of the measurement's errors (Wilkinson 2013). Where the chance of a life is so wide
that too few come near, the errors are widened until enough of them tell, and the answer says so.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

from agonist.experiments.files import write_whole
from agonist.experiments.fitting.measured import Measured, asked
from agonist.experiments.fitting.sampling import Drawn, Sampled, effective, sample
from agonist.experiments.instruments.bench import Bench, Cost, at_bench
from agonist.experiments.interrupts import Interrupts
from agonist.experiments.running import several
from agonist.model.body.wiring import Floats
from agonist.model.compiler.jit import source_hash
from agonist.model.keys import MOST_SEED, keyed, lines, whole
from agonist.model.parameters import TABLE, nearest_setting
from agonist.model.persons import Person
from agonist.model.reading import quoted
from agonist.model.runs import Request, simulate, with_learners
from agonist.model.scenario import Scenario
from agonist.model.units.cortex import LEARNERS

LEAST_PARTICLES, LEAST_LIVES = 8, 64
FAR = 1e3  # distance of a life that has no such reading
TOGETHER = 512  # lives between two looks at the progress line
ROUNDS_MOST, LIVES_MOST = 1009, 1_000_003  # so that no two lives of a search have one seed
SLIGHT = 1e-9  # of the largest weight: lives below it are not told
DEFAULT_FREE = 2  # knobs of the scenario that are fitted where nothing is said


class Wanted(NamedTuple):
    """A life that is asked for: the number of its learner, its values, and the seed of its chance."""

    model: int
    values: tuple[tuple[str, float], ...]
    seed: int


Answers = Callable[[Sequence[Wanted]], Sequence[Mapping[str, float]]]


class Free(NamedTuple):
    """A knob or parameter that is fitted, and its range: every value in it is as likely before."""

    name: str
    unit: str
    low: float
    high: float


class Posterior(NamedTuple):
    """What is believed after: learners, and weighted lives of each with their values and readings."""

    scenario: str
    measured: Measured
    free: tuple[Free, ...]
    learners: tuple[str, ...]
    probability: dict[str, float]
    values: dict[str, dict[str, Floats]]  # learner -> parameter -> [lives]
    weights: dict[str, Floats]
    seen: dict[str, Floats]  # learner -> [lives, readings]
    nearest: dict[str, float]  # smallest distance that each learner reached
    effective: float  # lives of equal weight that would tell as much
    widened: float  # times the errors of the measurement, so that enough lives tell; 1 as a rule
    rounds: int
    lives: int


def free_of(
    scenario: Scenario, texts: str | Sequence[str], fixed: Mapping[str, object] | None = None
) -> tuple[Free, ...]:
    """What is fitted, from ``name`` or ``name=low:high``; the first knobs of the scenario where nothing is said.

    Raises ValueError for what is fitted and `fixed` at once, unknown names and ranges that cannot be.
    """
    own = [knob.name for knob in scenario.knobs[:DEFAULT_FREE] if knob.name not in (fixed or {})]
    given = lines("free", texts) or own
    if not given:
        raise ValueError(f"{scenario.name}: it has no knobs; say what is fitted with --free NAME=LOW:HIGH")
    found = tuple(_free(scenario, text) for text in given)
    if len({f.name for f in found}) < len(found):
        raise ValueError("--free: the same name twice")
    both = next((f.name for f in found if f.name in (fixed or {})), None)
    if both is not None:
        raise ValueError(f"{both} is set and fitted; leave one of them out")
    return found


def _free(scenario: Scenario, text: str) -> Free:
    name, _, span = (part.strip() for part in text.partition("="))
    knob = scenario.knob(name)
    if knob is None and name not in TABLE:
        near = nearest_setting(name, [k.name for k in scenario.knobs])
        raise ValueError(f"free {quoted(text)}: unknown name {quoted(name)}; {near}")
    low, high, unit = (
        (knob.low, knob.high, knob.unit) if knob else (TABLE[name].low, TABLE[name].high, TABLE[name].unit)
    )
    if not span:
        return Free(name, unit, low, high)
    try:
        first, last = (float(part) for part in span.split(":"))
    except ValueError:
        raise ValueError(f"--free {text}: it needs the form name=low:high") from None
    if not low <= first < last <= high:
        raise ValueError(f"--free {text}: it needs a range within {low:g} to {high:g}")
    return Free(name, unit, first, last)


class Question(NamedTuple):
    """What is asked of readings: the arguments of `answer.fit` of the same names, each checked where it is used."""

    scenario: str | Path | Scenario | None = None
    free: str | Sequence[str] = ()
    learners: str | Sequence[str] = LEARNERS
    particles: int = 128
    lives: int = 4000
    seed: int = 1
    settings: Mapping[str, float] | None = None
    rules: Mapping[str, object] | None = None
    person: Person | Mapping[str, float | str] | None = None


def infer(measured: Measured, question: Question, bench: Bench | None = None) -> Posterior:
    """Fit learners and parameters to what was measured. Errors are those of `answer.fit`."""
    particles = whole("particles", question.particles, LEAST_PARTICLES)
    lives, seed = whole("lives", question.lives, LEAST_LIVES), whole("seed", question.seed, 0, MOST_SEED)
    held, learners = lived_by(measured, question)
    settings, desk = keyed("settings", question.settings), at_bench(bench)
    chosen = free_of(held, question.free, settings)
    world = asked(held, measured.texts)
    live = answers(world, learners, measured.texts, settings, desk)
    _cost(desk, live, chosen, len(learners), lives)
    key = digest(world, measured, chosen, learners, particles, seed, settings)
    started = time.perf_counter()
    with tqdm(total=lives, desc="fit", unit="life", leave=False, disable=not desk.progress) as bar:
        told = _Told(live, measured, chosen, seed, desk, key, bar)
        found = sample(len(learners), len(chosen), told.lived, particles, lives, seed)
    desk.seconds += time.perf_counter() - started
    return _posterior(found, np.concatenate(told.seen), held.name, measured, chosen, tuple(learners))


def lived_by(measured: Measured, question: Question) -> tuple[Scenario, tuple[str, ...]]:
    """What the person lived, with rules of one's own, and the names of the learners that may explain it. Raises ValueError."""
    scenario = measured.scenario or None if question.scenario is None else question.scenario
    if scenario is None:
        raise ValueError("what did the person live? say --scenario NAME, or begin the table with '# scenario: NAME'")
    return with_learners(scenario, several(question.learners), question.rules, question.person)


def answers(
    world: Scenario, learners: Sequence[str], texts: Sequence[str], settings: Mapping[str, float], desk: Bench
) -> Callable[[Sequence[Wanted]], list[Mapping[str, float]]]:
    """How the lives that proposals wait for are lived: all at once, NaN as far away."""

    def live(wanted: Sequence[Wanted]) -> list[Mapping[str, float]]:
        requests = [
            Request.of(world, {**settings, **dict(w.values)}, seed=w.seed, learner=learners[w.model]) for w in wanted
        ]
        desk.lived += len(requests)
        found = [outcome.measures for outcome in simulate(requests, desk.jobs)]
        return [{f"r{n}": float(measures[text]) for n, text in enumerate(texts)} for measures in found]

    return live


def _cost(desk: Bench, live: Answers, free: Sequence[Free], count: int, most: int) -> None:
    """Say the cost before anything long begins."""
    if not desk.must_say:
        return
    middle = tuple((f.name, 0.5 * (f.low + f.high)) for f in free)
    live([Wanted(0, middle, 1)])  # warms up what is made once
    started = time.perf_counter()
    wanted = [Wanted(n % count, middle, n) for n in range(2 * count)]
    live(wanted)
    seconds = most * (time.perf_counter() - started) / len(wanted)
    desk.say(f"fit: at most {Cost(most, most, seconds, desk.jobs).line()}")


def digest(
    world: Scenario,
    measured: Measured,
    free: Sequence[Free],
    learners: Sequence[str],
    particles: int,
    seed: int,
    settings: Mapping[str, float],
) -> str:
    """Hash of a question and of the code that answers it."""
    own = [str(rule) for rule in world.rules]
    said = [world.toml(), own, measured, free, list(learners), particles, seed, sorted(settings.items())]
    return hashlib.blake2b(f"{json.dumps(said, default=str)} {source_hash()}".encode(), digest_size=6).hexdigest()


class _Told:
    """Lives what is proposed, round by round; keeps the readings of each round, in a folder where there is one."""

    def __init__(
        self, live: Answers, measured: Measured, free: Sequence[Free], seed: int, desk: Bench, key: str, bar: tqdm[None]
    ) -> None:
        self.live, self.measured, self.free, self.desk, self.bar = live, measured, free, desk, bar
        self.first = seed * ROUNDS_MOST
        self.folder = desk.out / "lives" / f"fit-{key}" if desk.out else None
        self.seen: list[Floats] = []

    def lived(self, number: int, drawn: Drawn) -> Floats:
        """Logarithms of the likelihood of the proposals of a round, [lives]; far away where a reading is none."""
        path = self.folder / f"round-{number}.json" if self.folder else None
        if path is not None and path.exists() and self.desk.resume:
            seen = np.array(json.loads(path.read_text(encoding="utf-8")), dtype=float)
            self.bar.update(len(drawn.kind))
        else:
            seen = self._seen(number, drawn)
            if path is not None:
                write_whole(path, json.dumps(seen.tolist()))
        self.seen.append(seen.reshape(-1, len(self.measured.data)))
        apart = np.nan_to_num(distance_to(self.measured, self.seen[-1]), nan=FAR, posinf=FAR)
        return np.asarray(-0.5 * len(self.measured.data) * np.minimum(apart, FAR) ** 2)

    def _seen(self, number: int, drawn: Drawn) -> Floats:
        """Readings of the lives of a round, [lives, readings]: threads and batches change nothing."""
        first = (self.first + number + 1) * LIVES_MOST
        wanted = [
            Wanted(
                int(kind),
                tuple((f.name, float(f.low + part * (f.high - f.low))) for f, part in zip(self.free, at, strict=True)),
                first + n,
            )
            for n, (kind, at) in enumerate(zip(drawn.kind, drawn.at, strict=True))
        ]
        found: list[Mapping[str, float]] = []
        with Interrupts() as stop:
            for n in range(0, len(wanted), TOGETHER):
                found += self.live(wanted[n : n + TOGETHER])
                self.bar.update(len(wanted[n : n + TOGETHER]))
                stop.stop(kept=self.folder is not None)
        return np.array([[float(life[f"r{n}"]) for n in range(len(self.measured.data))] for life in found])


def _posterior(
    found: Sampled, seen: Floats, name: str, measured: Measured, free: tuple[Free, ...], learners: tuple[str, ...]
) -> Posterior:
    """Learners, and the lives of each that weigh anything."""
    weights, kind, apart = found.weights / found.weights.sum(), found.drawn.kind, distance_to(measured, seen)
    chance = {learner: float(weights[kind == n].sum()) for n, learner in enumerate(learners)}
    mine = {n: np.flatnonzero((kind == k) & (weights > SLIGHT * weights.max())) for k, n in enumerate(learners)}
    kept = {learner: here for learner, here in mine.items() if len(here)}
    return Posterior(
        name, measured, free, learners, chance,
        {m: {f.name: f.low + found.drawn.at[h, n] * (f.high - f.low) for n, f in enumerate(free)} for m, h in kept.items()},
        {m: weights[h] / weights[h].sum() for m, h in kept.items()}, {m: seen[h] for m, h in kept.items()},
        {n: float(np.nanmin(apart[kind == k], initial=np.inf)) for k, n in enumerate(learners)},
        effective(weights), found.power**-0.5, found.rounds, len(kind),
    )  # fmt: skip


def distance_to(measured: Measured, seen: Floats) -> Floats:
    """Distance of each of some lives from what was measured, [lives]; `seen` is [lives, readings]."""
    value, sd = (np.array([getattr(datum, key) for datum in measured.data]) for key in ("value", "sd"))
    return np.asarray(np.sqrt((((seen - value) / sd) ** 2).mean(axis=1)))
