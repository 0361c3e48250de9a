"""What was changed by hand in a body, for its recipe: quantities, verbs of one agent, a body's own order, who was removed.

A body is compared with what its own rows have left of it, so that it does not matter how it was changed.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from agonist.model.body.wiring import Floats, Structure, area_starts
from agonist.model.layout import AREAS, LANES
from agonist.model.own.source import digest_of, ours

MOST = 1000  # changes that a recipe lists one by one; of more it says how many


class ByHand:
    """The changes of one body: [row before which, unit, quantity, new value], and what cannot be repeated."""

    def __init__(self, state: Floats) -> None:
        self.left = state.copy()  # what the rows lived so far have left
        self.changes: list[list[Any]] = []
        self.more = 0
        self.verbs: dict[str, str] = {}  # of one agent, put in its place by hand

    def look(self, row: int, state: Floats, structure: Structure) -> None:
        """Note what has changed since the last row."""
        if state.tobytes() == self.left.tobytes():
            return
        here, before = state[::LANES], self.left[::LANES]
        for at in np.flatnonzero((here != before) & ~(np.isnan(here) & np.isnan(before))).tolist():
            if len(self.changes) < MOST:
                self.changes.append([row, *_named(at, structure), float(here[at])])
            else:
                self.more += 1
        self.keep(state)

    def keep(self, state: Floats) -> None:
        """What the rows have left now."""
        self.left[:] = state

    def verb(self, unit: object, name: str, value: object) -> None:
        """Note that one agent does something in its own way."""
        self.verbs[f"{unit!r}.{name}"] = _label(value)

    def recipe(self, body: object, gone: frozenset[str], overridden: tuple[str, ...]) -> dict[str, Any]:
        """The keys of the recipe that say it; none where nothing was changed."""
        found: dict[str, Any] = {}
        if self.changes:
            found["changed_by_hand"] = [list(change) for change in self.changes]
        if gone:
            found["removed"] = sorted(gone)
        if overridden:
            found["own_order"] = {f"Body.{verb}": _label(type(body)) for verb in overridden}
        lost = [f"{self.more} more changes by hand"] if self.more else []
        lost += [f"{who} = {what}" for who, what in self.verbs.items()]
        return found | ({"cannot_be_repeated": lost} if lost else {})


def _named(at: int, structure: Structure) -> tuple[str, str]:
    """Unit and quantity of a place in the state of one lane."""
    for area, start in reversed(area_starts(structure).items()):
        first, size = start // LANES, AREAS[area].size
        if at >= first:
            unit, offset = divmod(at - first, size)
            name = structure.names.units(area)[unit]
            return name if isinstance(name, str) else "/".join(name), AREAS[area]._fields[offset]
    raise IndexError(at)


def _label(thing: object) -> str:
    """Module, name and digest of a function or class, as far as it has them."""
    inside = getattr(thing, "__func__", thing)
    name = f"{getattr(inside, '__module__', '')}.{getattr(inside, '__qualname__', repr(inside))}"
    try:
        return f"{name} {digest_of(inside)}" if ours(inside) else name
    except (ValueError, AttributeError):
        return name  # a lambda, or one that reads the function around it
