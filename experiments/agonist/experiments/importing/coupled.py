"""Coordinates that follow others by a function: where they must be is known, so no assembler has to search for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Follower(NamedTuple):
    """A coordinate that is ``scale f(leaders)``, as a coupler of the model says; `at` holds what the leaders are."""

    name: str
    leaders: tuple[str, ...]
    function: Any
    scale: float
    at: Any


def followers(tool: Any, model: Any, state: Any) -> tuple[Follower, ...]:
    """The coordinates that a coupler of the model moves, each after those that lead it."""
    constraints, found = model.getConstraintSet(), list[Follower]()
    for constraint in (constraints.get(i) for i in range(constraints.getSize())):
        coupler = tool.CoordinateCouplerConstraint.safeDownCast(constraint)
        if coupler is not None and constraint.isEnforced(state):
            names = coupler.getIndependentCoordinateNames()
            leaders = tuple(names.get(k) for k in range(names.getSize()))
            scale = float(coupler.getPropertyByName("scale_factor").toString())
            at = tool.Vector(len(leaders), 0.0)
            found.append(Follower(coupler.getDependentCoordinateName(), leaders, coupler.getFunction(), scale, at))
    return _in_order(found)


def _in_order(found: list[Follower]) -> tuple[Follower, ...]:
    """Followers of followers come last; of a circle the order is as given."""
    kept, left = list[Follower](), list(found)
    while left:
        waiting = {one.name for one in left}
        free = [one for one in left if not waiting & set(one.leaders)] or left
        kept += free
        left = [one for one in left if one not in free]
    return tuple(kept)


def follow(state: Any, known: Mapping[str, Any], moved: tuple[Follower, ...]) -> None:
    """Set every follower to where its leaders put it; what else constrains it is not looked at."""
    for one in moved:
        for k, leader in enumerate(one.leaders):
            one.at.set(k, known[leader].getValue(state))
        if not known[one.name].getLocked(state):
            known[one.name].setValue(state, one.scale * one.function.calcValue(one.at), False)


def is_met(model: Any, state: Any) -> bool:
    """Whether all constraints of the model hold in a state, to the model's own accuracy."""
    model.realizePosition(state)
    errors = state.getQErr().to_numpy()
    return not errors.size or bool(abs(errors).max() <= model.get_assembly_accuracy())
