"""A course of treatment: phases of cue, load, feedback, stimulation and rest, as words of a plan, and what it asks.

The work of a course is counted in activation-minutes: activation times the time under load, of everything that is asked
besides usual life. A repetition of usual life that is left out or made lighter or heavier counts by what it differs.
So every word is paid in the same coin, and sparing somebody is not free.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from agonist.model.plan import DAYS_PER_WEEK, Practice

SECONDS_PER_MINUTE = 60.0


class Term(NamedTuple):
    """One thing that a phase may ask: its word, unit, range, the step of the search, and what asks nothing."""

    name: str
    unit: str
    low: float
    high: float
    step: float
    nothing: float
    text: str


TERMS = (
    Term("cue", "activation", 0.0, 0.4, 0.05, 0.0, "extra command to the muscle whenever it is used"),
    Term("load", "x usual load", 0.4, 1.6, 0.2, 1.0, "load of the task in daily life"),
    Term(
        "feedback", "sessions/week", 0.0, 5.0, 1.0, 0.0, "sessions with the share shown and the own healthy one asked"
    ),
    Term("stimulation", "activation", 0.0, 0.5, 0.1, 0.0, "current to the muscle in three sessions a week"),
    Term("rest", "of repetitions", 0.0, 0.8, 0.2, 0.0, "part of the daily repetitions that is left out"),
)
BY_NAME = {term.name: term for term in TERMS}
SETS = {"reps": 20.0, "bouts": 5.0, "seconds": 2.0, "load": 0.25}  # of a session: a light hundred repetitions
STIMULATED = 3.0  # sessions a week
HEAVY = {"bouts": 3.0, "seconds": 2.0, "load": 0.75, "sessions_per_week": 3.0}  # as the word `strengthen`


class Place(NamedTuple):
    """What a course is for: task and muscle by full name, usual practice of the task, and the share that is asked."""

    task: str
    muscle: str
    usual: tuple[Practice, ...]
    share: float

    @property
    def seconds_a_day(self) -> float:
        """Time under load in usual daily life."""
        return sum(p.reps * p.seconds for p in self.usual)

    @property
    def effort_a_day(self) -> float:
        """Load times time under load in usual daily life, activation-seconds."""
        return sum(p.reps * p.seconds * p.load for p in self.usual)


Phase = Mapping[str, float]


class Course(NamedTuple):
    """Phases of equal length that follow each other from a day on."""

    day: float
    weeks: float
    phases: tuple[Phase, ...]

    @property
    def end(self) -> float:
        """The day after it."""
        return self.day + DAYS_PER_WEEK * self.weeks * len(self.phases)


def session_s(load: float, extra: float = 0.0) -> float:
    """Activation-seconds of one light session."""
    return SETS["reps"] * SETS["bouts"] * SETS["seconds"] * (load + extra)


def work_of(phase: Phase, weeks: float, place: Place) -> float:
    """What a phase asks, activation-minutes."""
    done = 1.0 - phase["rest"]
    daily = phase["cue"] * done * place.seconds_a_day
    daily += (abs(phase["load"] - 1.0) * done + phase["rest"]) * place.effort_a_day
    weekly = phase["feedback"] * session_s(SETS["load"])
    if phase["stimulation"] > 0.0:
        weekly += STIMULATED * session_s(SETS["load"], phase["stimulation"])
    return weeks * (DAYS_PER_WEEK * daily + weekly) / SECONDS_PER_MINUTE


def work(course: Course, place: Place) -> float:
    """What a course asks, activation-minutes."""
    return sum(work_of(phase, course.weeks, place) for phase in course.phases)


def entries(phase: Phase, day: float, weeks: float, place: Place) -> list[dict[str, Any]]:
    """The words of one phase, as a plan holds them; what asks nothing is left out."""
    when = {"day": day, "weeks": weeks}
    on_task, about = {"task": place.task}, {"muscle": place.muscle}
    found: list[dict[str, object]] = []
    if phase["cue"] > 0.0:
        found.append({"do": "cue", **about, "amount": phase["cue"], **when})
    if phase["load"] != 1.0:
        found.append({"do": "load", **on_task, "factor": phase["load"], "what": "daily life", **when})
    if phase["rest"] > 0.0:
        found.append({"do": "rest", **on_task, "fraction": phase["rest"], "what": "daily life", **when})
    if phase["feedback"] > 0.0:
        asked = {"share": place.share, "sessions_per_week": phase["feedback"]}
        found.append({"do": "feedback", **on_task, "muscle": place.muscle, **asked, **SETS, **when})
    if phase["stimulation"] > 0.0:
        asked = {"amount": phase["stimulation"], "sessions_per_week": STIMULATED}
        found.append({"do": "stimulate muscle", **about, "task": place.task, **asked, **SETS, **when})
    return found


def plan_of(course: Course, place: Place) -> list[dict[str, Any]]:
    """The words of a course, phase after phase."""
    span = DAYS_PER_WEEK * course.weeks
    return [
        e for n, phase in enumerate(course.phases) for e in entries(phase, course.day + n * span, course.weeks, place)
    ]


def general(course: Course, place: Place, minutes: float) -> list[dict[str, Any]]:
    """General training that asks the same work in the same weeks: heavy sets, however the muscles share them."""
    weeks = course.weeks * len(course.phases)
    sets = HEAVY["bouts"] * HEAVY["seconds"] * HEAVY["load"] * HEAVY["sessions_per_week"] * weeks
    reps = minutes * SECONDS_PER_MINUTE / sets
    when = {"day": course.day, "weeks": weeks}
    return [{"do": "strengthen", "task": place.task, "reps": reps, **HEAVY, **when}] if reps > 0.0 else []


def told(phases: Sequence[Phase]) -> str:
    """A course in words; what asks nothing is left out."""
    said = []
    for n, phase in enumerate(phases, start=1):
        parts = [f"{t.name} {phase[t.name]:g}" for t in TERMS if phase[t.name] != t.nothing]
        said.append(f"{n}: {', '.join(parts) or 'nothing'}")
    return "; ".join(said)


def nothing() -> dict[str, float]:
    """A phase that asks nothing."""
    return {term.name: term.nothing for term in TERMS}
