"""What makes a study of a scenario: who lives it, what is read when, what is waited for, and the arms that are compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agonist.model.body.tasks import UnknownTaskError, task_names
from agonist.model.keys import table
from agonist.model.parameters import nearest
from agonist.model.persons import person_from, read_people
from agonist.model.reading import is_number, quoted
from agonist.model.traits import moved_by
from agonist.model.vocabulary import WORDS

if TYPE_CHECKING:
    from agonist.model.scenario import Scenario

OF_SWEEPS = ("scenario", "learner", "iterations", "seeds", "design", "n", "measures", "series", "part")
ELSEWHERE = dict.fromkeys(OF_SWEEPS, "a sweep has it, which `agonist sweep` takes")
KEYS = ("person", "people", "read", "events", "arms")
RESERVED = ("control",)  # no arm is called so
Plan = tuple[tuple[str, tuple[tuple[str, Any], ...]], ...]
Arms = tuple[tuple[str, tuple[tuple[str, Any], ...]], ...]


class Listed(tuple[Any, ...]):
    """A list of a file, told apart from a table, which is a tuple of pairs."""

    __slots__ = ()


def frozen(value: object) -> Any:
    """A value of a file that cannot be changed: tables as pairs in order, lists as `Listed`, numbers of numpy as numbers."""
    plain = value.tolist() if hasattr(value, "tolist") else value
    value = value if plain is None else plain  # a date that is none stays one, to be refused
    if isinstance(value, list | Listed):
        return Listed(frozen(each) for each in value)
    return tuple(sorted((k, frozen(v)) for k, v in value.items())) if isinstance(value, Mapping) else value


def thawed(value: object) -> Any:
    """The value of a file again: lists and tables as they were written."""
    if isinstance(value, Listed):
        return [thawed(each) for each in value]
    return {k: thawed(v) for k, v in value} if isinstance(value, tuple) else value


def read(name: str, given: Mapping[str, object], plan: Callable[[str, Any], Plan]) -> dict[str, Any]:
    """The study of a scenario by key, checked as far as it can be without its body.

    `plan(place, entries)` reads words. Raises ValueError with one line that names the key and what would be right.
    """
    found: dict[str, Any] = {}
    if "people" in given:
        found["people"] = read_people(f"{name}, people", table(f"{name}, people", given["people"]))
    found["person"] = person_from(
        f"{name}, person", table(f"{name}, person", given.get("person", {})), found.get("people")
    )
    found["read"] = _texts(f"{name}, read", given.get("read", []))
    events = table(f"{name}, events", given.get("events", {}))
    found["events"] = tuple((key, _text(f"{name}, events, {key}", text)) for key, text in events.items())
    arms = table(f"{name}, arms", given.get("arms", {}))
    found["arms"] = tuple((arm, _arm(f"{name}, arms, {arm}", settings, plan)) for arm, settings in arms.items())
    return found


def _text(place: str, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{place} = {quoted(value)}; it needs words, such as 'injury MUSCLE right'")
    return value


def _texts(place: str, value: object) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(t, str) for t in texts):
        raise ValueError(f"{place} = {quoted(value)}; it needs a list of readings")
    twice = next((t for t in texts if texts.count(t) > 1), None)
    if twice is not None:
        raise ValueError(f"{place}: {quoted(twice)} is asked twice; keep one of them")
    return tuple(texts)


def _arm(place: str, given: object, plan: Callable[[str, Any], Plan]) -> tuple[tuple[str, Any], ...]:
    """One arm: knobs and parameters by name, and under `plan` words that are added."""
    found: dict[str, Any] = {}
    if place.rpartition(", ")[2] in RESERVED:
        raise ValueError(f"{place}: this is what the life is called in which nothing happens; choose another name")
    for key, value in table(place, given).items():
        if key != "plan" and not is_number(value):
            raise ValueError(f"{place}, {key} = {quoted(value)}; it needs a number")
        found[key] = plan(f"{place}, plan", value) if key == "plan" else float(value)
    return tuple(found.items())


def asked_knobs(scenario: Scenario) -> set[str]:
    """Names of the knobs that something of a scenario asks."""
    told = repr((scenario.plan, scenario.windows, scenario.read, scenario.events, scenario.arms))
    return {*re.findall(r"\$(\w+)", told)}


def check_asked(scenario: Scenario, settings: Mapping[str, object]) -> None:
    """Raise ValueError for a knob that is turned and that nothing of the scenario asks: it would change nothing."""
    asked = asked_knobs(scenario)
    for name, value in settings.items():
        knob = scenario.knob(name)
        if knob is not None and name not in asked and value != knob.value:
            raise ValueError(
                f"{scenario.name}: the knob {name} is set, and nothing of the plan asks it; write '${name}' there"
            )


def settings_of(arm: tuple[tuple[str, Any], ...]) -> dict[str, float]:
    """The knobs and parameters of an arm."""
    return {k: v for k, v in arm if k != "plan"}


def in_arm(scenario: Scenario, name: str) -> Any:
    """A scenario with the words that one of its arms adds. Raises ValueError for an unknown arm."""
    arms = dict(scenario.arms)
    if name not in arms:
        raise ValueError(f"{scenario.name}: unknown arm {quoted(name)}; {nearest(name, list(arms))}")
    return replace(scenario, plan=(*scenario.plan, *dict(arms[name]).get("plan", ())))


def must_compare(arms: Arms, control: bool) -> Arms:
    """The arms as they are. Raises ValueError for one arm alone that changes nothing: there is nothing to hold it against."""
    if len(arms) == 1 and not control and not arms[0][1]:
        raise ValueError(
            f"arms, {arms[0][0]}: it changes nothing and has nothing beside it; say NAME:KNOB=VALUE, or no arm"
        )
    return arms


def tasks_of(scenario: Scenario) -> tuple[str, ...]:
    """Plain names of the tasks that plan, watch, exercises, readings and arms speak of: what the body is wired for."""
    body = scenario.body
    known = () if body.graph else task_names(Path(body.tables) if body.tables else None)
    named = [dict(arguments).get("task") for _, arguments in scenario.plan] + [scenario.watch, *scenario.tasks]
    named += named_tasks(scenario, known)
    named += [task for word, arguments in scenario.plan if (task := usual_task(word, arguments)) in known]
    return tuple(sorted({str(n).removesuffix("_left").removesuffix("_right") for n in named if n}))


def unknown_task(scenario: Scenario, error: UnknownTaskError) -> str:
    """Where a scenario speaks of a task that nobody knows, and as what."""
    said = [("watch", scenario.watch), *(("tasks", task) for task in scenario.tasks)]
    said += [(f"plan entry {n}", dict(each).get("task", "")) for n, (_, each) in enumerate(scenario.plan, start=1)]
    here = (
        (where, name) for where, name in said if str(name).removesuffix("_left").removesuffix("_right") == error.name
    )
    where, name = next(here, ("body", error.name))
    return f"{where}: unknown task {quoted(name)}; {error.nearest}"


def usual_task(word: str, arguments: Any) -> str:
    """The task of a word that has a usual one and names no other, such as gait for walking; empty for none."""
    if word not in WORDS or "task" in dict(arguments):
        return ""
    return next((str(a.default) for a in WORDS[word].arguments if a.name == "task" and a.default), "")


def named_tasks(scenario: Scenario, known: Collection[str]) -> list[str]:
    """Tasks that exercises, readings and the words of arms speak of, so that the body is wired for them."""
    plans = [*scenario.plan, *(entry for _, arm in scenario.arms for entry in dict(arm).get("plan", ()))]
    texts = [text for _, arguments in plans for text in _lines(dict(arguments).get("exercises"))]
    words = [w for text in (*texts, *scenario.read) for w in text.split()]
    words += [str(dict(arguments).get("task", "")) for _, arguments in plans]
    return [w for w in dict.fromkeys(words) if w.removesuffix("_left").removesuffix("_right") in known]


def named_muscles(scenario: Scenario) -> tuple[tuple[str, bool], ...]:
    """Words that may be muscles or groups, without side, for which a task is looked for if need be.

    Those of readings only have to be there; those of exercises (true) have to work for a task.
    """
    plans = [*scenario.plan, *(entry for _, arm in scenario.arms for entry in dict(arm).get("plan", ()))]
    texts = [text for _, arguments in plans for text in _lines(dict(arguments).get("exercises"))]
    words = [
        (w, works) for found, works in ((texts, True), (scenario.read, False)) for text in found for w in text.split()
    ]
    return tuple(
        sorted({(w.removesuffix("_left").removesuffix("_right"), works) for w, works in words if w.isidentifier()})
    )


def _lines(exercises: Any) -> list[str]:
    if isinstance(exercises, str):
        return exercises.split(";")
    return [t for t in exercises or () if isinstance(t, str)]


def check(scenario: Scenario) -> None:
    """Everything of a study built once on its body. Raises ValueError with one line that names the place."""
    check_moved(scenario)
    if not (scenario.read or scenario.events or scenario.arms):
        return
    looking, made = import_module("agonist.model.assessment.waiting"), import_module("agonist.model.scenario")
    try:
        looking.check(made.resolve(scenario))
    except ValueError as error:
        raise ValueError(f"{scenario.name}: {error}") from None
    for name, arm in scenario.arms:
        try:
            made.resolve(in_arm(scenario, name), settings_of(arm))
        except ValueError as error:
            raise ValueError(f"{error} (arm {name})") from None


def check_moved(scenario: Scenario) -> None:
    """Raise ValueError for a trait of one's own that moves a knob which the scenario lacks or nothing asks."""
    for trait in scenario.people.own if scenario.people is not None else ():
        for knob in moved_by(trait).get("knobs", ()):
            place = f"{scenario.name}, people, own.{trait.name}, knobs"
            if scenario.knob(knob) is None:
                raise ValueError(
                    f"{place}: unknown knob {quoted(knob)}; {nearest(knob, [k.name for k in scenario.knobs])}"
                )
            if knob not in asked_knobs(scenario):
                raise ValueError(f"{place}: nothing of the plan asks the knob {knob}; write '${knob}' there")


# -- the other way: a scenario as the keys of its file -------------------------------------------------------------
