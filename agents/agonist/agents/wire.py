"""The links of a body: which row is whose, who is whose neighbour, which joints a muscle listens to."""

from __future__ import annotations

from typing import Any, NamedTuple

from agonist.agents.cortex import MotorCortex
from agonist.agents.joint import Joint
from agonist.agents.member import Link, Member
from agonist.agents.muscle import Muscle
from agonist.agents.unit import Axis, Crossing, Parameters
from agonist.model.body.wiring import Wiring
from agonist.model.layout import LANES


class Parts(NamedTuple):
    """The units of a body, in canonical order: by name, members by task and muscle."""

    muscles: tuple[Muscle, ...]
    joints: tuple[Joint, ...]
    cortices: tuple[MotorCortex, ...]
    members: tuple[Member, ...]


def span(first: Any, index: int) -> range:
    """Entries of a wiring that belong to one unit."""
    edges = first[index:][:2]
    return range(int(edges[0]), int(edges[1]))


def lay_links(body: Any) -> None:
    """Give every unit its row of the body's block, the parameters, and its neighbours."""
    structure, block, parts = body.prepared.run.structure, body.block, body.parts
    table = Parameters()
    table.bind(block.P, 0, table)
    for flat, units in ((block.M, parts.muscles), (block.J, parts.joints), (block.T, parts.cortices),
                        (block.Q, parts.members)):  # fmt: skip
        for index, unit in enumerate(units):
            unit.bind(flat, index, table)
    link_muscles(parts, structure.wiring, block, table)
    link_members(parts, structure.wiring)
    link_cortices(body, parts, structure.wiring, table)


def link_muscles(parts: Parts, wiring: Wiring, block: Any, table: Parameters) -> None:
    """Joints that a muscle listens to, the muscle on the other side, and the keys of its draws."""
    words, fates = block.words[::LANES], block.fates[::LANES]
    for i, muscle in enumerate(parts.muscles):
        muscle.crossings = tuple(
            crossing(x, parts.joints[int(wiring.crossing_joint[x])], block, table)
            for x in span(wiring.crossing_first, i)
        )
        other = int(wiring.mirror[i])
        muscle.mirror = parts.muscles[other] if other >= 0 else None
        muscle.seed_key, muscle.word, muscle.fate = int(block.keys[0]), int(words[i]), int(fates[i])
        muscle.members = {}


def crossing(index: int, joint: Joint, block: Any, table: Parameters) -> Crossing:
    """A link from a joint to a muscle, as a view."""
    link = Crossing()
    link.bind(block.X, index, table)
    link.joint = joint
    return link


def link_members(parts: Parts, wiring: Wiring) -> None:
    """The muscle of each member and its neighbours in the task, in canonical order."""
    for u, member in enumerate(parts.members):
        member.muscle = parts.muscles[int(wiring.member_muscle[u])]
        member.muscle.members[member.task] = member
        member.opposed = tuple(
            Link(float(wiring.opposed_weight[x]), parts.members[int(wiring.opposed_source[x])])
            for x in span(wiring.opposed_first, u)
        )
        member.helped = tuple(
            Link(float(wiring.helped_weight[x]), parts.members[int(wiring.helped_source[x])])
            for x in span(wiring.helped_first, u)
        )


def link_cortices(body: Any, parts: Parts, wiring: Wiring, table: Parameters) -> None:
    """The members and unwanted axes of each task."""
    for q, cortex in enumerate(parts.cortices):
        mine = span(wiring.member_first, q)
        cortex.members = tuple(parts.members[u] for u in mine)
        cortex.learners = tuple(parts.members[int(wiring.learner[n])] for n in span(wiring.learner_first, q))
        cortex.rank = {member.name: n for n, member in enumerate(cortex.members)}
        cortex.axes = tuple(axis(x, mine, wiring, body.block, table) for x in span(wiring.axis_first, q))
        for member in cortex.members:
            member.cortex = cortex
        own = {member.muscle for member in cortex.members}
        cortex.team = body.agents.select(own.__contains__)


def axis(index: int, members: range, wiring: Wiring, block: Any, table: Parameters) -> Axis:
    """An axis that a task does not want, as a view."""
    link = Axis()
    link.bind(block.A, index, table)
    link.arms_m = tuple(float(wiring.axis_arm[index, u]) for u in members)
    return link
