"""The lives of a cohort on a bench: cost first, progress, and a folder from which the same command goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from agonist.model.assessment.events import Outcome

if TYPE_CHECKING:
    from agonist.experiments.cohorts import Lives, Plan
    from agonist.experiments.instruments.bench import Bench, Life
    from agonist.model.persons import People
    from agonist.model.scenario import Scenario

DAY, EXPOSURE = "day of ", "exposure to "  # columns of events beside those of measures


def live(
    bench: Bench,
    plans: Sequence[Plan],
    held: Scenario,
    who: People,
    asked: tuple[str, float | None, Mapping[str, float]],
    people: Callable[..., Lives],
) -> list[Lives]:
    """Every arm lived by all people: a case an arm, a seed a person.

    `asked`: learner, days and settings; `people` lives some persons in one arm.
    """
    from agonist.experiments.instruments.bench import Asked, at_bench

    learner, days, settings = asked

    def some(lives: Sequence[Life], jobs: int) -> list[dict[str, float]]:
        found: list[dict[str, float]] = [{} for _ in lives]
        for number, plan in enumerate(plans):
            mine = [k for k, life in enumerate(lives) if life.number == number]
            persons = [who.person(lives[k].seed) for k in mine]
            for k, (measures, came) in zip(mine, people(plan, persons, learner, jobs, None), strict=True):
                found[k] = measures | _of_events(plan, came)
        return found

    about = {"people": repr(who), "learner": learner, "days": days, "settings": settings}
    cases = tuple({"arm": plan.name, **about} for plan in plans)
    table = at_bench(bench).live(Asked("cohort", cases, some, held, tuple(who.numbers()))).found
    return [_read(plan, n, table, who.count) for n, plan in enumerate(plans)]


def _of_events(plan: Plan, came: Sequence[Outcome]) -> dict[str, float]:
    pairs = list(zip(plan.events, came, strict=True))
    return {f"{DAY}{e.name}": o.day for e, o in pairs} | {f"{EXPOSURE}{e.name}": o.exposure_days for e, o in pairs}


def _read(plan: Plan, arm: int, table: Mapping[str, Any], people: int) -> Lives:
    events = [(f"{DAY}{e.name}", f"{EXPOSURE}{e.name}") for e in plan.events]
    names = [name for name in table if name not in {column for pair in events for column in pair}]
    return [
        (
            {name: float(table[name][arm, n]) for name in names},
            [Outcome(float(table[day][arm, n]), float(table[exposure][arm, n])) for day, exposure in events],
        )
        for n in range(people)
    ]
