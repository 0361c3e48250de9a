"""Names in an assessment: which units of a body they mean, and how the muscles of a group come together."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from agonist.model.assessment.movements import angle_of
from agonist.model.assessment.test_bench import KEPT
from agonist.model.body.subject import Subject
from agonist.model.keys import among
from agonist.model.parameters import nearest
from agonist.model.reading import quoted

if TYPE_CHECKING:
    from agonist.model.body.anatomy import Anatomy


SUCH = 4  # muscles that a refusal names


def units(subject: Subject, of: str) -> tuple[str, ...]:
    """What measures of a kind are of."""
    names = subject.structure.names
    if of == "limbs":
        plain = {t.removesuffix("_right") for t in names.tasks if t.endswith("_right")}
        return tuple(sorted(p for p in plain if f"{p}_left" in names.tasks))
    if of == "angle":
        return () if subject.anatomy is None else tuple(_sided(subject.anatomy))
    return {"task": names.tasks, "joint": names.joints}.get(of, names.muscles)


def such_as(subject: Subject) -> str:
    """Muscles and groups of a body that could have been meant, the strongest first."""
    nodes = subject.graph.nodes
    strong = sorted(subject.structure.names.muscles, key=lambda m: -float(nodes[m]["force_max_n"]))
    plain = list(dict.fromkeys(m.removesuffix("_left").removesuffix("_right") for m in strong))
    return (
        f"name one, such as {', '.join([*plain[:SUCH], *sorted(subject.groups)[:1]])}; `agonist bodies BODY` lists them"
    )


def _sided(anatomy: Anatomy) -> list[str]:
    """Joint angles of a body with the side they are on."""
    found = []
    for name in anatomy.coordinates:
        if f"{name}_{anatomy.sides[0]}" in anatomy.axes:
            found += [f"{name}_{side}" for side in anatomy.sides]
        elif name in anatomy.axes:
            found.append(name)
    return found


def wanted(subject: Subject, entry: Any, given: Mapping[str, Any]) -> tuple[str, ...]:
    """The units that the arguments name. Raises ValueError for an unknown one."""
    side, known = given.get("side", "both"), units(subject, entry.of)
    if not among(side, ("left", "right", "both")):
        raise ValueError(f"{entry.name}: side = {quoted(side)}; it needs left, right or both")
    name = given.get("task" if entry.of == "limbs" else entry.of)
    if name is None:
        return tuple(u for u in known if side == "both" or entry.of == "limbs" or u.endswith(f"_{side}"))
    if not isinstance(name, str):
        raise ValueError(f"{entry.name}: {entry.of} = {quoted(name)}; it needs a name")
    if entry.of == "task":
        return subject.tasks(name, side)
    if entry.of == "muscle":
        return subject.muscles(name, side)
    if entry.of == "joint":
        return subject.joints(name, side)
    found = tuple(
        u for u in known if u == name or u.rpartition("_")[0] == name and side in ("both", u.rpartition("_")[2])
    )
    if not found and (end := angle_of(name, known)):
        raise ValueError(
            f"{entry.name}: {name} is the lower end of {end}; ask for {end}, and take the first of its two ends"
        )
    if not found:
        raise ValueError(f"{entry.name}: unknown {entry.of} {quoted(name)}; {nearest(name, known)}")
    return found


def kept(place: str, under: str | Collection[str]) -> tuple[str, ...]:
    """What stays on during an assessment. Raises ValueError for what cannot."""
    names = (under,) if isinstance(under, str) else tuple(under)
    for name in names:
        if name not in KEPT:
            raise ValueError(f"{place}: under = {quoted(name)}; it needs {', '.join(KEPT)}")
    return tuple(n for n in KEPT if n in names)


def grouped(lab: Any, entry: Any, group: str, values: dict[str, Any], where: object) -> dict[str, Any]:
    """Values of a group of muscles as one, for each side; values by muscle where the name is no group."""
    subject = lab.subject
    if group.removesuffix("_left").removesuffix("_right") not in subject.groups:
        return values
    sides = {m: str(subject.graph.nodes[m].get("side", "")) for m in values}
    plain = group.removesuffix("_left").removesuffix("_right")
    return {
        f"{plain}_{side}".rstrip("_"): joined(lab, entry, {m: v for m, v in values.items() if sides[m] == side}, where)
        for side in dict.fromkeys(sides.values())
    }


def joined(lab: Any, entry: Any, values: Mapping[str, float], where: object) -> float:
    """Several muscles as one, as a measure has it."""
    return entry.whole(lab, tuple(values), where) if entry.whole else together(lab.subject, entry.join, values)


def together(subject: Subject, join: str, values: Mapping[str, float]) -> float:
    """Several muscles as one: their sum, the most of them, or their mean weighted by healthy force."""
    if join == "sum":
        return math.fsum(values.values())
    if join == "most":
        return max(values.values())
    weights = {m: float(subject.graph.nodes[m]["force_max_n"]) for m in values}
    return math.fsum(weights[m] * v for m, v in values.items()) / math.fsum(weights.values())
