"""The words around a scenario: what a teacher reads out, asks and shows; what a student guesses, reads and tries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from agonist.model.keys import closed
from agonist.model.parameters import TABLE, nearest
from agonist.model.reading import is_number, quoted, shown, told_path

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
    "hazard",
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
class Question:
    """Something to answer on paper: what is asked, a model answer, and what each part of it is worth."""

    ask: str
    answer: str = ""
    rubric: tuple[tuple[str, float], ...] = ()  # what an answer must say, and its points
    choices: tuple[str, ...] = ()
    lines: int = 4  # left free for the answer

    @property
    def points(self) -> float:
        """Points of a whole answer."""
        return sum(points for _, points in self.rubric)


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
    questions: tuple[Question, ...] = ()


UNITS = {  # units as a story says them: of one, of more
    "day": ("day", "days"),
    "week": ("week", "weeks"),
    "1/week": ("time a week", "times a week"),
    "sessions/week": ("session a week", "sessions a week"),
    "repetitions/day": ("repetition a day", "repetitions a day"),
    "h/day": ("hour a day", "hours a day"),
    "min/day": ("minute a day", "minutes a day"),
}
LISTS = {"choices", "notice", "sources", "readings"}
KNOBS = re.compile(r"\{(\w+)\}")


def read(place: str, given: Mapping[str, object]) -> Lesson:
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
    if key == "questions":
        return tuple(_question(f"{place}, entry {n}", v) for n, v in enumerate(_list(place, value), start=1))
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


def _list(place: str, value: object) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{place}: it needs a list of sentences")
    return value


def _try(place: str, value: object) -> Try:
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


ASKED = ("ask", "answer", "rubric", "choices", "lines")
MOST_POINTS, MOST_LINES = 100, 40


def _question(place: str, value: object) -> Question:
    """A table with `ask`, and as much of answer, rubric, choices and lines as there is."""
    if not isinstance(value, Mapping) or not isinstance(value.get("ask"), str) or not value["ask"].strip():
        raise ValueError(f"{place}: it needs a table with 'ask', 'answer' and 'rubric'")
    for key in value:
        if key not in ASKED:
            raise ValueError(f"{place}: unknown key {shown(key)}; {nearest(key, ASKED)}")
    answer, choices, lines = value.get("answer", ""), value.get("choices", []), value.get("lines", 4)
    if not isinstance(answer, str):
        raise ValueError(f"{place}, answer: it needs text")
    if not all(isinstance(choice, str) for choice in _list(f"{place}, choices", choices)):
        raise ValueError(f"{place}, choices: it needs a list of sentences")
    if choices and answer not in choices:
        raise ValueError(f"{place}, answer = {quoted(answer)}; it needs one of the choices")
    if not isinstance(lines, int) or isinstance(lines, bool) or not 0 <= lines <= MOST_LINES:
        raise ValueError(f"{place}, lines = {quoted(lines)}; it needs a whole number 0 to {MOST_LINES}")
    rubric = tuple(
        _part(f"{place}, rubric, entry {n}", part)
        for n, part in enumerate(_list(f"{place}, rubric", value.get("rubric", [])), start=1)
    )
    return Question(value["ask"].strip(), answer.strip(), rubric, tuple(choices), lines)


def _part(place: str, value: object) -> tuple[str, float]:
    """What an answer must say, and its points."""
    if not isinstance(value, Mapping) or set(value) != {"text", "points"} or not isinstance(value["text"], str):
        raise ValueError(f"{place}: it needs a table with 'text' and 'points'")
    if not is_number(value["points"]) or not 0 < value["points"] <= MOST_POINTS:
        raise ValueError(
            f"{place}, points = {quoted(value['points'])}; it needs a number above 0, at most {MOST_POINTS}"
        )
    return value["text"].strip(), float(value["points"])


def lacks(lesson: Lesson, windows: Mapping[str, tuple[float, float]], days: float, names: Iterable[str]) -> list[str]:
    """What a lesson still lacks before a class sees it, each in one line.

    Args:
        lesson: as it was read.
        windows: the scenario's windows, from and to a day.
        days: how long its life is.
        names: muscles and tasks of its body, with their sides.
    """
    known = set(names)
    wanted = (
        "story",
        "question",
        "choices",
        "right",
        "readings",
        "notice",
        "check",
        "answer",
        "sources",
        "weak",
        "level",
        "minutes",
        "aim",
        "teacher",
    )
    found = [f"no {key.replace('_', ' ')}" for key in wanted if not getattr(lesson, key)]
    found += ["one choice is no choice"] if len(lesson.choices) == 1 else []
    for reading in lesson.readings:
        owner = reading.partition(" ")[2]
        found += (
            []
            if owner in known
            else [f"reading {quoted(reading)}: this body has no {owner!r}; {nearest(owner, sorted(known))}"]
        )
    found += [
        f"no window {shown(name)}: the readings are taken in it"
        for name in ("before", "during", "after")
        if lesson.readings and name not in windows
    ]
    found += [
        f"window {shown(name)} ends on day {last:g} and the life on day {days:g}: what lies beyond it is not read"
        for name, (_, last) in windows.items()
        if last > days
    ]
    for n, question in enumerate(lesson.questions, start=1):
        found += [] if question.answer else [f"question {n} has no answer"]
        found += [] if question.rubric else [f"question {n} has no rubric: nobody knows what it is worth"]
    return found


def check(place: str, lesson: Lesson, knobs: Iterable[Any], learners: Iterable[str]) -> None:
    """What a lesson says of knobs, readings and learners must be there. Raises ValueError in one line."""
    known = {knob.name: knob for knob in knobs}
    for name in KNOBS.findall(lesson.story):
        if name not in known:
            raise ValueError(f"{place}, story: unknown knob {{{told_path(name)}}}; {nearest(name, list(known))}")
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
            raise ValueError(
                f"{place}, try_this: unknown number {shown(name)}; {nearest(name, [*knobs, *TABLE], 'agonist cite --json')}"
            )
        if not row.low <= value <= row.high:
            raise ValueError(f"{place}, try_this: {name} = {value:g}; it needs {row.low:g} to {row.high:g}")


def told(text: str, knobs: Mapping[str, tuple[float, str]]) -> str:
    """A text with its knobs put in, as value and unit: "{ml}" becomes "60 mL"."""
    return KNOBS.sub(lambda found: measured(*knobs[found[1]]) if found[1] in knobs else found[0], text)


def measured(value: float, unit: str) -> str:
    """A number with its unit as one says it; of a part of something, per cent."""
    if unit.startswith("of "):
        return f"{100.0 * value:g} %"
    return f"{value:g} {said_unit(value, unit)}".strip()


def said_unit(value: float, unit: str) -> str:
    """A unit as a sentence says it of so many: "3 times a week", "1 day"."""
    one, more = UNITS.get(unit, (unit, unit))
    return one if value == 1.0 else more
