"""Many people who live one scenario, in one arm or several: readings, events, and what they are compared by.

Arms hold the same people with the same draws, so that what differs between them is what was done. The comparisons
themselves stand in `agonist.experiments.comparing`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agonist.experiments import cohort_lives
from agonist.experiments.arms import CONTROL, Arm, Cohort
from agonist.experiments.comparing import by_name
from agonist.experiments.running import with_study
from agonist.model import study
from agonist.model.assessment import events as waiting
from agonist.model.assessment.holding import short_holds
from agonist.model.assessment.looking import columns, looker, over_trials, values
from agonist.model.assessment.own_reading import must_be_read
from agonist.model.assessment.reading import Column, looks_of, unit_of_text
from agonist.model.assessment.waiting import check, looked
from agonist.model.blocks import Channel, Run, compile_run
from agonist.model.engine import Lived, live_all
from agonist.model.interventions.remarks import remarks
from agonist.model.keys import MOST_SEED, called, flag, keyed, lines, real, text, whole
from agonist.model.measures import View, view
from agonist.model.persons import MEAN, MOST_PEOPLE, People, Person, lived_by
from agonist.model.plan import SECONDS_PER_DAY
from agonist.model.runs import Prepared, Request, measures_of, unit_of, with_own
from agonist.model.scenario import Resolved, Scenario, resolve
from agonist.model.traits import spread_of
from agonist.model.vocabulary import Effects

AT_END = ("maximal_torque_nm", "activation_ratio")
if TYPE_CHECKING:
    from agonist.experiments.instruments.bench import Bench

Told = Callable[[int, int], object]  # (lives done, lives)
Arms = Mapping[str, Mapping[str, Any]]  # knobs, parameters and `plan` of each arm by name
PEOPLE = 100  # where nobody says how many
SHOWN_SHARE = 0.02  # muscles that never carry this share are left out


class Plan(NamedTuple):
    """What one arm lives: its resolved scenario, compiled for the mean person, and what is kept of it.

    `of(person)` is the scenario resolved for one of the people, whose own traits may turn its knobs.
    """

    name: str
    resolved: Resolved
    of: Callable[[Person], Resolved]
    run: Run
    view: View | None  # None where windows are not read
    read: tuple[Column, ...]
    labels: tuple[str, ...]
    events: tuple[waiting.Event, ...]


def cohort(
    scenario: str | Path | Scenario,
    people: int | None = None,
    seed: int | None = None,
    learner: object = "maintained",
    days: float | None = None,
    settings: Mapping[str, float] | None = None,
    traits: Collection[str] | None = None,
    spreads: Mapping[str, float] | None = None,
    control: bool | None = None,
    jobs: int = 2,
    told: Told | None = None,
    read: Sequence[str] = (),
    events: Mapping[str, str] | None = None,
    arms: Arms | None = None,
    rules: Mapping[str, object] | None = None,
    person: Person | Mapping[str, float | str] | None = None,
    only: Collection[str] | None = None,
    bench: Bench | None = None,
) -> Cohort:
    """Live one scenario with many people who differ, in each of its arms, or beside an uneventful life.

    Args:
        scenario: name of a shipped scenario, path of a file, or a `Scenario`.
        people: how many, 2 to 20,000; None takes the scenario's, or 100.
        seed: which people; the same seed gives the same people, and more of them leaves the first ones as they are.
        learner, days, settings, rules: as in `agonist.experiments.run`.
        traits, spreads: in which people differ (`agonist.model.traits`; also `only`), None takes all; other standard deviations.
        control: also live the same practice with nothing else happening; by default where there are no arms.
        jobs, told: threads; what is called with (lives done, lives).
        read: readings in words besides the scenario's; without any, its windows and two measures at its end are read.
        events: what is waited for, by name, such as ``{"strain": "injury hamstrings right"}``.
        arms: knobs and parameters of each arm by name, and under `plan` words that it adds.
        person: what is said of all of them (age, sex, traits by name); None takes the scenario's.
        bench: where the lives are lived, as of an instrument: its threads instead of `jobs`, cost, progress, and a folder.

    Raises:
        ValueError: unknown name, or a number out of range; one line that says what would be right.
    """
    held, learner = with_own(scenario, learner, rules)
    held = _asked(with_study(held, person, ()), read, events, arms)
    who = _people(held, people, seed, _one_of(traits, only), spreads)
    settings = keyed("settings", settings)
    plans = _plans(held, settings, days, learner, control)
    persons = [who.person(number) for number in who.numbers()]
    if bench is None:
        lived = _live_arms(plans, persons, learner, whole("jobs", jobs), called("told", told))
    else:
        lived = cohort_lives.live(bench, plans, held, who, (learner, days, settings), _live)
    return _cohort(held, plans, persons, lived)


def _cohort(held: Scenario, plans: Sequence[Plan], persons: Sequence[Person], lived: Sequence[Lives]) -> Cohort:
    """The lives of every arm in one table each, who lived them, and what a reader must know."""
    names, units = _columns(plans, lived)
    return Cohort(
        scenario=held.name,
        people=tuple(p.number or 0 for p in persons),
        measures=names,
        units=units,
        arms=tuple(_arm(plan.name, names, rows) for plan, rows in zip(plans, lived, strict=True)),
        events=tuple(name for name, _ in held.events),
        covariates=by_name([p.covariates() for p in persons]),
        traits=by_name([p.scores() for p in persons]),
        notes=_notes(plans),
    )


def _notes(plans: Sequence[Plan]) -> tuple[str, ...]:
    """What words of the arms stop besides or cannot do, and arms that are alike."""
    arms = [plan for plan in plans if plan.name != CONTROL]
    said = {plan.name: (*remarks(plan.resolved), *short_holds(plan.resolved)) for plan in arms}
    found = [
        line if all(line in other for other in said.values()) else f"arm {name}: {line}"
        for name, lines in said.items()
        for line in lines
    ]
    lived = [(p.resolved.impulses, p.resolved.practices, p.resolved.parameters) for p in arms]
    found += [
        f"arms {arms[k].name} and {arms[n].name} live the same life"
        for n in range(len(arms))
        for k in range(n)
        if lived[k] == lived[n]
    ]
    return tuple(dict.fromkeys(found))


Lives = list[tuple[dict[str, float], list[waiting.Outcome]]]  # measures and events of each person


def _live_arms(
    plans: Sequence[Plan], persons: Sequence[Person], learner: str, jobs: int, told: Told | None
) -> list[Lives]:
    """Every arm, with progress over all of them."""
    total, lived = len(plans) * len(persons), []
    for n, plan in enumerate(plans):
        steps = None if told is None else (lambda done, n=n: told(n * len(persons) + done, total))
        lived.append(_live(plan, persons, learner, jobs, steps))
    return lived


def _arm(name: str, measures: Sequence[str], rows: Lives) -> Arm:
    held = np.array([[row[m] for m in measures] for row, _ in rows]).reshape(len(rows), -1)
    days, exposure = (
        np.array([[getattr(o, key) for o in came] for _, came in rows]).reshape(len(rows), -1)
        for key in ("day", "exposure_days")
    )
    return Arm(name, held, days, exposure)


def _asked(held: Scenario, read: Sequence[str] | None, events: Mapping[str, str] | None, arms: Arms | None) -> Scenario:
    """The scenario with what is read, waited for and compared besides."""
    texts = lines("read", () if read is None else read)
    awaited = {name: text(f"events, {name}", words) for name, words in keyed("events", events).items()}
    given = {name: keyed(f"arms, {name}", arm) for name, arm in keyed("arms", arms).items()}
    held = replace(held, read=tuple(dict.fromkeys([*held.read, *texts])))
    held = replace(held, events=tuple({**dict(held.events), **awaited}.items()))
    return held.with_(arms=given) if given else held


def _one_of(traits: Collection[str] | None, only: Collection[str] | None) -> Collection[str] | None:
    """The traits under either of their names. Raises ValueError for both."""
    if traits is not None and only is not None:
        raise ValueError("traits and only are two names of one thing; keep traits")
    return only if traits is None else traits


def _people(
    held: Scenario,
    people: int | None,
    seed: int | None,
    traits: Collection[str] | None,
    spreads: Mapping[str, float] | None,
) -> People:
    told, only = (held.people or People(PEOPLE)).like(held.person), None if traits is None else lines("traits", traits)
    spreads = None if spreads is None else {n: real(f"spread of {n}", v) for n, v in keyed("spreads", spreads).items()}
    seed = told.seed if seed is None else whole("seed", seed, 0, MOST_SEED)
    count = whole("people", told.count if people is None else people, 2, MOST_PEOPLE)
    for name in (*(only or ()), *(spreads or {})):
        spread_of(name, spreads, told.own)
        if only is not None and only.count(name) != 1:
            why = (
                "is said twice; keep one of them" if name in only else f"has a spread and is none of {', '.join(only)}"
            )
            raise ValueError(f"traits: {name} {why}")
    who = told._replace(count=count, seed=seed)
    who = who if only is None else who._replace(only=tuple(only))
    return who if spreads is None else who._replace(spreads=tuple(sorted({**dict(who.spreads), **spreads}.items())))


def _plans(
    held: Scenario, settings: Mapping[str, float], days: float | None, learner: str, control: bool | None
) -> list[Plan]:
    """What each arm lives. Raises ValueError with one line for a wrong name."""
    control = None if control is None else flag("control", control)
    arms = study.must_compare(held.arms, bool(control))
    _check_settings(held, settings)
    told = [(n, study.in_arm(held, n), {**settings, **study.settings_of(arm)}) for n, arm in arms]
    made = told or [("lived", held, {**settings})]
    lives: list[tuple[str, Callable[..., Resolved]]] = [(n, partial(_resolved, one, x, days)) for n, one, x in made]
    if control or (control is None and not held.arms):
        lives.append((CONTROL, lambda who=None: _calm(_resolved(held, settings, days, who))))
    return [_plan(name, of, learner) for name, of in lives]


def _resolved(held: Scenario, settings: Mapping[str, float], days: float | None, who: Person | None = None) -> Resolved:
    """A scenario for one person, or for the one that it says."""
    return resolve(held if who is None else replace(held, person=who), settings, days)


def _check_settings(held: Scenario, settings: Mapping[str, float]) -> None:
    """Raise ValueError for numbers that change nothing: a knob that nobody asks, or one that every arm sets anew."""
    told = [study.settings_of(arm) for _, arm in held.arms]
    for each in (settings, *told):
        study.check_asked(held, each)
    taken = next((name for name in settings if told and all(name in each for each in told)), None)
    if taken is not None:
        raise ValueError(f"{held.name}: {taken} is set, and every arm sets it anew; leave one of them out")


def _plan(name: str, of: Callable[..., Resolved], learner: str) -> Plan:
    """One arm compiled for the mean person: what every person's life starts from."""
    life = of()
    read, asked = check(life)
    must_be_read(life.subject.own, life.scenario.read)
    labels = tuple(column.label for column in read)
    run, windows = compile_run(life._replace(person=MEAN), 0, learner), not life.scenario.read
    if windows:
        texts = tuple(f"{m} @ end" for m in AT_END)
        read, labels = columns(texts, life.subject, life.watch, life.days, life.knobs), AT_END
    run = run._replace(looks=looks_of((*read, *_looks(asked))), windows=run.windows if windows else {})
    seen = view(life.subject.structure, life.watch) if windows else None
    return Plan(name, life, of, run, seen, read, labels, asked)


