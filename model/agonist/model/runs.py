"""Ask for lives and get readings: the door that the command line, the sweeps and Python share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple

import numpy as np

from agonist.model.assessment.chance import by_chance, counts
from agonist.model.assessment.looking import columns, looker, trialled, values
from agonist.model.assessment.own_reading import must_be_read
from agonist.model.assessment.reading import Column, looks_of, parse, span_of, unit_of_text
from agonist.model.blocks import Channel, Run, compile_run, levelled
from agonist.model.body.wiring import Floats
from agonist.model.clock import Block
from agonist.model.engine import Lived, Looker, live_all
from agonist.model.keys import keyed, once, real
from agonist.model.measures import View, WindowValues, of_body, of_muscles, of_task, shares, view, window_values
from agonist.model.own.parts import Part, is_own, label_all, learner_named, parts_of, with_rules
from agonist.model.own.reach import must_take_part, told_by
from agonist.model.parameters import nearest
from agonist.model.persons import MEAN, Person, lived_by, person_from
from agonist.model.plan import row_kinds
from agonist.model.reading import quoted
from agonist.model.record import Reading, Record, recipe
from agonist.model.scenario import Resolved, Scenario, load, resolve
from agonist.model.units.cortex import LEARNERS

CHUNK = 1024  # runs that are prepared and lived before the next ones are looked at
SHARED = 64  # plans that are remembered while requests are prepared
SAMPLES = 4000  # a record keeps about this many samples of a long run


@dataclass(frozen=True)
class Request:
    """One life that is asked for: scenario (name, path or object), seed, learner, days and settings."""

    scenario: str | Scenario
    seed: int = 1
    learner: str = "maintained"
    days: float | None = None
    settings: tuple[tuple[str, float], ...] = ()
    rules: tuple[Part, ...] = ()  # of the user's own, in place of those of the scenario or besides

    @classmethod
    def of(cls, scenario: str | Scenario, settings: Mapping[str, float] | None = None, **rest: Any) -> Request:
        """A request from a mapping of settings and one of own rules; `learner` may be one's own. Raises ValueError."""
        rules = keyed("rules", rest.pop("rules", None))
        settings = {n: v.item() if isinstance(v, np.number) else v for n, v in keyed("settings", settings).items()}
        if is_own(learner := rest.get("learner", LEARNERS[0]), LEARNERS):
            rules[f"learner.{LEARNERS[0]}"], rest["learner"] = learner, LEARNERS[0]
        return cls(scenario, settings=tuple(sorted(settings.items())), rules=parts_of(rules), **rest)

    def whole(self) -> Scenario:
        """The scenario with the own rules of the request. Raises ValueError."""
        return with_rules(self.held(), {part.name: part for part in self.rules})

    def held(self) -> Scenario:
        """The scenario; where its life is cut short, without its readings of later days."""
        return cut_short(load(self.scenario), self.days, dict(self.settings))


def cut_short(scenario: Scenario, days: float | None, settings: Mapping[str, object]) -> Scenario:
    """A scenario without the readings that lie beyond these days; as it is where no days are given."""
    knobs = {k.name: real(f"{scenario.name}: {k.name}", settings.get(k.name, k.value)) for k in scenario.knobs}
    kept = (t for t in scenario.read if days is None or span_of(parse(t), knobs) <= days)
    return scenario if days is None else replace(scenario, read=tuple(kept))


type Named = str | Path | Scenario
type Who = Person | Mapping[str, object] | None


def with_learners(
    scenario: Named, learners: Iterable[object], rules: Mapping[str, object] | None = None, person: Who = None
) -> tuple[Scenario, tuple[str, ...]]:
    """A scenario with own rules, and another `person`, for lives under several learners, and their names. Raises ValueError."""
    named = str(scenario) if isinstance(scenario, Path) else scenario
    requests = [Request.of(named, learner=learner, rules=rules) for learner in learners]
    names, held = once("learners", [request.learner for request in requests]), requests[0].whole()
    must_take_part(tuple(part for _, part in held.rules), names)
    return held if person is None else replace(held, person=person_from("person", person, held.people)), names


def with_own(
    scenario: Named, learner: object = LEARNERS[0], rules: Mapping[str, object] | None = None, person: Who = None
) -> tuple[Scenario, str]:
    """The same for one learner, and its name."""
    held, (name,) = with_learners(scenario, (learner,), rules, person)
    return held, name


class Outcome(NamedTuple):
    """What a life is reduced to: measures by name with units, and series by name if they were asked for."""

    measures: dict[str, float]
    units: dict[str, str]
    time_day: Floats | None
    series: dict[str, Floats] | None


class Prepared(NamedTuple):
    """A request, resolved and compiled, with what is to be recorded."""

    request: Request
    resolved: Resolved
    run: Run
    view: View
    columns: tuple[Column, ...] = ()  # what is read, and when


