"""What courses do: the same people live each of them, and the share of their muscle is read for a year after."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from agonist.experiments.target_muscle import focus
from agonist.experiments.treating.course import Course, Place
from agonist.model.blocks import Run, compile_run
from agonist.model.body.wiring import Floats
from agonist.model.engine import live_all
from agonist.model.measures import helpers, of_muscles, shares, view
from agonist.model.own.parts import is_own_learner
from agonist.model.persons import MEAN, People, Person, lived_by
from agonist.model.plan import DAILY, SECONDS_PER_DAY
from agonist.model.runs import Request
from agonist.model.scenario import Resolved, Scenario, load, resolve
from agonist.model.vocabulary import Effects

FOLLOWED = 365.0  # days after a course
READ = {"month": 30.0, "half a year": 182.0, "year": FOLLOWED}  # days after the end at which a reading ends
WINDOW = 10.0  # days of a reading
WAIT = 90.0  # days after the last thing that happens: what heals by itself has healed
BACK = 0.9  # of the own healthy share: within chance of health


class Case(NamedTuple):
    """A question: scenario with its knobs turned, people, learner, when treatment begins and how long it may last."""

    scenario: Scenario
    settings: Mapping[str, float]
    persons: tuple[Person, ...]
    learner: str
    place: Place
    day: float
    weeks: float
    phases: int

    @property
    def end(self) -> float:
        """The day on which any course is over."""
        return self.day + 7.0 * self.weeks * self.phases

    def course(self, phases: Sequence[Mapping[str, float]]) -> Course:
        """A course of these phases."""
        return Course(self.day, self.weeks, tuple(dict(phase) for phase in phases))


class After(NamedTuple):
    """What a course left: share by reading and person [readings, people], of the same reading in health, series."""

    share: Floats
    healthy: Floats
    day: Floats
    series: Floats  # [days, people]

    @property
    def missing(self) -> Floats:
        """Part of the own healthy share that is missing at the worst reading, by person."""
        return np.asarray(np.maximum(0.0, 1.0 - self.share / self.healthy).max(axis=0))

    @property
    def back(self) -> int:
        """How many have their own share back and keep it."""
        return int((self.missing <= 1.0 - BACK).sum())


def case_of(
    scenario: str | Path | Scenario,
    settings: Mapping[str, float],
    people: int,
    seed: int,
    learner: str,
    muscle: str | None,
    start_day: float | None,
    weeks: float,
    phases: int,
) -> Case:
    """The question about a scenario. Raises ValueError for unknown names, and where nothing is practised daily."""
    held = load(scenario)
    request = Request.of(held, settings, learner=learner)
    if is_own_learner(learner):
        held, learner = request.whole(), request.learner
    resolved = resolve(held, settings)
    usual = tuple(
        p for p in resolved.practices if p.task == resolved.watch and p.from_day <= 0.0 and p.part_of == DAILY
    )
    if not usual:
        raise ValueError(f"{held.name}: {resolved.watch} is not practised in daily life, so no share can come back")
    target = focus(resolved, muscle)
    last = max((i.day for i in resolved.impulses if math.isfinite(i.day)), default=0.0)
    day = math.ceil(last) + WAIT if start_day is None else start_day
    first = Case(
        held,
        dict(settings),
        persons(held, people, seed),
        learner,
        Place(resolved.watch, target, usual, 0.0),
        day,
        weeks / phases,
        phases,
    )
    return first._replace(place=first.place._replace(share=round(_own_share(first, resolved, target), 3)))


def persons(held: Scenario, count: int, seed: int) -> tuple[Person, ...]:
    """Those whom a course must work for: people who differ; the one person of the scenario where one is asked for, or one
    with a number, who lives `count` times with other chance."""
    return (held.person,) * count if count == 1 or held.person.number is not None else drawn(held, count, seed)


def drawn(held: Scenario, count: int, seed: int) -> tuple[Person, ...]:
    """People who differ, of the kind of the person of the scenario."""
    who = (held.people or People()).like(held.person)._replace(count=count, seed=seed)
    return tuple(who.person(number) for number in who.numbers())


def _own_share(case: Case, resolved: Resolved, muscle: str) -> float:
    """Share of the muscle in the first days, before anything happens, of the mean person."""
    calm = calmed(resolved)._replace(windows={"own": (10.0, 30.0)}, days=30.0)
    run = compile_run(calm._replace(person=MEAN), 1, case.learner)
    seen = view(run.structure, run.watch)
    ((_, left),) = live_all([run], lambda _: seen.channels)
    return float(shares(seen, left.means[0])[seen.muscles.index(muscle)])


def calmed(resolved: Resolved) -> Resolved:
    """The same usual practice with nothing happening."""
    usual = [p for p in resolved.effects.practices if p.from_day <= 0.0]
    return resolved._replace(
        impulses=(),
        practices=tuple(p for p in resolved.practices if p.from_day <= 0.0),
        effects=Effects([], [], usual, []),
    )


def treated(case: Case, plan: Sequence[Mapping[str, object]]) -> Scenario:
    """The scenario with the words of a course, read over the year after."""
    windows = {name: [case.end + day - WINDOW, case.end + day] for name, day in READ.items()}
    days = case.end + FOLLOWED
    return case.scenario.with_(
        name=f"{case.scenario.name}-treated", days=days, windows=windows, read=[], events={}, arms={}, add=list(plan)
    )


def live(case: Case, plan: Sequence[Mapping[str, object]], healthy: Floats | None, series: bool = False) -> After:
    """All people of a case live a plan. Without `healthy` they live the usual practice alone, and are their own measure."""
    resolved = resolve(treated(case, plan), case.settings)
    if healthy is None:
        resolved = calmed(resolved)
    run = compile_run(resolved._replace(person=MEAN), 0, case.learner)
    alone = len(set(case.persons)) == 1
    runs = [_of(run, resolved, who, n + 1 if alone else None) for n, who in enumerate(case.persons)]
    return _read(case, runs, healthy, series)


def _of(run: Run, resolved: Resolved, who: Person, seed: int | None) -> Run:
    """A life of a person with a chance of its own; without a seed that of the person's number."""
    seed = (who.number or 0) if seed is None else seed
    return lived_by(run._replace(seed=seed), who.of(run.structure, resolved.parameters))


def _read(case: Case, runs: Sequence[Run], healthy: Floats | None, series: bool) -> After:
    seen = view(runs[0].structure, runs[0].watch)
    at = helpers(runs[0].structure, runs[0].watch).index(case.place.muscle)
    every = max(1, len(runs[0].rows.second) // 800) if series else None
    left = [life for _, life in sorted(live_all(runs, lambda _: seen.channels, every), key=lambda found: found[0])]
    share = np.array([shares(seen, life.means)[:, at] for life in left]).T
    lines = np.zeros((0, len(runs)))
    day = np.zeros(0)
    if every is not None:
        day = runs[0].rows.second[every - 1 :: every] / SECONDS_PER_DAY
        torque = [of_muscles(seen, life.samples, "members", "torque_nm") for life in left]
        with np.errstate(invalid="ignore", divide="ignore"):
            lines = np.array([t[:, at] / t.sum(axis=1) for t in torque]).T
    return After(share, share if healthy is None else healthy, day, lines)
