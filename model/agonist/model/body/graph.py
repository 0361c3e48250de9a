"""The muscle graph: everything about a body that the engines are compiled from.

Nodes are muscles, joints and tasks; every attribute is a string or a number, so a graph can be saved, looked at in
any graph program, changed and read back. Edges of the `networkx.MultiDiGraph`, told apart by their key:

| key | from | to | holds |
|---|---|---|---|
| ``drives`` | muscle | task | moment arm along the task's output, length, pennation, capacity and its share, role |
| name of a task | muscle j | muscle i | what j is to i in that task (`type`), and the capacity share of j (`weight`) |
| ``inhibits`` | joint | muscle | part of the excitability that fluid and pain in the joint can take |
| ``mirror`` | muscle | muscle | the same muscle on the other side |

Roles and links follow from moment arm x active force at the posture of the task, never from a name.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import networkx as nx

from agonist.model.body.anatomy import SIDES, Anatomy, joint_of
from agonist.model.body.graph_file import read, save
from agonist.model.body.lifestyle import start_values
from agonist.model.body.lumped import middle, row_of
from agonist.model.body.tasks import Task, resolve
from agonist.model.parameters import MARKS, TABLE
from agonist.model.rules import muscle as rules
from agonist.model.rules.recruitment import capacity
from agonist.model.spreadsheet import number, read_rows

__all__ = ["Crossing", "Member", "build", "inhibition_table", "members", "read", "save", "simple"]

INHIBITION = Path(__file__).parent.parent / "tables" / "inhibition.csv"
CAPSULES = INHIBITION.with_name("joints.csv")
OTHER = "other"  # the row of joints that have none
FLANKS = {"right": 1.0, "left": -1.0}
HEALTHY = 1.0  # strength of a muscle as its table gives it
TOY_LENGTH_M = 0.1  # fibre length of a toy body; without effect, because its fibres stay at their optimum


class Crossing(NamedTuple):
    """Part of a muscle's excitability that a joint's fluid and pain can take; negative facilitates."""

    joint: str
    anatomical_name: str
    gain_fluid: float
    gain_pain: float
    source: str = ""
    mark: str = "judgement"
    wasting: float = 1.0
    gain_loose: float = 0.0
    holds: float = 0.0


class Capsule(NamedTuple):
    """What a joint is beside others: fluid that fills it (x knee), how readily its pain comes back (x lumbar)."""

    capacity: float
    relapses: float
    wound: float
    aged: float
    heals: float


class Member(NamedTuple):
    """One muscle in one task: arm along the output (m), length and pennation at the posture, signed capacity."""

    muscle: str
    arm_m: float
    length: float
    cos_pennation: float
    capacity_nm: float
    other_arms_m: tuple[tuple[str, float], ...] = ()


@cache
def inhibition_table(path: Path = INHIBITION) -> tuple[Crossing, ...]:
    """The shipped table of joint afferents; a ValueError names a row without source or with an unknown mark."""
    rows = []
    for row in read_rows(path):
        place = f"{path.name}, {row['joint']} {row['anatomical_name']}"
        if row["mark"] not in MARKS or not row["source"]:
            raise ValueError(f"{place}: needs a source and a mark of {', '.join(MARKS)}")
        gains = number(row, "gain_fluid", place), number(row, "gain_pain", place)
        more = number(row, "wasting", place), number(row, "gain_loose", place), number(row, "holds", place)
        rows.append(Crossing(row["joint"], row["anatomical_name"], *gains, row["source"], row["mark"], *more))
    return tuple(rows)


@cache
def joint_table(path: Path = CAPSULES) -> dict[str, Capsule]:
    """The shipped table of joints by name; a ValueError names a row without source or with an unknown mark."""
    found = {}
    for row in read_rows(path):
        place = f"{path.name}, {row['joint']}"
        if row["mark"] not in MARKS or not row["source"]:
            raise ValueError(f"{place}: needs a source and a mark of {', '.join(MARKS)}")
        found[row["joint"]] = Capsule(*(number(row, name, place) for name in Capsule._fields))
    return found


def members(anatomy: Anatomy, task: Task) -> list[Member]:
    """Every muscle of the body in a task, with its signed capacity in N m (0 where it has no arm).

    Raises:
        ValueError: a joint angle of the task is unknown or outside the tables; the message names the task.
    """
    try:
        arms, lengths = anatomy.arms_m(task.posture), anatomy.lengths(task.posture)
        cosines = anatomy.cos_pennation(task.posture)
    except ValueError as error:
        raise ValueError(f"task {task.name}: {error}") from None
    columns = {axis: anatomy.axes.index(axis) for axis in (*task.output, *task.unwanted)}
    parts = (*task.output, *task.unwanted) if len(task.output) > 1 else task.unwanted
    found = []
    for i, muscle in enumerate(anatomy.muscles):
        arm = sum(weight * float(arms[i, columns[axis]]) for axis, weight in task.output.items())
        length, cosine = float(lengths[i]), float(cosines[i])
        torque = capacity(arm, muscle.force_max_n, HEALTHY, rules.active_length(length), cosine)
        other = tuple((axis, float(arms[i, columns[axis]])) for axis in parts)
        found.append(Member(muscle.name, arm, length, cosine, torque, other))
    return found


def build(
    anatomy: Anatomy,
    tasks: Collection[str | Task],
    inhibition: Iterable[Crossing] | None = None,
    parameters: Mapping[str, float] | None = None,
    idle: bool = False,
) -> nx.MultiDiGraph:
    """The graph of a body that does these tasks.

    Args:
        anatomy: the body.
        tasks: names that ship or `Task` objects; a name without a side stands for every side of the body.
        inhibition: which joints inhibit which muscles; None takes the shipped table. Rows about muscles or joints
            that the body lacks are passed over, so one table serves every body.
        parameters: own values of ``prime_share`` and ``helper_share``; what is missing comes from the table.
        idle: keep muscles that take part in none of the tasks; they change nothing for the others.

    Raises:
        ValueError: unknown task, axis or posture, or a task that no muscle can do; one line says what would be right.
    """
    limits = {name: TABLE[name].value for name in ("prime_share", "helper_share")} | dict(parameters or {})
    done = [(task, _sides_of(task, members(anatomy, task), limits["helper_share"])) for task in resolve(tasks, anatomy)]
    busy = {member.muscle for _, sides in done for side in sides for member in side}
    graph, joints = nx.MultiDiGraph(model=anatomy.model, sides=" ".join(anatomy.sides)), joint_table()
    if idle:
        graph.graph["idle"] = "kept"
    for joint in anatomy.joints:
        own = joints.get(joint.removesuffix(f"_{_side(joint)}"), joints[OTHER])
        graph.add_node(joint, kind="joint", side=_side(joint), **own._asdict())
    usual = start_values(anatomy)
    for muscle in anatomy.muscles:
        if idle or muscle.name in busy:
            graph.add_node(
                muscle.name, kind="muscle", anatomical_name=muscle.anatomical_name, compartment=muscle.compartment,
                side=muscle.side, joint=muscle.joint, group=muscle.group, force_max_n=muscle.force_max_n,
                l_opt_m=muscle.l_opt_m, wasting_rate=muscle.wasting_rate, growth_rate=muscle.growth_rate,
                fast_part=muscle.fast_part, weakening_rate=muscle.weakening_rate, ageing_rate=muscle.ageing_rate, female_rate=muscle.female_rate,
                **usual[muscle.name],
            )  # fmt: skip
    for task, sides in done:
        if task.name in graph:
            raise ValueError(f"task {task.name}: a {graph.nodes[task.name]['kind']} has this name; choose another")
        _add_task(graph, task, sides, limits["prime_share"])
    _add_crossings(graph, inhibition_table() if inhibition is None else inhibition)
    _add_mirrors(graph)
    return graph


def simple(capacities: Mapping[str, float], task: str = "pull", joint: str = "joint") -> nx.MultiDiGraph:
    """A toy body: muscles with arms of 1 m at their optimal length on one joint, which differ in their force only.

    `capacities`: torque of each, N m, kept within 1e-5 (the active curve at length 1); a negative one opposes the task. Twice 1
    makes a pair of like muscles, 1 and 0.6 a stronger and a weaker one. The name of the joint (``ankle``, ``wrist``) says
    whose rates of fatigue they have; any other name takes the general ones.

    Raises:
        ValueError: no muscle has a positive capacity.
    """
    graph = nx.MultiDiGraph(model="toy", sides="")
    graph.add_node(joint, kind="joint", side="")
    found = []
    for name, torque in sorted(capacities.items()):
        arm, force = math.copysign(1.0, torque) if torque else 0.0, abs(float(torque))
        graph.add_node(
            name,
            kind="muscle",
            anatomical_name=name,
            compartment="",
            side="",
            joint=joint,
            group="knee",
            force_max_n=force,
            l_opt_m=TOY_LENGTH_M,
        )
        found.append(Member(name, arm, 1.0, 1.0, capacity(arm, force, HEALTHY, rules.active_length(1.0), 1.0)))
    movement = Task(task, {}, {joint: 1.0}, (), "A toy movement of one joint")
    _add_task(graph, movement, _sides_of(movement, found, 0.0), TABLE["prime_share"].value)
    return graph


def _side(name: str) -> str:
    side = name.rpartition("_")[2]
    return side if side in SIDES else ""


def _sides_of(task: Task, found: list[Member], smallest: float) -> tuple[list[Member], list[Member]]:
    """Muscles that work for a task and against it, each with at least a smallest part of the task's capacity."""
    total = sum(m.capacity_nm for m in found if m.capacity_nm > 0.0)
    if total <= 0.0:
        raise ValueError(f"task {task.name}: no muscle of this body can do it at its posture")
    for_it = [m for m in found if m.capacity_nm > 0.0 and m.capacity_nm >= smallest * total]
    against = [m for m in found if m.capacity_nm < 0.0 and -m.capacity_nm >= smallest * total]
    return for_it, against


