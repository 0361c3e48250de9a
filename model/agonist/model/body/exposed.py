"""What the days of a plan do to the inputs of a body: fibre lengths, and where its movements start."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from agonist.model.body.lifestyle import Day, Held, lived_day, usual_day
from agonist.model.body.pieces import SMALL
from agonist.model.body.stance import starts
from agonist.model.plan import Exposure

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