def _own_plans(plan: Plan, persons: Sequence[Person], learner: str) -> list[tuple[Resolved, Run]]:
    """What each person lives: the plan of all, or one with knobs of their own, which alike people share."""
    known: dict[tuple[tuple[str, float], ...], tuple[Resolved, Run]] = {(): (plan.resolved, plan.run)}
    found = []
    for person in persons:
        key = tuple(sorted(person.knobs().items()))
        if key not in known:
            life = plan.of(person)
            run = compile_run(life._replace(person=MEAN), 0, learner)
            known[key] = life, run._replace(looks=plan.run.looks, windows=plan.run.windows)
        found.append(known[key])
    return found


def _calm(resolved: Resolved) -> Resolved:
    """The same practice with nothing else happening."""
    practices = list(resolved.effects.practices)
    return resolved._replace(impulses=(), effects=Effects([], [], practices, []))


def _live(
    plan: Plan, persons: Sequence[Person], learner: str, jobs: int, told: Callable[[int], object] | None
) -> Lives:
    """The measures and events of every person in one arm."""
    life, own = plan.resolved, _own_plans(plan, persons, learner)
    runs = [
        lived_by(run._replace(seed=p.number or 0), p.of(run.structure, lived.parameters))
        for p, (lived, run) in zip(persons, own, strict=True)
    ]
    channels = (*(plan.view.channels if plan.view else ()), *waiting.channels_of(plan.events))
    look = looker(life.subject, life.watch, (*plan.read, *_looks(plan.events)))
    found: dict[int, tuple[dict[str, float], list[waiting.Outcome]]] = {}
    every = (lambda one: waiting.nights(one.rows.second, one.rows.midnight)) if plan.events else None
    told_of = _over_trials(plan, runs, [lived for lived, _ in own], jobs)
    for n, lived in live_all(runs, lambda _: channels, every, jobs, look=look):
        lived = lived._replace(seen=(*lived.seen, told_of[n]))
        found[n] = _measured(plan, runs[n], lived, learner), _met(plan, runs[n], lived, channels)
        if told is not None:
            told(len(found))
    return [found[n] for n in range(len(runs))]


