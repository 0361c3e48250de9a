"""What a change is made of: nerves, size, force per size, length, injury and fatigue, put back one by one.

Between two days of one life the quantities of the muscles fall into parts. A part that is *alone* changed gives what it
would do by itself in the body of the first day; its share of the whole is the mean over all orders in which the parts can
change (Shapley 1953), so that the shares of all parts add up to the change, whatever they do to each other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from itertools import combinations
from math import factorial
from typing import NamedTuple

from agonist.experiments.summary import number, percent, table
from agonist.model.assessment.looking import read_now
from agonist.model.assessment.patient import Patient
from agonist.model.assessment.reading import unit_of_text
from agonist.model.assessment.test_bench import Laboratory
from agonist.model.body.wiring import Floats
from agonist.model.layout import MEMBERS, MUSCLES

NERVES = "nerves: drive, skill, habit"  # all that is none of the others
PARTS = {  # quantities of muscles, alone and in tasks, by what they are
    "size": ("area",),
    "force per size": ("specific", "quality", "packing"),
    "length of fibres and tendon": ("sarcomeres", "series", "added", "tendon", "tendon_stiffness", "stiffness", "curve_active", "curve_passive"),
    "injury and fatigue": (
        "intact", "scar", "disrupted", "severed", "force_factor", "weary", "fatigued", "tired", "fatigued_before",
    ),
}  # fmt: skip
SOURCE = "Shapley 1953 in Contributions to the Theory of Games II (mean over all orders: the parts add up)"


class Part(NamedTuple):
    """One part of a change: what it does alone on the first day, and its share of the whole, in the unit of the reading."""

    name: str
    alone: float
    share: float


class Split(NamedTuple):
    """A reading on two days, and the parts of what has changed; their shares add up to `last` - `first`."""

    reading: str
    unit: str
    days: tuple[float, float]
    first: float
    last: float
    parts: tuple[Part, ...]

    def lines(self) -> list[str]:
        """The split as a table."""
        whole = self.last - self.first
        head = [f"{self.reading}, {self.unit}", "alone", "of the change", "part"]
        rows = [
            [
                f"  {p.name}",
                number(p.alone, 3),
                number(p.share, 3),
                percent(p.share / whole if whole else math.nan),
            ]
            for p in self.parts
        ]
        told = f"day {self.days[0]:g}: {number(self.first)}, day {self.days[1]:g}: {number(self.last)}"
        return [*table(head, [*rows, ["  all", "", number(whole, 3), ""]], 44), told]


def split(patient: Patient, text: str, first: Mapping[str, Floats], first_day: float = 0.0) -> Split:
    """Split what a reading in words has changed since the state `first` of the same patient.

    Raises ValueError for a wrong name, or for words of time.
    """
    last, watch = patient.state(), patient.resolved.watch
    names = (NERVES, *PARTS)

    @cache
    def read(changed: frozenset[str]) -> float:
        return read_now(Laboratory(patient.subject, mixed(first, last, changed)), watch, text)

    whole = read(frozenset(names))
    parts = tuple(Part(n, read(frozenset({n})) - read(frozenset()), _share(n, names, read)) for n in names)
    unit = unit_of_text(text, patient.subject)
    return Split(text, unit, (first_day, patient.time_day), read(frozenset()), whole, parts)


def mixed(first: Mapping[str, Floats], last: Mapping[str, Floats], changed: frozenset[str]) -> dict[str, Floats]:
    """A body that is that of the last day in the parts that have `changed`, of the first day in the others."""
    state = {area: values.copy() for area, values in (last if NERVES in changed else first).items()}
    for part, variables in PARTS.items():
        source = last if part in changed else first
        for area, places in (("muscles", MUSCLES), ("members", MEMBERS)):
            columns = [getattr(places, name) for name in variables if name in places._fields]
            state[area][:, columns] = source[area][:, columns]
    return state


def _share(name: str, names: tuple[str, ...], read: Callable[[frozenset[str]], float]) -> float:
    others = [n for n in names if n != name]
    count, total = len(names), 0.0
    for k in range(count):
        weight = factorial(k) * factorial(count - k - 1) / factorial(count)
        for some in combinations(others, k):
            total += weight * (read(frozenset({*some, name})) - read(frozenset(some)))
    return total
