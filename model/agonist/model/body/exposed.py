"""What the days of a plan do to the inputs of a body: fibre lengths, and where its movements start."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from agonist.model.body.lifestyle import Day, Held, lived_day, usual_day
from agonist.model.body.pieces import SMALL
from agonist.model.body.stance import starts
from agonist.model.layout import CROSSINGS, MEMBERS
from agonist.model.plan import DAILY, Exposure, Practice

if TYPE_CHECKING:
    from agonist.model.body.anatomy import Anatomy
    from agonist.model.body.subject import Subject


def exposures(subject: Subject, postures: Sequence[Held]) -> list[Exposure]:
    """Changes of the day as inputs of every muscle whose length they change, and of tasks whose start they move.

    Raises ValueError for angles outside the anatomy, or a body without one.
    """
    if not postures:
        return []
    if subject.anatomy is None:
        raise ValueError("a posture needs a body with anatomy; a graph has no joint angles")
    found: list[Exposure] = []
    for start, end, holding in spans(postures):
        found += _inputs(subject, start, end, _lived(subject.anatomy, holding))
    return found + starts(subject, spans(postures))


def spans(postures: Sequence[Held]) -> list[tuple[float, float, tuple[Held, ...]]]:
    """Days from, days to and what is held between them, in order and without gaps."""
    edges = sorted({p.from_day for p in postures} | {p.to_day for p in postures})
    return [
        (
            start,
            end,
            tuple(p._replace(from_day=0.0, to_day=0.0) for p in postures if p.from_day <= start and p.to_day >= end),
        )
        for start, end in zip(edges[:-1], edges[1:], strict=True)
    ]


@lru_cache(maxsize=256)
def _lived(anatomy: Anatomy, holding: tuple[Held, ...]) -> Day:
    return lived_day(anatomy, holding)


def _inputs(subject: Subject, start: float, end: float, day: Day) -> list[Exposure]:
    usual, found = usual_day(subject.anatomy), []
    for i, muscle in enumerate(subject.anatomy.muscles):
        if muscle.name in subject.structure.names.muscles:
            for name, now, before in (
                ("length_mean", day.mean, usual.mean),
                ("length_weight", day.weight, usual.weight),
            ):
                if abs(now[i] - before[i]) > SMALL:
                    found.append(Exposure(start, end, "muscles", muscle.name, name, float(now[i])))
    return found


def exercised(subject: Subject, practices: Sequence[Practice]) -> list[Exposure]:
    """Sessions a week of exercise as an input of every joint that it reaches; of several at once the most frequent counts."""
    found: list[Exposure] = []
    moved = [(one, start, end, _reached(subject, one.task)) for one in practices for start, end in _sessions(one)]
    for joint in dict.fromkeys(j for *_, joints in moved for j in joints):
        mine = [(start, end, one.sessions_per_week) for one, start, end, joints in moved if joint in joints]
        edges = sorted({edge for start, end, _ in mine for edge in (start, end)})
        for start, end in zip(edges[:-1], edges[1:], strict=True):
            often = max((n for begin, stop, n in mine if begin <= start and stop >= end), default=0.0)
            if often:
                found.append(Exposure(start, end, "joints", joint, "exercised", often))
    return found


def _reached(subject: Subject, task: str) -> frozenset[str]:
    """Joints whose pain reaches a muscle that works for the task."""
    names, start = subject.structure.names, subject.structure.start
    shares, gains = start["members"][:, MEMBERS.capacity_share], start["crossings"][:, CROSSINGS.gain_pain]
    works = {m for share, (t, m) in zip(shares, names.members, strict=True) if t == task and share > 0.0}
    return frozenset(j for gain, (j, m) in zip(gains, names.crossings, strict=True) if gain > 0.0 and m in works)


def _sessions(one: Practice) -> Iterator[tuple[float, float]]:
    """When exercise in sessions is done: less what is paused."""
    if one.sessions_per_week <= 0.0 or one.part_of == DAILY or one.once:
        return
    start = one.from_day
    for pause in sorted(p for p in one.pauses if p.reps == 0.0 and p.to_day > start and p.from_day < one.to_day):
        if pause.from_day > start:
            yield start, pause.from_day
        start = max(start, pause.to_day)
    if start < one.to_day:
        yield start, one.to_day
