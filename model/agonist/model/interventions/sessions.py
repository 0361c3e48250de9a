"""Sessions as a therapist writes them: a list of exercises, sessions a week, weeks, and practice at home.

An exercise is a line of words: what is done (a task, or a muscle or group for which the best task is found), the side,
sets x repetitions, and what else it asks: ``knee_extension right 3x10 load=0.7 current=0.3 on vastus_medialis``.
"""

from __future__ import annotations

import math
import re
from contextlib import suppress
from itertools import groupby
from typing import NamedTuple

from agonist.model.interventions.training import KINDS, session_span
from agonist.model.parameters import nearest
from agonist.model.plan import SECONDS_PER_DAY, SPORT, THERAPY, Practice, bouts_of, seconds_of
from agonist.model.reading import quoted, shown
from agonist.model.rules import muscle as muscle_rules
from agonist.model.spreadsheet import NUMBER
from agonist.model.vocabulary import SIDE, Argument, Call, Effects, hold, word

HOME_EARLIER_S = -8.0 * 3600.0  # practice at home is in the morning
BETWEEN_S = 120.0  # from one exercise to the next
SIDES = ("left", "right", "both")
SPEED = 0.1  # of maximal, unless the exercise is done with a held length
SETS = re.compile(r"([0-9]+)x([0-9]+)")
RANGES = {
    "load": (0.0, 1.5),
    "seconds": (0.05, 600.0),
    "rest": (0.0, 3600.0),
    "cue": (0.0, 1.0),
    "current": (0.0, 1.0),
    "share": (0.0, 1.0),
}
ASKED = {"cue": "cue", "current": "stimulation"}  # input of the muscle that an exercise asks for


class Exercise(NamedTuple):
    """One exercise: tasks, sets, repetitions, kind of contraction, numbers by name, and the muscles it is about."""

    tasks: tuple[str, ...]
    sets: int
    reps: int
    kind: str
    numbers: dict[str, float]
    muscles: tuple[str, ...]

    @property
    def load(self) -> float:
        """Load, as activation that it needs: a lengthening muscle carries it with less, a shortening one with more."""
        return self.numbers["load"] / (muscle_rules.force_velocity(self.way * SPEED) if self.way else 1.0)

    @property
    def way(self) -> float:
        """1 where the muscle lengthens, -1 where it shortens, 0 where it holds."""
        return {"isometric": 0.0, "concentric": -1.0, "eccentric": 1.0}[self.kind]

    @property
    def seconds_each(self) -> float:
        """How long the sets and their pauses take."""
        return self.sets * (self.reps * self.numbers["seconds"] + self.numbers["rest"])


def exercise(call: Call, text: str) -> Exercise:
    """An exercise from its words. Raises ValueError with one line that says what would be right."""
    place, words = f"exercise {shown(text)}", text.split()
    about, words = _about(words)
    numbers = {"load": 0.6, "seconds": 2.0, "rest": 60.0}
    sets, reps, kind, side, named = 3, 10, KINDS[0], "both", []
    _check_once(place, words)
    for one in words:
        if found := SETS.fullmatch(one):
            sets, reps = int(found[1]), int(found[2])
        elif "=" in one:
            numbers |= _number(place, one)
        elif one in KINDS:
            kind = one
        elif one in SIDES:
            side = one
        else:
            named.append(one)
    _check_names(call, place, named)
    if len(named) != 1:
        there = f"{', '.join(map(quoted, named))} are {len(named)}" if named else "there is none"
        raise ValueError(f"{place}: it needs one task, muscle or group ({there}), such as 'TASK right 3x10 load=0.7'")
    if not 1 <= sets <= 200 or not 1 <= reps <= 10_000:
        raise ValueError(f"{place}: {sets}x{reps}; it needs 1 to 200 sets of 1 to 10000")
    tasks, muscles = _what(call, place, named[0], side, about)
    wanted = [n for n in ("cue", "current", "share") if n in numbers]
    if wanted and not muscles:
        raise ValueError(f"{place}: {wanted[0]} is of a muscle; say 'on MUSCLE'")
    if about and not wanted:
        raise ValueError(f"{place}: 'on {about}' is of a cue, a current or a share; say one, or leave it out")
    return Exercise(tasks, sets, reps, kind, numbers, muscles)


