"""Treatment search: the course that brings people back to their own healthy share, and keeps it a year, with least work.

Two things are made small at once: the work that a course asks and the part of the own share that is missing a year on.
The search is Optuna's tree-structured Parzen estimator (Bergstra et al. 2011; Ozaki et al. 2022 for several aims). What
it has tried is kept in a journal, so that the same question goes on where it was stopped.
"""

from __future__ import annotations

import hashlib
import json
import time
import warnings
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tqdm import tqdm

from agonist.experiments.instruments.bench import Bench, Cost
from agonist.experiments.interrupts import Interrupts
from agonist.experiments.treating.course import TERMS, Course, Phase, general, nothing, plan_of, told, work
from agonist.experiments.treating.lives import After, Case, drawn, live
from agonist.experiments.treating.prune import pruned
from agonist.model.body.wiring import Floats
from agonist.model.compiler.jit import source_hash

if TYPE_CHECKING:
    from types import ModuleType

    from optuna import Study, Trial
    from optuna.trial import FrozenTrial

    from agonist.model.persons import Person

BATCH = 4  # courses that are asked for before any of them is answered, however many threads there are
PRUNED = 2  # lives of each word of a course to find out what it can do without, about
LEVELS = 5  # of work, at which general training stands beside
SMALL = 1e-9
BY_HAND: tuple[dict[str, float], ...] = (  # where the search begins: what is usually tried, the same in every phase
    {},
    {"cue": 0.2},
    {"cue": 0.2, "load": 0.6},
    {"feedback": 5.0},
    {"stimulation": 0.4},
    {"rest": 0.8},
    {"load": 1.6},
)


class Tried(NamedTuple):
    """One course that was lived: what it asks, the mean part missing, and how many people have their share back."""

    course: Course
    work: float
    missing: float
    back: int


class Found(NamedTuple):
    """What a search found: every course, the best, and what stands beside it."""

    case: Case
    tried: tuple[Tried, ...]
    best: Tried
    untreated: Tried
    general: tuple[Tried, ...]
    without: dict[str, Tried]  # the best course with one word left out
    held_out: Tried | None
    held_out_people: int
    lines: dict[str, After]  # series of the best course, of general training at equal work, untreated, and in health


def optuna() -> ModuleType:
    """The library of the search. Raises ValueError that names the extra where it is missing."""
    try:
        import optuna as found
    except ImportError:
        raise ValueError("treat needs an extra that is not installed: pip install 'agonist[treat]'") from None
    found.logging.set_verbosity(found.logging.WARNING)
    return found


def search(case: Case, courses: int, held_out: int, seed: int, desk: Bench) -> Found:
    """Search the course of least work, prune it, and hold it against general training, its own parts and other people.

    The arguments are those of `answer.treat`.

    Raises:
        ValueError: nothing to treat, or the extra `treat` is not installed.
    """
    library, phases = optuna(), case.phases
    healthy = live(case, [], None).share
    untreated = _judged(case, case.course([nothing()] * phases), [], healthy)
    started = time.perf_counter()
    judged(case, case.course([{t.name: t.high for t in TERMS}] * phases), healthy)  # a long one, for its time
    lives = (courses + LEVELS + PRUNED * len(TERMS) * phases) * len(case.persons) + 3 * held_out
    _cost(desk, lives, time.perf_counter() - started, case)
    if untreated.back == len(case.persons):
        raise ValueError(
            f"{case.scenario.name}: by day {case.day:g} everybody has the own share of {case.place.muscle} back; "
            "there is nothing to treat (a larger dose, or an earlier start day?)"
        )
    tried = _tried(library, case, healthy, courses, seed, desk)
    tried += _pruned(case, choose(tried), healthy)
    desk.lived += (len(tried) + 1) * len(case.persons)
    desk.seconds += time.perf_counter() - started
    return _beside(case, tried, untreated, healthy, seed, held_out)


def choose(tried: Sequence[Tried]) -> Tried:
    """The course after which most people have their share back; of those the one of least work, then the fullest."""
    return min(tried, key=lambda one: (-one.back, one.work, one.missing))


def front(tried: Sequence[Tried]) -> list[Tried]:
    """The courses that no other beats in both work and what is missing, by rising work."""
    kept: list[Tried] = []
    for one in sorted(tried, key=lambda t: (t.work, t.missing)):
        if not kept or one.missing < kept[-1].missing - SMALL:
            kept.append(one)
    return kept


def _cost(desk: Bench, lives: int, seconds: float, case: Case) -> None:
    """Say the cost before anything long begins."""
    if desk.must_say:
        cost = Cost(lives, lives, lives / len(case.persons) * seconds, desk.jobs)
        desk.say(f"treat: {cost.line()}")


def _judged(case: Case, course: Course, plan: Sequence[Mapping[str, object]], healthy: Floats) -> Tried:
    after = live(case, plan, healthy)
    return Tried(course, work(course, case.place), float(after.missing.mean()), after.back)


def judged(case: Case, course: Course, healthy: Floats) -> Tried:
    """Live one course and judge it."""
    return _judged(case, course, plan_of(course, case.place), healthy)


