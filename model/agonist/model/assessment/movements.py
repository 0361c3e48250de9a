"""Movements that are one end of a joint angle: extension of the hip is the lower end of its flexion."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from agonist.model.spreadsheet import read_rows

What = TypeVar("What", bound=Any)  # a measure of one thing, as in `reading`
FILE = Path(__file__).parent.parent / "tables" / "movements.csv"


@cache
def opposites() -> dict[str, str]:
    """The joint angle whose lower end a movement is, by the name of the movement."""
    return {row["movement"]: row["coordinate"] for row in read_rows(FILE)}


def angle_of(name: str, known: Collection[str]) -> str:
    """The joint angle whose lower end a movement is, with its side if the name has one; empty where it is none."""
    found = opposites().get(name, "")
    for side in ("left", "right"):
        plain = opposites().get(name.removesuffix(f"_{side}"), "")
        found = found or (f"{plain}_{side}" if plain else "")
    return found if any(found in (one, one.rpartition("_")[0]) for one in known) else ""


def one_end(what: What, known: Collection[str]) -> What:
    """A measure of a movement that is the lower end of a joint angle, as one of that angle. Raises ValueError."""
    angle = angle_of(what.unit, known)
    if angle and what.part:
        raise ValueError(f"{what.unit} is one end of {angle}; leave out {what.part!r}, or say {angle} {what.part}")
    lower: What = what._replace(unit=angle, part="below") if angle else what
    return lower