def _check_names(call: Call, place: str, named: list[str]) -> None:
    """Raise ValueError for a word that nothing of the body is called, where the exercise has its task or muscle."""
    strange = [name for name in named if not _of_body(call, name)]
    if strange and len(strange) < len(named):
        right = f"3x10, {', '.join((*SIDES, *KINDS))}, {', '.join(f'{name}=' for name in RANGES)}, 'on MUSCLE'"
        raise ValueError(f"{place}: unknown {quoted(strange[0])}; besides one task, muscle or group it takes {right}")


def _of_body(call: Call, name: str) -> bool:
    for find in (call.subject.tasks, call.subject.muscles):
        with suppress(ValueError):
            return bool(find(name, "both"))
    return False


def _check_once(place: str, words: list[str]) -> None:
    """Raise ValueError for what is said twice: one of them would be passed over."""
    said = [
        "sets" if SETS.fullmatch(w) else "side" if w in SIDES else "kind" if w in KINDS else w.partition("=")[0]
        for w in words
        if SETS.fullmatch(w) or w in (*SIDES, *KINDS) or "=" in w
    ]
    if len(set(said)) < len(said):
        raise ValueError(f"{place}: {max(said, key=said.count)} is said twice; keep one of them")


def _about(words: list[str]) -> tuple[str, list[str]]:
    """The muscle that stands behind ``on``, and the other words."""
    if "on" not in words[:-1]:
        return "", words
    at = words.index("on")
    return words[at + 1], [*words[:at], *words[at + 2 :]]


def _number(place: str, word: str) -> dict[str, float]:
    name, _, value = word.partition("=")
    if name not in RANGES:
        raise ValueError(f"{place}: unknown {shown(name)}; {nearest(name, list(RANGES))}")
    low, high = RANGES[name]
    number = float(value) if NUMBER.fullmatch(value) else math.nan
    if not low <= number <= high:
        raise ValueError(f"{place}: {name} = {value}; it needs a number {low:g} to {high:g}")
    return {name: number}


