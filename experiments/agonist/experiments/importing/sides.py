"""Sides of a model: how names say which muscles are of the right, and which of the left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

PAIRS = (  # endings and beginnings of names on the right, and what they are on the left
    (r"_r$", "_l"), (r"_R$", "_L"), (r"_right$", "_left"), (r"_Right$", "_Left"), (r"^r_", "l_"), (r"^R_", "L_"),
    (r"^right_", "left_"), (r"^Right_", "Left_"),
)  # fmt: skip
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


def turns_back(model: Any, state: Any, coordinate: str, own: Mapping[str, Any], every: Mapping[str, Any]) -> bool:
    """Whether the muscles of the other side turn a coordinate the other way, as those that bend a trunk to one side."""
    about, same = model.getCoordinateSet().get(coordinate), 0.0
    for name, muscle in own.items():
        others = (re.sub(mark, left, name) for mark, left in PAIRS)
        twin = next((every[other] for other in others if other != name and other in every), None)
        if twin is not None:
            same += muscle.computeMomentArm(state, about) * twin.computeMomentArm(state, about)
    return same < 0.0


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
