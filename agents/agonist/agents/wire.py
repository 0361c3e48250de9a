"""The links of a body: which row is whose, who is whose neighbour, which joints a muscle listens to."""

from __future__ import annotations

from typing import Any, NamedTuple

from agonist.agents.units import Axis, Crossing, Joint, Member, MotorCortex, Muscle, Parameters
from agonist.model.units.wire import Group, lay, new


class Parts(NamedTuple):
    """The units of a body, in canonical order: by name, members by task and muscle."""

    muscles: tuple[Muscle, ...]
    joints: tuple[Joint, ...]
    cortices: tuple[MotorCortex, ...]
    members: tuple[Member, ...]


def lay_links(body: Any) -> None:
    """Give every unit its row of the body's block, the parameters, and its neighbours; who was removed is nobody's."""
    wiring, block, parts = body.prepared.run.structure.wiring, body.block, body.parts
    units = {
        "parameters": new(Parameters, block.parameters),
        "joints": parts.joints,
        "crossings": new(Crossing, block.crossings),
        "muscles": parts.muscles,
        "members": parts.members,
        "axes": new(Axis, block.axes),
        "tasks": parts.cortices,
    }
    for unit in (*units["parameters"], *units["crossings"], *units["axes"], *parts.members):
        unit.__dict__["model"] = body
    lay(units, wiring, block)
    body.members, body.cortices = Group(parts.members), Group(parts.cortices)
    for muscle in parts.muscles:
        muscle.members = {member.task: member for member in parts.members if member.muscle is muscle}
    for cortex in parts.cortices:
        cortex.rank = {member.name: n for n, member in enumerate(cortex.members)}
    if body.gone:
        body.members = Group(member for member in parts.members if not _is_gone(body, member))
        body.cortices = Group(cortex for cortex in parts.cortices if not _is_gone(body, cortex))
        for unit in (*parts.muscles, *parts.cortices, *parts.members):
            _leave_out(body, unit)


def _is_gone(body: Any, unit: Any) -> bool:
    """Whether a unit was removed, or belongs to one that was."""
    owners = [getattr(unit, name) for name in ("muscle", "cortex", "joint") if name in unit.links]
    return any(one.name in body.gone for one in (unit, *owners) if hasattr(one, "name"))


def _leave_out(body: Any, unit: Any) -> None:
    """Links of a unit without those who were removed; what they sensed for others is sensed anew by the next."""
    for name, link in unit.links.items():
        found = unit.__dict__.get(name)
        if link.kind == "many":
            unit.__dict__[name] = Group(x for x in found if not _is_gone(body, x[1] if link.weight else x))
        elif link.kind == "maybe" and found is not None and _is_gone(body, found):
            unit.__dict__[name] = None
        elif link.kind == "one" and link.area == "members" and _is_gone(body, found):
            alike = [m for m in body.parts.members if unit.links and _first(m, link.via, body) == found.index]
            unit.__dict__[name] = next((m for m in alike if not _is_gone(body, m)), unit)


def _first(member: Any, via: str, body: Any) -> int:
    return int(getattr(body.prepared.run.structure.wiring, via)[member.index])
