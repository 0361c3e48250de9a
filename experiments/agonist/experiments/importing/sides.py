"""Sides of a model: how names say which muscles are of the right, and which of the left."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

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
    for name, muscle in own.items():
        if twin := twin_of(name, every):
            same += muscle.computeMomentArm(state, about) * every[twin].computeMomentArm(state, about)
    return 0 if abs(same) < TOGETHER_M2 else 1 if same > 0.0 else -1


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