def prepare(request: Request, level: bool = False) -> Prepared:
    """Resolve and compile a request; `level` lets lives with other loads stand beside it in one block.

    Raises ValueError with one line that names the place; of a life that stands alone also for an own part that its
    learner never asks.
    """
    scenario = request.whole()
    if not level:
        must_take_part(tuple(part for _, part in scenario.rules), (request.learner,))
    resolved = resolve(scenario, dict(request.settings), request.days)
    read = columns(scenario.read, resolved.subject, resolved.watch, resolved.days, resolved.knobs, resolved.practices)
    must_be_read(resolved.subject.own, (*load(request.scenario).read, *scenario.read))
    plan, factors = levelled(resolved) if level else (resolved, ())
    run = compile_run(plan, request.seed, request.learner)._replace(overrides=factors)
    run = run._replace(looks=looks_of(read))
    body = resolved.subject.structure
    return Prepared(request, resolved, run, view(body, resolved.watch, () if level else counts(body)), read)


def preparer() -> Callable[[Request], Prepared]:
    """A function that prepares requests one by one; those that differ only in their seed share all the rest.

    In a scenario with `[people]` each seed is a person of theirs, the same at every point of a sweep.
    """
    known: dict[Any, Prepared] = {}

    def one(request: Request) -> Prepared:
        place = request.scenario if isinstance(request.scenario, str) else id(request.scenario)
        told = load(request.scenario)
        people = told.people
        who = MEAN if people is None else people.like(told.person).person(people.number(request.seed - 1))
        turned = who if who.knobs() else MEAN  # whose plan is not that of the others
        key = (place, request.settings, request.days, request.learner, request.rules, turned)
        if key not in known:
            if len(known) >= SHARED:
                known.clear()
            held = request.held() if people is None else replace(request.held(), person=turned)
            known[key] = prepare(replace(request, scenario=held), level=True)._replace(request=request)
        like = known[key]
        run = like.run._replace(seed=int(request.seed))
        if people is not None and turned is MEAN:
            run = lived_by(run, who.of(run.structure, like.resolved.parameters))
        return like._replace(request=request, run=run)

    return one


def readings(prepared: Prepared, lived: Lived) -> dict[str, Reading]:
    """Share, effort, failures and onsets in each window of a scenario."""
    muscles = prepared.view.muscles
    return {
        name: Reading(
            dict(zip(muscles, found.share, strict=True)),
            found.effort,
            found.failed,
            dict(zip(muscles, found.onset_ms, strict=True)),
        )
        for name, found in zip(prepared.run.windows, _windows(prepared, lived), strict=True)
    }


def measures_of(prepared: Prepared, lived: Lived) -> dict[str, float]:
    """Readings as flat names such as ``share.after.MUSCLE``; runs share the names."""
    names = measure_names(tuple(prepared.run.windows), prepared.view.muscles)
    found: list[float] = []
    for one in _windows(prepared, lived):
        found += one.share
        found += (one.effort, one.failed)
        found += one.onset_ms
    return dict(zip(names, found, strict=True))


def _windows(prepared: Prepared, lived: Lived) -> list[WindowValues]:
    return window_values(prepared.view, lived.means, prepared.resolved)


@lru_cache(maxsize=256)
def measure_names(windows: tuple[str, ...], muscles: tuple[str, ...]) -> tuple[str, ...]:
    """Flat names of the readings of a life."""
    return tuple(
        intern(name)
        for w in windows
        for name in (
            *(f"share.{w}.{m}" for m in muscles),
            f"effort.{w}",
            f"failed.{w}",
            *(f"onset_ms.{w}.{m}" for m in muscles),
        )
    )


UNITS = {
    "share": "fraction of task torque", "effort": "activation", "failed": "fraction of repetitions", "onset_ms": "ms",
}  # fmt: skip


def unit_of(measure: str) -> str:
    """The unit of a measure by its name."""
    return UNITS.get(measure.split(".", 1)[0]) or unit_of_text(measure)


SERIES: dict[str, tuple[str, Callable[[View, Floats], Floats]]] = {
    "share": ("members", shares),
    "activation": ("muscles", lambda v, x: of_body(v, x, "activation")),
    "weight": ("members", lambda v, x: of_muscles(v, x, "members", "fast")),
    "excitability": ("muscles", lambda v, x: of_body(v, x, "excitability")),
    "effort": ("tasks", lambda v, x: of_task(v, x, "effort")),
    "failed": ("tasks", lambda v, x: of_task(v, x, "failed")),
}


def check_series(names: Sequence[str]) -> tuple[str, ...]:
    """Names of series that can be recorded. Raises ValueError for an unknown one."""
    for name in names:
        if name not in SERIES:
            raise ValueError(f"unknown series {quoted(name)}; {nearest(name, list(SERIES))}")
    return tuple(names)


