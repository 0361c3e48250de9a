"""The links of a body: which row is whose, who is whose neighbour, which joints a muscle listens to."""

from __future__ import annotations

from typing import Any, NamedTuple

from agonist.agents.units import Joint, Member, MotorCortex, Muscle
from agonist.model.units import Axis, Crossing, Parameters
from agonist.model.units.wire import Group, lay, new


class Parts(NamedTuple):
    """The units of a body, in canonical order: by name, members by task and muscle."""

    muscles: tuple[Muscle, ...]
    joints: tuple[Joint, ...]
    cortices: tuple[MotorCortex, ...]
    members: tuple[Member, ...]


def lay_links(body: Any) -> None:
    """Give every unit its row of the body's block, the parameters, and its neighbours."""
    wiring, block, parts = body.prepared.run.structure.wiring, body.block, body.parts
    units = {
        "parameters": new(Parameters, block.parameters), "joints": parts.joints, "crossings": new(Crossing, block.crossings), "muscles": parts.muscles,
        "members": parts.members, "axes": new(Axis, block.axes), "tasks": parts.cortices,
    }  # fmt: skip
    lay(units, wiring, block)
    body.members = Group(parts.members)
    for muscle in parts.muscles:
        muscle.members = {member.task: member for member in parts.members if member.muscle is muscle}
    for cortex in parts.cortices:
        cortex.rank = {member.name: n for n, member in enumerate(cortex.members)}
