"""Which learner and which parameters explain what was measured, and how sure: likelihood-free inference.

Sequential Monte Carlo over learners and their parameters at once (Toni et al. 2009): proposals whose lives come close
to the measurements are kept, generation by generation closer. Distance d is the root mean square of (life - measured) in
standard deviations of the measurement. When the likelihood of the errors, exp(-n d^2 / 2), falls by four e-folds from the
best life of a generation to its edge, its particles are weighed by it: so the answer is that of the measurement's
errors, not that of a tolerance (Wilkinson 2013).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import random
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from tqdm import tqdm

from agonist.experiments.fitting.lanes import Answers, Wanted, libraries, models, sampler
from agonist.experiments.fitting.measured import Measured, asked
from agonist.experiments.instruments.bench import Bench, Cost, at_bench
from agonist.experiments.interrupts import Interrupts
from agonist.experiments.running import several
from agonist.model.body.wiring import Floats
from agonist.model.compiler.jit import source_hash
from agonist.model.keys import MOST_SEED, keyed, lines, whole
from agonist.model.parameters import TABLE, nearest
from agonist.model.persons import Person
from agonist.model.reading import quoted
from agonist.model.runs import Request, simulate, with_learners
from agonist.model.scenario import Scenario
from agonist.model.units.cortex import LEARNERS

FOLDS = 4.0  # e-folds of the likelihood within the last generation
GENERATIONS = 12
NEARER = 0.5  # of the particles of one generation would be kept in the next
LANES = 64  # proposals side by side
LEAST_PARTICLES = 8  # of a generation
FAR = 1e3  # distance of a life that has no such reading
DEFAULT_FREE = 2  # knobs of the scenario that are fitted where nothing is said


class Free(NamedTuple):
    """A knob or parameter that is fitted, and its range: every value in it is as likely before."""

    name: str
    unit: str
    low: float
    high: float


class Posterior(NamedTuple):
    """What is believed after: learners, and weighted particles of each with the readings of their lives."""

    scenario: str
    measured: Measured
    free: tuple[Free, ...]
    learners: tuple[str, ...]
    probability: dict[str, float]
    values: dict[str, dict[str, Floats]]  # learner -> parameter -> [particles]
    weights: dict[str, Floats]
    seen: dict[str, Floats]  # learner -> [particles, readings]
    nearest: dict[str, float]  # smallest distance that each learner reached
    distance: float  # largest distance of the last generation
    generations: int
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
        known = [*(k.name for k in scenario.knobs), *TABLE]
        raise ValueError(
            f"free {quoted(text)}: unknown name {quoted(name)}; {nearest(name, known, 'agonist cite --json')}"
        )
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
    libraries()
    particles = whole("particles", question.particles, LEAST_PARTICLES)
    lives, seed = whole("lives", question.lives, LANES), whole("seed", question.seed, 0, MOST_SEED)
    held, learners = lived_by(measured, question)
    settings, desk = keyed("settings", question.settings), at_bench(bench)
    chosen = free_of(held, question.free, settings)
    world = asked(held, measured.texts)
    live = answers(world, learners, measured.texts, settings, desk)
    _cost(desk, live, chosen, len(learners), lives)
    key = digest(world, measured, chosen, learners, particles, seed, settings)
    started = time.perf_counter()
    history = _history(live, measured, chosen, len(learners), particles, lives, seed, desk, key)
    desk.seconds += time.perf_counter() - started
    return _posterior(history, held.name, measured, chosen, tuple(learners))


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
    said = [world.toml(), own, measured, free, list(learners), particles, seed, sorted(settings.items()), FOLDS, NEARER]
    return hashlib.blake2b(f"{json.dumps(said, default=str)} {source_hash()}".encode(), digest_size=6).hexdigest()


def distance_of(measured: Measured) -> Callable[[Mapping[str, float], Mapping[str, float]], float]:
    """Root mean square of the differences in standard deviations, as pyABC asks for it."""
    count = len(measured.data)

    def distance(life: Mapping[str, float], data: Mapping[str, float]) -> float:
        found = float(distance_to(measured, np.array([[life[f"r{n}"] for n in range(count)]]))[0])
        return found if np.isfinite(found) else FAR

    return distance


@contextlib.contextmanager
def _own_chance(seed: int) -> Iterator[None]:
    """pyABC draws from the common generators: they are seeded for it, and left as they were found."""
    numbers, others = np.random.get_state(), random.getstate()
    np.random.seed(seed)
    random.seed(seed)
    logging.getLogger("ABC").setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        np.random.set_state(numbers)
        random.setstate(others)


def _history(
    live: Answers,
    measured: Measured,
    free: Sequence[Free],
    count: int,
    particles: int,
    most_lives: int,
    seed: int,
    desk: Bench,
    key: str,
) -> Any:
    """All generations, those of an interrupted fit first."""
    pyabc, _ = libraries()
    path = desk.out / "lives" / f"fit-{key}.db" if desk.out else None
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not desk.resume:
            path.unlink(missing_ok=True)
    database = f"sqlite:///{path}" if path else "sqlite://"
    observed = {f"r{n}": datum.value for n, datum in enumerate(measured.data)}
    prior = pyabc.Distribution(**{f.name: pyabc.RV("uniform", f.low, f.high - f.low) for f in free})
    bar = tqdm(total=most_lives, desc="fit", unit="life", leave=False, disable=not desk.progress)

    def told(generation: int, accepted: int, lives: int) -> None:
        bar.set_postfix_str(f"generation {generation + 1}: {accepted} of {particles}")
        bar.update(lives)
        stop.stop(kept=path is not None)

    stop = Interrupts()
    with stop, _own_chance(seed), bar:
        inference = pyabc.ABCSMC(
            models(count),
            [prior] * count,
            distance_of(measured),
            population_size=particles,
            eps=pyabc.QuantileEpsilon(alpha=NEARER),
            sampler=sampler(live, LANES, seed, told),
        )
        if path is not None and path.exists():
            inference.load(database, 1)
            bar.update(inference.history.total_nr_simulations)
        else:
            inference.new(database, observed)
        _generations(inference, len(measured.data), most_lives)
        return inference.history


def _generations(inference: Any, count: int, most_lives: int) -> None:
    """Generation after generation, nearer each time."""
    if _done(inference.history, count, most_lives):
        return
    t = inference.initialize_components_before_run(
        minimum_epsilon=0.0,
        max_nr_populations=GENERATIONS,
        min_acceptance_rate=0.0,
        max_total_nr_simulations=np.inf,
        max_walltime=None,
        min_eps_diff=0.0,
    )
    while not _done(inference.history, count, most_lives) and inference.run_generation(t=t)["successful"]:
        t += 1


def _done(history: Any, count: int, most_lives: int) -> bool:
    """Whether the last generation is as near as it needs to be, or the lives are used up."""
    done = history.n_populations
    if not done:
        return False
    far = history.get_weighted_distances(history.max_t)["distance"].to_numpy(dtype=float)
    spent = history.total_nr_simulations >= most_lives or done >= GENERATIONS
    return bool(spent or 0.5 * count * (far.max() ** 2 - far.min() ** 2) <= FOLDS)


def _posterior(
    history: Any, name: str, measured: Measured, free: tuple[Free, ...], learners: tuple[str, ...]
) -> Posterior:
    """Particles of the last generation, weighed by the likelihood of the errors of the measurement."""
    prior = history.get_model_probabilities(history.max_t)["p"]
    values, weights, seen, distances = {}, {}, {}, {}
    for number, learner in enumerate(learners):
        if float(prior.get(number, 0.0)) <= 0.0:
            continue
        frame, weight = history.get_distribution(m=number, t=history.max_t)
        values[learner] = {f.name: frame[f.name].to_numpy(dtype=float) for f in free}
        seen[learner] = _seen(history, number, history.max_t, len(measured.data))
        distances[learner] = distance_to(measured, seen[learner])
        weights[learner] = float(prior[number]) * np.asarray(weight, dtype=float)
    best = min(float(d.min()) for d in distances.values())
    for learner, d in distances.items():
        weights[learner] = weights[learner] * np.exp(-0.5 * len(measured.data) * (d**2 - best**2))
    total = sum(float(w.sum()) for w in weights.values())
    chance = {name: float(weights[name].sum()) / total if name in weights else 0.0 for name in learners}
    return Posterior(
        name, measured, free, learners, chance, values, {n: w / w.sum() for n, w in weights.items()}, seen,
        _nearest(history, measured, learners), max(float(d.max()) for d in distances.values()),
        int(history.max_t) + 1, int(history.total_nr_simulations),
    )  # fmt: skip


def _seen(history: Any, number: int, t: int, count: int) -> Floats:
    """Readings of the lives of the particles of a learner in a generation, [particles, readings]."""
    _, stats = history.get_weighted_sum_stats_for_model(m=number, t=t)
    return np.array([[float(s[f"r{n}"]) for n in range(count)] for s in stats]).reshape(-1, count)


def distance_to(measured: Measured, seen: Floats) -> Floats:
    """Distance of each of some lives from what was measured, [lives]; `seen` is [lives, readings]."""
    value, sd = (np.array([getattr(datum, key) for datum in measured.data]) for key in ("value", "sd"))
    return np.asarray(np.sqrt((((seen - value) / sd) ** 2).mean(axis=1)))


def _nearest(history: Any, measured: Measured, learners: Sequence[str]) -> dict[str, float]:
    """The smallest distance of any kept life of each learner, over all generations; infinite where none was kept."""
    least = dict.fromkeys(learners, np.inf)
    for t in range(history.max_t + 1):
        for number in history.alive_models(t):
            found = distance_to(measured, _seen(history, number, t, len(measured.data)))
            least[learners[number]] = min(least[learners[number]], float(found.min()))
    return {learner: float(value) for learner, value in least.items()}