def _add_task(graph: nx.MultiDiGraph, task: Task, sides: tuple[list[Member], list[Member]], prime: float) -> None:
    total = sum(m.capacity_nm for m in sides[0])
    joints = sorted({joint_of(axis) for axis in task.output})
    graph.add_node(
        task.name,
        kind="task",
        side=_side(task.name),
        text=task.text,
        joints=" ".join(joints),
        capacity_nm=total,
        legs=float(task.legs),
        **{f"posture_{name}": float(angle) for name, angle in sorted(task.posture.items())},
        **{f"output_{axis}": float(weight) for axis, weight in sorted(task.output.items())},
        **{f"shift_{axis}": float(part) for axis, part in sorted(task.shift.items())},
        **{f"part_{axis}": float(part) for axis, part in sorted(task.parts.items())},
    )
    shares: list[dict[str, float]] = [_shares(side) for side in sides]
    for member in (*sides[0], *sides[1]):
        opposes = member.capacity_nm < 0.0
        share = shares[opposes][member.muscle]
        role = "antagonist" if opposes else "prime" if share >= prime else "helper"
        graph.add_edge(
            member.muscle,
            task.name,
            "drives",
            arm_m=member.arm_m,
            length=member.length,
            cos_pennation=member.cos_pennation,
            capacity_nm=member.capacity_nm,
            capacity_share=share,
            role=role,
            **{f"arm_{axis}": arm for axis, arm in member.other_arms_m},
        )
    _add_links(graph, task.name, shares, prime)