def _what(call: Call, place: str, name: str, side: str, about: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The tasks of an exercise and the muscles that it is about. Raises ValueError for an unknown name."""
    subject = call.subject
    known = {t.removesuffix("_left").removesuffix("_right") for t in subject.structure.names.tasks}
    try:
        if name in known or name in subject.structure.names.tasks:
            return subject.tasks(name, side), subject.muscles(about, side) if about else ()
        muscles = subject.muscles(name, side)
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from None
    return _best_tasks(call, place, muscles), subject.muscles(about, side) if about else muscles


def _best_tasks(call: Call, place: str, muscles: tuple[str, ...]) -> tuple[str, ...]:
    """On each side the task of the body in which these muscles hold the largest share of the capacity."""
    graph, names = call.subject.graph, call.subject.structure.names
    share: dict[str, float] = {}
    for task, muscle in names.members:
        if muscle in muscles and graph.edges[muscle, task, "drives"]["capacity_nm"] > 0.0:
            share[task] = share.get(task, 0.0) + float(graph.edges[muscle, task, "drives"]["capacity_share"])
    best: dict[str, str] = {}
    for task in sorted(share, key=lambda t: share[t]):
        best[str(graph.nodes[task].get("side", ""))] = task
    if not best:
        raise ValueError(f"{place}: no task of the body is done by it; name a task")
    return tuple(sorted(best.values()))


@word(
    "sessions", "Do a list of exercises in sessions, and a part of them at home: what a therapist writes.",
    Argument(
        "exercises", "texts",
        text="lines such as 'TASK right 3x10 load=0.7 eccentric', 'MUSCLE left 5x20 load=0.2 cue=0.1 current=0.3 share=0.4 on MUSCLE'",
    ),
    Argument("sessions_per_week", "number", "1/week", 0.0, 7.0, 3.0, "sessions"),
    Argument("home_per_week", "number", "1/week", 0.0, 7.0, 0.0, "days of practice at home, in the morning, without current or feedback"),
    Argument("home_part", "number", "of load", 0.0, 1.5, 0.7, "load at home"),
    SIDE._replace(text="side of those exercises that say none"),
    Argument("what", "choice", default=THERAPY, choices=(THERAPY, SPORT), text="what they are part of"),
    lasts=True, group="training",
)  # fmt: skip
def sessions(call: Call, effects: Effects) -> None:
    """Exercises one after the other in each session; what they ask of a muscle is on while they are done."""
    found, offset = [exercise(call, _sided(t, call["side"])) for t in call["exercises"]], 0.0
    asked = any(n in e.numbers for e in found for n in ("cue", "current", "share"))
    if asked and math.isinf(call.until):
        raise ValueError("sessions with a cue, a current or a share need an end; say for how many weeks")
    for one in found:
        for task in one.tasks:
            usual = _practice(call, one, task, call["sessions_per_week"], one.load, offset)
            _add(call, effects, one, usual)
            if call["home_per_week"] > 0.0:
                home = _practice(
                    call, one, task, call["home_per_week"], one.load * call["home_part"], HOME_EARLIER_S + offset
                )
                effects.practices.append(home)
            offset += one.seconds_each + BETWEEN_S
    if call["sessions_per_week"] == 0.0 and call["home_per_week"] == 0.0:
        effects.notes.append(f"sessions on day {call.day:g} do nothing: there are 0 a week")


def _sided(text: str, side: str) -> str:
    """An exercise with the side of the word where it says none."""
    return text if {"left", "right", "both"} & set(text.split()) or side == "both" else f"{text} {side}"


def _practice(call: Call, one: Exercise, task: str, per_week: float, load: float, offset: float) -> Practice:
    return Practice(
        task,
        float(one.reps),
        load,
        one.sets,
        one.numbers["seconds"],
        call.day,
        call.until,
        per_week,
        one.numbers["rest"],
        call["what"],
        start_s=offset,
    )


def _add(call: Call, effects: Effects, one: Exercise, practice: Practice) -> None:
    """An exercise in its sessions, with what it asks of its muscles while it is done."""
    if practice.sessions_per_week <= 0.0:
        return
    wanted = {n: v for n, v in one.numbers.items() if n in ("cue", "current", "share") and v > 0.0}
    if one.way:
        hold(call, effects, "tasks", [practice.task], "lengthening", one.way, _spans(call, practice))
    if wanted:
        spans = _spans(call, practice)
        members = [(t, m) for t, m in call.subject.structure.names.members if t == practice.task and m in one.muscles]
        if not members:
            raise ValueError(f"{practice.task}: {', '.join(one.muscles)} takes no part in it")
        for name, value in wanted.items():
            area, units, variable = (
                ("members", members, "target") if name == "share" else ("muscles", [m for _, m in members], ASKED[name])
            )
            part = value / len(members) if name == "share" else value
            hold(call, effects, area, units, variable, part, spans)
    effects.practices.append(practice)


def _spans(call: Call, practice: Practice) -> list[tuple[float, float]] | None:
    """From the first to the last repetition of each session, days; all the time where sessions never end."""
    if math.isinf(call.until):
        return None
    names = call.subject.structure.names.tasks
    bouts = bouts_of(practice, 0, names.index(practice.task), seconds_of(call.day), seconds_of(call.until))
    return [session_span(list(day)) for _, day in groupby(bouts, lambda b: b.second // SECONDS_PER_DAY)]
