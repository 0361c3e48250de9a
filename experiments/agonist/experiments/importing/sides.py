"""Sides of a model: how names say which muscles are of the right, and which of the left."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from agonist.experiments.importing.loading import opensim

SPOKEN = (  # right and left, as models say them
    ("r", "l"), ("right", "left"), ("rt", "lt"), ("rgt", "lft"), ("ri", "le"), ("dx", "sx"), ("rechts", "links"),
    ("droit", "gauche"), ("droite", "gauche"), ("derecha", "izquierda"), ("derecho", "izquierdo"), ("destra", "sinistra"),
)  # fmt: skip
WORDS = tuple(
    dict.fromkeys(
        (write(own), write(other)) for own, other in SPOKEN for write in (str.lower, str.capitalize, str.upper)
    )
)
WITHIN = ("*_{}*", "*.{}*", "*-{}*")
APART = ("_{}", ".{}", "-{}", "({})", "{}_", "^{}.", "^{}-", "^({})", *WITHIN)
CLOSE = ("{}", "^{}")  # nothing tells the word from the name
MOST = 3  # such a mark holds where more than one in so many muscles has a twin by it
TOGETHER_M2 = 1e-6  # sum of products of arms of both sides, below which one side alone turns a coordinate
NUDGE_RAD = 0.1  # by which a coordinate is turned to see whose path follows


class Mark(NamedTuple):
    """What tells the names of the two sides apart, in the form of a recipe's `side`; empty: nothing.

    ``_r`` ends a name, ``r_`` and ``^r`` begin it, ``*_r*`` stands anywhere in it where no letter follows.
    """

    right: str
    left: str


MARKS = tuple(Mark(*map(form.format, pair)) for form in (*APART, *CLOSE) for pair in WORDS)
CLEAR = MARKS[: len(APART) * len(WORDS)]


def sides(names: Iterable[str]) -> tuple[str, str]:
    """The mark of the muscles to take, and that of the left where only the left has one; of a model of one side, its mark.

    >>> sides(["soleus_r", "soleus_l"]), sides(["BIC", "BIC_L"]), sides(["SAR", "LSAR"]), sides(["deltoid"])
    (('_r', ''), ('', '_L'), ('', '^L'), ('', ''))
    >>> sides(["glut_r1", "glut_l1"]), sides(["soleus_l", "psoas_l"]), sides(["RSOL", "LSOL"])
    (('*_r*', ''), ('_l', ''), ('^R', ''))
    """
    given = set(names)
    if mark := mark_of(given):
        return mark.right, "" if mark.right else mark.left
    one = (side for mark in CLEAR for side in mark)
    return next((side for side in one if given and all(is_of(name, side) for name in given)), ""), ""


def mark_of(names: Collection[str]) -> Mark | None:
    """The mark by which most muscles have a twin on the other side; None where there is one side only."""
    return _mark_of(frozenset(names))


@lru_cache(8)
def _mark_of(names: frozenset[str]) -> Mark | None:
    best, most, letters = None, 0, " ".join(names)
    for n, (right, left) in enumerate(MARKS):
        used = [side for side in (right, left) if _place(side)[1] in letters]
        for mark in [Mark(right, left), Mark("", left), Mark(right, "")] if used else []:
            count = len(_pairs(names, mark)) if {*mark} <= {*used, ""} else 0
            if count > most and (n < len(CLEAR) or MOST * count > len(names)):
                best, most = mark, count
    return best


def twins(names: Collection[str]) -> tuple[str, str] | None:
    """A muscle and its twin on the other side, the first by name; None where there is one side only."""
    mark = mark_of(names)
    return min(_pairs(frozenset(names), mark)) if mark else None


def _pairs(names: frozenset[str], mark: Mark) -> list[tuple[str, str]]:
    """Muscles that bear a mark, or the other where only that is one, and have a twin: right and left."""
    own, other = mark if mark.right else mark[::-1]
    found = [(name, twin) for name in names if (twin := swapped(name, own, other)) in names and twin != name]
    return found if mark.right else [pair[::-1] for pair in found]


def twin_of(name: str, mark: Mark | None) -> str:
    """What the muscle of the other side is called; empty where its name does not say its side.

    >>> twin_of("soleus_l", Mark("_r", "_l")), twin_of("BIC", Mark("", "_L")), twin_of("BIC_L", Mark("", "_L"))
    ('soleus_r', 'BIC_L', 'BIC')
    """
    if mark is None:
        return ""
    own, other = mark if mark.left == "" or not is_of(name, mark.left) else mark[::-1]
    return swapped(name, own, other)


def is_left(side: str) -> bool:
    """Whether a mark is one of the left.

    >>> is_left("*_l*"), is_left("^R"), is_left("")
    (True, False, False)
    """
    return any(_place(side)[1].strip("_.-()") == left for _, left in WORDS)


def agreement(model: Any, state: Any, coordinate: str, own: Mapping[str, Any], every: Mapping[str, Any]) -> int:
    """How muscles of the two sides turn a coordinate: 1 alike, as those that extend a trunk, -1 in opposite ways.

    Those that bend a trunk to one side do the latter; 0 where only one side turns it.
    """
    about, mark = model.getCoordinateSet().get(coordinate), mark_of(every)
    pairs = {name: twin for name in own if (twin := twin_of(name, mark)) in every and twin != name}
    arms = _arms(model, state, about, {name: every[name] for pair in pairs.items() for name in pair})
    same = sum(arms[name] * arms[twin] for name, twin in pairs.items())
    return 0 if abs(same) < TOGETHER_M2 else 1 if same > 0.0 else -1


def _arms(model: Any, state: Any, coordinate: Any, muscles: Mapping[str, Any]) -> dict[str, float]:
    """About how much arm in m muscles have about a coordinate: from their lengths where it can be turned from here.

    Lengths are had for a hundredth of what OpenSim takes to work out an arm.
    """
    before, start, seen = opensim().Vector(state.getQ()), coordinate.getValue(state), list[tuple[float, list[float]]]()
    for way in (-NUDGE_RAD, 0.0, NUDGE_RAD):
        try:
            coordinate.setValue(state, start + way, True)
            model.realizePosition(state)
        except RuntimeError:
            continue
        angle = coordinate.getValue(state)
        if not way or abs(angle - start) > NUDGE_RAD / 2.0:
            seen.append((angle, [muscle.getLength(state) for muscle in muscles.values()]))
    state.setQ(before)
    model.realizePosition(state)
    if len(seen) < 2:
        return {name: muscle.computeMomentArm(state, coordinate) for name, muscle in muscles.items()}
    turned = seen[-1][0] - seen[0][0]
    return {name: (low - high) / turned for name, low, high in zip(muscles, seen[0][1], seen[-1][1], strict=True)}


def _place(side: str) -> tuple[str, str]:
    """Where a mark stands in a name, and its letters."""
    if side.startswith("*"):
        return "within", side.strip("*")
    if side.startswith("^"):
        return "before", side[1:]
    return ("before" if side.endswith("_") else "after"), side


def _span(name: str, side: str) -> tuple[int, int] | None:
    """From which letter to which a name bears a mark."""
    where, letters = _place(side)
    if where == "within":
        found = re.search(f"{re.escape(letters)}(?![A-Za-z])", name)
        return found.span() if found else None
    if where == "before":
        return (0, len(letters)) if name.startswith(letters) else None
    return (len(name) - len(letters), len(name)) if name.endswith(letters) else None


def is_of(name: str, side: str) -> bool:
    """Whether a muscle is of a side: its name bears the mark of it; every name does where that is empty."""
    return _span(name, side) is not None


def without_side(name: str, side: str) -> str:
    """A name without the mark of its side."""
    begin, end = _span(name, side) or (0, 0)
    return name[:begin] + name[end:]


def swapped(name: str, side: str, other: str) -> str:
    """A name with another mark in the place of its own; empty where it does not bear that, or its place is not known.

    >>> swapped("glut_r1", "*_r*", "*_l*"), swapped("SAR", "", "^L"), swapped("SAR", "_r", "_l")
    ('glut_l1', 'LSAR', '')
    """
    where, letters = _place(other)
    if not side:
        return "" if where == "within" else letters + name if where == "before" else name + letters
    span = _span(name, side)
    return name[: span[0]] + letters + name[span[1] :] if span else ""
