"""The measurements: what was seen in people and animals, and the band that a model has to land in."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from agonist.model.parameters import nearest
from agonist.model.reading import quoted

FILES = tuple(Path(__file__).parent / name for name in ("targets.csv", "targets2.csv"))
FILE = FILES[0]
EXACT = ("sign", "holds")  # units whose value must be met, not approached


class Target(NamedTuple):
    """One measurement: its value, the band around it (an infinite edge is open), how to reproduce it, its source."""

    id: str
    name: str
    quantity: str
    unit: str
    value: float
    low: float
    high: float
    how_to_reproduce: str
    source: str
    mark: str

    def holds(self, value: float) -> bool:
        """Whether a value lies in the band; NaN never does."""
        return self.low <= value <= self.high

    @property
    def exact(self) -> bool:
        """Whether the row asks for a sign or an order and not for a size."""
        return self.unit in EXACT


def _target(row: dict[str, str]) -> Target:
    low, high = (float(row[edge] or sign) for edge, sign in (("low", "-inf"), ("high", "inf")))
    value = float(row["value"])
    if not (math.isfinite(value) and low <= value <= high):
        raise ValueError(f"{FILE.name}, {row['id']}: the value lies outside its band")
    texts = {name: row[name] for name in ("id", "name", "quantity", "unit", "how_to_reproduce", "source", "mark")}
    return Target(**texts, value=value, low=low, high=high)  # type: ignore[arg-type]


@cache
def targets() -> dict[str, Target]:
    """Every row of both tables by its id, in the order of the files."""
    found: dict[str, Target] = {}
    for path in FILES:
        with path.open(newline="", encoding="utf-8") as lines:
            found |= {row["id"]: _target(row) for row in csv.DictReader(lines)}
    return found


@cache
def second() -> frozenset[str]:
    """The rows of the second table, which were in view when the mechanisms of the second edition were chosen."""
    with FILES[1].open(newline="", encoding="utf-8") as lines:
        return frozenset(row["id"] for row in csv.DictReader(lines))


def chosen(only: Sequence[str] = ()) -> list[Target]:
    """The rows of these ids, or that start with them, or all. Raises ValueError for a name that fits none."""
    known = targets()
    for name in only:
        if not (name and any(key.startswith(name) for key in known)):
            raise ValueError(f"unknown target {quoted(name)}; {nearest(name, list(known))}")
    return [t for key, t in known.items() if not only or any(key.startswith(name) for name in only)]


def band(target: Target) -> str:
    """The band in words."""
    low, high = (("" if math.isinf(edge) else f"{edge:g}") for edge in (target.low, target.high))
    return f"{low} .. {high}" if low != high else low
