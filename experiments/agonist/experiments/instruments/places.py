"""Worlds for questions about states: a muscle that starts anywhere, under a dose that is held, of any size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from agonist.experiments.axes import Axis, axis, values_of
from agonist.experiments.batch_lives import lived, prepared
from agonist.experiments.body_parts import tasks_of
from agonist.experiments.causes import (
    INHIBITION,
    Cause,
    Given,
    aimed,
    cause_of,
    check_daily,
    everyday,
    tasks_named,
    with_words,
)
from agonist.experiments.instruments.bench import Case
from agonist.experiments.target_muscle import capacity_shares, focus
from agonist.model.blocks import Channel, levelled
from agonist.model.body.anatomy import bodies
from agonist.model.engine import Lived
from agonist.model.keys import among, keyed, text
from agonist.model.layout import MEMBERS
from agonist.model.measures import shares
from agonist.model.parameters import TABLE
from agonist.model.persons import MEAN
from agonist.model.reading import quoted
from agonist.model.runs import Prepared, Request
from agonist.model.scenario import Resolved, Scenario, from_keys, load, resolve
from agonist.model.written import as_keys

FIRST_DAYS = 30.0  # of somebody who is not the mean person, to tell the own healthy share
HEALTHY_DAY, YEAR_DAY, LAST_DAY = 10.0, 365.0, 20.0  # before a dose that ends, after it, and what is read at the end
OWN_AXES = {  # beside knobs and rows: (low, high, unit); of a dose that inhibits
    "dose": (0.0, 0.6, "of excitability"),
    "size": (0.05, 0.9, "of capacity"),
    "duration": (1.0, 180.0, "day"),
}
LEAST_DAY = 0.1  # of a spell that an instrument holds
MAINTAINED, ALL = "maintained", "all"
KEPT = 0.5  # state above which a muscle counts as having kept its part
WORDS = {"link_gain": "recurrent_gain", "held_days": "duration"}  # what an axis is called besides
BOUNDS = {"size": (0.01, 0.99), "duration": (0.1, 3650.0)}
START_ROWS = ("gain", "kept", "settled", "fast", "slow", "trace")  # of a member that starts away from health


def axis_of(scenario: Scenario, text: str, levels: int, cause: Cause = INHIBITION) -> Axis:
    """An axis ``NAME`` or ``NAME=LOW:HIGH[:COUNT]``: dose (held), size, duration, a knob or a row. Raises ValueError."""
    name, mark, span = text.partition("=")
    name = WORDS.get(name, name)
    if name not in OWN_AXES:
        return axis(scenario, name + mark + span, levels)
    low, high, unit = OWN_AXES[name]
    bounds = BOUNDS.get(name) or tuple(sorted((cause.low, cause.high)))
    if name == "dose" and not cause.inhibits:
        low, high, unit = *bounds, cause.told
    return Axis(name, values_of(text, levels, *bounds) if mark else np.linspace(low, high, levels), unit)


class Place(NamedTuple):
    """Where questions about states are asked: a scenario and what holds in all of its worlds."""

    scenario: Scenario
    muscle: str
    learner: str
    settings: dict[str, float]
    size: float  # share of the capacity as the body has it
    base: Scenario  # its daily life, without what happens to the body
    cause: Cause  # what a dose is a dose of

    def parameters(self, settings: Mapping[str, float]) -> dict[str, float]:
        """The parameter table under some settings."""
        return resolve(self.scenario, _known(self.scenario, {**self.settings, **settings})).parameters


def place(
    scenario: Scenario, learner: str, muscle: str | None, settings: Mapping[str, float] | None, cause: Given = None,
    turned: Sequence[str] = (),
) -> Place:  # fmt: skip
    """A place for the muscle in question, and for the cause of its loss, an inhibition where none is said.

    Settings are those of its daily life, and what the instrument turns besides.
    Raises ValueError for unknown names, a cause that cannot be held, and a scenario without daily life.
    """
    resolved = resolve(scenario, settings)
    target, said = focus(resolved, muscle), cause_of(cause)
    if not any(p.from_day <= 0.0 for p in resolved.practices):
        raise ValueError(f"{scenario.name}: nothing is practised from the first day, so nothing can settle")
    held = keyed("settings", settings)
    base = everyday(scenario, _known(scenario, held), tasks_named(said))
    check_daily(base, held, turned)
    dose = aimed(said, resolve(base, _known(scenario, held)), target)
    here = Place(scenario, target, learner, held, capacity_shares(resolved)[target], base, dose)
    return here._replace(size=own_shares(here)[target])


def own_shares(here: Place) -> dict[str, float]:
    """The healthy share of each muscle: of its capacity, and of somebody who is not the mean person from a first month."""
    if here.scenario.person == MEAN:
        return capacity_shares(resolve(here.scenario, here.settings))
    one = world(here, {"settings": {}, "days": FIRST_DAYS})
    ((_, left),) = lived([one])
    return dict(zip(one.view.muscles, map(float, shares(one.view, left.means)[-1]), strict=True))


def _known(scenario: Scenario, settings: Mapping[str, float]) -> dict[str, float]:
    """Those settings that the scenario or the table knows; the own axes of an instrument are none of them."""
    return {n: v for n, v in settings.items() if n not in OWN_AXES and (scenario.knob(n) is not None or n in TABLE)}


def world(here: Place, case: Case) -> Prepared:
    """A life of a case: `settings` (axes by name), `start` gain of the muscle, `days`, and `words` added to the plan.

    A dose is held from the first day on; with a duration, from a healthy start for so long, then a year without.
    """
    asked = dict(here.settings) | dict(case["settings"])
    resolved = resolve(here.base, _known(here.scenario, asked))
    dose, spell = float(asked.get("dose", here.cause.low)), asked.get("duration")
    first = 0.0 if spell is None else HEALTHY_DAY
    resolved = with_words(resolved, [*case.get("words", ()), here.cause.entry(dose, first, spell)])
    plan, factors = levelled(
        resolved._replace(
            days=float(case["days"]),
            windows={"end": (float(case["days"]) - LAST_DAY, float(case["days"]))},
        )
    )
    one = prepared(Request(resolved.scenario, learner=here.learner), plan)
    starts = (*factors, *_sized(here, resolved, asked.get("size")), *_started(here, one, case))
    return one._replace(run=one.run._replace(overrides=starts))


def _sized(here: Place, resolved: Resolved, size: float | None) -> tuple[tuple[Channel, float], ...]:
    """The greatest force that gives the muscle another share of the capacity; the others keep theirs."""
    if size is None:
        return ()
    factor = size * (1.0 - here.size) / (here.size * (1.0 - size))
    force = resolved.subject.graph.nodes[here.muscle]["force_max_n"]
    return ((Channel("muscles", here.muscle, "force_max_n"), float(force) * factor),)


def _started(here: Place, one: Prepared, case: Case) -> tuple[tuple[Channel, float], ...]:
    """Gains at the start by muscle: one number is that of the muscle in question."""
    start = case.get("start", 1.0)
    gains = start if isinstance(start, Mapping) else {here.muscle: start}
    return tuple(
        (Channel("members", (one.run.watch, muscle), row), float(gain))
        for muscle, gain in gains.items()
        if gain != 1.0
        for row in START_ROWS
    )


def ended(here: Place, one: Prepared, life: Lived, case: Case) -> dict[str, float]:
    """How a muscle ends: `share` over its healthy share at this size, and its `state`, 1 healthy and 0 lost.

    The state of the default learner is its gain between the floor and 1, of a rival the share over what the dose leaves.
    """
    settings = dict(here.settings) | dict(case["settings"])
    share = float(shares(one.view, life.means)[-1, one.view.muscles.index(here.muscle)])
    share /= float(settings.get("size", here.size))
    if here.learner == MAINTAINED:
        unit = one.run.structure.names.members.index((one.run.watch, here.muscle))
        floor = one.run.parameters["use_floor"]
        gain = float(life.final["members"][unit, MEMBERS.gain])
        return {"share": share, "state": (gain - floor) / (1.0 - floor)}
    held = 1.0 if "duration" in settings else here.cause.left(float(settings.get("dose", here.cause.low)))
    return {"share": share, "state": share / held}


def daily(body: str | Scenario, task: str, load: float = 0.35, reps: float = 320.0) -> Scenario:
    """A scenario in which the right half of a body, or the body of a scenario, practises one task every day, and nothing else.

    Whose life it is stays as the scenario has it, and by which numbers and rules.
    Raises ValueError for an unknown body or task, or one that this body cannot do.
    """
    spec = (
        as_keys({"body": body.body}).get("body", {})
        if isinstance(body, Scenario)
        else {"model": body, "sides": ["right"]}
    )
    name = f"{body.body.label if isinstance(body, Scenario) else body}-{quoted(task).strip(chr(39))}"
    told = {
        "title": f"{task} every day",
        "days": 100.0,
        "plan": [{"do": "practice", "task": task, "reps": reps, "load": load}],
        "body": spec,
    }
    try:
        made = from_keys({**told, "watch": f"{task}_right"}, name)
    except ValueError:
        made = from_keys({**told, "watch": task}, name)  # a movement of both halves
    if not isinstance(body, Scenario):
        return made
    return replace(made, person=body.person, parameters=body.parameters, rules=body.rules)


def tasks_asked(scenario: str | Path | Scenario, task: str | None) -> tuple[str, list[Scenario], list[str]]:
    """The name of a body, a daily life for each task that is asked about, and why others of `ALL` cannot be practised.

    Raises ValueError for unknown names.
    """
    if task is None:
        one = load(scenario)
        return one.body.label, [one], []
    body = scenario if isinstance(scenario, str) and scenario in bodies() else load(scenario)
    label = body if isinstance(body, str) else body.body.label
    if text("task", task) != ALL:
        return label, [daily(body, task)], []
    found, skipped = [], []
    for each in tasks_of(body):
        try:
            found.append(daily(body, each))
        except ValueError as error:
            skipped.append(f"{each}: {error}")
    if not found:
        raise ValueError(f"{label}: no task of it can be practised; {skipped[0] if skipped else 'it has none'}")
    return label, found, skipped


def all_places(
    given: Sequence[Scenario], learner: str, muscle: str | None, settings: Mapping[str, float] | None, cause: Given,
    skipped: list[str],
) -> dict[tuple[str, str], Place]:  # fmt: skip
    """Places in every task; of several that do not ask the muscle is said why they are left out. Raises ValueError."""
    found: dict[tuple[str, str], Place] = {}
    for each in given:
        try:
            found |= _places(each, learner, muscle, settings, cause)
        except ValueError as error:
            if len(given) == 1:
                raise
            skipped.append(f"{each.watch}: {error}")
    if not found:
        raise ValueError(skipped[-1])
    return found


def _places(
    scenario: Scenario, learner: str, muscle: str | None, settings: Mapping[str, float] | None, cause: Given
) -> dict[tuple[str, str], Place]:
    """Places of one muscle, or of all, in the watched task of a scenario, by task and muscle."""
    resolved = resolve(scenario, settings)
    every = list(capacity_shares(resolved)) if among(muscle, (ALL,)) else [muscle]
    found = [place(scenario, learner, m, settings, cause) for m in every]
    return {(resolved.watch, one.muscle): one for one in found}