def _shares(side: list[Member]) -> dict[str, float]:
    """Part of the capacity of one side that each muscle holds; they sum to one."""
    total = sum(abs(m.capacity_nm) for m in side)
    return {m.muscle: abs(m.capacity_nm) / total for m in side}


def _add_links(graph: nx.MultiDiGraph, task: str, shares: list[dict[str, float]], prime: float) -> None:
    """What each muscle is to each other in a task: of its own side, or of the opposing one."""
    for side, sources in enumerate(shares):
        for source, share in sources.items():
            for target in (*shares[0], *shares[1]):
                if target != source:
                    own = "agonist" if share >= prime else "synergist"
                    kind = own if target in shares[side] else "antagonist"
                    graph.add_edge(source, target, task, type=kind, weight=share)


def _add_crossings(graph: nx.MultiDiGraph, inhibition: Iterable[Crossing]) -> None:
    """Link every joint to the muscles of its own side that it inhibits; a midline joint to those of both sides."""
    rows: dict[str, dict[str, Crossing]] = {}
    for crossing in inhibition:
        rows.setdefault(crossing.joint, {})[crossing.anatomical_name] = crossing
    muscles = [(n, d) for n, d in graph.nodes(data=True) if d["kind"] == "muscle"]
    for joint in [n for n, kind in graph.nodes(data="kind") if kind == "joint"]:
        side = graph.nodes[joint]["side"]
        base = joint.removesuffix(f"_{side}")
        for muscle, facts in muscles:
            row = row_of(rows.get(base, {}), facts["anatomical_name"], _mean_of)
            if row is not None and side in ("", facts["side"]):
                graph.add_edge(
                    joint,
                    muscle,
                    "inhibits",
                    gain_fluid=row.gain_fluid,
                    gain_pain=row.gain_pain,
                    mark=row.mark,
                    wasting=row.wasting,
                    gain_loose=row.gain_loose,
                    holds=row.holds,
                    flank=0.0 if side else FLANKS.get(facts["side"], 0.0),
                )


def _mean_of(rows: Sequence[Crossing]) -> Crossing:
    """What a joint takes from a muscle that stands for several."""
    gains = (middle([c.gain_fluid for c in rows]), middle([c.gain_pain for c in rows]))
    more = (middle([c.wasting for c in rows]), middle([c.gain_loose for c in rows]), math.fsum(c.holds for c in rows))
    return Crossing(rows[0].joint, "", *gains, "mean of its muscles", "judgement", *more)


def _add_mirrors(graph: nx.MultiDiGraph) -> None:
    for name, facts in list(graph.nodes(data=True)):
        if facts["kind"] == "muscle" and facts["side"] == "left":
            other = name.removesuffix("left") + "right"
            if other in graph:
                graph.add_edge(name, other, "mirror")
                graph.add_edge(other, name, "mirror")
