"""Postures of the day as habitual fibre lengths: what a body sits, stands and reaches its muscles into."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from agonist.model.plan import Exposure
from agonist.model.wiring import Floats

FILE = Path(__file__).parent / "tables" / "postures.toml"
HOURS = 24.0
USUAL_LONG_MIN = 30.0  # somebody active reaches every muscle's long end for half an hour of the day


class Held(NamedTuple):
    """A posture of the day: hours a day at joint angles in degrees, from one day of life to another."""

    from_day: float
    to_day: float
    hours: float
    angles: tuple[tuple[str, float], ...]
    long_min_day: float  # time that is left at the long end of the range


class Day(NamedTuple):
    """Fibre lengths of a day, [muscles], in healthy optimal lengths."""

    mean: Floats
    longest: Floats


@cache
def usual_postures(model: str) -> tuple[tuple[float, tuple[tuple[str, float], ...]], ...]:
    """The usual day of a body as (hours, angles); a table by body model."""
    tables = tomllib.loads(FILE.read_text(encoding="utf-8"))
    days = tables.get(model, tables["default"])
    return tuple((float(p["hours"]), tuple(sorted(p["angles"].items()))) for p in days["usual"])


def day_of(anatomy: Any, held: Sequence[tuple[float, Mapping[str, float]]]) -> Day:
    """Mean and longest fibre length over (hours, angles)."""
    lengths = np.array([anatomy.lengths(dict(angles)) for _, angles in held])
    hours = np.array([h for h, _ in held])
    return Day(hours @ lengths / hours.sum(), lengths.max(axis=0))


def usual_day(anatomy: Any) -> Day:
    """Mean and longest fibre length of the usual day of a body."""
    return day_of(anatomy, [(h, dict(a)) for h, a in usual_postures(anatomy.model)])


def lived_day(anatomy: Any, holding: Sequence[Held]) -> tuple[Day, float]:
    """The day with these postures in it, the rest of its hours as usual; and minutes at the long end."""
    taken = sum(h.hours for h in holding)
    if taken > HOURS:
        raise ValueError(f"postures take {taken:g} hours of the day; it has {HOURS:g}")
    usual = usual_day(anatomy)
    own = day_of(anatomy, [(h.hours, dict(h.angles)) for h in holding])
    mean = (taken * own.mean + (HOURS - taken) * usual.mean) / HOURS
    minutes = min(h.long_min_day for h in holding)
    return Day(mean, np.maximum(own.longest, usual.longest)), minutes


def exposures(subject: Any, postures: Sequence[Held]) -> list[Exposure]:
    """Postures as inputs of every muscle, relative to the habitual length of its usual day.

    Raises ValueError for angles outside the anatomy, or a body without one.
    """
    if not postures:
        return []
    if subject.anatomy is None:
        raise ValueError("a posture needs a body with anatomy; a graph has no joint angles")
    edges = sorted({p.from_day for p in postures} | {p.to_day for p in postures})
    found: list[Exposure] = []
    for start, end in zip(edges[:-1], edges[1:], strict=True):
        holding = [p for p in postures if p.from_day <= start and p.to_day >= end]
        if holding:
            found += _inputs(subject, start, end, *lived_day(subject.anatomy, holding))
    return found


def _inputs(subject: Any, start: float, end: float, day: Day, minutes: float) -> list[Exposure]:
    usual = usual_day(subject.anatomy).longest
    found = []
    for i, muscle in enumerate(subject.anatomy.muscles):
        if muscle.name in subject.structure.names.muscles:
            values = (
                ("length_mean", day.mean[i] / usual[i]), ("length_long", day.longest[i] / usual[i]),
                ("long_min_day", minutes),
            )  # fmt: skip
            found += [Exposure(start, end, "M", muscle.name, v, float(x)) for v, x in values]
    return found