def _over_trials(plan: Plan, runs: Sequence[Run], lives: Sequence[Resolved], jobs: int) -> list[dict[Any, float]]:
    """What the trials of each person came to; those of one plan are looked at together."""
    found: list[dict[object, float]] = [{} for _ in runs]
    for life in {id(one): one for one in lives}.values():
        places = [n for n, one in enumerate(lives) if one is life]
        mine = over_trials([runs[n] for n in places], life.subject, life.watch, plan.read, life.practices, jobs)
        for n, told in zip(places, mine, strict=True):
            found[n] = told
    return found


def _measured(plan: Plan, run: Run, lived: Lived, learner: str) -> dict[str, float]:
    found: dict[str, float] = {}
    if plan.view is not None:
        asked = Request(plan.resolved.scenario, learner=learner)
        found = measures_of(Prepared(asked, plan.resolved, run, plan.view), lived)
    seen = values(plan.read, lived.seen)
    return found | dict(zip(plan.labels, (seen[c.label] for c in plan.read), strict=True))


def _looks(events: Sequence[waiting.Event]) -> tuple[Column, ...]:
    """What has to be looked at for events that are readings."""
    return tuple(column for event in events for column in event.looks)


def _met(plan: Plan, run: Run, lived: Lived, channels: Sequence[Channel]) -> list[waiting.Outcome]:
    """What became of each event in one life."""
    if not plan.events:
        return []
    day = run.rows.second[run.rows.midnight == 1] / SECONDS_PER_DAY
    at = {channel: k for k, channel in enumerate(channels)}
    return [
        looked(e, lived.seen) if e.looks else waiting.outcome(e, day, lived.samples[:, [at[c] for c in e.channels]])
        for e in plan.events
    ]


def _columns(plans: Sequence[Plan], lived: Sequence[Lives]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names and units of what is shown: readings always, and of the windows what anybody lived to see."""
    if plans[0].view is None:
        return plans[0].labels, tuple(c.unit for c in plans[0].read)
    kept = []
    for name in lived[0][0][0]:
        seen = [abs(v) for rows in lived for row, _ in rows if np.isfinite(v := row[name])]
        small = name.startswith("share") and (not seen or sum(seen) / len(seen) < SHOWN_SHARE)
        if seen and not small and not name.startswith("onset_ms"):
            kept.append(name)
    return tuple(kept), tuple(unit_of_text(m) if m in AT_END else unit_of(m) for m in kept)
