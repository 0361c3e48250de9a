"""What a plan says that cannot take effect, and what its words stop besides: one line each, for whoever wrote it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from agonist.model import turning
from agonist.model.assessment.reading import parse, span_of
from agonist.model.body.pieces import pieces_of
from agonist.model.interventions.day import MINUTES_PER_HOUR
from agonist.model.interventions.order import out_of_order
from agonist.model.plan import STOPPED, Exposure, Practice
from agonist.model.study import asked_knobs
from agonist.model.vocabulary import Effects, apply

if TYPE_CHECKING:
    from agonist.model.scenario import Resolved, Scenario

ON_MUSCLES = {"cue": "a cue of", "stimulation": "a current in"}


def remarks(resolved: Resolved) -> tuple[str, ...]:
    """Lines about a resolved scenario: what words stop besides, and which of them can take no effect."""
    effects, practices = resolved.effects, resolved.practices
    found = [
        *effects.notes,
        *out_of_order(effects),
        *_late(resolved),
        *_unread(resolved),
        *(
            f"the window {name} begins on day {first:g}: the life ends on day {resolved.days:g}"
            for name, (first, _) in resolved.windows.items()
            if first >= resolved.days
        ),
        *(
            f"the window {name} is read to day {resolved.days:g} and not to {last:g}: there the life ends"
            for name, (first, last) in resolved.windows.items()
            if first < resolved.days < last
        ),
        *(
            f"practice of {p.task} on day {p.from_day:g} does nothing: it has no repetitions"
            for p in practices
            if p.reps == 0.0
        ),
        *(
            f"the knob {knob.name} changes nothing: nothing of the plan asks it as '${knob.name}'"
            for knob in resolved.scenario.knobs
            if knob.name not in asked_knobs(resolved.scenario)
        ),
        *(line for e in effects.exposures if (line := _idle(resolved, e, practices))),
        *_as_it_is(resolved),
        *_usual_day(resolved),
    ]
    found += [
        f"{name} on day {first:g} does nothing: {', '.join(tasks)} is not practised then"
        for name, tasks, first, last in effects.asked
        if not set(tasks) & _tasks(practices, first, last)
    ]
    found += [
        f"less or another load of {what} in {', '.join(tasks)}: none is practised as that"
        for tasks, what, _ in effects.pauses
        if what != STOPPED and not any(p.task in tasks and p.part_of == what for p in practices)
    ]
    return tuple(dict.fromkeys(found))


def left_out(scenario: Scenario, people: bool = True) -> tuple[str, ...]:
    """What a scenario says that only a cohort lives, where it is lived otherwise; `people` where one person lives it."""
    found = [("arms", [name for name, _ in scenario.arms]), ("events", [name for name, _ in scenario.events])]
    lines = [
        f"{what} {', '.join(names)}: `agonist cohort` lives them, here they are passed over"
        for what, names in found
        if names
    ]
    if people and scenario.people is not None:
        lines.append(f"people: `agonist cohort` lives all {scenario.people.count}, here one person does")
    return tuple(lines)


def _late(resolved: Resolved) -> list[str]:
    """Words that begin when the life has ended."""
    begins = [("an event", i.day) for i in resolved.effects.impulses] + [
        ("practice", p.from_day) for p in resolved.practices
    ]
    begins += [("a state that is held", e.from_day) for e in resolved.effects.exposures]
    return [
        f"{what} on day {day:g} is never met: the life ends on day {resolved.days:g}"
        for what, day in begins
        if day > resolved.days and math.isfinite(day)
    ]


def _unread(resolved: Resolved) -> list[str]:
    """One line with the readings of a scenario that lie beyond its life."""
    late = [t for t in resolved.scenario.read if span_of(parse(t), resolved.knobs) > resolved.days]
    return [f"not read, beyond the life of {resolved.days:g} days: {'; '.join(late)}"] if late else []


def _as_it_is(resolved: Resolved) -> list[str]:
    """Words with numbers of their own that hold what is so anyway, where nothing else of the plan holds it: an inhibition of 0."""
    held = [(e.area, e.unit, e.variable) for e in resolved.effects.exposures]
    found = []
    for name, arguments in resolved.scenario.plan:
        alone = Effects()
        if not any("$" in str(value) for _, value in arguments):  # a knob at its end is meant so
            turned = {key: turning.turned(value, resolved.knobs, name) for key, value in arguments}
            apply(resolved.subject, name, turned, alone)
        places = [(e.area, e.unit, e.variable) for e in alone.exposures]
        if (
            places
            and replace(alone, exposures=[], asked=[], notes=[], said=[]) == Effects()
            and all(
                held.count(place) == 1 and e.value == resolved.subject.resting(*place)
                for e, place in zip(alone.exposures, places, strict=True)
            )
        ):
            found.append(f"{name} on day {alone.exposures[0].from_day:g} does nothing: what it holds is so anyway")
    return found


def _usual_day(resolved: Resolved) -> list[str]:
    """A line where a plan says nothing of the day but that it has the movement that it has anyway."""
    held, anatomy = resolved.effects.postures, resolved.subject.anatomy
    if anatomy is None or not held:
        return []
    usual = sum(p.hours for p in pieces_of(anatomy) if p.kind == "active")
    if any(one.kind != "active" or one.hours != usual for one in held):
        return []
    minutes = f"{usual * MINUTES_PER_HOUR:g} minutes a day"
    return [f"be active on day {held[0].from_day:g} does nothing: as usual, {minutes}"]


def _idle(resolved: Resolved, held: Exposure, practices: tuple[Practice, ...]) -> str:
    """A line where an input waits for practice that never comes while it is held."""
    if held.value == resolved.subject.resting(held.area, held.unit, held.variable):
        return ""
    span = f"from day {held.from_day:g}"
    done = _tasks(practices, held.from_day, held.to_day)
    if held.area == "members" and held.variable == "target" and held.unit[0] not in done:
        return f"feedback on {held.unit[1]} in {held.unit[0]} {span}: the task is not practised then"
    if held.area == "muscles" and held.variable in ON_MUSCLES:
        members = {t for t, m in resolved.subject.structure.names.members if m == held.unit}
        if not members & done:
            return f"{ON_MUSCLES[held.variable]} {held.unit} {span}: no task of it is practised then"
    return ""


def _tasks(practices: tuple[Practice, ...], from_day: float, to_day: float) -> set[str]:
    """Tasks that are practised at some time between two days."""
    return {p.task for p in practices if p.reps > 0.0 and p.from_day < to_day and p.to_day > from_day}
