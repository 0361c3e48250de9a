"""Sides of a model: how names say which muscles are of the right, and which of the left."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from agonist.experiments.importing.loading import opensim

PAIRS = (  # endings and beginnings of names on the right, and what they are on the left
    (r"_r$", "_l"),
    (r"_R$", "_L"),
    (r"_right$", "_left"),
    (r"_Right$", "_Left"),
    (r"^r_", "l_"),
    (r"^R_", "L_"),
    (r"^right_", "left_"),
    (r"^Right_", "Left_"),
)
TOGETHER_M2 = 1e-6  # sum of products of arms of both sides, below which one side alone turns a coordinate
NUDGE_RAD = 0.1  # by which a coordinate is turned to see whose path follows
STILL_M = 1e-6  # a path that follows by less has an arm of a hundredth of a millimetre at most: none
BEFORE = ("L", "l")  # letters that models put before a name to mark the left, where nothing marks the right


def sides(names: Iterable[str]) -> tuple[str, str]:
    """The ending (or beginning) of the muscles of the right side, and of the left where only that is marked.

    >>> sides(["soleus_r", "soleus_l"]), sides(["BIC", "BIC_L"]), sides(["SAR", "LSAR"]), sides(["deltoid"])
    (('_r', ''), ('', '_L'), ('', '^L'), ('', ''))
    """
    given = set(names)
    found = {}
    for mark, left in PAIRS:
        right = mark.strip("^$")
        of_right = [name for name in given if is_of(name, right)]
        found[right, ""] = sum(re.sub(mark, left, name) in given for name in of_right) or (len(of_right) == len(given))
        found["", left] = sum(name + left in given for name in given) if mark.endswith("$") else 0
    for left in BEFORE:
        found["", f"^{left}"] = sum(left + name in given for name in given)
    best = max(found, key=lambda pair: found[pair])
    return best if found[best] else ("", "")


def twin_of(name: str, every: Collection[str]) -> str:
    """The muscle of the other side; empty where there is none."""
    marked = [re.sub(mark, left, name) for mark, left in PAIRS]
    added = [name + left for mark, left in PAIRS if mark.endswith("$")] + [left + name for left in BEFORE]
    return next((other for other in (*marked, *added) if other != name and other in every), "")


def agreement(model: Any, state: Any, coordinate: str, own: Mapping[str, Any], every: Mapping[str, Any]) -> int:
    """How muscles of the two sides turn a coordinate: 1 alike, as those that extend a trunk, -1 in opposite ways.

    Those that bend a trunk to one side do the latter; 0 where only one side turns it.
    """
    about, same = model.getCoordinateSet().get(coordinate), 0.0
    twins = {name: twin for name in own if (twin := twin_of(name, every))}
    for name, muscle in _following(model, state, about, {name: own[name] for name in twins}).items():
        same += muscle.computeMomentArm(state, about) * every[twins[name]].computeMomentArm(state, about)
    return 0 if abs(same) < TOGETHER_M2 else 1 if same > 0.0 else -1


def _following(model: Any, state: Any, coordinate: Any, muscles: Mapping[str, Any]) -> dict[str, Any]:
    """Muscles whose path changes as a coordinate is turned; all of them where it cannot be turned from here.

    Lengths are had for a hundredth of what OpenSim takes to work out an arm, and in a great model few muscles follow.
    """
    before, start = opensim().Vector(state.getQ()), coordinate.getValue(state)
    lengths = []
    for way in (0.0, NUDGE_RAD, -NUDGE_RAD):
        try:
            coordinate.setValue(state, start + way, True)
            model.realizePosition(state)
        except RuntimeError:
            continue
        if not way or abs(coordinate.getValue(state) - start) > NUDGE_RAD / 2.0:
            lengths.append([muscle.getLength(state) for muscle in muscles.values()])
    state.setQ(before)
    model.realizePosition(state)
    if len(lengths) < 2:
        return dict(muscles)
    return {
        name: muscle
        for (name, muscle), seen in zip(muscles.items(), zip(*lengths, strict=True), strict=True)
        if not max(seen) - min(seen) <= STILL_M
    }


def is_of(name: str, side: str) -> bool:
    """Whether a muscle is of a side: its name ends so, or begins so where the side ends in an underscore or begins with ^."""
    if side.startswith("^"):
        return name.startswith(side[1:])
    return name.startswith(side) if side.endswith("_") else name.endswith(side)


def without_side(name: str, side: str) -> str:
    """A name without the ending or beginning of its side."""
    if side.startswith("^"):
        return name.removeprefix(side[1:])
    return name.removeprefix(side) if side.endswith("_") else name.removesuffix(side)
