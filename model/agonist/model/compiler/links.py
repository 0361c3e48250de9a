"""How a unit of the body finds others: declared on its class, laid in plain Python and lowered to index arrays alike.

The functions are typed as what they lead to, so that a checker sees through them::

    muscle: Muscle = one("muscles", "member_muscle")
    opposed: Group[tuple[float, Member]] = many("members", "opposed_first", "opposed_source", "opposed_weight")
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Link(NamedTuple):
    """How a unit finds others: `via` and `first` name index arrays of the wiring, `weight` a number of each link."""

    area: str
    kind: str  # one, maybe, many, all, draw, pair
    via: str = ""
    first: str = ""
    weight: str = ""


def one(area: str, via: str = "") -> Any:
    """The unit of an area whose index stands in the array `via`; without it the first one."""
    return Link(area, "one", via)


def maybe(area: str, via: str) -> Any:
    """The unit whose index stands in `via`, or None where that is below 0."""
    return Link(area, "maybe", via)


def many(area: str, first: str, via: str = "", weight: str = "") -> Any:
    """Units that follow each other from `first` of this unit to `first` of the next, each with its weight if asked."""
    return Link(area, "many", via, first, weight)


def every(area: str, counted: str) -> Any:
    """All units of an area; `counted` is an array of the wiring with one element for each."""
    return Link(area, "all", counted)


def draw(keys: str) -> Any:
    """A word of the key of a draw: of the run (`keys`), or this unit's own of another array of the block."""
    return Link("", "draw", keys)


def pair(area: str, table: str) -> Any:
    """A number that belongs to this unit and another of an area, asked by ``self.name(other)``."""
    return Link(area, "pair", table)
