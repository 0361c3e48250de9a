"""The words around a scenario: what a teacher reads out, asks and shows; what a student guesses, reads and tries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from agonist.model.keys import closed
from agonist.model.parameters import TABLE, nearest
from agonist.model.reading import is_number, quoted

VIEWS = ("muscle", "tissue", "onset", "weights", "curve", "portrait", "details", "assess")
READINGS = (
    "share",
    "effort",
    "failed",
    "torque_max",
    "voluntary",
    "reflex",
    "excitability",
    "size",
    "fibre",
    "strength",
)
LEVELS = ("first", "second", "advanced")


@dataclass(frozen=True)
class Try:
    """Something to try: a sentence, and the numbers and the learner that it sets; nothing is set where it is advice."""

    text: str
    set: tuple[tuple[str, float], ...] = ()
    learner: str = ""
    seed: int = 0


@dataclass(frozen=True)
class Lesson:
    """A guided lesson: story, a question first, what to notice and try, a check, sources, weak evidence.

    A story may hold knobs in braces, ``{ml}``: the page lets them be dragged. `right` is the choice that the lesson as it
    stands comes to; `readings` are what is read from a life before, during and after, as "share" and the name of a muscle.
    """

    story: str = ""
    question: str = ""
    choices: tuple[str, ...] = ()
    right: str = ""
    readings: tuple[str, ...] = ()
    view: str = ""
    notice: tuple[str, ...] = ()
    try_this: tuple[Try, ...] = ()
    check: str = ""
    answer: str = ""
    sources: tuple[str, ...] = ()
    weak: str = ""
    level: str = ""
    minutes: float = 0.0
    aim: str = ""
    teacher: str = ""


LISTS = {"choices", "notice", "sources", "readings"}
KNOBS = re.compile(r"\{(\w+)\}")


def read(place: str, given: Mapping[str, Any]) -> Lesson:
    """A lesson from a table of a scenario file. Raises ValueError for unknown keys and wrong types."""
    known = [f.name for f in fields(Lesson)]
    values: dict[str, Any] = {}
    closed(place, given, known)
    for key, value in given.items():
        values[key] = _value(f"{place}, {key}", key, value)
    lesson = Lesson(**values)
    if lesson.right and lesson.right not in lesson.choices:
        raise ValueError(f"{place}, right = {quoted(lesson.right)}; it needs one of the choices")
    for key, wanted in (("view", VIEWS), ("level", LEVELS)):
        if getattr(lesson, key) not in ("", *wanted):
            raise ValueError(f"{place}, {key} = {quoted(getattr(lesson, key))}; it needs one of {', '.join(wanted)}")
    return lesson


def _value(place: str, key: str, value: Any) -> Any:
    if key == "try_this":
        return tuple(_try(f"{place}, entry {n}", v) for n, v in enumerate(_list(place, value), start=1))
    if key == "minutes":
        if not is_number(value) or not 0 <= value <= 600:
            raise ValueError(f"{place} = {quoted(value)}; it needs a number of minutes")
        return float(value)
    if key in LISTS:
        if not all(isinstance(v, str) for v in _list(place, value)):
            raise ValueError(f"{place}: it needs a list of sentences")
        return tuple(value)
    if not isinstance(value, str):
        raise ValueError(f"{place}: it needs text")
    return value.strip()


def _list(place: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{place}: it needs a list of sentences")
    return value


def _try(place: str, value: Any) -> Try:
    """A sentence, or a table with `text` and what it sets."""
    if isinstance(value, str):
        return Try(value)
    if not isinstance(value, Mapping) or not isinstance(value.get("text"), str):
        raise ValueError(f"{place}: it needs a sentence, or a table with 'text' and what it sets")
    closed(place, value, ("text", "set", "learner", "seed"))
    numbers, seed = value.get("set", {}), value.get("seed", 0)
    if not isinstance(numbers, Mapping) or not all(is_number(v) for v in numbers.values()):
        raise ValueError(f"{place}, set: it needs numbers by the name of a knob or a parameter")
    if not isinstance(seed, int) or isinstance(seed, bool) or not 0 <= seed < 2**31:
        raise ValueError(f"{place}, seed = {quoted(seed)}; it needs a whole number")
    pairs = tuple(sorted((str(k), float(v)) for k, v in numbers.items()))
    return Try(value["text"], pairs, str(value.get("learner", "")), seed)


def check(place: str, lesson: Lesson, knobs: Iterable[Any], learners: Iterable[str]) -> None:
    """What a lesson says of knobs, readings and learners must be there. Raises ValueError in one line."""
    known = {knob.name: knob for knob in knobs}
    for name in KNOBS.findall(lesson.story):
        if name not in known:
            raise ValueError(f"{place}, story: unknown knob {{{name}}}; {nearest(name, list(known))}")
    for reading in lesson.readings:
        block, _, owner = reading.partition(" ")
        if block not in READINGS or not owner:
            raise ValueError(
                f"{place}, readings: {quoted(reading)}; it needs one of {', '.join(READINGS)} and a muscle or task"
            )
    for attempt in lesson.try_this:
        _check_try(place, attempt, known, tuple(learners))


def _check_try(place: str, attempt: Try, knobs: Mapping[str, Any], learners: tuple[str, ...]) -> None:
    if attempt.learner and attempt.learner not in learners:
        raise ValueError(
            f"{place}, try_this: unknown learner {attempt.learner!r}; {nearest(attempt.learner, learners)}"
        )
    for name, value in attempt.set:
        row = knobs.get(name) or TABLE.get(name)
        if row is None:
            raise ValueError(f"{place}, try_this: unknown number {name!r}; {nearest(name, [*knobs, *TABLE])}")
        if not row.low <= value <= row.high:
            raise ValueError(f"{place}, try_this: {name} = {value:g}; it needs {row.low:g} to {row.high:g}")


def told(text: str, knobs: Mapping[str, tuple[float, str]]) -> str:
    """A text with its knobs put in, as value and unit: "{ml}" becomes "60 mL"."""
    return KNOBS.sub(lambda found: measured(*knobs[found[1]]) if found[1] in knobs else found[0], text)


def measured(value: float, unit: str) -> str:
    """A number with its unit; of a part of something, per cent."""
    if unit.startswith("of "):
        return f"{100.0 * value:g} %"
    return f"{value:g} {'days' if unit == 'day' and value != 1.0 else unit}".strip()