def _series(prepared: Prepared, lived: Lived, names: Sequence[str]) -> dict[str, Floats]:
    found: dict[str, Floats] = {}
    for name in names:
        area, read = SERIES[name]
        values = read(prepared.view, lived.samples)
        if area == "tasks":
            found[name] = values
        else:
            muscles = prepared.view.body if area == "muscles" else prepared.view.muscles
            found |= {f"{name}.{m}": values[:, i] for i, m in enumerate(muscles)}
    return found


def sample_times(run: Run, every: int) -> Floats:
    """Days at which the samples of a series are taken, [samples]."""
    return run.rows.second[every - 1 :: every] / 86_400.0


def simulate(
    requests: Sequence[Request], threads: int = 1, every: int | None = None, variables: tuple[str, ...] = ()
) -> list[Outcome]:
    """Live many lives in the compiled engine, in the order asked; results do not depend on how many or on threads.

    `every` keeps each k-th row of the `variables` (share, activation, weight, excitability, effort, failed).
    Raises ValueError where a request cannot be built.
    """
    check_series(variables)
    make, kept = preparer(), every if variables else None
    outcomes: list[Outcome] = []
    for first in range(0, len(requests), CHUNK):
        prepared = [make(r) for r in requests[first : first + CHUNK]]
        outcomes += _outcomes(prepared, threads, kept, variables)
    return outcomes


def _looker(prepared: Sequence[Prepared]) -> Looker | None:
    """Who looks at lives of several scenarios: each block is looked at as its own scenario asks."""
    first = {(id(p.run.structure), p.run.watch, p.run.looks): p for p in prepared if p.columns}
    if not first:
        return None

    def look(runs: Sequence[Run], second: int, block: Block) -> Sequence[Any]:
        asked = first[id(runs[0].structure), runs[0].watch, runs[0].looks]
        return looker(asked.resolved.subject, runs[0].watch, asked.columns)(runs, second, block)

    return look


def _outcomes(
    prepared: Sequence[Prepared], threads: int, kept: int | None, variables: tuple[str, ...]
) -> list[Outcome]:
    """What some lives are reduced to, in their order."""
    seen = {(id(p.run.structure), p.run.watch): p.view.channels for p in prepared}
    found: dict[int, Outcome] = {}

    def channels(run: Run) -> tuple[Channel, ...]:
        return seen[id(run.structure), run.watch]

    told = trialled(prepared, threads)
    for n, lived in live_all([p.run for p in prepared], channels, kept, threads, look=_looker(prepared), final=False):
        measures = measures_of(prepared[n], lived) | values(prepared[n].columns, [*lived.seen, told.get(n, {})])
        series = _series(prepared[n], lived, variables) if kept else None
        times = sample_times(prepared[n].run, kept) if kept else None
        found[n] = Outcome(measures, units_of(tuple(measures)), times, series)
    return [found[n] for n in range(len(prepared))]


@lru_cache(maxsize=64)
def units_of(measures: tuple[str, ...]) -> dict[str, str]:
    """The unit of each measure; runs with the same measures share one table."""
    return {m: unit_of(m) for m in measures}


def thinning(rows: int, samples: int = SAMPLES) -> int:
    """Every how many rows a record keeps a sample."""
    return max(1, rows // samples)


def live_record(
    request: Request, every: int | None = None, progress: Callable[[int, int], bool] | None = None
) -> Record:
    """Live one life in the compiled engine and keep its series.

    `progress(rows done, rows)` is told how far it is and may return True to stop. Raises ValueError for a bad request.
    """
    prepared = prepare(request)
    rows = len(prepared.run.rows.second)
    kept = every or thinning(rows)
    stop = None if progress is None else (lambda done: progress(done, rows))
    look = looker(prepared.resolved.subject, prepared.resolved.watch, prepared.columns) if prepared.columns else None
    ((_, lived),) = live_all([prepared.run], lambda _: prepared.view.channels, kept, 1, stop, look)
    seen = (*lived.seen, *trialled([prepared]).values())
    return as_record(prepared, lived._replace(seen=seen), kept, "compiled")


def as_record(prepared: Prepared, lived: Lived, every: int, engine: str) -> Record:
    """A record from what a life left."""
    request, resolved, rows = prepared.request, prepared.resolved, prepared.run.rows
    own = told_by(resolved.subject.own, request.learner)
    named = learner_named(own, request.learner)
    made = recipe(resolved, request.seed, named, engine, dict(request.settings))
    made |= {"rules": label_all(own), "rule_files": {p.name: p.place for p in own if p.place}} if own else {}
    return Record(
        made, prepared.view, sample_times(prepared.run, every), lived.samples, readings(prepared, lived), lived.final,
        resolved.windows, resolved.scenario.title, row_kinds(rows, resolved.practices)[every - 1 :: every],
        values(prepared.columns, lived.seen) if lived.seen else {},
        by_chance(prepared.view.channels, rows, every, lived.samples, resolved.impulses),
    )  # fmt: skip


def mean_over(records: Sequence[Record]) -> Floats:
    """Mean share of several runs of one scenario, [time, muscles]."""
    return np.mean([r.share for r in records], axis=0)