def digest(case: Case, seed: int) -> str:
    """Hash of a question and of the code that answers it: a kept search goes on only with the same of both."""
    said = [
        case.scenario.toml(),
        sorted(case.settings.items()),
        [str(p) for p in case.persons],
        case.learner,
        [str(rule) for rule in case.scenario.rules],
        case.place.muscle,
        case.day,
        case.weeks,
        case.phases,
        seed,
        TERMS,
    ]
    text = f"{json.dumps(said, default=str)} {source_hash()}"
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def _tried(library: ModuleType, case: Case, healthy: Floats, courses: int, seed: int, desk: Bench) -> list[Tried]:
    """All courses, those of an interrupted search first."""
    path = desk.out / "lives" / f"treat-{digest(case, seed)}.log" if desk.out else None
    study = _study(library, path, desk.resume)
    done = sum(trial.values is not None for trial in study.trials)
    starts = [{f"{k} {n}": v for n in range(case.phases) for k, v in one.items()} for one in BY_HAND]
    if not done:
        for one in starts:
            study.enqueue_trial(_filled(one, case.phases), skip_if_exists=True)
    bar = tqdm(total=courses, initial=done, desc="treat", unit="course", leave=False, disable=not desk.progress)
    with Interrupts() as stop, bar as line:
        while done < courses:
            count = min(BATCH, courses - done)
            _batch(library, study, case, healthy, done, count, seed, desk.jobs)
            line.n = done = done + count
            line.refresh()
            stop.stop(kept=path is not None)
    return [_as_tried(case, trial) for trial in study.trials if trial.values is not None]


def _pruned(case: Case, best: Tried, healthy: Floats) -> list[Tried]:
    """What was lived to find out what the best course can do without; each is held against the last that was kept."""
    lived: list[Tried] = []
    kept = best

    def holds(course: Course) -> bool:
        nonlocal kept
        lived.append(judged(case, course, healthy))
        fine = lived[-1].back >= kept.back and lived[-1].work < kept.work
        kept = lived[-1] if fine else kept
        return fine

    pruned(best.course, case.place, holds)
    return lived


def _filled(some: Mapping[str, float], phases: int) -> dict[str, float]:
    return {f"{t.name} {n}": some.get(f"{t.name} {n}", t.nothing) for n in range(phases) for t in TERMS}


def _study(library: ModuleType, path: Path | None, resume: bool) -> Study:
    storage = None
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not resume:
            path.unlink(missing_ok=True)
        journal = library.storages.journal
        storage = library.storages.JournalStorage(journal.JournalFileBackend(str(path)))
    aims = ["minimize", "minimize"]
    study: Study = library.create_study(storage=storage, study_name="treat", load_if_exists=True, directions=aims)
    return study


def _batch(
    library: ModuleType, study: Study, case: Case, healthy: Floats, done: int, count: int, seed: int, jobs: int
) -> None:
    """Ask for some courses, live them side by side, and tell the search; a stop between keeps what was told."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # parts of the sampler are called experimental
        study.sampler = library.samplers.TPESampler(
            seed=seed * 100_003 + done, n_startup_trials=24, multivariate=True, constant_liar=True
        )  # seeded by how far the search is, so that one that goes on is the one that was never stopped
        asked = [study.ask() for _ in range(count)]
        phases = [_phases(trial, case.phases) for trial in asked]
    with ThreadPoolExecutor(max(1, jobs)) as pool:
        found = list(pool.map(lambda p: judged(case, case.course(p), healthy), phases))
    for trial, one in zip(asked, found, strict=True):
        trial.set_user_attr("back", one.back)
        study.tell(trial, (one.work, one.missing))


def _phases(trial: Trial, phases: int) -> list[Phase]:
    return [
        {t.name: float(trial.suggest_float(f"{t.name} {n}", t.low, t.high, step=t.step)) for t in TERMS}
        for n in range(phases)
    ]


def _as_tried(case: Case, trial: FrozenTrial) -> Tried:
    phases = [{t.name: round(float(trial.params[f"{t.name} {n}"]), 6) for t in TERMS} for n in range(case.phases)]
    asked, missing = trial.values
    return Tried(case.course(phases), asked, missing, int(trial.user_attrs["back"]))


def _beside(case: Case, tried: Sequence[Tried], untreated: Tried, healthy: Floats, seed: int, held_out: int) -> Found:
    """What the best course is held against: general training, its own parts, other people."""
    best = choose(tried)
    top = max((one.work for one in front(tried)), default=best.work)
    levels = sorted({round(best.work, 3), *(round(top * k / LEVELS, 3) for k in range(1, LEVELS + 1))})
    rivals = [
        _judged(case, best.course, general(best.course, case.place, w), healthy)._replace(work=w)
        for w in levels
        if w > 0.0
    ]
    without = {
        t.name: judged(case, left, healthy) for t in TERMS if (left := leave_out(best.course, t.name)) != best.course
    }
    other = case._replace(persons=_others(case, seed, held_out)) if held_out and len(case.persons) > 1 else None
    tested = judged(other, best.course, live(other, [], None).share) if other else None
    plans = {
        "this course": plan_of(best.course, case.place),
        "general training, equal work": general(best.course, case.place, best.work),
        "untreated": [],
    }
    lines = {name: live(case, plan, healthy, series=True) for name, plan in plans.items()}
    lines["in health"] = live(case, [], None, series=True)
    return Found(
        case, tuple(tried), best, untreated, tuple(rivals), without, tested, len(other.persons) if other else 0, lines
    )


def _others(case: Case, seed: int, count: int) -> tuple[Person, ...]:
    """People that the search has not seen: those who come after it has chosen its own."""
    first = len(case.persons)
    return drawn(case.scenario, first + count, seed)[first:]


def leave_out(course: Course, name: str) -> Course:
    """The course without one of its words."""
    calm = nothing()[name]
    return course._replace(phases=tuple({**phase, name: calm} for phase in course.phases))


__all__ = ["Found", "Tried", "choose", "digest", "front", "judged", "leave_out", "search", "told"]
